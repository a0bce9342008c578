"""The assessment, in three ways: filled in together, copied from paper, or by the person through a one-time link."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any

import segno
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from signpost.record.access import Action
from signpost.record.assessment import Assessment, Way
from signpost.record.codes import AssessmentOffer, PathwayPoint
from signpost.record.follow_up import FollowUp
from signpost.record.headings import outline
from signpost.record.links import LASTS, LinkOver, NewLink, NoDateOfBirth
from signpost.record.policies import Instrument
from signpost.record.records import SavedByAnother, Stored
from signpost_web.record import checklist_form, editing, papers, upkeep
from signpost_web.record.door import RecordRoute
from signpost_web.record.forms import Form
from signpost_web.record.visits import Visit

POINT = ("point",)  # asked first: it is needed, and nothing tells it but the nurse
AROUND = ("offer", "offered_on", "staff_role", "offered_by", "site", "completed_with", "completed_on", "offer_again_on")
SAID = ("has_questions", "questions", "no_concerns", "overall", "share_with")
OFFERED = ("offered_on", "point", "staff_role", "offered_by", "site")
LATER = ("concerns-checklist", "later")
NO_DAY = "Write the day on which the paper was filled in"
NOTHING = "Nothing is ticked. Tick what worries them, or “I have no concerns”; or say that it was declined."


def new(visit: Visit) -> Response:
    """The empty form, to be filled in together."""
    return _form(visit, _begun(visit))


def new_on_paper(visit: Visit) -> Response:
    """The same, to copy paper into: which edition, and when it was filled in."""
    return _form(visit, _begun(visit), paper=True)


def _begun(visit: Visit) -> Form:
    """Without a day of completion: who declines has none, and paper has its own."""
    today, point = visit.now.date().isoformat(), _point(visit)
    return Form((("offer", AssessmentOffer.ACCEPTED.value), ("offered_on", today), ("point", point), ("offered_by", visit.account.shown_name), ("edition", LATER[1])))


def _point(visit: Visit) -> str:
    """Where the person stands, by the newest turning point that the follow-up tells of; empty where it tells of none."""
    turns = [turn for one in visit.records.of_person(visit.id("person_id"), FollowUp.KIND) if isinstance(one.body, FollowUp) for turn in one.body.turns]
    newest = max((turn for turn in turns if turn.on <= visit.now.date()), key=lambda turn: turn.on, default=None)
    return newest.point.value if newest else ""


def add(visit: Visit) -> Response:
    return _added(visit, Way.CLINICIAN)


def add_from_paper(visit: Visit) -> Response:
    return _added(visit, Way.PAPER)


def _added(visit: Visit, how: Way) -> Response:
    instrument = _instrument(visit, visit.form)
    try:
        assessment = _completed(visit, _read(visit.form, instrument, how, visit.now.date()), paper=how is Way.PAPER)
        if assessment.offer is AssessmentOffer.ACCEPTED and not assessment.completed_on:
            raise papers.Unfit(visit.form.wrong([("no_concerns", NOTHING)]))
    except papers.Unfit as unfit:
        return _form(visit, unfit.form, paper=how is Way.PAPER, status=400)
    added = visit.records.add(visit.id("person_id"), assessment)
    return _after(visit, added)


def edit(visit: Visit) -> Response:
    """One that is there: to add their own words, or to correct it."""
    one = editing.filed(visit, "assessment_id", Assessment)
    form = papers.filled(one.body)
    return _form(visit, replace(form, pairs=(*form.pairs, *checklist_form.filled(one.body, _instrument_of(visit, one.body)).pairs)), one)


def save(visit: Visit) -> Response:
    one = editing.filed(visit, "assessment_id", Assessment)
    how = one.body.how if one.body.completed_on and one.body.how else Way.CLINICIAN  # what waited for the person is filled in by who saves it
    try:
        read = _read(visit.form, _instrument_of(visit, one.body), how, visit.now.date(), one.body)
        saved = visit.records.save(one.id, editing.seen(visit), read if one.body.completed_on else _completed(visit, read))
    except papers.Unfit as unfit:
        return _form(visit, unfit.form, one, status=400)
    except SavedByAnother as other:
        return _form(visit, visit.form, replace(one, version=other.newer.version), status=409, newer=other.newer)
    return _after(visit, saved)


def _completed(visit: Visit, assessment: Assessment, *, paper: bool = False) -> Assessment:
    """Done today, where it was filled in now and no other day is given. Raises papers.Unfit for paper, which has a day of its own."""
    if assessment.completed_on or assessment.offer is not AssessmentOffer.ACCEPTED or not _says_something(assessment):
        return assessment
    if paper:
        raise papers.Unfit(visit.form.wrong([("completed_on", NO_DAY)]))
    return assessment.model_copy(update={"completed_on": visit.now.date()})


def _says_something(assessment: Assessment) -> bool:
    return bool(assessment.concerns or assessment.others or assessment.no_concerns or assessment.has_questions)


def _after(visit: Visit, saved: Stored[Assessment]) -> Response:
    upkeep.refresh(visit, saved.person_id)
    return visit.saved(f"/record/people/{saved.person_id}/documents/{saved.id}")


def _read(form: Form, instrument: Instrument, how: Way, today: date, base: Assessment | None = None) -> Assessment:
    """Raises papers.Unfit."""
    marks, faults = checklist_form.read(form, instrument, base)
    if faults:
        raise papers.Unfit(form.wrong(faults))
    begun = (base or _blank(form)).model_copy(update={"how": how, "instrument": instrument.id, "edition": instrument.edition, "concerns": marks.concerns, "others": marks.others})
    assessment = papers.read(Assessment, form, begun, (*POINT, *AROUND, *SAID), today=today)
    assessment = assessment.model_copy(update={"has_questions": assessment.has_questions or bool(assessment.questions)})
    if assessment.completed_on and not _says_something(assessment):
        raise papers.Unfit(form.wrong([("no_concerns", NOTHING)]))
    return assessment


def _blank(form: Form) -> Assessment:
    """To begin with, before anything is read: what is asked takes the place of all of it."""
    return Assessment(offer=AssessmentOffer.ACCEPTED, offered_on=date.min, point=PathwayPoint.OTHER)


def _instrument(visit: Visit, form: Form) -> Instrument:
    """The checklist in the edition that the form names; the later one where it names none."""
    directory, instruments = upkeep.directory_of(visit), upkeep.policies_of(visit).instruments
    named = next((key for key in instruments if key[1] == form.text("edition")), LATER)
    return instruments[named].of(directory.scheme)


def _instrument_of(visit: Visit, assessment: Assessment) -> Instrument:
    return upkeep.policies_of(visit).instruments[(assessment.instrument, assessment.edition)].of(upkeep.directory_of(visit).scheme)


def _form(visit: Visit, form: Form, one: Stored[Assessment] | None = None, *, paper: bool = False, status: int = 200, newer: Stored[Any] | None = None) -> Response:
    instrument = _instrument_of(visit, one.body) if one else _instrument(visit, form)
    editions = [(key[1], f"{each.name}, {each.edition} edition") for key, each in upkeep.policies_of(visit).instruments.items()]
    shown = {
        "form": form,
        "person": visit.records.person(visit.id("person_id")),
        "one": one,
        "newer": outline(newer.body, upkeep.words_of(visit)) if newer else None,
        "paper": paper,
        "editions": editions if paper and not one else (),
        "instrument": instrument,
        "checklist_parts": checklist_form.parts_of(instrument),
        "unshown": checklist_form.unshown(one.body, instrument) if one else None,
        "words": upkeep.words_of(visit),
        "points": [(point.value, point.label) for point in PathwayPoint],
        "around": papers.placed(Assessment, form, AROUND),
        "said": papers.placed(Assessment, form, SAID),
    }
    return visit.page("record/assessment.html", shown, status)


def other_edition(visit: Visit) -> Response:
    """The form to copy paper into, in the edition that was chosen."""
    return _form(visit, visit.form, paper=True)


def blank(visit: Visit) -> Response:
    """The form on paper: to be filled in with a pen."""
    instrument = _instrument(visit, visit.form)
    shown = {"instrument": instrument, "parts": checklist_form.parts_of(instrument), "person": visit.records.person(visit.id("person_id")), "says": upkeep.policies_of(visit).words}
    return visit.page("record/blank.html", shown)


# -- the link -------------------------------------------------------------------------------------------------------------


def ask_link(visit: Visit) -> Response:
    """At what point of the pathway it is offered, and by whom."""
    return _link_form(visit, _begun(visit))


def make_link(visit: Visit) -> Response:
    """An assessment that waits, and the link with its PIN: shown once, never again. When the link has ended unanswered, it is due to be offered again."""
    person_id = visit.id("person_id")
    begun = Assessment(offer=AssessmentOffer.ACCEPTED, offered_on=visit.now.date(), point=PathwayPoint.OTHER, how=Way.PERSON, offer_again_on=_ends(visit))
    try:
        assessment = papers.read(Assessment, visit.form, begun, OFFERED, today=visit.now.date())
    except papers.Unfit as unfit:
        return _link_form(visit, unfit.form, 400)
    if visit.records.person(person_id).body.born is None:
        return _link_form(visit, visit.form.wrong([("", "The link asks for a date of birth, and none is recorded. Add it to their details first.")]), 400)
    waiting = visit.records.add(person_id, assessment)
    upkeep.refresh(visit, person_id)
    return _offered(visit, waiting.id)


def renew_link(visit: Visit) -> Response:
    """A new link to one that still waits; an earlier one is worth nothing any more."""
    one = editing.filed(visit, "assessment_id", Assessment)
    offered = _offered(visit, one.id)
    if offered.status_code == 200 and one.body.offer_again_on != _ends(visit):
        with suppress(SavedByAnother):  # whoever saves it at the same time has it before them
            visit.records.save(one.id, one.version, one.body.model_copy(update={"offer_again_on": _ends(visit)}))
    return offered


def _ends(visit: Visit) -> date:
    """The day on which a link that is made now ends."""
    return (visit.now + LASTS).date()


def _offered(visit: Visit, document_id: str) -> Response:
    try:
        link = visit.room.links.offer(visit.records, visit.actor, document_id)
    except (LinkOver, NoDateOfBirth) as refused:
        return visit.page("record/refused.html", {"kind": _Refusal("The link cannot be made"), "detail": str(refused)}, 409)
    address = _address(visit.request, link)
    shown = {
        "person": visit.records.person(visit.id("person_id")),
        "address": address,
        "pin": f"{link.pin[:3]} {link.pin[3:]}",
        "until": link.expires_at,
        "code": Markup(segno.make(address, error="m").svg_inline(scale=4, border=4, svgclass="qr", lineclass=None, title="The link as a code for a camera", omitsize=True)),
    }
    return visit.page("record/link.html", shown)


class _Refusal:
    def __init__(self, heading: str) -> None:
        self.heading = heading


def _address(request: Request, link: NewLink) -> str:
    """As the person's telephone must know it."""
    public = request.app.state.settings.public_url
    return f"{public.rstrip('/') if public else str(request.base_url).rstrip('/')}/checklist/{link.token}"


