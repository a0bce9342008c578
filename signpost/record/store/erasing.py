"""Erasing a person: their key is destroyed, and everything that was sealed under it. Their id stays, and the audit's pseudonym."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, select, text, update
from sqlalchemy.exc import OperationalError

from signpost.record.store.engine import BUSY_SECONDS
from signpost.record.store.store import Store
from signpost.record.store.tables import copies, documents, links, openings, people, versions


def erase(connection: Connection, person_id: str, at: datetime) -> None:
    """In this transaction. The lists keep the id, so that the person's own team is told that the record was erased."""
    theirs = select(documents.c.id).where(documents.c.person_id == person_id)
    connection.execute(delete(openings).where(openings.c.person_id == person_id))
    connection.execute(delete(links).where(links.c.person_id == person_id))
    connection.execute(delete(copies).where(copies.c.person_id == person_id))
    connection.execute(delete(versions).where(versions.c.document_id.in_(theirs)))
    connection.execute(delete(documents).where(documents.c.person_id == person_id))
    nothing = {"wrapped_key": None, "key_id": None, "number_hash": None, "name_hash": None, "changed_at": None}
    connection.execute(update(people).where(people.c.id == person_id).values(**nothing, erased_at=at))


def leave_no_trace(store: Store) -> bool:
    """After that transaction: overwrite what the database would keep a while, so that the destroyed key is nowhere in its files.

    False while somebody reads the store for long (a backup, a report): then it is to be done again. SQLite has overwritten its pages (secure_delete) and here empties its log. PostgreSQL writes the table anew, but its
    own log keeps old pages until it is recycled: docs/how-to says so.
    """
    if store.engine.dialect.name == "sqlite":
        with store.engine.connect().execution_options(sqlite_begin="DEFERRED") as connection:
            raw = connection.connection.driver_connection
            assert raw
            (busy,) = raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[:1]
        return not busy
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"SET lock_timeout = '{BUSY_SECONDS}s'"))
        try:
            connection.execute(text("VACUUM FULL people"))
        except OperationalError:
            return False
        finally:
            connection.execute(text("RESET lock_timeout"))
    return True
