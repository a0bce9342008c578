"""The plans that go on when another is begun: what they have not finished is carried over and they are closed, or both are kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from signpost.record.care_plan import CarePlan, PlanRow
from signpost.record.headings import day_in_words
from signpost.record.records import SavedByAnother, Stored
from signpost_web.record import beside
from signpost_web.record.upkeep import directory_of
from signpost_web.record.visits import Visit

CLOSE, KEEP = "close", "keep"  # what becomes of them
WAYS = ((CLOSE, "Carry over what is ticked, what matters to them and whom to ring; and close the earlier plan"), (KEEP, "Keep both plans: carry nothing over"))
AROUND = ("about_me", "situation", "strengths", "achievable", "contingency", "other_plans", "legal")
_TRIES = 3  # to close one that somebody else is saving


class Unfinished(NamedTuple):
    """A row that may be carried over. `value` names it in a form."""

    value: str
    label: str
    what: str
    status: str


class Earlier(NamedTuple):
    """A plan that goes on, and what is not finished in it."""

    id: str
    planned: str
    rows: tuple[Unfinished, ...]


def going_on(visit: Visit) -> list[Stored[CarePlan]]:
    """The person's plans that are worked with, the first made first."""
    found = [visit.records.get(one.id, of=CarePlan) for one in visit.records.of_person(visit.id("person_id"), CarePlan.KIND) if isinstance(one.body, CarePlan) and one.body.goes_on]
    return sorted(found, key=lambda one: one.body.planned_on)


def shown(visit: Visit, plans: Iterable[Stored[CarePlan]]) -> list[Earlier]:
    """As the form shows them."""
    return [Earlier(one.id, day_in_words(one.body.planned_on), tuple(_row(visit, one.id, row) for row in one.body.rows if not row.finished)) for one in plans]


def _row(visit: Visit, plan_id: str, row: PlanRow) -> Unfinished:
    label = beside.label_of(directory_of(visit).scheme, row.concern) if row.concern else row.other or ""
    return Unfinished(_name(plan_id, row), label, row.service.name if row.service else row.action or row.type.label, row.status.label)


def _name(plan_id: str, row: PlanRow) -> str:
    return f"{plan_id}/{row.number}"


def to_close(visit: Visit) -> list[Stored[CarePlan]]:
    """Those that the form showed and that are to be closed; none where both are kept."""
    seen = visit.form.texts("earlier_id")
    return [one for one in going_on(visit) if one.id in seen] if visit.form.text("earlier") == CLOSE else []


def carried(visit: Visit, plans: Iterable[Stored[CarePlan]]) -> list[PlanRow]:
    """The rows of these that are ticked, with all that they say."""
    ticked = set(visit.form.texts("carry"))
    return [row for one in plans for row in one.body.rows if _name(one.id, row) in ticked]


def around(plans: Sequence[Stored[CarePlan]]) -> dict[str, object]:
    """What the last of these says around its rows and is as true in the next: who the person is, and whom to ring."""
    empty = CarePlan.model_fields
    return {name: said for one in plans[-1:] for name in AROUND if (said := getattr(one.body, name)) != empty[name].default}


def covered(rows: Iterable[PlanRow], row: PlanRow) -> bool:
    """Whether what is carried over says it already: advice beside anything for that concern, or the same service."""
    same = [each for each in rows if (each.concern, each.other) == (row.concern, row.other)]
    return bool(same) and (row.service is None or any(each.service and each.service.id == row.service.id for each in same))


def unfinished(plans: Iterable[Stored[CarePlan]]) -> list[PlanRow]:
    return [row for one in plans for row in one.body.rows if not row.finished]


def close(visit: Visit, plans: Iterable[Stored[CarePlan]], by: str) -> None:
    """Each closed today, with the id of the plan that carries it on. One that others keep saving stays open: the person's page shows it."""
    for one in plans:
        for _ in range(_TRIES):
            newest = visit.records.get(one.id, of=CarePlan)
            try:
                visit.records.save(one.id, newest.version, newest.body.model_copy(update={"closed_on": visit.now.date(), "continued_in": by}))
            except SavedByAnother:
                continue
            break


def carried_on_in(visit: Visit) -> str | None:
    """After a press too many: the plan in which those that the form showed are carried on already."""
    seen = visit.form.texts("earlier_id")
    plans = [one.body for one in visit.records.of_person(visit.id("person_id"), CarePlan.KIND) if one.id in seen and isinstance(one.body, CarePlan)]
    return next((plan.continued_in for plan in plans if plan.continued_in), None) if visit.form.text("earlier") == CLOSE else None
