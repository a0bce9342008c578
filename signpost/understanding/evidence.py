"""Naive Bayes: every feature's evidence for every class, added up. It knows what sets the classes apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from signpost.search.generation import mapped
from signpost.understanding.vocabulary import Vector


@dataclass(frozen=True)
class Evidence:
    """F features, C classes."""

    of: NDArray[np.float32]  # (F, C) log-probability of the feature in a text of the class
    typical: NDArray[np.float32]  # (F,) its mean over the classes

    @classmethod
    def open(cls, folder: Path, name: str) -> Evidence:
        return cls(mapped(folder / f"{name}_evidence.npy"), mapped(folder / f"{name}_typical.npy"))

    def chances(self, vector: Vector) -> NDArray[np.float64]:
        """(C,) Probability of each class, were all equally common."""
        likelihood = vector.weights @ self.of[vector.numbers]
        chance = np.exp(likelihood - likelihood.max())
        return np.asarray(chance / chance.sum(), dtype=np.float64)

    def told_by(self, vectors: Sequence[Vector], kind: int) -> list[float]:
        """How much more each of these stands for one class than for any."""
        numbers, weights = np.concatenate([one.numbers for one in vectors]), np.concatenate([one.weights for one in vectors])
        owners = np.repeat(np.arange(len(vectors)), [len(one.numbers) for one in vectors])
        told: list[float] = np.bincount(owners, weights * (self.of[numbers, kind] - self.typical[numbers]), len(vectors)).tolist()
        return told
