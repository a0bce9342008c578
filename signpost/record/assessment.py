"""The Holistic Needs Assessment: what worries the person, how much, and in whose words."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar

from pydantic import Field, ValidationInfo, field_validator

from signpost.record.codes import AssessmentOffer, Labelled, PathwayPoint, StaffRole
from signpost.record.documents import Document
from signpost.record.fields import ConcernId, Day, Each, Line, Part, PastDay, Score, Slug, Text


class Way(Labelled):
    """Who wrote it down."""

    CLINICIAN = "clinician", "Entered with a clinician"
    PERSON = "person", "Filled in by the person"
    PAPER = "paper", "Copied from paper"


class Recipient(Labelled):
    """Who may have a copy."""

    PERSON = "person", "The person"
    GP = "gp", "GP"
    NOTES = "notes", "Medical notes"
    OTHER = "other", "Someone else"


COMPLETED, DECLINED = "completed", "declined"
_STATES = {
    AssessmentOffer.UNDECIDED: "offered",
    AssessmentOffer.DECLINED: DECLINED,
    AssessmentOffer.ACCEPTED: "waiting",
    AssessmentOffer.NOT_OFFERED: "not offered",
    AssessmentOffer.UNABLE: "unable",
}


class ScoredConcern(Part):
    """A concern that was ticked. An item of an older form that stands for two concerns makes two of these with one `item`."""

    concern: ConcernId = Field(title="Concern")
    item: Line | None = Field(None, title="As worded on the form", description="When the form's wording differs from the concern's.")
    score: Score | None = Field(None, title="Score", description="0 to 10; left out when none was given.")
    own_words: Text | None = Field(None, title="In their own words")


class OtherConcern(Part):
    """What a category of the form lacks, written under its “other”."""

    category: Slug = Field(title="Category")
    own_words: Line = Field(title="Other concern")
    score: Score | None = Field(None, title="Score", description="0 to 10; left out when none was given.")


class Assessment(Document):
    """One assessment: offered, declined, waiting to be filled in, or completed."""

    KIND: ClassVar[str] = "assessment"

    instrument: Slug = Field("concerns-checklist", title="Instrument")
    edition: Line = Field("later", title="Edition")
    offer: AssessmentOffer = Field(title="Assessment offered")
    offered_on: PastDay = Field(title="Date of offer")
    point: PathwayPoint = Field(title="Point of pathway")
    staff_role: StaffRole = Field(StaffRole.NOT_KNOWN, title="Staff role offering assessment")
    offered_by: Line | None = Field(None, title="Offered by")
    site: Line | None = Field(None, title="Hospital or site")
    how: Way | None = Field(None, title="How it was filled in")
    completed_with: Line | None = Field(None, title="Completed with", description="Who was there: the key worker, a daughter.")
    concerns: tuple[ScoredConcern, ...] = Field((), title="Concerns")
    others: tuple[OtherConcern, ...] = Field((), title="Other concerns")
    has_questions: bool = Field(False, title="I have questions about my diagnosis, treatment or effects that I would like to discuss")
    questions: Text | None = Field(None, title="Questions to discuss")
    no_concerns: bool = Field(False, title="I have no concerns")
    overall: Score | None = Field(None, title="Overall level of concern", description="0 to 10, for the past week.")
    share_with: Annotated[tuple[Recipient, ...], Each] = Field((), title="Consent to share a copy with")
    completed_on: PastDay | None = Field(None, title="Date of completion")
    offer_again_on: Day | None = Field(None, title="Offer again on")

    @field_validator("concerns")
    @classmethod
    def _each_concern_once(cls, concerns: tuple[ScoredConcern, ...]) -> tuple[ScoredConcern, ...]:
        if len({(one.concern, one.item) for one in concerns}) < len(concerns):
            raise ValueError("A concern stands here twice. Keep it once, with one score.")
        return concerns

    @field_validator("no_concerns")
    @classmethod
    def _no_concerns_means_none(cls, none: bool, info: ValidationInfo) -> bool:
        if none and (info.data.get("concerns") or info.data.get("others")):
            raise ValueError("Concerns are given, so “I have no concerns” cannot be ticked too. Untick it, or take the concerns out.")
        return none

    @field_validator("completed_on")
    @classmethod
    def _completed_after_it_was_offered(cls, day: date | None, info: ValidationInfo) -> date | None:
        offered_on, offer = info.data.get("offered_on"), info.data.get("offer")
        if day and offered_on and day < offered_on:
            raise ValueError("It was completed before it was offered. Check both dates.")
        if day and offer and offer is not AssessmentOffer.ACCEPTED:
            raise ValueError("A completed assessment must be “Offered and accepted”. Change one of the two.")
        return day

    @property
    def state(self) -> str:
        return COMPLETED if self.completed_on else _STATES[self.offer]

    def due(self) -> date | None:
        return None if self.completed_on else self.offer_again_on

    @property
    def worst_first(self) -> tuple[ScoredConcern, ...]:
        """Ties in the order given, those without a score last."""
        return tuple(sorted(self.concerns, key=lambda one: (one.score is None, -(one.score or 0))))

    @property
    def written(self) -> tuple[str, ...]:
        """All that was written in free text: it may tell of what no tick does."""
        words = (*(one.own_words for one in self.concerns), *(one.own_words for one in self.others), self.questions)
        return tuple(text for text in words if text)
