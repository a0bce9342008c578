"""Lists across people: what is due, and who is on a team's list. They read days and ids; only what is shown is opened."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, func, select, tuple_

from signpost.record.assessment import COMPLETED, Assessment
from signpost.record.care_plan import CarePlan
from signpost.record.documents import IN_ERROR, Document
from signpost.record.person import Person
from signpost.record.store.filing import Stored, newest_of, newest_rows, opened
from signpost.record.store.people import place_of_key
from signpost.record.store.sealing import Key, Wrapped
from signpost.record.store.store import Store
from signpost.record.store.tables import caseloads, documents, people


class Position(NamedTuple):
    """Where a page of the worklist ended."""

    due: date
    document_id: str


@dataclass(frozen=True, slots=True)
class DueRow:
    """One document of which something is due, with whose it is."""

    person: Stored[Person]
    document_id: str
    kind: str
    state: str
    due: date

    @property
    def position(self) -> Position:
        return Position(self.due, self.document_id)


def due_rows(store: Store, connection: Connection, teams: Collection[str], until: date, limit: int, after: tuple[date, str] | None) -> tuple[DueRow, ...]:
    """What is due by that day on these teams' lists, the longest overdue first. Raises Damaged."""
    columns = (documents.c.id, documents.c.person_id, documents.c.kind, documents.c.state, documents.c.due)
    asked = select(*columns).where(documents.c.due <= until, _on_lists(documents.c.person_id, teams)).order_by(documents.c.due, documents.c.id).limit(limit)
    if after is not None:
        asked = asked.where(tuple_(documents.c.due, documents.c.id) > after)
    rows = connection.execute(asked).all()
    whose = _people(store, connection, [row.person_id for row in rows])
    return tuple(DueRow(whose[row.person_id], row.id, row.kind, row.state, row.due) for row in rows)


def how_many_due(connection: Connection, teams: Collection[str], until: date, at_most: int) -> int:
    """Counted no further than `at_most`: on a list of thousands, that there are so many is enough to know."""
    asked = select(documents.c.id).where(documents.c.due <= until, _on_lists(documents.c.person_id, teams)).limit(at_most)
    return connection.execute(select(func.count()).select_from(asked.subquery())).scalar_one()


@dataclass(frozen=True, slots=True)
class Answered:
    """An assessment that was filled in, with whose it is."""

    person: Stored[Person]
    document_id: str
    assessment: Assessment


def answered(store: Store, connection: Connection, teams: Collection[str], since: datetime, limit: int) -> tuple[Answered, ...]:
    """Assessments filled in since then, with worries in them, of people with whose plan nobody has worked since. The first come stands first. Raises Damaged."""
    plans = documents.alias()
    worked_on = select(plans.c.id).where(plans.c.person_id == documents.c.person_id, plans.c.kind == CarePlan.KIND, plans.c.state != IN_ERROR, plans.c.changed_at >= documents.c.changed_at)
    asked = select(documents.c.id, documents.c.person_id).where(documents.c.kind == Assessment.KIND, documents.c.state == COMPLETED, documents.c.changed_at >= since)
    asked = asked.where(_on_lists(documents.c.person_id, teams), ~worked_on.exists()).order_by(documents.c.changed_at, documents.c.id).limit(limit)
    rows = connection.execute(asked).all()
    keys = _keys(store, connection, [row.person_id for row in rows])
    newest = newest_of(connection, [each for row in rows for each in (row.id, row.person_id)])
    found = (Answered(as_person(opened(newest[row.person_id], keys[row.person_id])), row.id, body) for row in rows if isinstance(body := opened(newest[row.id], keys[row.person_id]).body, Assessment))
    return tuple(one for one in found if not one.assessment.no_concerns and not one.person.body.died_on)


class Caseload(NamedTuple):
    """One page of the people on a team's list, numbered from 1; how many people there are in all, and on a page."""

    people: tuple[Stored[Person], ...]
    page: int
    total: int
    size: int

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // self.size))


def listed(store: Store, connection: Connection, teams: Collection[str], limit: int, offset: int) -> tuple[Stored[Person], ...]:
    """Who is on these teams' lists, the last changed first. Raises Damaged."""
    asked = _listed(people.c.id, teams).order_by(people.c.changed_at.desc(), people.c.id).limit(limit).offset(offset)
    ids = list(connection.execute(asked).scalars())
    found = _people(store, connection, ids)
    return tuple(found[person_id] for person_id in ids)


def how_many_listed(connection: Connection, teams: Collection[str]) -> int:
    return int(connection.execute(_listed(func.count(), teams)).scalar_one())


def documents_of(store: Store, connection: Connection, kinds: Collection[str], teams: Collection[str] | None) -> Iterator[Stored[Document]]:
    """The newest version of every document of these kinds, of everybody on these teams' lists; of everybody for None. Raises Damaged."""
    asked = newest_rows().add_columns(people.c.wrapped_key, people.c.key_id).join(people, people.c.id == documents.c.person_id)
    asked = asked.where(documents.c.kind.in_(kinds)).order_by(documents.c.person_id)
    if teams is not None:
        asked = asked.where(_on_lists(documents.c.person_id, teams))
    for row in connection.execution_options(yield_per=500).execute(asked).mappings():
        yield opened(row, store.ring.unwrap(Wrapped(row["wrapped_key"], row["key_id"]), place_of_key(row["person_id"])))


def _on_lists(person: Any, teams: Collection[str]) -> Any:
    return select(caseloads.c.person_id).where(caseloads.c.person_id == person, caseloads.c.team.in_(teams)).exists()


def _listed(column: Any, teams: Collection[str]) -> Select[Any]:
    return select(column).select_from(people).where(people.c.erased_at.is_(None), _on_lists(people.c.id, teams))


def _people(store: Store, connection: Connection, ids: Collection[str]) -> dict[str, Stored[Person]]:
    """Many people at once. Raises Damaged."""
    keys = _keys(store, connection, ids)
    rows = newest_of(connection, list(keys))
    return {person_id: as_person(opened(rows[person_id], key)) for person_id, key in keys.items()}


def _keys(store: Store, connection: Connection, ids: Collection[str]) -> dict[str, Key]:
    """Many people's keys at once. Raises Damaged."""
    rows = connection.execute(select(people.c.id, people.c.wrapped_key, people.c.key_id).where(people.c.id.in_(set(ids))))
    return {row.id: store.ring.unwrap(Wrapped(row.wrapped_key, row.key_id), place_of_key(row.id)) for row in rows}


def as_person(stored: Stored[Document]) -> Stored[Person]:
    assert isinstance(stored.body, Person)  # what lies under a person's id
    return stored  # type: ignore[return-value]
