"""Logistic regression over sparse rows: the gates of `signpost.understanding.gate`. The same every time, no randomness."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

SPREAD = 3e-7  # how much large weights cost: the least with which texts held back were still told apart as well
STEPS = 120  # half as many left emergencies less well told from what sounds like them
_REMEMBERED = 8
_ENOUGH = 1e-4  # of the descent that the slope promised
_SHORTEST = 1e-10
_LARGEST = 500.0  # whose exponential is still a number


@dataclass(frozen=True)
class Rows:
    """N sparse rows over F features, laid end to end: row i has `numbers[start[i]:start[i + 1]]`, and the weights there."""

    start: NDArray[np.int64]  # (N + 1,)
    numbers: NDArray[np.int64]
    weights: Floats
    features: int

    @cached_property
    def owners(self) -> NDArray[np.int32]:
        """Which row each entry belongs to."""
        return np.repeat(np.arange(len(self.start) - 1, dtype=np.int32), np.diff(self.start))

    def chosen(self, which: NDArray[np.bool_]) -> Rows:
        """Some of the rows."""
        entries, lengths = which.take(self.owners), np.diff(self.start)[which]
        return Rows(np.concatenate([[0], np.cumsum(lengths)]), self.numbers[entries], self.weights[entries], self.features)

    def only(self, entries: NDArray[np.bool_]) -> Rows:
        """The same rows with some of their entries."""
        kept = np.concatenate([[0], np.cumsum(entries)])
        return Rows(kept[self.start], self.numbers[entries], self.weights[entries], self.features)

    def times(self, vector: Floats) -> Floats:
        """(N,) Each row's product with a vector over the features."""
        return np.bincount(self.owners, self.weights * vector.take(self.numbers), len(self.start) - 1).astype(np.float64)

    def summed(self, shares: Floats) -> Floats:
        """(F,) All rows added up, each by its share."""
        return np.bincount(self.numbers, self.weights * shares.take(self.owners), self.features).astype(np.float64)


def gate(rows: Rows, yes: NDArray[np.bool_]) -> NDArray[np.float32]:
    """(F + 1,) Weights of the features, then the intercept, that tell the rows of `yes` from the others best."""
    if yes.all() or not yes.any():
        return np.append(np.zeros(rows.features), 1.0 if yes.all() else -1.0).astype(np.float32)
    wanted = np.where(yes, 1.0, -1.0)
    return _lowest(lambda weights: _loss(rows, wanted, weights), np.zeros(rows.features + 1)).astype(np.float32)


def _loss(rows: Rows, wanted: Floats, weights: Floats) -> tuple[float, Floats]:
    """How wrong the weights are, and the slope there."""
    held = np.append(weights[:-1], 0.0)
    right = wanted * (rows.times(weights[:-1]) + weights[-1])
    wrong = -wanted / (1 + np.exp(np.minimum(right, _LARGEST))) / len(wanted)
    return float(np.logaddexp(0, -right).mean() + SPREAD / 2 * held @ held), np.append(rows.summed(wrong), wrong.sum()) + SPREAD * held


def _lowest(ground: Callable[[Floats], tuple[float, Floats]], at: Floats) -> Floats:
    """Downhill by L-BFGS (Nocedal and Wright, Numerical Optimization, algorithm 7.4)."""
    height, slope = ground(at)
    moves: deque[tuple[Floats, Floats, float]] = deque(maxlen=_REMEMBERED)
    for _ in range(STEPS):
        way, stride = -_bent(slope, moves), 1.0
        while (found := ground(at + stride * way))[0] > height + _ENOUGH * stride * float(slope @ way):
            stride /= 2
            if stride < _SHORTEST:
                return at
        moved, turned = stride * way, found[1] - slope
        at, (height, slope) = at + moved, found
        if (curve := float(moved @ turned)) <= 0:  # the bottom: the slope no longer changes
            return at
        moves.append((moved, turned, 1 / curve))
    return at


def _bent(slope: Floats, moves: Sequence[tuple[Floats, Floats, float]]) -> Floats:
    """The slope, bent by what the last moves told of how the ground curves."""
    shares = []
    for moved, turned, scale in reversed(moves):
        shares.append(scale * float(moved @ slope))
        slope = slope - shares[-1] * turned
    if moves:
        moved, turned, scale = moves[-1]
        slope = slope / (scale * float(turned @ turned))
    for (moved, turned, scale), share in zip(moves, reversed(shares), strict=True):
        slope = slope + moved * (share - scale * float(turned @ slope))
    return slope
