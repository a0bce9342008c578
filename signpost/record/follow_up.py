"""Follow-up: the pathway that was chosen with the person, the milestones behind them, and what is planned ahead."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from pydantic import Field

from signpost.places import Nation
from signpost.record.codes import Labelled, PathwayPoint
from signpost.record.documents import Document
from signpost.record.fields import Day, Line, Part, PastDay, Slug, Text
from signpost.record.treatment_summary import ContactPoint, Surveillance, TreatmentPhase


class Pathway(Labelled):
    """The first three are the Recovery Package's; the others stand in later guides."""

    SELF_MANAGEMENT = "supported-self-management", "Supported self-management"
    SHARED = "shared-care", "Shared care"
    COMPLEX = "complex-care", "Complex care"
    PROFESSIONAL_LED = "professional-led", "Professional-led follow-up"
    PALLIATIVE = "palliative", "Supportive and palliative care"
    END_OF_LIFE = "end-of-life", "End of life care"


class Phase(Part):
    """One phase of treatment."""

    phase: TreatmentPhase = Field(title="Treatment phase")
    started_on: Day | None = Field(None, title="Start of treatment")
    ended_on: Day | None = Field(None, title="End of treatment")


class Turn(Part):
    """Something else that calls for a new assessment: a recurrence, a move to palliative care."""

    point: PathwayPoint = Field(title="Point of pathway")
    on: Day = Field(title="Date")


class PlannedKind(Labelled):
    ASSESSMENT = "assessment", "Holistic needs assessment"
    SUMMARY = "summary", "Treatment summary"
    REVIEW = "review", "Cancer care review"


class Planned(Part):
    """Something that a policy, or a person, wants done by a day. `rule` names what it comes from, so that it is planned once."""

    kind: PlannedKind = Field(title="What is planned")
    rule: Slug = Field(title="Rule")
    what: Line = Field(title="Planned")
    due_by: Day = Field(title="Due by")
    done_on: PastDay | None = Field(None, title="Done on")


class FollowUp(Document):
    """One for each person: where they are on their way."""

    KIND: ClassVar[str] = "follow-up"

    nation: Nation = Field(title="Nation whose rules apply")
    other_nation: Nation | None = Field(None, title="Rules of another nation", description="Left out = those of where the person lives, by the postcode.")
    diagnosed_on: PastDay | None = Field(None, title="Date of diagnosis")
    phases: tuple[Phase, ...] = Field((), title="Phases of treatment")
    turns: tuple[Turn, ...] = Field((), title="Later turning points")
    pathway: Pathway | None = Field(None, title="Follow-up pathway")
    chosen_on: PastDay | None = Field(None, title="Pathway chosen on")
    chosen_at: Line | None = Field(None, title="Chosen at", description="The team meeting where it was decided.")
    chosen_with_person: bool | None = Field(None, title="Chosen with the person")
    reasons: Text | None = Field(None, title="Reasons, and what the assessment and plan say", description="A person at low clinical risk who is alone may need more.")
    symptoms_told: bool | None = Field(None, title="Information on symptoms to watch given")
    way_back: ContactPoint | None = Field(None, title="Rapid access back")
    surveillance: tuple[Surveillance, ...] = Field((), title="Surveillance with quick results")
    planning: Text | None = Field(None, title="Personalised care planning")
    self_management: Text | None = Field(None, title="Self-management support")
    planned: tuple[Planned, ...] = Field((), title="What is planned")

    @property
    def state(self) -> str:
        """The pathway is clinical, so it is not told here."""
        return "chosen" if self.pathway else "open"

    def due(self) -> date | None:
        """The first thing planned that is not done; a test that is due."""
        days = [one.due_by for one in self.planned if one.done_on is None]
        return min(days, default=None)
