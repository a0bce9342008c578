"""`/record`: what is due or overdue, for whom, and the way to a person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from hashlib import sha256

from starlette.responses import Response

from signpost.record.access import Action, NotYours, allowed
from signpost.record.care_plan import CarePlan
from signpost.record.headings import day_in_words
from signpost.record.records import MANY, PAGE, Answered, DueRow
from signpost.record.suggestion import urgent_of
from signpost_web.pages.urgent import NOW, pressing
from signpost_web.record import editing, upkeep
from signpost_web.record.door import RecordRoute
from signpost_web.record.visits import Visit

AHEAD = timedelta(days=28)  # what comes in four weeks can still be fitted into a clinic
WAITS = timedelta(days=365)  # what worried somebody longer ago is to be asked anew
LATELY = 10  # people whose record was changed last
NO_PAGE = "There is no such page of the list."
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
    rows = visit.records.due(today + AHEAD, PAGE)
    may_plan = allowed(visit.account.role, Action.WRITE, CarePlan.KIND)
    shown = {
        "answered": sorted((_answered(visit, one) for one in visit.records.answered(visit.now - WAITS)), key=lambda line: not line["urgent"]) if may_plan else (),
        "overdue": [_row(one, today) for one in rows if one.due < today],
        "coming": [_row(one, today) for one in rows if one.due >= today],
        "more": _after(rows),
        "many": visit.records.how_many_due(today + AHEAD),
        "counted": MANY,
        "weeks": AHEAD.days // 7,
        "people": visit.records.lately(LATELY),
        "may_add": allowed(visit.account.role, Action.ADD_PERSON),
    }
    return visit.page("record/worklist.html", shown)


def more(visit: Visit) -> Response:
    """What is due after a line, the longest overdue first."""
    today, (day, _, document_id) = visit.now.date(), visit.id("after").partition(".")
    try:
        rows = visit.records.due(today + AHEAD, PAGE, (date.fromisoformat(day), document_id))
    except ValueError:
        raise NotYours(NO_PAGE) from None
    return visit.page("record/due.html", {"lines": [_row(one, today) for one in rows], "more": _after(rows)})


def _after(rows: Sequence[DueRow]) -> str | None:
    """The address of the next page, where this one is full: the day and the document of its last line."""
    return f"/record/due/{rows[-1].due}.{rows[-1].document_id}" if len(rows) == PAGE else None


def team_list(visit: Visit) -> Response:
    """Everybody on the team's list, the last changed first."""
    return _team_list(visit, 1)


def team_list_on(visit: Visit) -> Response:
    """A page of it, from 1."""
    return _team_list(visit, editing.version_in(visit.id("page")))


def _team_list(visit: Visit, page: int) -> Response:
    listed = visit.records.caseload(max(1, page))
    if not 1 <= page <= listed.pages:
        raise NotYours(NO_PAGE)
    return visit.page("record/team_list.html", {"list": listed})


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


ROUTES = (
    RecordRoute("/record", start, None),
    RecordRoute("/record/due/{after}", more, Action.READ),
    RecordRoute("/record/list", team_list, Action.READ),
    RecordRoute("/record/list/{page}", team_list_on, Action.READ),
)
