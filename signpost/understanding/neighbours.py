"""The nearest of the texts that were learnt from: whether anybody ever said something like this."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from signpost.search.generation import mapped
from signpost.understanding.sparse import Sparse
from signpost.understanding.vocabulary import LETTERS_SCALE, Vector

AGREEMENT_WEIGHT = 0.15  # of each next nearest text of the same class
AGREEING = 3
FAR = 0.25  # of the nearest text's cosine: what stands further off has too little in common to count

Floats = NDArray[np.float64]


class Near(NamedTuple):
    """The texts near to one, and the cosine of each with it: 1 for the same."""

    texts: NDArray[np.intp]
    cosines: Floats

    @property
    def nearest(self) -> float:
        return float(self.cosines.max(initial=0))


@dataclass(frozen=True)
class Neighbours:
    """T texts."""

    held: Sparse  # (F, T) the weight of each feature in each text
    class_of: NDArray[np.int16]  # (T,) the concern that a text means (their number: none of them; -1: nobody said)
    rule_of: NDArray[np.int16]  # (T,) the emergency that it tells of; below 0: none that was said

    @classmethod
    def open(cls, folder: Path) -> Neighbours:
        return cls(Sparse.open(folder, "near"), mapped(folder / "near_class_of.npy"), mapped(folder / "near_rule_of.npy"))

    def near(self, vector: Vector) -> Near:
        cosines = self.held.times(vector, len(self.class_of))
        cosines /= 1 + LETTERS_SCALE**2
        near = np.nonzero(cosines > FAR * cosines.max())[0]
        return Near(near, cosines[near])

    def by_class(self, near: Near, classes: int) -> Floats:
        """(classes,) The nearest text of each class, and a little for the next ones."""
        kinds = self.class_of[near.texts]
        said = kinds >= 0
        return _best(near.cosines[said], kinds[said], classes)

    def by_rule(self, near: Near, rules: int) -> Floats:
        """(rules + 1,) The same for each emergency; last, for texts that tell of none."""
        kinds = self.rule_of[near.texts]
        return _best(near.cosines, np.where(kinds < 0, rules, kinds), rules + 1)


def _best(cosines: Floats, kinds: NDArray[Any], count: int) -> Floats:
    order = np.lexsort((-cosines, kinds))
    kind = kinds[order]
    rank = np.arange(len(order)) - np.searchsorted(kind, kind)
    counted = rank <= AGREEING
    share = np.where(rank == 0, 1.0, AGREEMENT_WEIGHT)[counted]
    return np.asarray(np.bincount(kind[counted], cosines[order][counted] * share, count), dtype=np.float64)
