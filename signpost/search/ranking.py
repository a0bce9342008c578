"""What stands above what: one table of named weights, and a score that is the sum of what a service has of each.

Results stand by descending score, ties by id. Scores are whole numbers of a tiny unit, so components add up to the score
exactly, in any order and on every machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from signpost.search.areas import Mask
from signpost.search.generation import ANYONE, Floats, Generation, Numbers
from signpost.search.request import Component, Person


class Weight(NamedTuple):
    """What a component is worth at most, why so much, and how it is told of a service that has it, and of one that has not."""

    points: float
    reason: str
    has: str
    lacks: str


# The first three each outweigh all that stands below them together (a test holds this): nothing makes up for them. So a clinic
# 24 miles away still stands above an information centre at one mile: it treats the swelling, the centre can only send people
# there, and how far is too far was said with the radius. The rest are added up, so a little more of one makes up for a little
# less of another.
WEIGHTS: dict[str, Weight] = {
    "reach": Weight(
        16.0, "Someone to see, near or at home, helps more than a voice from afar, which is there wherever one lives.", "Near you, or comes to your home", "Helps from afar"
    ),
    "eligibility": Weight(8.0, "Being refused costs hope: a verdict of no stands last in its group, and is never hidden.", "Does not refuse you by what it says", "Says that it does not take you"),
    "first-concern": Weight(
        4.0, "A specialist before a general service: who names a concern first knows it best.", "Its first concern is what you asked for", "Takes your concern on among others"
    ),
    "words": Weight(3.0, "What people type says best what they want: a full match weighs three times as much as being at the door.", "How well it fits your words", "Fits your words little"),
    "language": Weight(1.25, "Not understanding each other is worse than any journey: more than all below together.", "Offered in your language", "Not known to be offered in your language"),
    "distance": Weight(
        1.0, "The nearer of two equals, always. All of it at the door, half at eight miles, which is about half an hour by bus.", "The nearer, the more", "Has no distance"
    ),
    "kind": Weight(
        0.05, "The taxonomy lists what helps with each concern, best first. Worth under half a mile at the door, and some six at twenty.", "Of a kind that helps with this", "Of no kind listed for this"
    ),
    "family": Weight(0.02, "A weaker sign than the kind: families are broad.", "Of a family that helps with this", "Of no family listed for this"),
    "local": Weight(
        0.05, "Of two helplines, one for these parts knows what there is here; for one nation alone, half as much.", "Made for where you live", "Not made for where you live alone"
    ),
    "open-to-all": Weight(
        0.05, "Fewer calls in vain: no limit to some cancers, ages or conditions that nobody has said are met.", "No narrow limit that you may not meet", "For some people only"
    ),
    "assurance": Weight(0.001, "A tie-break and no more: being checked says nothing of how good a service is.", "Checked by a curator", "Not checked by a curator lately"),
}
SMALL = ("kind", "family", "local", "open-to-all", "assurance")  # together they seldom make up for a few miles
DISTANCE_HALVES_AT_MILES = 8.0

# Within the match of words: what a concern that they mean adds beside the words themselves.
TEXT_SHARE, CONCERN_SHARE = 0.5, 0.5
GENERAL_SERVICE = 0.7  # a service that takes the concern on among others, against a specialist's 1
SURELY_MEANT = 0.7  # of the best concern's score: a fainter second meaning brings no services in, however near they are
MEANT_AS_WELL = 0.4  # of it: enough where words of its own show a concern, as in "I cannot sleep and worry about money"
LEAST_MATCH = 0.3  # of the best match: below it, a service only shares a common word

TICKS = 10**12  # in a point: what is left of the way at 500 miles still tells a millimetre
ADULT = 18  # years: a limit at it leaves few out; a higher one, or one from above, leaves out many
_ONE_NATION = 0.5

Ticks = NDArray[np.int64]
Position = tuple[int, int]  # a score in ticks, and the number of the first service that comes next among equal scores
Column = tuple[str, Ticks]


def points(ticks: int) -> float:
    """A score as it is told: no more digits than a JSON number keeps."""
    return ticks / TICKS


def in_ticks(points: float) -> int:
    """A score that a cursor holds; no cursor of ours holds one out of bounds."""
    return round(min(max(points, -1.0), 1000.0) * TICKS)


def ticks(name: str) -> int:
    """The weight of this name."""
    return round(WEIGHTS[name].points * TICKS)


def _share(name: str, shares: Floats | Sequence[float]) -> Ticks:
    """What shares from 0 to 1 of a weight come to."""
    worth: Ticks = np.rint(np.asarray(shares) * ticks(name)).astype(np.int64)
    return worth


class Wanted(NamedTuple):
    """What the services of one answer are measured by. `concerns` holds ids of categories too, as they were asked for."""

    concerns: frozenset[str]
    specialists_first: bool
    language: str | None  # that the person speaks, unless everybody here does
    person: Person
    today: date


class Contenders(NamedTuple):
    """Services to be measured. Row i of every array is the same service; None: plays no part in this search."""

    services: Numbers
    from_afar: Mask | None
    refused: Mask | None
    strength: Floats | None  # 0 to 1: how well the words fit


class Ranking:
    """The weights at work on one generation's services."""

    def __init__(self, generation: Generation, by_assurance: bool = True) -> None:
        self._arrays, self._catalogue, self._scheme = generation.arrays, generation.catalogue, generation.scheme
        self._by_assurance = by_assurance
        # Made at first use, as they are asked for: a table for each set of concerns, and one for each language.
        self._first = lru_cache(maxsize=256)(self._firsts)
        self._kinds = lru_cache(maxsize=256)(self._helping_kinds)
        self._families = lru_cache(maxsize=256)(self._helping_families)
        self._spoken = lru_cache(maxsize=64)(self._speaking)
        self._narrow = lru_cache(maxsize=4)(self._narrow_limits)
        self._local = self._locals()
        named = [kinds or [""] for kinds in self._catalogue["kind_sets"]]  # no set is empty: each has a best
        self._kinds_named = [kind for kinds in named for kind in kinds]
        self._kind_starts = np.cumsum([0, *map(len, named[:-1])])

    def great(self, wanted: Wanted, contenders: Contenders) -> Iterator[Column]:
        """The components that settle most of the order, before distance and what is small; a search may have none of some."""
        services, from_afar, refused, strength = contenders
        if from_afar is not None:
            yield "reach", ~from_afar * ticks("reach")
        if refused is not None:
            yield "eligibility", ~refused * ticks("eligibility")
        if wanted.specialists_first:
            yield "first-concern", self._first(wanted.concerns).take(self._arrays.first_concern.take(services))
        if strength is not None:
            yield "words", _share("words", strength)
        if wanted.language:
            yield "language", self._spoken(wanted.language).take(self._arrays.language_set.take(services))

    def small(self, wanted: Wanted, contenders: Contenders, covered: Mask) -> Iterator[Column]:
        """What counts among services that are equal in all else, or nearly. `covered`: who surely takes people from all of the place."""
        arrays, (services, from_afar, _, _) = self._arrays, contenders
        if wanted.concerns:
            yield "kind", self._kinds(wanted.concerns).take(arrays.kind_set.take(services))
            yield "family", self._families(wanted.concerns).take(arrays.family.take(services))
        if from_afar is not None:
            yield "local", self._local.take(arrays.area.take(services)) * (from_afar & covered)
            narrow = self._narrow(wanted.person.cancer_type is None, wanted.person.age is None)
            yield "open-to-all", ~narrow.take(services) * ticks("open-to-all")
        if self._by_assurance:
            yield "assurance", (arrays.due.take(services) >= wanted.today.toordinal()) * ticks("assurance")

    # -- tables ------------------------------------------------------------------------------------------------------------

    def _narrow_limits(self, by_cancer: bool, by_age: bool) -> Mask:
        """By service: limits that leave many out; those by cancer and by age when the person was not said to meet them."""
        arrays = self._arrays
        narrow: Mask = arrays.worded_limit != 0
        if by_cancer:
            narrow |= arrays.cancer_set != 0
        if by_age:
            narrow |= (arrays.min_age > ADULT) | (arrays.max_age >= 0)
        return narrow

    def _firsts(self, concerns: frozenset[str]) -> Ticks:
        """By the first concern, or category, that a service names."""
        return _share("first-concern", [one in concerns for one in self._scheme.known])

    def _helping_kinds(self, concerns: frozenset[str]) -> Ticks:
        """By the set of kinds that a service is of: the best of them counts."""
        worth: dict[str, float] = {}
        for concern in self._scheme.expand(concerns):
            kinds = self._scheme.concern_by_id[concern].service_categories
            for place, kind in enumerate(kinds):
                worth[kind] = max(worth.get(kind, 0.0), 1 - place / len(kinds))
        return _share("kind", np.maximum.reduceat([worth.get(kind, 0.0) for kind in self._kinds_named], self._kind_starts))

    def _helping_families(self, concerns: frozenset[str]) -> Ticks:
        """By family; the last is none at all."""
        helping = {family for one in self._scheme.expand(concerns) for family in self._scheme.concern_by_id[one].families}
        return _share("family", [*(family in helping for family in self._catalogue["families"]), False])

    def _speaking(self, language: str) -> Ticks:
        return _share("language", [language in languages for languages in self._catalogue["language_sets"]])

    def _locals(self) -> Ticks:
        """By area: of one that names authorities, districts or a circle, and no nation, all; of one nation's, half."""
        nations = np.bitwise_count(self._arrays.area_nations)
        shares = np.where(nations == 0, 1.0, np.where(nations == 1, _ONE_NATION, 0.0))
        shares[ANYONE] = 0.0
        return _share("local", shares)


