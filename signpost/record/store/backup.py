"""A backup: a SQLite file with the tables of the store, whatever database that runs on, made while it is in use.

So one file moves a record between machines, and from SQLite to PostgreSQL. What is sealed in the store is sealed in it: it
is worth nothing without SIGNPOST_RECORD_KEY, and is lost with it.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, func, insert, select, text

from signpost.problems import SignpostError
from signpost.record.store.engine import open_engine
from signpost.record.store.migrations import migrate
from signpost.record.store.sealing import KeyRing
from signpost.record.store.store import Store
from signpost.record.store.tables import accounts, audit, metadata, people, store_keys, teams

ROWS_AT_ONCE = 500  # some megabytes of sealed documents
_HOLD_SOMETHING = (people, accounts, teams, audit)  # a store that has any of these is in use


class CannotBackUp(SignpostError):
    """The file cannot be written."""


class NoBackup(SignpostError):
    """The file is no backup of a record, or a damaged one."""


class StoreNotEmpty(SignpostError):
    """A backup is restored into an empty store only: nothing is written over."""


def backup(store: Store, file: Path) -> None:
    """Write the store as it is at one moment; whoever works with it goes on. The file is whole or is not there. Raises CannotBackUp."""
    if file.exists():
        raise CannotBackUp(f"There is a file {file} already. Choose another name.")
    aside = file.with_name(f"{file.name}.unfinished")
    try:
        aside.unlink(missing_ok=True)
        os.close(os.open(aside, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
        if store.engine.dialect.name == "sqlite":
            _copy_file(store, aside)
        else:
            _copy_tables(store, aside)
        _settle(aside)
        aside.replace(file)
    except (OSError, sqlite3.OperationalError) as fault:
        aside.unlink(missing_ok=True)
        raise CannotBackUp(f"The backup {file} cannot be written: {getattr(fault, 'strerror', None) or fault}.") from None


def restore(url: str, ring: KeyRing, file: Path) -> None:
    """Fill an empty store from a backup, also one of an earlier version. All or nothing. Raises NoBackup, StoreNotEmpty, StoreAhead, WrongKey."""
    with TemporaryDirectory(prefix="signpost-restoring-") as folder:
        copied = Path(folder) / "record.sqlite3"
        _check(file)
        shutil.copyfile(file, copied)
        source = Store.open(f"sqlite:///{copied}", ring, bring_up_to_date=True)
        try:
            target = Store.open(url, ring)
            try:
                with source.reading() as from_, target.transaction() as to:
                    _refuse_a_filled_one(to)
                    to.execute(store_keys.delete())
                    _copy_rows(from_, to)
            finally:
                target.close()
        finally:
            source.close()


def _copy_file(store: Store, file: Path) -> None:
    with store.engine.connect().execution_options(sqlite_begin="DEFERRED") as connection, sqlite3.connect(file) as copied:
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        raw.backup(copied)
    copied.close()


def _copy_tables(store: Store, file: Path) -> None:
    engine = open_engine(f"sqlite:///{file}")
    with store.reading() as from_, engine.begin() as to:
        migrate(to)
        _copy_rows(from_, to)
    engine.dispose()


def _settle(file: Path) -> None:
    """One file without a log beside it, on the disk."""
    with sqlite3.connect(file) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    connection.close()
    with file.open("rb") as written:
        os.fsync(written.fileno())


def _copy_rows(from_: Connection, to: Connection) -> None:
    for table in metadata.sorted_tables:
        for rows in from_.execution_options(yield_per=ROWS_AT_ONCE).execute(select(table)).mappings().partitions():
            to.execute(insert(table), [dict(row) for row in rows])
    if to.dialect.name == "postgresql":  # the next line of the audit comes behind those
        to.execute(text("SELECT setval(pg_get_serial_sequence('audit', 'id'), max(id)) FROM audit"))


def _refuse_a_filled_one(connection: Connection) -> None:
    if any(connection.execute(select(func.count()).select_from(table)).scalar_one() for table in _HOLD_SOMETHING):
        raise StoreNotEmpty("The store is in use: restoring would write over it. Give SIGNPOST_DATABASE_URL an empty database.")


def _check(file: Path) -> None:
    try:
        with sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True) as connection:
            whole = connection.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        connection.close()
    except sqlite3.DatabaseError:
        whole, tables = False, set()
    if not whole or store_keys.name not in tables:
        raise NoBackup(f"{file} is no backup of a record, or it is damaged. Nothing was restored.")
