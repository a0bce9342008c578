"""`/record/open`: break-glass. One person of another team, for an hour, for reading; the reason is kept for the auditor."""

from __future__ import annotations

from starlette.responses import Response

from signpost.record.access import Action, NotYours
from signpost.record.identifiers import MalformedNumber, PersonNumber
from signpost.record.sessions import OPENED_FOR
from signpost_web.record.door import RecordRoute
from signpost_web.record.forms import Fault
from signpost_web.record.visits import Visit

LEAST_REASON, MOST_REASON = 10, 500  # characters: "urgent" is no reason that an auditor can judge
NO_NUMBER = "Write the person’s number"
NO_REASON = f"Say why you need to see this record, in {LEAST_REASON} to {MOST_REASON} characters"
NOT_SURE = "Tick that you know that this is recorded"


def show(visit: Visit) -> Response:
    """The form."""
    return _form(visit)


def open_person(visit: Visit) -> Response:
    """To the person's page, for an hour; or the form again."""
    number, faults = _number(visit.form.text("number"))
    reason = visit.form.text("reason")
    if not LEAST_REASON <= len(reason) <= MOST_REASON:
        faults.append(("reason", NO_REASON))
    if not visit.form.has("known", "yes"):
        faults.append(("known", NOT_SURE))
    if faults or number is None:
        return _form(visit, faults, 400)
    try:
        person_id = visit.records.break_glass(number, reason)
    except NotYours as nobody:
        return _form(visit, [("number", str(nobody))], 404)
    visit.room.sessions.open_person(visit.session, person_id, reason)
    return visit.to(f"/record/people/{person_id}")


def _number(text: str) -> tuple[PersonNumber | None, list[Fault]]:
    if not text:
        return None, [("number", NO_NUMBER)]
    try:
        return PersonNumber.parse(text), []
    except MalformedNumber as malformed:
        return None, [("number", str(malformed))]


def _form(visit: Visit, faults: list[Fault] | None = None, status: int = 200) -> Response:
    minutes = int(OPENED_FOR.total_seconds()) // 60
    return visit.page("record/open.html", {"form": visit.form.wrong(faults or []), "minutes": minutes, "most": MOST_REASON}, status)


ROUTES = (
    RecordRoute("/record/open", show, Action.BREAK_GLASS),
    RecordRoute("/record/open", open_person, Action.BREAK_GLASS, ["POST"]),
)
