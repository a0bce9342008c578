"""An open store: the database, the deployer's keys, and the store's own. It knows nothing of who may do what."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, insert, select
from sqlalchemy.exc import OperationalError

from signpost.record.store.engine import READS, BadDatabase, open_engine
from signpost.record.store.migrations import check_current, migrate, revision_of
from signpost.record.store.sealing import Damaged, Key, KeyRing, Wrapped, WrongKey
from signpost.record.store.tables import people, store_keys

# The store's own keys. They are random and never change: rotation wraps them anew, and no hash has to be made again.
HASHES = "hashes"  # finds people by number, or by name and day of birth, and makes the audit's pseudonyms
REASONS = "reasons"  # seals why somebody did a thing: it must outlive the person's key


class Store:
    """One store, from `open` to `close`. Any number of processes may have it open at once."""

    def __init__(self, engine: Engine, ring: KeyRing, hashes: Key, reasons: Key) -> None:
        self.engine, self.ring, self.hashes, self.reasons = engine, ring, hashes, reasons

    @classmethod
    def open(cls, url: str, ring: KeyRing, *, bring_up_to_date: bool = False) -> Store:
        """An empty database is set up; one of an earlier version only where it is said. Raises BadDatabase, StoreBehind, StoreAhead, WrongKey."""
        engine = open_engine(url)
        try:
            with reachable(engine) as connection:
                if bring_up_to_date or revision_of(connection) is None:
                    migrate(connection)
                check_current(connection)
                _check_ring(connection, ring)
                return cls(engine, ring, _own_key(connection, ring, HASHES), _own_key(connection, ring, REASONS))
        except BaseException:
            engine.dispose()
            raise

    def close(self) -> None:
        self.engine.dispose()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """All of it or nothing. On SQLite one writer at a time; on PostgreSQL `people.key_of` makes those of one person wait."""
        with self.engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One state of the whole store, for as long as it takes; writers go on meanwhile."""
        with self.engine.connect().execution_options(**READS) as connection:
            if connection.dialect.name == "postgresql":
                connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection


@contextmanager
def reachable(engine: Engine) -> Iterator[Connection]:
    """A transaction, the first on this engine. Raises BadDatabase when there is no getting at the database."""
    try:
        connection = engine.connect()
    except OperationalError:  # its text may hold the address, and the password in it
        raise BadDatabase("The record's database does not answer. Check SIGNPOST_DATABASE_URL, and that the database runs.") from None
    with connection, connection.begin():
        yield connection


def place_of_own_key(name: str) -> str:
    return f"store_keys/{name}"


def _own_key(connection: Connection, ring: KeyRing, name: str) -> Key:
    """A key of the store's own; made when the store is new."""
    row = connection.execute(select(store_keys.c.wrapped_key, store_keys.c.key_id).where(store_keys.c.name == name)).first()
    if row is not None:
        try:
            return ring.unwrap(Wrapped(*row), place_of_own_key(name))
        except Damaged:
            raise WrongKey(f"The key '{row.key_id}' in SIGNPOST_RECORD_KEY is not the one that this record was sealed with.") from None
    key = Key.fresh()
    wrapped = ring.wrap(key, place_of_own_key(name))
    connection.execute(insert(store_keys).values(name=name, wrapped_key=wrapped.blob, key_id=wrapped.key_id))
    return key


def _check_ring(connection: Connection, ring: KeyRing) -> None:
    """At the start, not when somebody's record is needed. Raises WrongKey."""
    used = select(people.c.key_id).where(people.c.key_id.is_not(None)).union(select(store_keys.c.key_id))
    for key_id in connection.execute(used).scalars():
        ring.check_has(key_id)