def _link_form(visit: Visit, form: Form, status: int = 200) -> Response:
    shown = {"form": form, "person": visit.records.person(visit.id("person_id")), "fields": papers.placed(Assessment, form, OFFERED)}
    return visit.page("record/ask_link.html", shown, status)


_HOME = "/record/people/{person_id}/assessments"
ROUTES = (
    RecordRoute(f"{_HOME}/new", new, Action.WRITE, kind=Assessment.KIND),
    RecordRoute(f"{_HOME}/new", add, Action.WRITE, ["POST"], kind=Assessment.KIND),
    RecordRoute(f"{_HOME}/paper", new_on_paper, Action.WRITE, kind=Assessment.KIND),
    RecordRoute(f"{_HOME}/paper", add_from_paper, Action.WRITE, ["POST"], kind=Assessment.KIND),
    RecordRoute(f"{_HOME}/paper/edition", other_edition, Action.WRITE, ["POST"], kind=Assessment.KIND),
    RecordRoute(f"{_HOME}/blank", blank, Action.IDENTIFY),
    RecordRoute(f"{_HOME}/link", ask_link, Action.WRITE, kind=Assessment.KIND),
    RecordRoute(f"{_HOME}/link", make_link, Action.WRITE, ["POST"], kind=Assessment.KIND),
    RecordRoute(f"{_HOME}/{{assessment_id}}", edit, Action.READ),
    RecordRoute(f"{_HOME}/{{assessment_id}}", save, Action.WRITE, ["POST"], kind=Assessment.KIND),
    RecordRoute(f"{_HOME}/{{assessment_id}}/link", renew_link, Action.WRITE, ["POST"], kind=Assessment.KIND),
)
