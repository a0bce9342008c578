"""The cancer care review: the GP practice's talk with the person, which sees what became of every earlier signpost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import ClassVar, NamedTuple

from pydantic import Field, ValidationInfo, field_validator

from signpost.record.care_plan import CarePlan, PlanRow, RowStatus
from signpost.record.codes import Labelled
from signpost.record.documents import Document
from signpost.record.fields import ConcernId, Day, Line, Part, PastDay, Score, Slug, Text
from signpost.record.headings import day_in_words
from signpost.record.signposts import ServiceCopy
from signpost.record.treatment_summary import Arranged, ClinicalCode, TreatmentSummary


class Invitation(Labelled):
    """How far the review got. The practice systems have a code for each."""

    INVITED = "invited", "Invited"
    DONE = "done", "Review done"
    DECLINED = "declined", "Declined"
    UNSUITABLE = "unsuitable", "Not suitable for this person"


class Meeting(Labelled):
    FACE_TO_FACE = "face-to-face", "Face to face"
    PHONE = "phone", "By phone"
    VIDEO = "video", "By video"
    HOME = "home", "At home"


class Became(Labelled):
    """What became of a signpost."""

    NOT_ASKED = "not-asked", "Not asked yet"
    HELPED = "helped", "Used it, and it helped"
    DID_NOT_HELP = "did-not-help", "Used it, and it did not help"
    WAITING = "waiting", "Waiting for it"
    DID_NOT_GO = "did-not-go", "Has not used it"
    NOT_REACHED = "not-reached", "Could not reach it, or was turned away"
    NOT_WANTED = "not-wanted", "Does not want it"


class SignpostOutcome(Part):
    """An earlier signpost as the plan had it, and what became of it."""

    plan_id: Line = Field(title="Plan")
    row: int = Field(ge=1, title="Row of the plan")
    concern: ConcernId | None = Field(None, title="Concern")
    other: Line | None = Field(None, title="Other concern")
    service: ServiceCopy = Field(title="Service")
    planned_on: Day = Field(title="Signposted on")
    planned_status: RowStatus = Field(title="Status in the plan")
    became: Became = Field(Became.NOT_ASKED, title="What became of it")
    note: Text | None = Field(None, title="Outcome in words")
    score_before: Score | None = Field(None, title="Score before")
    score_now: Score | None = Field(None, title="Score now", description="0 to 10.")


class CareReview(Document):
    """One review. What the summary and the plans say already stands in it; the rest is asked."""

    KIND: ClassVar[str] = "cancer-care-review"

    stage: Slug = Field(title="Review", description="The id of the policy's rule.")
    invitation: Invitation = Field(Invitation.INVITED, title="Invitation")
    due_by: Day | None = Field(None, title="Review due by")
    reviewed_on: PastDay | None = Field(None, title="Date of review")
    reviewer: Line | None = Field(None, title="Reviewed by")
    meeting: Meeting | None = Field(None, title="How they met")
    companion: Line | None = Field(None, title="Who came along")
    diagnosis: Line | None = Field(None, title="Diagnosis")
    diagnosed_on: PastDay | None = Field(None, title="Date of diagnosis")
    understanding: Text | None = Field(None, title="Understanding of the diagnosis")
    treatment: Text | None = Field(None, title="Treatment")
    summary_received: bool | None = Field(None, title="Treatment summary received")
    plan_seen: bool | None = Field(None, title="Assessment and care plan seen")
    signposts: tuple[SignpostOutcome, ...] = Field((), title="What became of each signpost")
    support: Text | None = Field(None, title="Support after treatment")
    medicines: Text | None = Field(None, title="Medicines")
    late_effects: Text | None = Field(None, title="Possible late effects of cancer and treatment")
    recurrence_signs: Text | None = Field(None, title="Signs of recurrence")
    mood: Text | None = Field(None, title="Mood")
    carer: Text | None = Field(None, title="Carer and family")
    work: Text | None = Field(None, title="Work")
    money: Text | None = Field(None, title="Money and benefits", description="The financial impact; grants; SR1 where it applies.")
    prescription_exemption: Arranged | None = Field(None, title="Aware of prescription charge exemption", description="Only England charges for prescriptions.")
    activity: Text | None = Field(None, title="Physical activity")
    diet: Text | None = Field(None, title="Diet")
    smoking: Text | None = Field(None, title="Smoking")
    alcohol: Text | None = Field(None, title="Alcohol")
    sex: Text | None = Field(None, title="Sex and intimacy")
    prevention: Text | None = Field(None, title="Screening and vaccination")
    future_care: Text | None = Field(None, title="Advance care planning")
    information_needs: Text | None = Field(None, title="Information needs for self-management")
    information_given: Text | None = Field(None, title="Information about primary care support given")
    main_contact: Text | None = Field(None, title="Main contact")
    safety_net: Text | None = Field(None, title="Safety net: what to look out for, whom to ring")
    other: Text | None = Field(None, title="Anything else")
    codes: tuple[ClinicalCode, ...] = Field((), title="Codes")
    next_review_on: Day | None = Field(None, title="Next review")

    @field_validator("reviewed_on")
    @classmethod
    def _a_review_done_has_its_day(cls, day: date | None, info: ValidationInfo) -> date | None:
        if day and info.data.get("invitation") not in (None, Invitation.DONE):
            raise ValueError("A review with a date must be “Review done”. Change one of the two.")
        return day

    @property
    def state(self) -> str:
        return self.invitation.value

    def due(self) -> date | None:
        """The review itself while it is to come; then the next one."""
        return self.due_by if self.invitation is Invitation.INVITED else self.next_review_on


class DatedPlan(NamedTuple):
    """A plan with the id that it is stored under."""

    id: str
    plan: CarePlan


def prefilled(stage: str, due_by: date | None, summaries: Iterable[TreatmentSummary], plans: Iterable[DatedPlan]) -> CareReview:
    """A review to begin with: what the newest summary says, and every earlier signpost, the oldest first. Nothing in it says that anything was done at a review."""
    newest = max(summaries, key=lambda one: one.written_on, default=None)
    made = {one.id: one.plan for one in sorted(plans, key=lambda one: one.plan.planned_on)}
    outcomes = tuple(_outcome(id_, plan, row) for id_, plan in made.items() for row in plan.rows if row.signposts and not _carried_over(row, made.get(plan.continued_in or "")))
    return CareReview(stage=stage, due_by=due_by, signposts=outcomes, **(_from_summary(newest) if newest else {}))


def _carried_over(row: PlanRow, into: CarePlan | None) -> bool:
    """Whether the plan that carries on asks for it too: one signpost is asked after once."""
    return into is not None and not row.finished and any((each.concern, each.other, each.service) == (row.concern, row.other, row.service) for each in into.rows)


class Told(NamedTuple):
    """What a review has heard of a signpost, and when."""

    on: date
    outcome: SignpostOutcome

    @property
    def heard(self) -> str:
        """What the plan says of it, once somebody has taken it in."""
        return f"At the review of {day_in_words(self.on)}: {self.outcome.became.label[0].lower()}{self.outcome.became.label[1:]}"

    @property
    def name(self) -> str:
        """It in a form: what was seen is what is taken in."""
        return f"{self.on}/{self.outcome.became.value}/{'' if self.outcome.score_now is None else self.outcome.score_now}"

    def changes(self, row: PlanRow) -> dict[str, object]:
        """What a row of the plan says with it: status, outcome, new score. Empty once it is taken in. A score that was given since stays."""
        before, note = row.outcome or "", self.outcome.note or ""
        if self.heard in before:
            return {}
        told = f"{self.heard}. {note}" if note and note not in before else self.heard
        changed: dict[str, object] = {"outcome": told if before in told else f"{before}\n{told}"}
        if status := _STATUS.get(self.outcome.became):
            changed["status"] = status
        if self.outcome.score_now is not None and (row.rescored_on is None or row.rescored_on <= self.on):
            changed |= {"new_score": self.outcome.score_now, "rescored_on": self.on}
        return changed


_STATUS = {Became.HELPED: RowStatus.DONE, Became.DID_NOT_HELP: RowStatus.DONE, Became.WAITING: RowStatus.IN_PROGRESS, Became.NOT_WANTED: RowStatus.DECLINED}  # else it stays as it is


def told_of(plan_id: str, reviews: Iterable[CareReview]) -> dict[int, Told]:
    """By row of the plan, what the newest review that asked has heard."""
    done = sorted((Told(one.reviewed_on, outcome) for one in reviews if one.reviewed_on for outcome in one.signposts), key=lambda told: told.on)
    return {told.outcome.row: told for told in done if told.outcome.plan_id == plan_id and told.outcome.became is not Became.NOT_ASKED}


def _outcome(plan_id: str, plan: CarePlan, row: PlanRow) -> SignpostOutcome:
    assert row.service is not None
    return SignpostOutcome(
        plan_id=plan_id,
        row=row.number,
        concern=row.concern,
        other=row.other,
        service=row.service,
        planned_on=row.service.copied_on,
        planned_status=row.status,
        note=row.outcome,
        score_before=row.score,
        score_now=row.new_score,
    )


def _from_summary(summary: TreatmentSummary) -> Mapping[str, object]:
    """What it says, in the review's own fields. Alert symptoms come as the safety net, with whom to ring."""
    contacts = [f"{title}: {' '.join(part for part in (one.who, one.phone, one.hours) if part)}" for title, one in (("In hours", summary.in_hours), ("Out of hours", summary.out_of_hours)) if one]
    said = {
        "diagnosis": summary.diagnosis,
        "diagnosed_on": summary.diagnosed_on,
        "treatment": _lines(_treated(one.what, one.started_on, one.ended_on) for one in summary.treatments),
        "medicines": _lines(one.what for one in summary.medicines),
        "late_effects": _lines(one.what for one in summary.effects),
        "safety_net": _lines((*(one.what for one in summary.alerts), *contacts)),
        "prescription_exemption": summary.prescription_exemption,
        "information_given": summary.information_given,
    }
    return {name: value for name, value in said.items() if value is not None}


def _lines(texts: Iterable[str]) -> str | None:
    return "\n".join(texts) or None


def _treated(what: str, started: date | None, ended: date | None) -> str:
    days = " to ".join(dict.fromkeys(day_in_words(day) for day in (started, ended) if day))
    return f"{what} ({days})" if days else what
