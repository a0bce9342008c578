"""Whose record has been kept long enough, and that nobody is erased by being listed."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from signpost.__main__ import main
from signpost.paths import shipped
from signpost.record.access import Role
from signpost.record.person import Person
from signpost.record.policies import KeptFor, Policies, Retention
from signpost.record.retention import kept_until
from signpost.record.store.retaining import TimeOver, time_over
from tests.record.store.conftest import BREAST, KEY, Site

RETENTION = Retention(after_last_entry=KeptFor(years=30, source="made up", verified=False), after_death=KeptFor(years=8, source="made up", verified=False))
ENTRY = date(2000, 2, 29)


@pytest.mark.parametrize(
    ("died_on", "retention", "until"),
    [
        (None, RETENTION, date(2030, 2, 28)),
        (date(2001, 5, 1), RETENTION, date(2009, 5, 1)),
        (None, RETENTION.model_copy(update={"after_last_entry": None}), None),
        (date(2001, 5, 1), RETENTION.model_copy(update={"after_death": None}), None),
    ],
)
def test_a_death_that_is_recorded_decides_alone_and_what_is_left_out_has_no_end(died_on: date | None, retention: Retention, until: date | None) -> None:
    assert kept_until(Person(surname="Example", died_on=died_on), ENTRY, retention) == until


def test_the_shipped_numbers_say_that_they_are_from_memory(policies: Policies) -> None:
    rules = (policies.retention.after_last_entry, policies.retention.after_death)
    assert [(rule.years, rule.verified) for rule in rules if rule] == [(30, False), (8, False)]


def test_those_whose_time_is_over_are_listed_by_id_the_longest_over_first(site: Site) -> None:
    living, dead, _ = (
        site.records().add_person(Person(surname=surname, died_on=died_on), BREAST).id
        for surname, died_on in (("Living", None), ("Dead", date(2020, 3, 1)), ("Lately", date(2050, 3, 1)))
    )
    first, second = TimeOver(date(2028, 3, 1), dead), TimeOver(date(2056, 11, 1), living)
    assert time_over(site.store, RETENTION, date(2028, 3, 1)) == ()
    assert time_over(site.store, RETENTION, date(2028, 3, 2)) == (first,)
    assert time_over(site.store, RETENTION, date(2056, 11, 2)) == (first, second)


def test_the_time_of_the_living_begins_anew_with_every_entry_and_who_is_erased_is_not_listed(site: Site) -> None:
    nurse = site.records()
    person = nurse.add_person(Person(surname="Example"), BREAST)
    site.clock.now = datetime(2030, 6, 1, 12, tzinfo=UTC)
    nurse.save_person(person.id, 1, Person(surname="Example", given_names="Later"))
    assert time_over(site.store, RETENTION, date(2060, 6, 1)) == ()
    assert time_over(site.store, RETENTION, date(2060, 6, 2)) == (TimeOver(date(2060, 6, 1), person.id),)
    site.records(Role.ADMINISTRATOR).erase(person.id, "the time is over")
    assert time_over(site.store, RETENTION, date(2060, 6, 2)) == ()


@pytest.fixture
def settings(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGNPOST_DATABASE_URL", url)
    monkeypatch.setenv("SIGNPOST_RECORD_KEY", KEY)


@pytest.mark.usefixtures("settings")
def test_the_command_lists_ids_erases_nobody_and_is_in_the_audit(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    dead = site.records().add_person(Person(surname="Example", died_on=date(2001, 3, 1)), BREAST)
    site.records().add_person(Person(surname="Living"), BREAST)
    assert main(["record", "due-for-erasure"]) == 0
    said = capsys.readouterr().out
    assert said.splitlines()[0] == f"{dead.id}  kept until 2009-03-01"
    assert said.splitlines()[1].startswith("1 to look at. Nothing was erased")
    assert "Example" not in said
    assert site.records().person(dead.id) == dead
    assert [line.action for line in site.records(Role.AUDITOR).audit_log() if line.actor == "command-line"] == ["due-for-erasure"]


@pytest.mark.usefixtures("settings")
def test_the_command_says_when_nobodys_time_is_over(site: Site, capsys: pytest.CaptureFixture[str]) -> None:
    site.records().add_person(Person(surname="Example"), BREAST)
    assert main(["record", "due-for-erasure"]) == 0
    assert capsys.readouterr().out == "Nobody's time is over.\n"


@pytest.mark.usefixtures("settings")
def test_a_faulty_policy_stops_the_command_before_anybody_is_looked_at(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    copied = Path(shutil.copytree(shipped("taxonomy") / "policies", tmp_path / "taxonomy" / "policies"))
    (copied / "retention.yaml").write_text("after_death: {years: soon, source: made up, verified: false}\n")
    monkeypatch.setenv("SIGNPOST_TAXONOMY", str(copied.parent))
    assert main(["record", "due-for-erasure"]) != 0
    assert "after_death.years: Write a whole number" in capsys.readouterr().err
    assert site.count("audit") == 0
