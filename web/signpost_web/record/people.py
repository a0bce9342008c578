"""`/record/people`: to find somebody, to add them, their own details, and the page that tells their whole story."""

from __future__ import annotations

from datetime import date
from typing import Any

from starlette.responses import Response

from signpost.record.access import Action, allowed
from signpost.record.assessment import Assessment
from signpost.record.cancer_care_review import CareReview
from signpost.record.care_plan import CarePlan, that_goes_on
from signpost.record.documents import Document
from signpost.record.headings import day_in_words, outline
from signpost.record.identifiers import MalformedNumber, PersonNumber
from signpost.record.person import Person
from signpost.record.records import AlreadyKept, SavedByAnother, Stored, WholeRecord
from signpost.record.suggestion import urgent_of
from signpost.record.timeline import Line
from signpost.record.treatment_summary import TreatmentSummary
from signpost_web.record import editing, papers, upkeep
from signpost_web.record.door import RecordRoute
from signpost_web.record.forms import Form
from signpost_web.record.visits import Visit
from signpost_web.record.worklist import KINDS

WRITTEN_AT = {Assessment.KIND: "assessments/link", TreatmentSummary.KIND: "summaries/new", CareReview.KIND: "reviews/new"}
NOT_ENOUGH = "Write a number; or a surname with a date of birth"
NO_BIRTHDAY = "Write the date of birth as 27 3 1961"
NOBODY = "Nobody on your team’s list fits. Check what you typed, or add the person."


def find(visit: Visit) -> Response:
    """To the person, when only one fits; to choose among several; or the form again."""
    form = visit.form
    try:
        found = _found(visit)
    except MalformedNumber as malformed:
        return _find_again(visit, form.wrong([("number", str(malformed))]), 400)
    except ValueError:
        born = form.text("surname") and form.text("born")
        return _find_again(visit, form.wrong([("born", NO_BIRTHDAY) if born else ("number", NOT_ENOUGH)]), 400)
    if len(found) == 1:
        return visit.to(f"/record/people/{found[0].id}")
    return visit.page("record/found.html", {"found": found}) if found else _find_again(visit, form.wrong([("number", NOBODY)]), 404)


def _found(visit: Visit) -> tuple[Stored[Person], ...]:
    """Raises MalformedNumber; ValueError when too little was written to look for."""
    number, surname, born = visit.form.text("number"), visit.form.text("surname"), papers.day(visit.form.text("born"))
    if number:
        one = visit.records.find_by_number(PersonNumber.parse(number))
        return (one,) if one else ()
    if not surname:
        raise ValueError
    return visit.records.find_by_name(surname, date.fromisoformat(born))


def _find_again(visit: Visit, form: Form, status: int) -> Response:
    return visit.page("record/find.html", {"form": form, "may_add": allowed(visit.account.role, Action.ADD_PERSON)}, status)


def new(visit: Visit) -> Response:
    """The empty form."""
    return _details(visit, visit.form)


def add(visit: Visit) -> Response:
    """A new person, on the list of one of one's own teams; then on to their page."""
    teams = sorted(visit.actor.teams)
    team = visit.form.text("team") or (teams[0] if len(teams) == 1 else "")
    if team not in teams:
        return _details(visit, visit.form.wrong([("team", "Choose the team whose list they go on")]), status=400)
    try:
        person = _read(visit)
        if alike := _alike(visit, person):
            return _details(visit, visit.form, status=409, alike=alike)
        added = visit.records.add_person(person, team)
    except papers.Unfit as unfit:
        return _details(visit, unfit.form, status=400)
    except AlreadyKept as kept:
        return _details(visit, visit.form.wrong([("number", str(kept))]), status=409)
    upkeep.refresh(visit, added.id)
    return visit.saved(f"/record/people/{added.id}")


def edit(visit: Visit) -> Response:
    """Their details, to be changed."""
    person = visit.records.person(visit.id("person_id"))
    return _details(visit, papers.filled(person.body), person)


def save(visit: Visit) -> Response:
    """Their details, changed; or the form again with what is wrong, or with what somebody else has saved meanwhile."""
    person = visit.records.person(visit.id("person_id"))
    try:
        visit.records.save_person(person.id, editing.seen(visit), _read(visit))
    except papers.Unfit as unfit:
        return _details(visit, unfit.form, person, 400)
    except AlreadyKept as kept:
        return _details(visit, visit.form.wrong([("number", str(kept))]), person, 409)
    except SavedByAnother as other:
        return _details(visit, editing.with_theirs(visit, other.newer), other.newer, 409, other.newer)
    upkeep.refresh(visit, person.id)
    return visit.saved(f"/record/people/{person.id}")


def _read(visit: Visit) -> Person:
    """Raises papers.Unfit."""
    return papers.read(Person, visit.form, today=visit.now.date())


