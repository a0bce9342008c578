"""The personalised care and support plan: what matters to the person, and for each concern what will be done by whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any, ClassVar

from pydantic import Field, ValidationInfo, field_validator, model_validator

from signpost.record.assessment import Recipient
from signpost.record.codes import Labelled, PathwayPoint, PlanStatus, StaffRole
from signpost.record.documents import Document
from signpost.record.fields import ConcernId, Day, Each, Line, Part, PastDay, Score, Text
from signpost.record.signposts import ServiceCopy


class ActionType(Labelled):
    INFORMATION = "information", "Information"
    SELF_CARE = "self-care", "Self-care"
    SIGNPOST = "signpost", "Signpost to a service"
    REFERRAL = "referral", "Referral by a professional"
    CLINICAL = "clinical", "Clinical action"


class RowStatus(Labelled):
    OPEN = "open", "Open"
    IN_PROGRESS = "in-progress", "In progress"
    DONE = "done", "Done"
    DECLINED = "declined", "Declined"
    NOT_NEEDED = "not-needed", "Not needed"


_STATES = {
    PlanStatus.NOT_OFFERED: "not offered",
    PlanStatus.OFFERED: "offered",
    PlanStatus.COMPLETED: "active",
    PlanStatus.DECLINED: "declined",
    PlanStatus.UNABLE: "unable",
    PlanStatus.NOT_REQUIRED: "not required",
}
UNFINISHED = frozenset({RowStatus.OPEN, RowStatus.IN_PROGRESS})


class AboutMe(Part):
    """What anybody should know who looks after this person."""

    what_matters: Text | None = Field(None, title="What matters to me")
    important_people: Text | None = Field(None, title="People who are important to me")
    communication: Text | None = Field(None, title="How to communicate with me")
    routine: Text | None = Field(None, title="My routine")
    support: Text | None = Field(None, title="How to support me")
    worth_knowing: Text | None = Field(None, title="Also worth knowing about me")


class PlanRow(Part):
    """One concern, and what is done about it. `number` names the row within its plan and is never given to another."""

    number: int = Field(ge=1, title="Row")
    concern: ConcernId | None = Field(None, title="Concern")
    other: Line | None = Field(None, title="Other concern", description="In words, when no concern of the list says it.")
    score: Score | None = Field(None, title="Score", description="0 to 10; left out when none was given.")
    own_words: Text | None = Field(None, title="What the person said")
    matters: Text | None = Field(None, title="What matters about it")
    goal: Text | None = Field(None, title="Goal", description="In the person's words.")
    confidence: Score | None = Field(None, title="Confidence in reaching the goal", description="0 to 10.")
    already_helps: Text | None = Field(None, title="What already helps")
    action: Text | None = Field(None, title="Action")
    type: ActionType = Field(ActionType.INFORMATION, title="Type of action")
    service: ServiceCopy | None = Field(None, title="Service", validate_default=True)
    who: Line | None = Field(None, title="Who will do it")
    by_when: Day | None = Field(None, title="By when")
    status: RowStatus = Field(RowStatus.OPEN, title="Status")
    outcome: Text | None = Field(None, title="Outcome")
    new_score: Score | None = Field(None, title="New score", description="0 to 10, asked again after help.")
    rescored_on: PastDay | None = Field(None, title="Scored again on")
    review_on: Day | None = Field(None, title="Review date")

    @model_validator(mode="after")
    def _is_about_one_thing(self) -> PlanRow:
        if (self.concern is None) == (self.other is None):
            raise ValueError("A row is about one concern: choose one of the list, or write another in words.")
        return self

    @field_validator("service")
    @classmethod
    def _a_signpost_names_its_service(cls, service: ServiceCopy | None, info: ValidationInfo) -> ServiceCopy | None:
        if service is None and info.data.get("type") is ActionType.SIGNPOST:
            raise ValueError("A signpost needs its service: choose one, or another type of action.")
        return service

    @property
    def finished(self) -> bool:
        return self.status not in UNFINISHED

    @property
    def signposts(self) -> bool:
        """Whether it sends the person to a service of the directory."""
        return self.service is not None and self.type in (ActionType.SIGNPOST, ActionType.REFERRAL)


class Contingency(Part):
    """Whom to ring, and when."""

    in_hours: Text | None = Field(None, title="Who to ring in hours")
    out_of_hours: Text | None = Field(None, title="Who to ring out of hours")
    what_to_do: Text | None = Field(None, title="What to do if things get worse")


class CarePlan(Document):
    """The plan that an assessment ends in. Every copy of it that was given stands in its own version."""

    KIND: ClassVar[str] = "care-plan"

    assessment_id: Line | None = Field(None, title="Made from assessment")
    status: PlanStatus = Field(title="Assessment and care plan status")
    planned_on: PastDay = Field(title="Date of plan")
    author: Line | None = Field(None, title="Author")
    staff_role: StaffRole = Field(StaffRole.NOT_KNOWN, title="Staff role offering planning")
    point: PathwayPoint = Field(title="Point of pathway")
    about_me: AboutMe = Field(AboutMe(), title="About me")
    situation: Text | None = Field(None, title="Life and family situation")
    strengths: Text | None = Field(None, title="Strengths")
    achievable: Text | None = Field(None, title="What makes the plan achievable")
    decisions: Text | None = Field(None, title="Conversations, decisions and agreed outcomes")
    rows: tuple[PlanRow, ...] = Field((), title="Concerns, goals and actions")
    dealt_with: Text | None = Field(None, title="Dealt with on the spot")
    contingency: Contingency = Field(Contingency(), title="Contingency plan")
    other_plans: Text | None = Field(None, title="Additional supporting plans")
    legal: Text | None = Field(None, title="Legal matters and advance decisions")
    agreed: bool | None = Field(None, title="Agreed with the person")
    copies_to: Annotated[tuple[Recipient, ...], Each] = Field((), title="Consent to copies for")
    review_on: Day | None = Field(None, title="Plan review date")
    closed_on: PastDay | None = Field(None, title="Plan closed on")
    continues: Annotated[tuple[Line, ...], Each] = Field((), title="Carries on from")
    continued_in: Line | None = Field(None, title="Carried on in")

    @field_validator("rows")
    @classmethod
    def _numbers_name_rows(cls, rows: tuple[PlanRow, ...]) -> tuple[PlanRow, ...]:
        if len({row.number for row in rows}) < len(rows):
            raise ValueError("Two rows have the same number.")
        return rows

    @property
    def state(self) -> str:
        return "closed" if self.closed_on else _STATES[self.status]

    def due(self) -> date | None:
        """The first day on which anything of it is due: a row, or the plan as a whole."""
        if self.closed_on:
            return None
        days = [day for row in self.rows if not row.finished for day in (row.by_when, row.review_on)]
        return min((day for day in (*days, self.review_on) if day), default=None)

    def answers(self, assessment_id: str) -> bool:
        """Whether it is the plan that is worked with since that assessment. There is one: a second would tell half of what was agreed."""
        return self.assessment_id == assessment_id and self.closed_on is None

    @property
    def goes_on(self) -> bool:
        """Whether somebody works with it: it is not closed, and was not refused."""
        return self.closed_on is None and (self.status in (PlanStatus.OFFERED, PlanStatus.COMPLETED) or bool(self.rows))

    def row(self, number: int) -> PlanRow | None:
        return next((row for row in self.rows if row.number == number), None)

    def with_row(self, row: PlanRow) -> CarePlan:
        """With one more row, under the next free number."""
        return self._with((*self.rows, row.model_copy(update={"number": self._next_number})))

    def with_changes(self, number: int, **changes: Any) -> CarePlan:
        """With other values in a row. Raises ValidationError, as filling in the form would; KeyError without such a row."""
        if self.row(number) is None:
            raise KeyError(number)
        changed = [PlanRow.model_validate({**dict(row), **changes}) if row.number == number else row for row in self.rows]
        return self._with(tuple(changed))

    def rescored(self, number: int, score: int, on: date) -> CarePlan:
        """With the score that the person gives a concern after help."""
        return self.with_changes(number, new_score=score, rescored_on=on)

    @property
    def _next_number(self) -> int:
        return 1 + max((row.number for row in self.rows), default=0)

    def _with(self, rows: tuple[PlanRow, ...]) -> CarePlan:
        return CarePlan.model_validate({**dict(self), "rows": rows})


def that_goes_on(plans: Iterable[tuple[str, CarePlan]]) -> str | None:
    """The id of the plan to work with, of several with their ids: the one that was made last; of one day, the first named."""
    open_ones = [(id_, plan.planned_on) for id_, plan in plans if plan.goes_on]
    return max(open_ones, key=lambda one: one[1], default=(None, None))[0]
