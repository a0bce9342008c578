"""What a nation asks for and when, the checklists, and the sentences that a site may edit: `taxonomy/policies/`.

Nothing here is law of the program: what nobody could verify is marked so, and a site changes the files.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, NamedTuple, TypeVar

from pydantic import Field, field_validator

from signpost.concerns import ConcernScheme
from signpost.places import Nation
from signpost.record.assessment import ScoredConcern
from signpost.record.codes import PathwayPoint
from signpost.record.fields import ConcernId, Day, Line, Part, Slug, Text

NEEDED_WORDINGS = ("form-introduction", "form-scoring", "form-leaving", "consent-to-share", "letter-request", "letter-without-consent", "letter-close", "prescription-exemption")
_Rule = TypeVar("_Rule", bound="Rule")


class Basis(StrEnum):
    """What a time is counted from."""

    DIAGNOSIS = "diagnosis"
    CONFIRMATION = "confirmation"  # when the practice heard of it
    START_OF_TREATMENT = "start-of-treatment"
    END_OF_TREATMENT = "end-of-treatment"
    TURN = "turn"  # a recurrence, a move to palliative care


class Stands(StrEnum):
    """How far a contract asks for a review."""

    REQUIRED = "required"
    INCOME_PROTECTED = "income-protected"
    GOOD_PRACTICE = "good-practice"


class Rule(Part):
    """One rule, with the days on which it holds and where it was found. Both ends count."""

    from_: Day | None = Field(None, alias="from")
    until: Day | None = None
    source: Line
    verified: bool

    def holds_on(self, day: date) -> bool:
        return (self.from_ is None or self.from_ <= day) and (self.until is None or day <= self.until)


class ReviewRule(Rule):
    """When the GP practice reviews."""

    id: Slug
    title: Line
    scheme: Line | None = None
    indicator: Line | None = None
    stands: Stands
    within_months: Annotated[int, Field(gt=0, le=120)]
    of: Basis
    diagnosed_within_months: Annotated[int, Field(gt=0, le=120)] | None = None


class AssessmentRule(Rule):
    """When an assessment is due."""

    id: Slug
    point: PathwayPoint
    within_days: Annotated[int, Field(ge=0, le=366)]
    of: Basis


class SummaryRule(Rule):
    """When a treatment summary is due after the end of a phase."""

    from_weeks: Annotated[int, Field(ge=0, le=52)]
    within_weeks: Annotated[int, Field(gt=0, le=52)]


class PlanReviewRule(Rule):
    weeks: Annotated[int, Field(gt=0, le=104)]


class NationPolicy(Part):
    """All rules of one nation; of one day, by `on`."""

    nation: Nation
    prescription_charges: bool
    reviews: tuple[ReviewRule, ...] = ()
    assessments: tuple[AssessmentRule, ...] = ()
    summaries: tuple[SummaryRule, ...] = ()
    plan_reviews: tuple[PlanReviewRule, ...] = ()

    @field_validator("reviews")
    @classmethod
    def _one_rule_a_day(cls, rules: tuple[ReviewRule, ...]) -> tuple[ReviewRule, ...]:
        for at, rule in enumerate(rules):
            if other := next((one for one in rules[:at] if one.id == rule.id and _overlap(one, rule)), None):
                raise ValueError(f"Two rules '{rule.id}' hold on the same day: those until {other.until or 'further notice'} and from {rule.from_ or 'the beginning'}. Part them by `from` and `until`.")
        return rules

    def on(self, day: date) -> NationPolicy:
        """With only the rules that hold on a day."""

        def held(rules: Iterable[_Rule]) -> tuple[_Rule, ...]:
            return tuple(rule for rule in rules if rule.holds_on(day))

        return self.model_copy(update={name: held(getattr(self, name)) for name in ("reviews", "assessments", "summaries", "plan_reviews")})


class Item(Part):
    """A line of a checklist, and the concerns of the scheme that it stands for."""

    label: Line
    concerns: Annotated[tuple[ConcernId, ...], Field(min_length=1)]


class Section(Part):
    """A part of a checklist. `category` is the one of the scheme that it comes nearest to; its “other” is kept under it."""

    title: Line
    category: Slug
    items: tuple[Item, ...]


class Scoring(StrEnum):
    EACH = "each"
    OVERALL = "overall"


class Instrument(Part):
    """A checklist in one edition. Its items are never changed once it was used."""

    id: Slug
    name: Line
    edition: Line
    scored: Scoring
    source: Line
    verified: bool
    credit: Line
    sections: tuple[Section, ...] = ()

    def of(self, scheme: ConcernScheme) -> Instrument:
        """With the scheme's categories and concerns as its sections, when it has none of its own."""
        own = self.sections or tuple(
            Section(title=category.label, category=category.id, items=tuple(Item(label=one.label, concerns=(one.id,)) for one in scheme.concerns if one.category == category.id))
            for category in scheme.categories
        )
        return self.model_copy(update={"sections": own})

    @property
    def items(self) -> dict[str, Item]:
        """By label, in the order of the form."""
        return {item.label: item for section in self.sections for item in section.items}

    def ticked(self, label: str, score: int | None = None, own_words: str | None = None) -> tuple[ScoredConcern, ...]:
        """What an assessment keeps of a ticked item: a concern for each that it stands for. Raises KeyError without such an item."""
        item = self.items[label]
        return tuple(ScoredConcern(concern=concern, item=label, score=score, own_words=own_words) for concern in item.concerns)


class Wording(Part):
    text: Text
    source: Line
    verified: bool


class KeptFor(Part):
    """How long something is kept, and who says so."""

    years: Annotated[int, Field(gt=0, le=150)]
    source: Line
    verified: bool


class Retention(Part):
    """How long a person's record is kept. What is left out has no end."""

    after_last_entry: KeptFor | None = None
    after_death: KeptFor | None = None


class Policies(NamedTuple):
    """Everything under `taxonomy/policies/`."""

    nations: Mapping[Nation, NationPolicy]
    instruments: Mapping[tuple[str, str], Instrument]  # by id and edition
    wordings: Mapping[str, Wording]
    retention: Retention

    def on(self, nation: Nation, day: date) -> NationPolicy:
        """The rules of a nation on a day. A nation without a file (a Crown dependency) goes by no rules."""
        return self.nations.get(nation, NationPolicy(nation=nation, prescription_charges=False)).on(day)

    def words(self, id_: str) -> str:
        return self.wordings[id_].text


def _overlap(one: Rule, other: Rule) -> bool:
    return (one.from_ or date.min) <= (other.until or date.max) and (other.from_ or date.min) <= (one.until or date.max)