def distance(miles: Floats) -> Ticks:
    """What being so near is worth."""
    return _share("distance", DISTANCE_HALVES_AT_MILES / (DISTANCE_HALVES_AT_MILES + miles))


def total(columns: Iterable[Column], size: int) -> Ticks:
    """The sum of each of `size` rows."""
    added = np.zeros(size, dtype=np.int64)
    for _, column in columns:
        added += column
    return added


def leading_rows(scores: Ticks, missing: Iterable[str], after: Position | None, count: int) -> NDArray[np.intp]:
    """Rows that the next `count` results come from, whatever the `missing` components add to these scores: only they need them."""
    most = sum(map(ticks, missing))
    sure = scores if after is None else scores[scores + most < after[0]]
    least = np.partition(sure, len(sure) - count)[len(sure) - count] if len(sure) > count else scores.min(initial=0)
    keep = scores + most >= least
    if after is not None:
        keep &= scores <= after[0]
    return np.nonzero(keep)[0]


def first_rows(scores: Ticks, services: Numbers, after: Position | None, count: int) -> NDArray[np.intp]:
    """Rows of the `count` highest scores beyond `after`, ties by service."""
    rows = np.arange(len(scores)) if after is None else np.nonzero((scores < after[0]) | ((scores == after[0]) & (services >= after[1])))[0]
    if len(rows) > count:
        chosen = scores[rows]
        rows = rows[chosen >= np.partition(chosen, len(rows) - count)[len(rows) - count]]
    return rows[np.argsort(-scores[rows], kind="stable")][:count]


def explained(columns: Iterable[Column], row: int) -> tuple[Component, ...]:
    """The components of one row."""
    return tuple(_component(name, int(column[row])) for name, column in columns)


def _component(name: str, value: int) -> Component:
    weight = WEIGHTS[name]
    return Component(name, points(value), weight.has if value else weight.lacks)
