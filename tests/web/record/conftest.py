"""The record's pages over a made-up directory and a store of their own, at a time that tests move on."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from argon2 import PasswordHasher
from starlette.applications import Starlette
from starlette.testclient import TestClient

from signpost.paths import shipped
from signpost.record.access import Actor, Role
from signpost.record.accounts import Account
from signpost.record.passwords import Hashing
from signpost.record.person import Person
from signpost.record.records import Records
from signpost.record.store.sealing import KeyRing
from signpost.record.store.store import Store
from signpost_web.app import create_app
from signpost_web.record import cookies
from signpost_web.record.room import Room
from tests.record import private

if TYPE_CHECKING:
    from tests.web.fake import FakeCurrent

PASSWORD = "lavender tram kettle"
OURS, THEIRS = "breast-unit", "bowel-unit"
HOST = "testserver.local"  # as a browser's cookies name the host of these tests
Staff = Callable[[Role, str], TestClient]


class Clock:
    """A time that stands still until it is moved on."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def empty_record(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, KeyRing]:
    """A database that is set up, to be copied, and its keys: setting one up takes longer than most tests."""
    file, ring = tmp_path_factory.mktemp("empty") / "record.sqlite3", KeyRing.fresh()
    Store.open(f"sqlite:///{file}", ring).close()
    return file, ring


@pytest.fixture
def room(tmp_path: Path, empty_record: tuple[Path, KeyRing], clock: Clock) -> Iterator[Room]:
    """An empty record with two teams. Hashes cost as little as they can."""
    file, ring = empty_record
    store = Store.open(f"sqlite:///{shutil.copy(file, tmp_path)}", ring)
    made = Room.over(store, clock, Hashing(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)))
    made.accounts.add_team(OURS, "Breast unit")
    made.accounts.add_team(THEIRS, "Bowel unit")
    yield made
    store.close()
    assert private.found_in((tmp_path / file.name).read_bytes(), private.MADE_UP) == set()


@pytest.fixture(scope="session")
def taxonomy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The policies as they are shipped, with the checklist alone that a made-up directory of four concerns can have."""
    folder = tmp_path_factory.mktemp("taxonomy")
    shutil.copytree(shipped("taxonomy") / "policies", folder / "policies")
    instruments = folder / "policies" / "instruments.yaml"
    whole = yaml.safe_load(instruments.read_text(encoding="utf-8"))
    instruments.write_text(yaml.safe_dump([one for one in whole if not one.get("sections")]), encoding="utf-8")
    return folder


@pytest.fixture
def record_app(fake: Any, current: FakeCurrent, room: Room, clock: Clock, taxonomy: Path) -> Starlette:
    return create_app(replace(fake.settings(), taxonomy=taxonomy), directory=current, clock=clock, record=room)


@pytest.fixture
def browser(record_app: Starlette) -> Iterator[Callable[[], TestClient]]:
    """A new browser: what it sends is sent from our own pages. The program starts once, for all of them."""
    with TestClient(record_app) as running:

        def opened() -> TestClient:
            client = TestClient(record_app, follow_redirects=False, headers={"Sec-Fetch-Site": "same-origin"})
            client.portal = running.portal
            return client

        yield opened


@pytest.fixture
def staff(browser: Callable[[], TestClient], room: Room) -> Staff:
    """A browser in which somebody of this role and team is signed in: past the form and the hash, which have tests of their own."""
    there = dict[str, Account]()

    def signed_in(role: Role, team: str) -> TestClient:
        name = f"{role.value}-{team}"
        if name not in there:
            there[name] = room.accounts.add(name, f"Sam {role.label}", role, [team], PASSWORD)
        client = browser()
        client.cookies.set(cookies.STAFF, room.sessions.start(there[name]), domain=HOST)
        return client

    return signed_in


@pytest.fixture
def ours(room: Room) -> Records:
    """The record as a clinician of OURS may use it."""
    return room.records(Actor("0" * 32, Role.CLINICIAN, frozenset({OURS})))


@pytest.fixture
def person_id(ours: Records) -> str:
    """Somebody on the list of OURS."""
    return ours.add_person(Person(surname="Testerly", given_names="Wilhelmina", born=date(1961, 3, 27), number="999 000 0018"), OURS).id
