"""A document that was entered for the wrong person, or by mistake: it is marked, stays to be read, and counts for nothing."""

from __future__ import annotations

from pydantic import ValidationError
from starlette.responses import Response

from signpost.record.access import Action, NotYours
from signpost.record.care_plan import CarePlan
from signpost.record.documents import MARK, Document
from signpost.record.follow_up import FollowUp
from signpost.record.records import SavedByAnother, Stored
from signpost_web.record import editing, filed_documents, upkeep
from signpost_web.record.door import RecordRoute
from signpost_web.record.visits import Visit

NO_REASON = "Say in a few words what is wrong with it"
MEANWHILE = "Somebody else has saved this meanwhile, and here is theirs. Look at it, then mark it again"
ANOTHER = "Another stands in its place now, and there can be one alone. Mark that one first"


def mark(visit: Visit) -> Response:
    """Entered in error, with the reason."""
    one = _one(visit)
    try:
        marked = one.body.marked(visit.form.text(MARK) or None)
    except ValidationError:
        marked = one.body
    if not marked.entered_in_error:
        return _again(visit, one, NO_REASON, 400)
    return _saved(visit, one, marked)


def unmark(visit: Visit) -> Response:
    """In order after all."""
    one = _one(visit)
    others = [each.body for each in visit.records.of_person(one.person_id, one.kind) if each.id != one.id]
    if any(_in_its_place(one.body, other) for other in others):
        return _again(visit, one, ANOTHER, 409)
    return _saved(visit, one, one.body.marked(None))


def _in_its_place(body: Document, other: Document) -> bool:
    """Of a person's follow-up, and of a plan of one assessment, there is one."""
    if isinstance(body, CarePlan) and isinstance(other, CarePlan):
        return body.closed_on is None and body.assessment_id is not None and other.answers(body.assessment_id)
    return isinstance(body, FollowUp)


def _one(visit: Visit) -> Stored[Document]:
    one = editing.to_read(visit, "document_id", Document)
    if one.id == one.person_id:
        raise NotYours("A person's details are corrected, or the record is erased.")
    return one


def _saved(visit: Visit, one: Stored[Document], body: Document) -> Response:
    try:
        visit.records.save(one.id, editing.seen(visit), body)
    except SavedByAnother:
        return _again(visit, _one(visit), MEANWHILE, 409)
    upkeep.refresh(visit, one.person_id)
    return visit.to(f"/record/people/{one.person_id}/documents/{one.id}")


def _again(visit: Visit, one: Stored[Document], said: str, status: int) -> Response:
    return filed_documents.page(visit, one, visit.form.wrong([(MARK, said)]), status)


_ONE = "/record/people/{person_id}/documents/{document_id}"
ROUTES = (
    RecordRoute(f"{_ONE}/in-error", mark, Action.WRITE, ["POST"]),
    RecordRoute(f"{_ONE}/in-order", unmark, Action.WRITE, ["POST"]),
)
