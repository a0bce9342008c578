"""The letter to a service of a plan that takes people through a professional, to be checked, printed and kept."""

from __future__ import annotations

from functools import partial

from starlette.responses import Response

from signpost.record.access import Action, NotYours
from signpost.record.assessment import Recipient
from signpost.record.care_plan import ActionType, CarePlan, PlanRow
from signpost.record.letters import Letter, referral_letter
from signpost.record.person import Person, Purpose, Worker
from signpost.record.records import Stored
from signpost.record.signposts import SinceCopied
from signpost_web.record import beside, editing, papers
from signpost_web.record.door import RecordRoute
from signpost_web.record.filed_documents import keep_consents
from signpost_web.record.forms import Form
from signpost_web.record.upkeep import directory_of, policies_of
from signpost_web.record.visits import Visit

HOW = "Referral letter"
NO_CONSENT = "No consent to share with services is recorded. Ask the person, and tick that they agree"
NO_LETTER = "There is no referral to a service in this row."
GONE = "No letter can be sent there. Choose another service in the plan."


def show(visit: Visit) -> Response:
    """The letter as it would go out, with what its sender should know first."""
    one, row = _referral(visit)
    return _page(visit, one, row, visit.form)


def keep(visit: Visit) -> Response:
    """The letter as it goes out, kept byte for byte; then the letter itself, to be printed."""
    one, row = _referral(visit)
    person = visit.records.person(one.person_id).body
    if (became := _since(visit, row)) and became.gone:
        return _page(visit, one, row, visit.form, 409)
    if not (person.may_share(Purpose.SERVICE, visit.now.date()) or visit.form.has("consented", papers.YES)):
        return _page(visit, one, row, visit.form.wrong([("consented", NO_CONSENT)]), 400)
    content = bytes(visit.page("record/referral_letter.html", {"letter": _letter(visit, person, one.body, row), "large": False, "dense": False}).body)
    service = row.service.name if row.service else ""
    copy = visit.records.give_copy(one.id, one.version, Recipient.OTHER, f"{HOW}, to {service}", content)
    if visit.form.has("consented", papers.YES):
        keep_consents(visit, one.person_id, [(Purpose.SERVICE, service)])
    return visit.to(f"/record/people/{one.person_id}/copies/{copy.id}")


def _referral(visit: Visit) -> tuple[Stored[CarePlan], PlanRow]:
    one = editing.filed(visit, "plan_id", CarePlan)
    row = next((row for row in one.body.rows if str(row.number) == visit.id("row")), None)
    if row is None or row.service is None:
        raise NotYours(NO_LETTER)
    return one, row


def _since(visit: Visit, row: PlanRow) -> SinceCopied | None:
    return beside.since(visit, row.service) if row.service else None


def _letter(visit: Visit, person: Person, plan: CarePlan, row: PlanRow) -> Letter:
    """One letter for all that this service is asked to help with."""
    assert row.service is not None
    rows = [each for each in plan.rows if each is row or (each.type is ActionType.REFERRAL and each.service and each.service.id == row.service.id and not each.finished)]
    return referral_letter(person, rows, row.service, _sender(visit, person), policies_of(visit), partial(beside.label_of, directory_of(visit).scheme), visit.now.date())


def _sender(visit: Visit, person: Person) -> Worker:
    """Whoever is signed in; with their number, where they are the person's key worker."""
    worker, name = person.key_worker, visit.account.shown_name
    return worker if worker and worker.name == name else Worker(name=name)


def _page(visit: Visit, one: Stored[CarePlan], row: PlanRow, form: Form, status: int = 200) -> Response:
    person = visit.records.person(one.person_id)
    shown = {
        "person": person,
        "one": one,
        "row": row,
        "form": form,
        "letter": _letter(visit, person.body, one.body, row),
        "since": _since(visit, row),
        "gone": GONE,
        "agreed": person.body.may_share(Purpose.SERVICE, visit.now.date()),
    }
    return visit.page("record/referral.html", shown, status)


_LETTER = "/record/people/{person_id}/plans/{plan_id}/rows/{row}/letter"
ROUTES = (
    RecordRoute(_LETTER, show, Action.READ),
    RecordRoute(_LETTER, keep, Action.COPY, ["POST"]),
)