def _alike(visit: Visit, person: Person) -> tuple[Stored[Person], ...]:
    """Who may be the same person: of that surname, born that day, and nobody has said yet that it is another. Two records of one would each tell half."""
    if person.born is None or visit.form.has("another", papers.YES):
        return ()
    found = visit.records.find_by_name(person.surname, person.born)
    return tuple(one for one in found if not (one.body.number and person.number))


def _details(visit: Visit, form: Form, person: Stored[Any] | None = None, status: int = 200, newer: Stored[Any] | None = None, alike: tuple[Stored[Person], ...] = ()) -> Response:
    """The form of a person's details: a new one's, or with the version that was seen."""
    shown = {"form": form, "fields": papers.placed(Person, form), "person": person, "newer": outline(newer.body) if newer else None, "alike": alike}
    return visit.page("record/details.html", shown, status)


def story(visit: Visit) -> Response:
    """All of one person on one page; of somebody whose documents one may not read, the details alone."""
    person_id = visit.id("person_id")
    if not allowed(visit.account.role, Action.READ):
        return visit.page("record/person.html", {"person": visit.records.person(person_id), "whole": None, **_rights(visit)})
    whole = visit.records.whole(person_id)
    today, completed = visit.now.date(), _newest_completed(whole)
    planned = next((one.id for one in whole.documents if isinstance(one.body, CarePlan) and completed and one.body.answers(completed[0])), None)
    going_on = that_goes_on((one.id, one.body) for one in whole.documents if isinstance(one.body, CarePlan))
    may = {kind: allowed(visit.account.role, Action.WRITE, kind) and not visit.reason and not whole.person.body.died_on for kind in KINDS}
    shown = {
        "person": whole.person,
        "whole": whole,
        "needs": _needs(whole.person.body),
        "consents": [consent for consent in whole.person.body.consents if consent.holds_on(today)],
        "still_shared": _still_shared(visit, whole.person),
        "ahead": [_told(line, today) | {"starts": WRITTEN_AT.get(line.asks_for) if may.get(line.asks_for) else None} for line in whole.timeline if line.ahead],
        "behind": [_told(line, today) for line in reversed(whole.timeline) if not line.ahead],
        "documents": [_document(one) | {"goes_on": one.id == going_on, "in_error": one in whole.in_error} for one in (*whole.documents, *whole.in_error)],
        "going_on": going_on,
        "completed": completed[0] if completed else None,
        "planned": planned,
        "urgent": urgent_of(upkeep.directory_of(visit), completed[1], visit.now) if completed and not planned else (),
        **_rights(visit),
        "may": may,
    }
    return visit.page("record/person.html", shown)


def _still_shared(visit: Visit, person: Stored[Person]) -> tuple[list[str], list[str]]:
    """Which consents were taken back, and the other teams that have the record all the same: nobody takes them off but people."""
    taken_back = [f"{one.purpose.label} ({day_in_words(one.withdrawn_on)})" for one in person.body.taken_back(visit.now.date()) if one.withdrawn_on]
    if not taken_back:
        return [], []
    has = visit.records.teams_of(person.id) - visit.actor.teams
    return taken_back, [team.name for team in visit.room.accounts.teams() if team.id in has]


def _rights(visit: Visit) -> dict[str, bool]:
    """Behind broken glass one reads, and nothing else is offered."""
    return {f"may_{action}": allowed(visit.account.role, action) and not visit.reason for action in (Action.EXPORT, Action.ERASE, Action.SHARE)}


def _needs(person: Person) -> list[str]:
    """What whoever speaks with them must know first."""
    access = person.access
    said = [*(one.label for one in access.support), *(one.label for one in access.formats), access.notes]
    language = access.language and f"{access.language}{', with an interpreter' if access.interpreter else ''}"
    return [one for one in (language or ("Interpreter needed" if access.interpreter else None), *said) if one]


def _told(line: Line, today: date) -> dict[str, object]:
    return {"day": day_in_words(line.day), "what": line.what, "document_id": line.document_id, "late": line.ahead and line.day < today, "struck": line.struck}


def _document(one: Stored[Document]) -> dict[str, object]:
    return {"id": one.id, "kind": one.kind, "name": KINDS.get(one.kind, one.kind), "state": one.state, "saved": day_in_words(one.saved_at), "version": one.version}


def _newest_completed(whole: WholeRecord) -> tuple[str, Assessment] | None:
    """The assessment that a plan is made from, with its id."""
    done = [(one.body.completed_on, one.id, one.body) for one in whole.documents if isinstance(one.body, Assessment) and one.body.completed_on]
    return max(done)[1:] if done else None


ROUTES = (
    RecordRoute("/record/people/find", find, Action.IDENTIFY, ["POST"]),
    RecordRoute("/record/people/new", new, Action.ADD_PERSON),
    RecordRoute("/record/people/new", add, Action.ADD_PERSON, ["POST"]),
    RecordRoute("/record/people/{person_id}", story, Action.IDENTIFY),
    RecordRoute("/record/people/{person_id}/details", edit, Action.IDENTIFY),
    RecordRoute("/record/people/{person_id}/details", save, Action.WRITE, ["POST"], kind=Person.KIND),
)
