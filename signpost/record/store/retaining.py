"""Whose record has been kept for as long as the policy asks: by the record's own ids, which tell nothing of the person."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from signpost.record.person import Person
from signpost.record.policies import Retention
from signpost.record.retention import kept_until
from signpost.record.store import worklist
from signpost.record.store.store import Store
from signpost.record.store.tables import people


class TimeOver(NamedTuple):
    """A person whose record need not be kept any more, and the last day on which it had to be."""

    kept_until: date
    person_id: str


def time_over(store: Store, retention: Retention, today: date) -> tuple[TimeOver, ...]:
    """The longest over first. Opens the details of everybody: a day of death is sealed. Raises Damaged."""
    return tuple(sorted(_over(store, retention, today)))


def _over(store: Store, retention: Retention, today: date) -> Iterator[TimeOver]:
    with store.reading() as connection:
        changed = select(people.c.id, people.c.changed_at).where(people.c.erased_at.is_(None))
        last_entry = {row.id: row.changed_at.date() for row in connection.execute(changed)}
        for one in worklist.documents_of(store, connection, (Person.KIND,), None):
            until = kept_until(worklist.as_person(one).body, last_entry[one.person_id], retention)
            if until and until < today:
                yield TimeOver(until, one.person_id)
