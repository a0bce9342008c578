"""Naive Bayes: every feature's evidence for every class, added up. It knows what sets the classes apart."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from signpost.search.generation import mapped
from signpost.understanding.sparse import Sparse
from signpost.understanding.vocabulary import Vector, WordVectors


@dataclass(frozen=True)
class Evidence:
    """F features, C classes. The log-probability of a feature in a text of a class is `unmet` of the class, and `met` more where they met in learning."""

    met: Sparse  # (F, C)
    unmet: NDArray[np.float32]  # (C,)

    @classmethod
    def open(cls, folder: Path, name: str) -> Evidence:
        return cls(Sparse.open(folder, f"{name}_met"), mapped(folder / f"{name}_unmet.npy"))

    def chances(self, vector: Vector) -> NDArray[np.float64]:
        """(C,) Probability of each class, were all equally common."""
        likelihood = self.met.times(vector, len(self.unmet)) + vector.weights.sum() * self.unmet
        chance = np.exp(likelihood - likelihood.max())
        return np.asarray(chance / chance.sum(), dtype=np.float64)

    def told_by(self, words: WordVectors, kinds: Iterable[int]) -> Iterator[list[float]]:
        """For each of the classes, how much more each word stands for it than for any."""
        numbers, weights = words.vector
        cells = self.met.cells(numbers)
        typical = np.bincount(cells.owners, cells.values, len(numbers)) / len(self.unmet) + self.unmet.mean()
        for kind in kinds:
            more = self.unmet[kind] - typical
            there = cells.columns == kind
            more[cells.owners[there]] += cells.values[there]
            yield np.bincount(words.owners, weights * more, words.many).tolist()
