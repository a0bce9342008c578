"""Any document of a person: as it is read, its earlier versions, and the copies of it that are given."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.responses import HTMLResponse, Response

from signpost.concerns import UrgentAdvice
from signpost.record.access import Action, NotYours, allowed
from signpost.record.assessment import Assessment, Recipient
from signpost.record.care_plan import CarePlan
from signpost.record.documents import Document
from signpost.record.headings import day_in_words, outline
from signpost.record.person import Consent, Format, Person, Purpose
from signpost.record.records import Stored
from signpost.record.signposts import SinceCopied
from signpost.record.suggestion import urgent_of
from signpost_web.record import beside, editing, papers, plans, upkeep
from signpost_web.record.door import RecordRoute
from signpost_web.record.forms import Form
from signpost_web.record.visits import Visit
from signpost_web.record.worklist import KINDS
from signpost_web.security import with_own_styles

# The page where a document is worked on; an assessment's own is among its buttons.
PAGES = {"care-plan": "plans", "treatment-summary": "summaries", "cancer-care-review": "reviews", "event": "events", "assessment": "assessments"}
WAYS = ("Handed over", "By post", "By email", "Put in the notes", "Sent through the practice system")  # how a copy goes out
USUAL_WAYS = {Recipient.PERSON: "Handed over", Recipient.GP: "By post", Recipient.NOTES: "Put in the notes"}
CLINICAL = (Recipient.GP, Recipient.NOTES)
NORMAL, LARGE = "normal", "large"
NEEDS_CONSENT = {Recipient.GP: Purpose.GP, Recipient.OTHER: Purpose.OTHER}
ASKED = "Said when a copy was given"
PRINTED = (Format.LARGE_PRINT, Format.EMAIL)  # formats that a copy can be given in from here
LONGEST_NAME = 150  # of whom a copy goes to
NOBODY = "Say who gets it: a name, or an organisation"
NO_CONSENT = "No consent to share this is recorded. Ask the person, and tick that they agree."


def show(visit: Visit) -> Response:
    """The newest version."""
    return page(visit, editing.to_read(visit, "document_id", Document))


def version(visit: Visit) -> Response:
    """An earlier one."""
    return page(visit, editing.to_read(visit, "document_id", Document, editing.version_in(visit.id("version"))))


def page(visit: Visit, one: Stored[Document], form: Form | None = None, status: int = 200) -> Response:
    """A document as it is read; `form` is what was sent, with what is wrong in it."""
    newest = visit.records.get(one.id)
    wrong, may_write = newest.body.entered_in_error, allowed(visit.account.role, Action.WRITE, one.kind) and not visit.reason
    person = visit.records.person(one.person_id)
    shown = {
        "form": form or _begun(person.body),
        "one": one,
        "person": person,
        **_said(visit, one),
        "saved": day_in_words(one.saved_at),
        "versions": visit.records.history(one.id),
        "work": None if wrong else _work(one),
        **_of_assessment(visit, one),
        "wrong": wrong,
        "wrong_since": day_in_words(newest.saved_at),
        "may_mark": may_write and one.version == newest.version and one.id != one.person_id,
        "since": _since(visit, one),
        "may_copy": allowed(visit.account.role, Action.COPY) and not wrong,
        "recipients": list(Recipient),
        "by_name": (Recipient.GP, Recipient.OTHER),
        "by_hand": [each.label for each in person.body.access.formats if each not in PRINTED],
        "ways": WAYS,
        "needs_tick": form is not None and "consented" in form.faults,
        "copies": [copy for copy in visit.records.copies(one.person_id) if copy.document_id == one.id],
    }
    return visit.page("record/document.html", shown, status)


def _of_assessment(visit: Visit, one: Stored[Document]) -> dict[str, object]:
    """What an assessment calls for at once, and the plan made from it, or where one is made."""
    if not isinstance(one.body, Assessment) or not one.body.completed_on or one.body.entered_in_error:
        return {"urgent": (), "plan": None}
    plan = next((each.id for each in visit.records.of_person(one.person_id, CarePlan.KIND) if isinstance(each.body, CarePlan) and each.body.answers(one.id)), None)
    may_plan = allowed(visit.account.role, Action.WRITE, CarePlan.KIND) and not visit.reason
    where = ("Open the plan", f"/record/people/{one.person_id}/plans/{plan}") if plan else ("Make the plan", f"/record/people/{one.person_id}/plans/from/{one.id}") if may_plan else None
    return {"urgent": urgent_of(upkeep.directory_of(visit), one.body, visit.now), "plan": where}


def _since(visit: Visit, one: Stored[Document]) -> list[tuple[str, SinceCopied]]:
    """Services of a plan, by name, of which the directory says something else today than a copy would."""
    rows = one.body.rows if isinstance(one.body, CarePlan) else ()
    became = beside.since_by_row(visit, rows)
    return [(row.service.name, became[row.number]) for row in rows if row.service and row.number in became]


def _begun(person: Person) -> Form:
    """In large print for who needs it, on the usual way to each and to the usual person, before anybody has to think of it."""
    ways = ((f"how.{recipient}", way) for recipient, way in USUAL_WAYS.items())
    practice = ", ".join(filter(None, (person.practice.gp, person.practice.name))) if person.practice else ""
    return Form((*ways, ("to.gp", practice), ("print", LARGE if Format.LARGE_PRINT in person.access.formats else NORMAL)))


def _said(visit: Visit, one: Stored[Document]) -> dict[str, object]:
    """What it says, and the template that puts it in order: that of its kind, where there is one."""
    words = upkeep.words_of(visit)
    return {"name": KINDS.get(one.kind, one.kind), "words": words, "entries": outline(one.body, words), "own_body": f"record/copy_{one.kind.replace('-', '_')}.html"}


def _work(one: Stored[Document]) -> str | None:
    """The address of the page where it is worked on."""
    if one.kind == "follow-up":
        return f"/record/people/{one.person_id}/follow-up"
    return f"/record/people/{one.person_id}/{PAGES[one.kind]}/{one.id}" if one.kind in PAGES else None


def give(visit: Visit) -> Response:
    """A copy for each who is ticked, kept as it was given; then the one copy to be printed, or the list of them."""
    one = editing.filed(visit, "document_id", Document)
    person = visit.records.person(one.person_id).body
    chosen = [each for each in Recipient if visit.form.has("recipient", each)]
    if not chosen or not {visit.form.text(f"how.{each}") for each in chosen} <= set(WAYS):
        return page(visit, one, visit.form.wrong([("recipient", "Tick who gets a copy, and choose how")]), 400)
    if Recipient.OTHER in chosen and not _to_whom(visit, Recipient.OTHER):
        return page(visit, one, visit.form.wrong([("to.other", NOBODY)]), 400)
    if not all(_agreed(visit, person, recipient) for recipient in chosen):
        return page(visit, one, visit.form.wrong([("consented", NO_CONSENT)]), 400)
    given = [visit.records.give_copy(one.id, one.version, each, _how(visit, each), _printed(visit, one, person, each)) for each in chosen]
    if visit.form.has("consented", papers.YES):
        keep_consents(visit, one.person_id, [(NEEDS_CONSENT[each], _to_whom(visit, each)) for each in chosen if each in NEEDS_CONSENT])
    home = f"/record/people/{one.person_id}"
    return visit.to(f"{home}/copies/{given[0].id}" if len(given) == 1 else f"{home}/documents/{one.id}#copies")


def _to_whom(visit: Visit, recipient: Recipient) -> str:
    return visit.form.text(f"to.{recipient}")[:LONGEST_NAME]


def _how(visit: Visit, recipient: Recipient) -> str:
    """`By post, to Dr Invented`."""
    return ", to ".join(filter(None, (visit.form.text(f"how.{recipient}"), _to_whom(visit, recipient))))


def keep_consents(visit: Visit, person_id: str, given: Iterable[tuple[Purpose, str]]) -> None:
    """Writes into their details that they agree, as far as it is not there yet. Raises SavedByAnother when the details change at the same time."""
    person = visit.records.person(person_id)
    today = visit.now.date()
    new = [Consent(purpose=purpose, with_whom=whom or None, given_on=today, how=ASKED) for purpose, whom in given if not person.body.may_share(purpose, today)]
    if new:
        visit.records.save_person(person_id, person.version, person.body.model_copy(update={"consents": (*person.body.consents, *new)}))


def _agreed(visit: Visit, person: Person, recipient: Recipient) -> bool:
    purpose = NEEDS_CONSENT.get(recipient)
    return purpose is None or person.may_share(purpose, visit.now.date()) or visit.form.has("consented", papers.YES)


def _urgent(visit: Visit, body: Document) -> tuple[UrgentAdvice, ...]:
    """What an assessment, or a plan with the assessment behind it, calls for at once."""
    if isinstance(body, CarePlan):
        body = beside.asked_by(plans.assessment_of(visit, body), body.rows, visit)
    return urgent_of(upkeep.directory_of(visit), body, visit.now) if isinstance(body, Assessment) else ()


def _printed(visit: Visit, one: Stored[Document], person: Person, recipient: Recipient) -> bytes:
    """The copy, as a page of its own. Who has it for themselves reads what is filled in; for clinicians what was left open is told too, and the person's details."""
    shown = {
        "one": one,
        **_said(visit, one),
        "person": person,
        "born": day_in_words(person.born) if person.born else None,
        "recipient": recipient,
        "to_whom": _to_whom(visit, recipient),
        "urgent": _urgent(visit, one.body),
        "blank": recipient is not Recipient.PERSON,
        "details": outline(person, upkeep.words_of(visit)) if recipient in CLINICAL else (),
        "large": recipient is Recipient.PERSON and visit.form.text("print") == LARGE,
        "dense": recipient in CLINICAL,
        "given": day_in_words(visit.now.date()),
        "by": visit.account.shown_name,
    }
    return bytes(visit.page("record/copy.html", shown).body)


def copy(visit: Visit) -> Response:
    """As it was given, byte for byte."""
    given, content = visit.records.copy(visit.id("copy_id"))
    if given.person_id != visit.id("person_id"):
        raise NotYours("There is no such record, or it is another team's.")
    return given_page(content) if given.media_type == "text/html" else Response(content, media_type=given.media_type)


def given_page(content: bytes) -> Response:
    """A copy or a letter, as it was kept."""
    style = content.partition(b"<style>")[2].partition(b"</style>")[0]
    return HTMLResponse(content, headers={"Content-Security-Policy": with_own_styles(style)})


ROUTES = (
    RecordRoute("/record/people/{person_id}/documents/{document_id}", show, Action.READ),
    RecordRoute("/record/people/{person_id}/documents/{document_id}/versions/{version}", version, Action.READ),
    RecordRoute("/record/people/{person_id}/documents/{document_id}/copies", give, Action.COPY, ["POST"]),
    RecordRoute("/record/people/{person_id}/copies/{copy_id}", copy, Action.READ),
)
