"""The demonstration: somebody at every point of the way, for every role, and nothing left of it."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from signpost.record.access import Actor
from signpost.record.accounts import Accounts
from signpost.record.care_plan import CarePlan
from signpost.record.demo.filling import NURSES, SURGERY, Demonstration, fill
from signpost.record.documents import Document
from signpost.record.passwords import Hashing
from signpost.record.policy_files import open_policies
from signpost.record.records import Records
from signpost.record.store.sealing import KeyRing
from signpost.record.store.store import Store
from signpost.search.serving import open_current
from signpost.settings import Settings

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
CHEAP = Hashing(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
A_START = 60.0  # seconds, with the index built


class Filled:
    def __init__(self, store: Store, made: Demonstration) -> None:
        self.store, self.made = store, made
        self.accounts = Accounts(store, lambda: NOW, CHEAP)

    def as_(self, name: str) -> Records:
        account = next(one for one in self.accounts.all() if one.name == name)
        return Records(self.store, Actor(account.id, account.role, account.team_ids), lambda: NOW)


@pytest.fixture(scope="module")
def filled(real_directory: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    store = Store.open(f"sqlite:///{tmp_path_factory.mktemp('demo')}/record.sqlite3", KeyRing.fresh())
    directory = open_current(real_directory)
    yield Filled(store, fill(store, directory, open_policies(real_directory.taxonomy / "policies", directory.scheme), NOW, CHEAP))
    store.close()


def bodies(records: Records) -> list[Document]:
    return [one.body for person in records.caseload().people for one in records.of_person(person.id)]


def test_every_kind_of_document_is_there_and_every_plan_has_services(filled: Filled) -> None:
    nurse = filled.as_("nurse")
    found = bodies(nurse)
    assert {one.KIND for one in found} == {"assessment", "care-plan", "treatment-summary", "cancer-care-review", "event", "follow-up"}
    assert all(any(row.service for row in one.rows) for one in found if isinstance(one, CarePlan))
    assert any(nurse.copies(person.id) for person in nurse.caseload().people)


def test_something_is_due_and_somebody_waits_for_a_plan(filled: Filled) -> None:
    nurse = filled.as_("nurse")
    assert [one.person.body.surname for one in nurse.answered(NOW.replace(year=2026, month=6))] == ["Haleworth"]
    assert nurse.due(NOW.date().replace(month=12))
    assert filled.as_("surgery").due(NOW.date().replace(month=12))


def test_everybody_signs_in_with_the_one_password_and_a_team_sees_its_own_people_alone(filled: Filled) -> None:
    assert {one.name for one in filled.made.logins} == {one.name for one in filled.accounts.all()}
    for login in filled.made.logins:
        filled.accounts.sign_in(login.name, filled.made.password)
    seen = {name: {person.id for person in filled.as_(name).caseload().people} for name in ("nurse", "bowel-nurse", "surgery")}
    assert len(seen["nurse"]) == 5
    assert not seen["nurse"] & seen["bowel-nurse"]
    assert seen["surgery"] & seen["nurse"]
    assert seen["surgery"] & seen["bowel-nurse"]
    assert {team.id for team in filled.accounts.teams()} >= {NURSES, SURGERY}


@pytest.mark.heavy
def test_it_serves_on_this_machine_says_what_it_is_and_leaves_nothing_behind(real_directory: Settings, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    environ = os.environ | {"TMPDIR": str(tmp_path), "SIGNPOST_INDEX": str(real_directory.index), "SIGNPOST_POSTCODES": str(real_directory.postcodes), "PYTHONUNBUFFERED": "1"}
    for number in (signal.SIGINT, signal.SIGTERM):
        with subprocess.Popen([sys.executable, "-m", "signpost", "demo", "--port", port], env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as program:
            try:
                page = _first_page(f"http://127.0.0.1:{port}/record/sign-in")
            finally:
                program.send_signal(number)
                said, _ = program.communicate(timeout=A_START)
        assert "the people in this record are invented" in page
        assert re.search(r"Password +\S+", said)
        assert list(tmp_path.glob("signpost-demo-*")) == []


def _first_page(address: str) -> str:
    until = time.monotonic() + A_START
    while True:
        try:
            with urllib.request.urlopen(address) as answer:
                page: str = answer.read().decode()
                return page
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.2)
