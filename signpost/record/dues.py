"""What is due when: by a nation's policy, from the turns of a person's way, and by the days that their documents name.

Pure: documents, policies and the day go in. A follow-up keeps what is planned, so that a worklist of many people needs to
look at one stored day alone; `refreshed` brings it up to date whenever one of the person's documents has changed.
"""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from signpost.record.assessment import Assessment
from signpost.record.cancer_care_review import CareReview, Invitation
from signpost.record.care_plan import CarePlan
from signpost.record.codes import AssessmentOffer, PathwayPoint
from signpost.record.documents import Document
from signpost.record.events import EventInvitation
from signpost.record.filed import Filed
from signpost.record.follow_up import FollowUp, Phase, Planned, PlannedKind
from signpost.record.person import Person
from signpost.record.policies import AssessmentRule, Basis, NationPolicy, Policies
from signpost.record.treatment_summary import TreatmentPhase, TreatmentSummary

LOOKS_BACK = timedelta(days=2 * 365)  # what began longer ago is history: nobody asks for an assessment at a diagnosis of old
AHEAD_OF_TIME = timedelta(days=28)  # done so shortly before the end of a treatment, it was done for that end
OWN = "own-"  # rules that begin so are somebody's own: no policy takes them away
_ANSWERED = frozenset({AssessmentOffer.DECLINED, AssessmentOffer.UNABLE})
_WHAT = {
    Assessment.KIND: "Offer an assessment again",
    TreatmentSummary.KIND: "Send the treatment summary",
    CareReview.KIND: "Cancer care review",
    EventInvitation.KIND: "Ask whether they came to the event",
}
_ASKS_FOR = {PlannedKind.ASSESSMENT: Assessment.KIND, PlannedKind.SUMMARY: TreatmentSummary.KIND, PlannedKind.REVIEW: CareReview.KIND}


class Due(NamedTuple):
    """One thing to do by a day. `what` may tell of the person's illness: it is for their page, not for a worklist."""

    day: date
    document_id: str
    what: str
    asks_for: str = ""  # the kind of a document that is yet to be written; empty: the document itself is to be looked at


def dues(filed: Iterable[Filed]) -> tuple[Due, ...]:
    """All that the documents name a day for and that is not done, the first first."""
    return tuple(sorted(Due(day, one.id, *what) for one in filed for day, *what in _named(one.body)))


def _named(body: Document) -> Iterator[tuple[date, str] | tuple[date, str, str]]:
    """The days within a document, what is due on each, and the kind of document that it asks for; the first day is its `due()`."""
    first = body.due()
    if first is None:
        return
    if isinstance(body, FollowUp):
        yield from ((one.due_by, one.what, _ASKS_FOR[one.kind]) for one in body.planned if one.done_on is None)
    elif isinstance(body, CarePlan):
        yield from _of_plan(body)
    else:
        yield first, _WHAT[body.KIND]


def _of_plan(plan: CarePlan) -> Iterator[tuple[date, str]]:
    for row in plan.rows:
        if row.by_when and not row.finished:
            yield row.by_when, row.action or "Act on a concern"
        if row.review_on and not row.finished:
            yield row.review_on, "Review a concern"
    if plan.review_on:
        yield plan.review_on, "Review the plan"


# -- what a policy asks for -----------------------------------------------------------------------------------------------


class _Asked(NamedTuple):
    """What a rule asks for, the day that it is counted from, and how a document shows that it was done."""

    began: date
    planned: Planned
    done: Callable[[Document], date | None]


