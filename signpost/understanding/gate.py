"""One yes or no about a text, weighed feature by feature."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from signpost.search.generation import mapped
from signpost.understanding.vocabulary import Vector


@dataclass(frozen=True)
class Gate:
    weights: NDArray[np.float32]  # (F + 1,) of each feature; last, where it stands before a word is read

    @classmethod
    def open(cls, folder: Path, name: str) -> Gate:
        return cls(mapped(folder / f"{name}_gate.npy"))

    def leaning(self, vector: Vector) -> float:
        """Above 0 for yes, below for no: log-odds."""
        return float(vector.weights @ self.weights[vector.numbers] + self.weights[-1])
