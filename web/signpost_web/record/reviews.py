"""`/record/people/{id}/reviews`: the cancer care review, with what is known filled in and what became of every earlier signpost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Any, NamedTuple

from starlette.responses import Response

from signpost.record.access import Action
from signpost.record.cancer_care_review import Became, CareReview, DatedPlan, Invitation, SignpostOutcome, prefilled
from signpost.record.care_plan import CarePlan
from signpost.record.follow_up import FollowUp, PlannedKind
from signpost.record.headings import day_in_words
from signpost.record.records import Stored, WholeRecord
from signpost.record.signposts import SinceCopied
from signpost.record.treatment_summary import TreatmentSummary
from signpost_web.record import beside, editing, papers
from signpost_web.record.door import RecordRoute
from signpost_web.record.editing import Draft
from signpost_web.record.forms import Form
from signpost_web.record.papers import Choice
from signpost_web.record.upkeep import directory_of, nation_of, policies_of
from signpost_web.record.visits import Visit

ASKED = tuple(name for name in CareReview.model_fields if name not in ("stage", "signposts"))
TOLD = ("became", "note", "score_now")  # what is asked of each signpost
HOW_FAR = "Choose how far the review got"
WHICH_DAY = "Write the day on which the review was held"
USUAL = ("review", "Cancer care review")  # where no policy names a review


class Told(NamedTuple):
    """A signpost in the form."""

    outcome: SignpostOutcome
    label: str
    planned: str
    status: str
    fields: tuple[papers.Placed, ...]
    since: SinceCopied | None  # what became of the service itself


def new(visit: Visit) -> Response:
    """The review of the stage that is next, with what summary and plans say. How far it got is for whoever saves it to say."""
    whole = visit.records.whole(visit.id("person_id"))
    begun = _begun(visit, whole, _next_stage(visit, whole))
    form = _filled(begun)
    return _form(visit, whole, begun, Draft(replace(form, pairs=tuple(pair for pair in form.pairs if pair[0] != "invitation"))))


def add(visit: Visit) -> Response:
    whole = visit.records.whole(visit.id("person_id"))
    begun = _begun(visit, whole, visit.form.text("stage"))
    done = editing.add(visit, lambda: _read(visit, begun))
    return _form(visit, whole, begun, done) if isinstance(done, Draft) else visit.saved(_address(done))


def show(visit: Visit) -> Response:
    """A review that is there, to be gone on with."""
    one = editing.filed(visit, "review_id", CareReview)
    whole = visit.records.whole(one.person_id)
    review = _up_to_date(visit, whole, one.body)
    return _form(visit, whole, review, Draft(_filled(review), one.version), one)


def save(visit: Visit) -> Response:
    one = editing.filed(visit, "review_id", CareReview)
    whole = visit.records.whole(one.person_id)
    review = _up_to_date(visit, whole, one.body)
    done = editing.save(visit, one, lambda: _read(visit, review), _filled)
    return _form(visit, whole, review, done, one) if isinstance(done, Draft) else visit.saved(_address(done))


def _address(one: Stored[CareReview]) -> str:
    return f"/record/people/{one.person_id}/documents/{one.id}"


def _begun(visit: Visit, whole: WholeRecord, stage: str) -> CareReview:
    known = dict(_stages(visit, whole))
    stage = stage if stage in known else next(iter(known))
    plans = [DatedPlan(one.id, one.body) for one in whole.documents if isinstance(one.body, CarePlan)]
    return prefilled(stage, _due_by(whole, stage), (one.body for one in whole.documents if isinstance(one.body, TreatmentSummary)), plans)


def _up_to_date(visit: Visit, whole: WholeRecord, review: CareReview) -> CareReview:
    """With the signposts that came since they were invited. A review that was held stays as it was."""
    if review.invitation is not Invitation.INVITED:
        return review
    known, today = {_name(one) for one in review.signposts}, _begun(visit, whole, review.stage).signposts
    still = {_name(one) for one in today}  # not what another plan has carried over
    kept = (one for one in review.signposts if _name(one) in still or one.became is not Became.NOT_ASKED)
    return review.model_copy(update={"signposts": (*kept, *(one for one in today if _name(one) not in known))})


def _stages(visit: Visit, whole: WholeRecord) -> list[Choice]:
    """The reviews of today's policy of the nation whose rules apply."""
    policy = policies_of(visit).on(nation_of(whole.person.body, directory_of(visit), whole.follow_up), visit.now.date())
    return [(rule.id, rule.title) for rule in policy.reviews] or [USUAL]


def _planned(whole: WholeRecord) -> dict[str, tuple[date, date | None]]:
    """Rule of a review -> its day, and the day on which it was done."""
    ups = (one.body for one in whole.documents if isinstance(one.body, FollowUp))
    return {one.rule: (one.due_by, one.done_on) for up in ups for one in up.planned if one.kind is PlannedKind.REVIEW}