def refreshed(follow_up: FollowUp, documents: Sequence[Document], policies: Policies, today: date) -> FollowUp:
    """With what today's policy asks for, ticked off where the documents show it done; what is own, and what was done under other rules, stays.

    Of a person who has died no policy asks for anything: `documents` should have the Person among them. What is own stays, for the
    day of death may be a slip of the pen.
    """
    died = any(isinstance(one, Person) and one.died_on for one in documents)
    asked = {one.planned.rule: one for one in _asked(follow_up, policies.on(follow_up.nation, today)) if one.began >= today - LOOKS_BACK and not died}
    fresh = [one.planned.model_copy(update={"done_on": _done_on(one, documents)}) for one in asked.values()]
    kept = [one for one in follow_up.planned if one.rule not in asked and (one.done_on or one.rule.startswith(OWN))]
    return follow_up.model_copy(update={"planned": tuple(sorted((*kept, *fresh), key=lambda one: (one.due_by, one.rule)))})


def _done_on(asked: _Asked, documents: Iterable[Document]) -> date | None:
    return min((day for document in documents if (day := asked.done(document))), default=None)


def _asked(follow_up: FollowUp, policy: NationPolicy) -> Iterator[_Asked]:
    for rule in policy.assessments:
        for began, point in _occasions(follow_up, rule):
            yield _assessment(rule, began, point)
    for phase in follow_up.phases:
        if phase.ended_on and policy.summaries:
            yield _summary(phase, phase.ended_on, timedelta(weeks=policy.summaries[0].within_weeks))
    for review in policy.reviews:  # all counted from the diagnosis: the record does not know when the practice heard of it
        if follow_up.diagnosed_on:
            yield _review(review.id, review.title, follow_up.diagnosed_on, months_after(follow_up.diagnosed_on, review.within_months))


def _occasions(follow_up: FollowUp, rule: AssessmentRule) -> Iterator[tuple[date, PathwayPoint]]:
    """The days that a rule counts from so far, each with the point of the pathway that it is."""
    if rule.of in (Basis.DIAGNOSIS, Basis.CONFIRMATION):
        days = [follow_up.diagnosed_on]
    elif rule.of is Basis.TURN:
        yield from ((turn.on, turn.point) for turn in follow_up.turns)
        return
    else:
        days = [phase.started_on if rule.of is Basis.START_OF_TREATMENT else phase.ended_on for phase in follow_up.phases]
    yield from ((day, rule.point) for day in days if day)


def _assessment(rule: AssessmentRule, began: date, point: PathwayPoint) -> _Asked:
    def done(document: Document) -> date | None:
        if not isinstance(document, Assessment) or document.point is not point or document.offered_on < began - AHEAD_OF_TIME:
            return None
        return document.completed_on or (document.offered_on if document.offer in _ANSWERED else None)

    what = f"{PlannedKind.ASSESSMENT.label}: {point.label}"
    return _Asked(began, Planned(kind=PlannedKind.ASSESSMENT, rule=f"{rule.id}-{began:%Y%m%d}", what=what, due_by=began + timedelta(days=rule.within_days)), done)


def _summary(phase: Phase, ended: date, within: timedelta) -> _Asked:
    def done(document: Document) -> date | None:
        return document.sent_on if isinstance(document, TreatmentSummary) and summarises(document, phase.phase, ended) else None

    what = f"{PlannedKind.SUMMARY.label}: {phase.phase.label}"
    return _Asked(ended, Planned(kind=PlannedKind.SUMMARY, rule=f"summary-{phase.phase.value}-{ended:%Y%m%d}", what=what, due_by=ended + within), done)


def summarises(summary: TreatmentSummary, phase: TreatmentPhase, ended: date) -> bool:
    """Whether it is about the phase that ended that day, and not about an earlier one of the same kind."""
    return summary.phase is phase and summary.written_on >= ended - AHEAD_OF_TIME


def _review(rule: str, title: str, diagnosed: date, due_by: date) -> _Asked:
    def done(document: Document) -> date | None:
        if not isinstance(document, CareReview) or document.stage != rule or document.invitation is Invitation.INVITED:
            return None
        return document.reviewed_on or due_by

    return _Asked(diagnosed, Planned(kind=PlannedKind.REVIEW, rule=rule, what=title, due_by=due_by), done)


def months_after(day: date, months: int) -> date:
    """The same day so many months on; the month's last day where it has no such day."""
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))
