"""A connection to SQLite or PostgreSQL that behaves alike: what is committed stays, and writers queue."""

from __future__ import annotations

import os
import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from signpost.problems import SignpostError

BUSY_SECONDS = 10  # how long a writer waits for another: many times what the longest write takes
READS = {"sqlite_begin": "DEFERRED"}  # execution options of a long read, which writers need not wait for
_DRIVERS = {"sqlite": "sqlite", "postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}
BUSY_PAUSE_SECONDS = 0.02
_ON_CONNECTING = (
    "PRAGMA synchronous = FULL",  # what is acknowledged survives a power cut
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",  # what is erased is overwritten
)


class BadDatabase(SignpostError):
    """SIGNPOST_DATABASE_URL names no database that Signpost can use. The message never repeats it: it may hold a password."""


def open_engine(url: str) -> Engine:
    """An engine for `sqlite:////path/file` or `postgresql://user@host/name`. Raises BadDatabase."""
    try:
        parsed = make_url(url)
        driver = _DRIVERS.get(parsed.drivername.partition("+")[0])
        if driver is None:
            raise BadDatabase("SIGNPOST_DATABASE_URL must begin with sqlite:/// or postgresql://")
        if driver == "sqlite":
            return _sqlite(parsed.database or "")
        return create_engine(parsed.set(drivername=driver), pool_pre_ping=True, hide_parameters=True)
    except (ArgumentError, NoSuchModuleError):
        raise BadDatabase("SIGNPOST_DATABASE_URL is no address of a database. Write sqlite:////path/record.sqlite3 or postgresql://user@host/name") from None
    except ModuleNotFoundError:
        raise BadDatabase("PostgreSQL needs a driver that is not installed. Run: pip install 'signpost-directory[postgres]'") from None


def _sqlite(database: str) -> Engine:
    if database in ("", ":memory:"):
        raise BadDatabase("SIGNPOST_DATABASE_URL names no file. A record in memory would be lost. Write sqlite:////path/record.sqlite3")
    file = Path(database).expanduser().absolute()
    for_the_owner_alone(file)
    engine = create_engine(f"sqlite:///{file}", hide_parameters=True)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


def for_the_owner_alone(file: Path) -> None:
    """Make the file where it is missing, so that nobody else on this machine may read it, nor the log beside it. Raises BadDatabase."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
    except OSError as fault:
        raise BadDatabase(f"The record cannot be kept in {file}: {fault.strerror}.") from None


def _prepare(connection: Any, _: Any) -> None:
    connection.isolation_level = None  # SQLAlchemy's BEGIN is the one that counts, and `_begin` says it
    connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}").close()
    _let_readers_and_a_writer_at_once(connection)
    for statement in _ON_CONNECTING:
        connection.execute(statement).close()


def _let_readers_and_a_writer_at_once(connection: Any) -> None:
    """Write-ahead logging. SQLite's busy time-out does not cover the switch: of workers that set up a new file together, some are told at once that it is locked."""
    until = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").close()
            return
        except sqlite3.OperationalError:
            if time.monotonic() > until:
                raise
            time.sleep(BUSY_PAUSE_SECONDS)


def _begin(connection: Connection) -> None:
    """A writer takes its turn when it begins: two that have read the same version can't both go on to write."""
    connection.exec_driver_sql(f"BEGIN {connection.get_execution_options().get('sqlite_begin', 'IMMEDIATE')}")
