"""What stands above what. One table of named weights, and one order that every page of a search is cut from."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from signpost.search.areas import Mask
from signpost.search.generation import Bits, Floats, Numbers

# Words and place together. Match is 0 to 1; nearness is 1 at the door and falls with distance, so of two services equal
# in everything else the nearer always stands first. Added, never multiplied: far away is not irrelevant.
MATCH_WEIGHT = 1.0
NEARNESS_WEIGHT = 0.35
NEARNESS_HALVES_AT_MILES = 8.0  # about half an hour by bus
# Within the match: what a concern that the words mean adds beside the words themselves.
TEXT_SHARE, CONCERN_SHARE = 0.5, 0.5
GENERAL_SERVICE = 0.7  # a service that takes the concern on among others, against a specialist's 1
SURELY_MEANT = 0.7  # of the best concern's score: a fainter second meaning brings no services in, however near they are
SURE_ENOUGH_TO_WARN = 0.7  # of what words mean: below it, urgent advice would more often puzzle than help
LEAST_MATCH = 0.3  # of the best match: below it, a service only shares a common word

_FAR = 1e5  # miles: what "no distance" counts as, beyond every real one
_STEP = 1e6  # one step of the coarse order; leaves micrometres for the distance in a float64
_STEPS = 8

Position = tuple[float, int]  # a key, and the number of the first service that comes next among equal keys


def coarse_order(remote: Mask, refused: Mask | None, general: Mask | None) -> Bits:
    """0 to 7: near and visiting before remote; within that a verdict of no last; within that specialists first."""
    coarse: Bits = remote.view(np.uint8) << np.uint8(2)
    if refused is not None:
        coarse |= refused.view(np.uint8) << np.uint8(1)
    if general is not None:
        coarse |= general.view(np.uint8)
    return coarse


def by_distance(coarse: Bits, miles: Floats) -> Floats:
    """One ascending key: the coarse order, then distance, none after some. Ties fall to the id."""
    return coarse.astype(np.float64) * _STEP + np.minimum(miles, _FAR)


def by_score(coarse: Bits, match: Floats, miles: Floats) -> Floats:
    """One ascending key for words: the coarse order, then match and nearness together, best first."""
    nearness = NEARNESS_HALVES_AT_MILES / (NEARNESS_HALVES_AT_MILES + miles)
    score = MATCH_WEIGHT * match + NEARNESS_WEIGHT * nearness
    return coarse.astype(np.float64) * _STEP - score


def leading_rows(coarse: Bits, after: Position | None, count: int) -> NDArray[np.intp]:
    """Rows of the coarse steps that the next `count` results come from: only they need a distance and a key."""
    first = 0 if after is None else int(min(max((after[0] + _FAR) // _STEP, 0), _STEPS))
    sizes = np.bincount(coarse, minlength=_STEPS).tolist()
    last, seen = first, 0
    while last < _STEPS:
        seen += sizes[last] if after is None or last > first else 0  # of the step where the last page ended, who knows what is left
        if seen >= count:
            break
        last += 1
    return np.nonzero((coarse >= first) & (coarse <= last))[0]


def first_rows(keys: Floats, services: Numbers, after: Position | None, count: int) -> NDArray[np.intp]:
    """Rows of the `count` smallest keys beyond `after`, ties by service."""
    rows = np.arange(len(keys)) if after is None else np.nonzero((keys > after[0]) | ((keys == after[0]) & (services >= after[1])))[0]
    if len(rows) > count:
        chosen = keys[rows]
        rows = rows[chosen <= np.partition(chosen, count - 1)[count - 1]]
    return rows[np.argsort(keys[rows], kind="stable")][:count]
