"""A whole assessment: many concerns with their scores in, what helps with each of them and a plan for all of them out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from signpost.concerns import ConcernScheme, UrgentAdvice
from signpost.places import Place
from signpost.search.engine import Engine
from signpost.search.plan import EXACT_UP_TO, Candidate, best_plan, bits, in_order
from signpost.search.request import DEFAULT_RADIUS_MILES, SILENT, Instead, Person, Result, SearchRequest
from signpost.search.survey import Survey

MAX_CONCERNS = 72  # the whole checklist
MAX_SCORE = 10
DEFAULT_PER_CONCERN = 5
MAX_PER_CONCERN = 20


@dataclass(frozen=True, slots=True)
class Scored:
    """A concern or category, and how bad it is, 0 to 10; None when nobody gave it a score."""

    concern: str
    score: int | None = None


@dataclass(frozen=True, slots=True)
class Assessment:
    """What a person says in an assessment, already checked: every concern once, and known. Nothing here is ever stored."""

    near: Place
    concerns: tuple[Scored, ...]
    radius_miles: float = DEFAULT_RADIUS_MILES
    per_concern: int = DEFAULT_PER_CONCERN
    person: Person = SILENT

    @property
    def worst_first(self) -> tuple[Scored, ...]:
        """Ties in the order given, those without a score last."""
        return tuple(sorted(self.concerns, key=lambda one: (one.score is None, -(one.score or 0))))

    @property
    def request(self) -> SearchRequest:
        """One search for any of the concerns, worst first."""
        asked = tuple(one.concern for one in self.worst_first)
        return SearchRequest(asked, near=self.near, radius_miles=self.radius_miles, person=self.person, limit=self.per_concern)


@dataclass(frozen=True, slots=True)
class Answered:
    """One concern: the first services of a search for it, how many there are, and what to do when none is near."""

    asked: Scored
    results: tuple[Result, ...]
    total: int
    instead: Instead | None


@dataclass(frozen=True, slots=True)
class Planned:
    """A service of the plan, and the concerns that it answers here, worst first."""

    result: Result
    concerns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Uncovered:
    """A concern that no service of the plan answers, as none may be sent for: what to do about it instead."""

    asked: Scored
    instead: Instead


@dataclass(frozen=True, slots=True)
class AssessmentAnswer:
    """The answer to a whole assessment. Concerns stand worst first, everywhere."""

    assessment: Assessment
    urgent: tuple[UrgentAdvice, ...]
    concerns: tuple[Answered, ...]
    plan: tuple[Planned, ...]
    uncovered: tuple[Uncovered, ...]


def answer(engine: Engine, assessment: Assessment, now: datetime) -> AssessmentAnswer:
    """What helps. `now` decides what is overdue."""
    survey, asked = Survey(engine, assessment.request, now), assessment.worst_first
    planned = plan(survey, asked)
    covered = {concern for one in planned for concern in one.concerns}
    return AssessmentAnswer(
        assessment=assessment,
        urgent=urgent_for(asked, engine.generation.scheme),
        concerns=tuple(Answered(one, *survey.part(one.concern)) for one in asked),
        plan=planned,
        uncovered=tuple(Uncovered(one, survey.instead(one.concern)) for one in asked if one.concern not in covered),
    )


def plan(survey: Survey, asked: Sequence[Scored]) -> tuple[Planned, ...]:
    """The few services to turn to, the one that answers the most severity first."""
    candidates = survey.candidates()
    chosen = in_order(best_plan(candidates, _tops(survey, asked, candidates)), [one.score or 0 for one in asked])
    answered = [(one.service, tuple(asked[at].concern for at in bits(one.concerns))) for one in chosen]
    return tuple(Planned(survey.result(number, concerns), concerns) for number, concerns in answered)


def _tops(survey: Survey, asked: Sequence[Scored], candidates: Sequence[Candidate]) -> list[Candidate]:
    """The top service of each concern: a plan that does, for when there are too many concerns to try every other."""
    if len(asked) <= EXACT_UP_TO:
        return []
    tops = {survey.top(one.concern) for one in asked}
    return [one for one in candidates if one.service in tops]


def urgent_for(asked: Sequence[Scored], scheme: ConcernScheme) -> tuple[UrgentAdvice, ...]:
    """The advice of the worst concern first. A category's score is that of every concern below it that has none of its own."""
    scores: dict[str, int | None] = {below: one.score for one in reversed(asked) for below in scheme.expand((one.concern,))}
    scores |= {one.concern: one.score for one in asked}
    return scheme.urgent_for(scheme.expand(one.concern for one in asked), scores)
