"""A person's whole story on one page: dated lines from their documents and from the copies that were given."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import NamedTuple, Protocol

from signpost.record.assessment import Assessment, Recipient
from signpost.record.cancer_care_review import Became, CareReview
from signpost.record.care_plan import CarePlan
from signpost.record.documents import Document
from signpost.record.dues import dues
from signpost.record.events import EventInvitation
from signpost.record.filed import Filed
from signpost.record.follow_up import FollowUp
from signpost.record.headings import on_uk_clocks
from signpost.record.treatment_summary import TreatmentSummary

_KINDS = {Assessment.KIND: "assessment", CarePlan.KIND: "care plan", TreatmentSummary.KIND: "treatment summary", CareReview.KIND: "cancer care review"}


class GivenCopy(Protocol):
    """What the timeline tells of a copy that was given."""

    @property
    def document_id(self) -> str: ...

    @property
    def recipient(self) -> str: ...

    @property
    def given_at(self) -> datetime: ...


class Line(NamedTuple):
    """One thing that happened, or is planned (`ahead`), on a day. `asks_for`: the kind of document that is yet to be written for it; `struck`: its document was entered in error."""

    day: date
    what: str
    document_id: str
    ahead: bool = False
    asks_for: str = ""
    struck: bool = False


def timeline(filed: Iterable[Filed], copies: Iterable[GivenCopy] = (), in_error: Iterable[Filed] = ()) -> tuple[Line, ...]:
    """The oldest first; what is planned stands by its day among the rest, and what was entered in error is struck out."""
    documents, wrong = list(filed), list(in_error)
    kinds = {one.id: one.body.KIND for one in (*documents, *wrong)}
    told = [line for one in documents for line in _lines(one.id, one.body)]
    happened = {(line.day, line.what): line for line in told}.values()  # a summary and the follow-up tell of the same diagnosis
    ahead = [Line(due.day, f"Due: {due.what}", due.document_id, ahead=True, asks_for=due.asks_for) for due in dues(documents)]
    given = [Line(on_uk_clocks(copy.given_at).date(), _given(copy, kinds), copy.document_id) for copy in copies]
    struck = (line._replace(struck=True) for one in wrong for line in _lines(one.id, one.body))
    return tuple(sorted((*happened, *ahead, *given, *struck)))


def _given(copy: GivenCopy, kinds: dict[str, str]) -> str:
    kind = kinds.get(copy.document_id, "")
    return f"Copy of the {_KINDS.get(kind, 'document')} given to: {Recipient(copy.recipient).label}"


def _lines(id_: str, body: Document) -> Iterator[Line]:
    found: Iterable[tuple[date | None, str]] = ()
    if isinstance(body, Assessment):
        found = _of_assessment(body)
    elif isinstance(body, CarePlan):
        found = _of_plan(body)
    elif isinstance(body, TreatmentSummary):
        found = _of_summary(body)
    elif isinstance(body, CareReview):
        found = _of_review(body)
    elif isinstance(body, EventInvitation):
        found = [(body.invited_on, f"Invited to {body.event}"), (on_uk_clocks(body.starts_at).date(), f"{body.event}: {body.answer.label.lower()}")]
    elif isinstance(body, FollowUp):
        found = _of_follow_up(body)
    yield from (Line(day, what, id_) for day, what in found if day)


def _of_assessment(body: Assessment) -> Iterator[tuple[date | None, str]]:
    yield body.offered_on, f"Holistic needs assessment: {body.offer.label.lower()}"
    yield body.completed_on, "Holistic needs assessment completed" + (", no concerns" if body.no_concerns else f", concerns: {len(body.concerns) + len(body.others)}")


def _of_plan(body: CarePlan) -> Iterator[tuple[date | None, str]]:
    yield body.planned_on, f"Care plan: {body.status.label[0].lower()}{body.status.label[1:]}"
    for row in body.rows:
        if row.service and row.signposts:
            yield row.service.copied_on, f"{'Referred' if row.service.needs_referral else 'Signposted'} to {row.service.name}"
        if row.rescored_on and row.new_score is not None:
            yield row.rescored_on, f"Scored again: {row.score if row.score is not None else 'no score'} then, {row.new_score} now"
    yield body.closed_on, "Care plan closed"


def _of_summary(body: TreatmentSummary) -> Iterator[tuple[date | None, str]]:
    yield body.diagnosed_on, "Diagnosis"
    for one in body.treatments:
        yield one.started_on, f"{one.what} started"
        yield one.ended_on, f"{one.what} ended"
    yield body.sent_on, f"Treatment summary sent: {body.phase.label.lower()}"


def _of_review(body: CareReview) -> Iterator[tuple[date | None, str]]:
    yield body.reviewed_on, "Cancer care review"
    for one in body.signposts:
        if one.became is not Became.NOT_ASKED:
            yield body.reviewed_on, f"{one.service.name}: {one.became.label[0].lower()}{one.became.label[1:]}"


def _of_follow_up(body: FollowUp) -> Iterator[tuple[date | None, str]]:
    yield body.diagnosed_on, "Diagnosis"
    for phase in body.phases:
        yield phase.started_on, f"{phase.phase.label} started"
        yield phase.ended_on, f"{phase.phase.label} ended"
    yield from ((turn.on, turn.point.label) for turn in body.turns)
    if body.pathway:
        yield body.chosen_on, f"Follow-up: {body.pathway.label.lower()}"
