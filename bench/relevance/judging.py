"""Measures of a ranked answer against graded judgements, and how sure a mean of them is.

Grades: 3 exactly this, 2 clearly also, 1 acceptable. What has no grade is not wanted. An answer names each thing once.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

Grades = Mapping[str, int]
Ranked = Sequence[str]
Measure = Callable[[Grades, Ranked], float]

WANTED_FROM = 2  # grade: an acceptable answer is no fault, but missing it is none either
DEPTH = 5  # as many as people read
RESAMPLES = 1000
SURE = 0.95  # share of the resamples that the interval holds
SEED = 1


class Figure(NamedTuple):
    """A mean over so many judged cases, and between what bounds it would mostly lie with other cases of the same kind."""

    value: float
    low: float
    high: float
    cases: int


def wanted(grades: Grades) -> set[str]:
    """What an answer must hold: the clearly meant; where nothing is, whatever has the highest grade."""
    least = min(WANTED_FROM, max(grades.values()))
    return {one for one, grade in grades.items() if grade >= least}


def recall(among: int, grades: Grades, ranked: Ranked) -> float:
    """Share of the wanted that stand among the first, of as many as could stand there."""
    sought = wanted(grades)
    return len(sought.intersection(ranked[:among])) / min(among, len(sought))


def exact_first(grades: Grades, ranked: Ranked) -> float:
    """Whether the first has the highest grade that there is."""
    return float(bool(ranked) and grades.get(ranked[0], 0) == max(grades.values()))


def precision(among: int, grades: Grades, ranked: Ranked) -> float:
    """Share of the first that carry any grade; of no answer, 0."""
    first = ranked[:among]
    return sum(one in grades for one in first) / len(first) if first else 0.0


def gain(grades: Iterable[int]) -> float:
    """What grades in this order are worth: higher ones far more, later ones less."""
    return sum((2.0**grade - 1) / math.log2(place + 2) for place, grade in enumerate(grades))


def ndcg(grades: Grades, ranked: Ranked) -> float:
    """Gain of the first few over the most that it could be."""
    best = sorted(grades.values(), reverse=True)[:DEPTH]
    return gain(grades.get(one, 0) for one in ranked[:DEPTH]) / gain(best)


MEASURES: Mapping[str, Measure] = {
    "recall@1": partial(recall, 1),
    "recall@3": partial(recall, 3),
    "exact@1": exact_first,
    "nDCG@5": ndcg,
    "precision@3": partial(precision, 3),
}


def measured(grades: Grades, ranked: Ranked) -> dict[str, float]:
    return {name: measure(grades, ranked) for name, measure in MEASURES.items()}


def figure(values: Collection[float]) -> Figure | None:
    """The mean with its bootstrap interval, the same every time; None of nothing."""
    if not values:
        return None
    sample = np.fromiter(values, dtype=np.float64)
    means = np.random.default_rng(SEED).choice(sample, (RESAMPLES, len(sample))).mean(axis=1)
    low, high = np.quantile(means, ((1 - SURE) / 2, (1 + SURE) / 2))
    return Figure(float(sample.mean()), float(low), float(high), len(sample))


def figures(columns: Mapping[str, Collection[float]]) -> dict[str, Figure]:
    """A figure for each column that has any values."""
    return {name: made for name, values in columns.items() if (made := figure(values)) is not None}


def means(rows: Sequence[Mapping[str, float]]) -> list[float]:
    """The mean of each measure over at least one row."""
    return [float(np.mean([row[name] for row in rows])) for name in MEASURES]