def _due_by(whole: WholeRecord, stage: str) -> date | None:
    return _planned(whole).get(stage, (None, None))[0]


def _next_stage(visit: Visit, whole: WholeRecord) -> str:
    """The first that is planned and not done."""
    open_ones = sorted((due, rule) for rule, (due, done) in _planned(whole).items() if done is None)
    return open_ones[0][1] if open_ones else ""


# -- the form -------------------------------------------------------------------------------------------------------------


def _name(outcome: SignpostOutcome) -> str:
    """A signpost in the form, by the row of the plan that it stands in."""
    return f"signpost.{outcome.plan_id}.{outcome.row}"


def _filled(review: CareReview) -> Form:
    """With what is known of each signpost."""
    form = papers.filled(review)
    pairs = ((f"{_name(one)}.{name}", text) for one in review.signposts for name, text in papers.filled(one).pairs if name in TOLD)
    return replace(form, pairs=(*form.pairs, *pairs))


def _read(visit: Visit, begun: CareReview) -> CareReview:
    """With the name of who says that it was done, where none is given. Raises papers.Unfit, with every fault of the review and of its signposts."""
    form, today = visit.form, visit.now.date()
    faults = dict(_unsaid(form))
    outcomes: list[SignpostOutcome] = []
    for one in begun.signposts:
        part = _part(form, f"{_name(one)}.")
        try:
            outcomes.append(papers.read(SignpostOutcome, part, one, TOLD, today=today))
        except papers.Unfit as unfit:
            faults |= {f"{_name(one)}.{name}": said for name, said in unfit.form.faults.items()}
    try:
        review = papers.read(CareReview, form, begun.model_copy(update={"signposts": tuple(outcomes)}), ASKED, today=today)
    except papers.Unfit as unfit:
        raise papers.Unfit(unfit.form.wrong((*faults.items(), *unfit.form.faults.items()))) from None
    if faults:
        raise papers.Unfit(form.wrong(faults.items()))
    unnamed = review.invitation is Invitation.DONE and review.reviewer is None
    return review.model_copy(update={"reviewer": visit.account.shown_name}) if unnamed else review


def _unsaid(form: Form) -> Iterator[tuple[str, str]]:
    """Whether it was held, and when, nobody but whoever saves it can say: due work is settled by it."""
    if not form.text("invitation"):
        yield "invitation", HOW_FAR
    if form.text("invitation") == Invitation.DONE and not form.text("reviewed_on"):
        yield "reviewed_on", WHICH_DAY


def _part(form: Form, above: str) -> Form:
    """What stands in a form under one name."""
    return Form(tuple((name.removeprefix(above), text) for name, text in form.pairs if name.startswith(above)))


def _told(visit: Visit, review: CareReview, form: Form) -> Iterator[Told]:
    scheme = directory_of(visit).scheme
    for one in review.signposts:
        label = beside.label_of(scheme, one.concern) if one.concern else one.other or ""
        fields = tuple(each._replace(name=f"{_name(one)}.{each.name}") for each in papers.placed(SignpostOutcome, form, TOLD))
        yield Told(one, label, day_in_words(one.planned_on), one.planned_status.label, fields, beside.since(visit, one.service))


def _form(visit: Visit, whole: WholeRecord, review: CareReview, draft: Draft, one: Stored[Any] | None = None) -> Response:
    shown = {
        "person": whole.person,
        "one": one,
        "title": dict(_stages(visit, whole)).get(review.stage, USUAL[1]),
        "stages": () if one else _stages(visit, whole),
        "stage": review.stage,
        "due": day_in_words(review.due_by) if review.due_by else None,
        "back": (f"/record/people/{whole.person.id}", whole.person.body.full_name),
        "draft": draft,
        "form": draft.form,
        "newer": editing.said(visit, draft.newer),
        "told": list(_told(visit, review, draft.form)),
        "help": beside.of_concerns(visit, whole.person.body, _unhelped(review)),
        "fields": papers.placed(CareReview, draft.form, ASKED),
    }
    return visit.page("record/review.html", shown, draft.status)


def _unhelped(review: CareReview) -> Iterable[str]:
    """Concerns whose signpost has not helped: for them, other services stand beside."""
    failed = (Became.DID_NOT_HELP, Became.NOT_REACHED, Became.NOT_WANTED)
    return dict.fromkeys(one.concern for one in review.signposts if one.concern and one.became in failed)


_HOME = "/record/people/{person_id}/reviews"
ROUTES = (
    RecordRoute(f"{_HOME}/new", new, Action.WRITE, kind=CareReview.KIND),
    RecordRoute(f"{_HOME}/new", add, Action.WRITE, ["POST"], kind=CareReview.KIND),
    RecordRoute(f"{_HOME}/{{review_id}}", show, Action.READ),
    RecordRoute(f"{_HOME}/{{review_id}}", save, Action.WRITE, ["POST"], kind=CareReview.KIND),
)
