"""Whole assessments, the plans that answer them, and the top service of each concern to hold them against."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from bench.relevance.judging import Figure, figures
from signpost.places import UnknownPlace
from signpost.search.assessment import Assessment, AssessmentAnswer, Scored
from signpost.search.directory import Directory
from signpost.search.request import Reach, Result, Verdict


@dataclass(frozen=True, slots=True)
class AnsweredAssessment:
    id: str
    answer: AssessmentAnswer

    @property
    def services(self) -> list[Result]:
        return [one.result for one in self.answer.plan]

    @property
    def tops(self) -> list[Result]:
        """The first service of every concern that takes the person, each once: what people would do without a plan."""
        first = [one.results[0] for one in self.answer.concerns if one.results and one.results[0].verdict is not Verdict.NO]
        return list({one.id: one for one in first}.values())

    @property
    def covered(self) -> float:
        """Share of the severity that the plan answers."""
        severity = {one.concern: one.score or 0 for one in self.answer.assessment.concerns}
        left = sum(severity[one.asked.concern] for one in self.answer.uncovered)
        return 1 - left / sum(severity.values())

    def miles(self, services: Iterable[Result]) -> float:
        """As a plan counts them: what is not near stands for the radius that was asked."""
        return sum(one.distance_miles or 0.0 if one.reach is Reach.NEAR else self.answer.assessment.radius_miles for one in services)


def read_assessments(path: Path) -> list[dict[str, Any]]:
    """Rows of {"id", "near", "concerns": [{"id", "score"}]}."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


class Answers(NamedTuple):
    planned: list[AnsweredAssessment]
    unknown: list[str]  # where people live whose place nobody could find, with the reason


def planned(rows: Iterable[dict[str, Any]], directory: Directory, now: datetime) -> Answers:
    answers = Answers([], [])
    for row in rows:
        try:
            near = directory.gazetteer.find(row["near"])
        except UnknownPlace as problem:
            answers.unknown.append(f"{row['id']}  {problem}")
        else:
            scored = tuple(Scored(one["id"], one["score"]) for one in row["concerns"])
            answers.planned.append(AnsweredAssessment(row["id"], directory.assess(Assessment(near, scored, per_concern=1), now)))
    return answers


def headline(answers: Answers) -> dict[str, Figure]:
    """Over the assessments from a place that is known."""
    every = answers.planned
    return figures(
        {
            "place known": [*(1.0 for _ in every), *(0.0 for _ in answers.unknown)],
            "severity covered": [one.covered for one in every],
            "services in a plan": [float(len(one.services)) for one in every],
            "services without one": [float(len(one.tops)) for one in every],
            "miles in a plan": [one.miles(one.services) for one in every],
            "miles without one": [one.miles(one.tops) for one in every],
        }
    )


def misses(answers: Answers) -> Iterator[str]:
    """Every assessment from an unknown place, and every plan that leaves a concern or is longer than no plan."""
    yield from answers.unknown
    for one in answers.planned:
        left = [unanswered.asked.concern for unanswered in one.answer.uncovered]
        if left or len(one.services) > len(one.tops):
            yield f"{one.id}  {len(one.services)} services, {len(one.tops)} without a plan; left: {', '.join(left) or 'nothing'}"
