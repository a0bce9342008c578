"""The plan of an assessment: which few services together answer everything that can be answered.

Plain numbers in and out, so that it can be held against an exhaustive search: it knows no service, no place and no clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations
from typing import NamedTuple

import numpy as np

EXACT_UP_TO = 12  # concerns: their 4,096 sets fit a table that is filled in a few milliseconds
TAKEN_OUT_AT_ONCE = 2  # services of a plan for more concerns, in each try to do without them or to do better
_TO_THE_MILE = 10_000  # distances count as they are shown, in whole steps of 16 cm: a sum is then the same in any order
_ONE_STEP = 1 << 8  # outweighs the doubts of any plan: three for each of seventy-two services at most
_ONE_SERVICE = 1 << 44  # outweighs the distances of any plan: fewer services come first
_NO_WAY = 1 << 60


class Candidate(NamedTuple):
    """A service that may stand in the plan. `service` numbers services in the order of their ids.

    Bit i of `concerns` says that it answers concern i. `miles` is the way to it when it is near. One that comes to the home
    or helps from afar counts as far as the radius that was asked: nobody has to travel, but people asked for help nearby,
    and with a distance of 0 a telephone line would stand before every place round the corner. `doubt`: how much
    speaks for another that is as good in all else; 0 to 3.
    """

    service: int
    concerns: int
    miles: float
    doubt: int = 0


def best_plan(candidates: Iterable[Candidate], tops: Iterable[Candidate] = ()) -> list[Candidate]:
    """The plan that answers every concern which any candidate answers: the fewest services, then the least
    distance, then the least doubt, then the first ids.

    Exact while no more than EXACT_UP_TO concerns have to be looked at; those that come along with another are not counted.
    Beyond, an approximation: at most H(m) times the fewest services that would do (H(m) = 1 + 1/2 + ... + 1/m, and m the most
    concerns that one service answers), and never more than `tops`, a plan known to do: the top service of each concern.
    """
    every = {one.service: one for one in candidates}
    useful, concerns = _reduced(sorted(map(_Choice.of, every.values())))
    if concerns.bit_count() <= EXACT_UP_TO:
        chosen = _exact(useful, concerns)
    else:
        chosen = _approximate(useful, concerns, list(map(_Choice.of, tops)))
    return sorted(every[one.service] for one in chosen)


def in_order(plan: Iterable[Candidate], severity: Sequence[int]) -> list[Candidate]:
    """The service that answers the most severity first; then that which answers the most concerns; then the nearest."""
    return sorted(plan, key=lambda one: (-sum(severity[at] for at in bits(one.concerns)), -one.concerns.bit_count(), one.miles, one.service))


def bits(concerns: int) -> list[int]:
    """The numbers of the concerns in a set."""
    return [at for at in range(concerns.bit_length()) if concerns >> at & 1]


class _Choice(NamedTuple):
    """A candidate, by what it adds to the cost of a plan. In their order the preferred comes first."""

    cost: int
    service: int
    concerns: int

    @classmethod
    def of(cls, one: Candidate) -> _Choice:
        return cls(_ONE_SERVICE + round(one.miles * _TO_THE_MILE) * _ONE_STEP + one.doubt, one.service, one.concerns)


def _costs(plan: Iterable[_Choice]) -> tuple[int, list[int]]:
    """What plans are compared by."""
    return sum(one.cost for one in plan), sorted(one.service for one in plan)


def _within(choices: Iterable[_Choice], concerns: int) -> list[_Choice]:
    """The choices, in order, as far as they answer these concerns, without those that a preferred one does the work of."""
    kept: dict[int, _Choice] = {}
    for one in choices:
        answered = one.concerns & concerns
        if answered and answered not in kept and not any(answered & ~other == 0 for other in kept):
            kept[answered] = one._replace(concerns=answered)
    return list(kept.values())


def _reduced(choices: Iterable[_Choice]) -> tuple[list[_Choice], int]:
    """The choices that a best plan may need, and the concerns that it must look at."""
    useful, concerns = _within(choices, -1), 0
    fewer = _all_of(useful)
    while fewer != concerns:
        concerns = fewer
        useful = _within(useful, concerns)
        fewer = _without_implied(useful, concerns)
    return useful, concerns


def _all_of(choices: Iterable[_Choice]) -> int:
    concerns = 0
    for one in choices:
        concerns |= one.concerns
    return concerns


def _without_implied(choices: Sequence[_Choice], concerns: int) -> int:
    """The concerns without those that come along: whoever answers a certain other one answers them too."""
    answering = {at: frozenset(one.service for one in choices if one.concerns >> at & 1) for at in bits(concerns)}
    kept: list[int] = []
    for at in sorted(answering, key=lambda at: len(answering[at])):
        if not any(answering[other] <= answering[at] for other in kept):
            kept.append(at)
    return sum(1 << at for at in kept)


def _exact(choices: Sequence[_Choice], concerns: int) -> list[_Choice]:
    """The best plan for these concerns, each of which some choice answers.

    A table over all sets of concerns holds the least cost of answering each set. A walk back from the whole set takes, of
    the choices that a best plan may hold, always the first by id.
    """
    places = bits(concerns)
    sets = np.arange(1 << len(places))
    least = np.where(sets == 0, 0, _NO_WAY)
    by_id = sorted(choices, key=lambda one: one.service)
    answers = [sum(1 << place for place, at in enumerate(places) if one.concerns >> at & 1) for one in by_id]
    for one, answered in zip(by_id, answers, strict=True):
        np.minimum(least, least[sets & ~answered] + one.cost, out=least)
    left, chosen = len(sets) - 1, []
    while left:
        one, answered = next((one, all_) for one, all_ in zip(by_id, answers, strict=True) if all_ & left and least[left & ~all_] + one.cost == least[left])
        chosen.append(one)
        left &= ~answered
    return chosen


def _approximate(choices: Sequence[_Choice], concerns: int, tops: Sequence[_Choice]) -> list[_Choice]:
    starts = [_greedy(choices, concerns), *([tops] if not concerns & ~_all_of(tops) else [])]
    return min((_improved(start, choices, concerns) for start in starts), key=_costs)


def _greedy(choices: Iterable[_Choice], concerns: int) -> list[_Choice]:
    """Again and again the service that answers most of what is left."""
    chosen = []
    while concerns:
        one = min(choices, key=lambda one: (-(one.concerns & concerns).bit_count(), one))
        chosen.append(one)
        concerns &= ~one.concerns
    return chosen


def _improved(plan: Sequence[_Choice], choices: Sequence[_Choice], concerns: int) -> list[_Choice]:
    """Takes a few services out, and puts in what answers best the concerns that they leave, as long as that helps."""
    best = list(plan)
    while (better := _bettered(best, choices, concerns)) is not None:
        best = better
    return best


def _bettered(plan: list[_Choice], choices: Sequence[_Choice], concerns: int) -> list[_Choice] | None:
    now = _costs(plan)
    for count in range(1, TAKEN_OUT_AT_ONCE + 1):
        for out in combinations(plan, count):
            rest = [one for one in plan if one not in out]
            left = concerns & ~_all_of(rest)
            if left.bit_count() <= EXACT_UP_TO:
                other = rest + _exact(_within(choices, left), left)
                if _costs(other) < now:
                    return other
    return None
