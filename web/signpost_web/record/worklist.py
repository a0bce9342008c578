"""`/record`: what is due or overdue, for whom, and the way to a person."""

from __future__ import annotations

from datetime import date, timedelta
from hashlib import sha256

from starlette.responses import Response

from signpost.record.access import Action, allowed
from signpost.record.care_plan import CarePlan
from signpost.record.headings import day_in_words
from signpost.record.records import Answered, DueRow
from signpost.record.suggestion import urgent_of
from signpost_web.pages.urgent import NOW, pressing
from signpost_web.record import upkeep
from signpost_web.record.door import RecordRoute
from signpost_web.record.visits import Visit

AHEAD = timedelta(days=28)  # what comes in four weeks can still be fitted into a clinic
WAITS = timedelta(days=365)  # what worried somebody longer ago is to be asked anew
SHOWN = 50
REMEMBERED = 1000  # assessments of which it is known whether they can wait
KINDS = {
    "assessment": "Assessment",
    "care-plan": "Care plan",
    "treatment-summary": "Treatment summary",
    "cancer-care-review": "Cancer care review",
    "event": "Event",
    "follow-up": "Follow-up",
}


def start(visit: Visit) -> Response:
    """The worklist, for those who look after people; for others the ways on."""
    if not allowed(visit.account.role, Action.READ):
        return visit.page("record/start.html", {"may_find": allowed(visit.account.role, Action.IDENTIFY)})
    today = visit.now.date()
    rows = visit.records.due(today + AHEAD, SHOWN)
    may_plan = allowed(visit.account.role, Action.WRITE, CarePlan.KIND)
    shown = {
        "answered": sorted((_answered(visit, one) for one in visit.records.answered(visit.now - WAITS)), key=lambda line: not line["urgent"]) if may_plan else (),
        "overdue": [_row(one, today) for one in rows if one.due < today],
        "coming": [_row(one, today) for one in rows if one.due >= today],
        "many": visit.records.how_many_due(today + AHEAD),
        "weeks": AHEAD.days // 7,
        "people": visit.records.caseload().people,
        "may_add": allowed(visit.account.role, Action.ADD_PERSON),
    }
    return visit.page("record/worklist.html", shown)


def _answered(visit: Visit, one: Answered) -> dict[str, object]:
    """Who has told what worries them, whether that can't wait, and where the plan is made from it."""
    day = one.assessment.completed_on
    shown = {"person": one.person.body, "person_id": one.person.id, "assessment_id": one.document_id, "day": day_in_words(day) if day else ""}
    return shown | {"urgent": _cannot_wait(visit, one)}


def _cannot_wait(visit: Visit, one: Answered) -> bool:
    """Whether what they told calls for somebody now. Remembered: reading their words takes some milliseconds, and they do not change."""
    directory = upkeep.directory_of(visit)
    asked = (directory.generation, sha256(one.assessment.to_json().encode()).hexdigest())
    if asked not in _urgent:
        if len(_urgent) > REMEMBERED:
            _urgent.clear()
        _urgent[asked] = any(pressing(advice) <= NOW for advice in urgent_of(directory, one.assessment, visit.now))
    return _urgent[asked]


_urgent: dict[tuple[str, str], bool] = {}


def _row(one: DueRow, today: date) -> dict[str, object]:
    """What a line says. Nothing of the illness: a screen in a clinic is seen by others."""
    return {"person": one.person.body, "person_id": one.person.id, "kind": KINDS.get(one.kind, one.kind), "day": day_in_words(one.due), "late": (today - one.due).days}


ROUTES = (RecordRoute("/record", start, None),)
