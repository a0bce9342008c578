"""Which features were met in learning, and how much each says: the rarer, the more."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from signpost.search.generation import mapped, read_json
from signpost.search.text import Token
from signpost.understanding.features import Features, letter_runs, word_feature

LETTERS_SCALE = 0.5  # of all runs of letters together, against 1 for all words together


class Vector(NamedTuple):
    """A text as numbers of features and their weights."""

    numbers: NDArray[np.int64]
    weights: NDArray[np.float64]


@dataclass(frozen=True)
class Vocabulary:
    numbers: dict[str, int]  # of each feature
    rarity: NDArray[np.float32]  # inverse document frequency of each

    @classmethod
    def open(cls, folder: Path) -> Vocabulary:
        known = read_json(folder, "features")
        return cls({feature: number for number, feature in enumerate(known)}, mapped(folder / "rarity.npy"))

    def knows(self, stem: str) -> bool:
        """Whether some text that was learnt from holds the word."""
        return word_feature(stem) in self.numbers

    def known_of(self, said: list[Token]) -> int:
        """How many of the words some text holds."""
        return sum(self.knows(token.stem) for token in said)

    def vector(self, found: Features) -> Vector:
        words, letters = self._block(found.words, 1.0), self._block(found.letters, LETTERS_SCALE)
        return Vector(np.concatenate([words.numbers, letters.numbers]), np.concatenate([words.weights, letters.weights]))

    def of_word(self, token: Token) -> Vector:
        """The known features of one word alone, and how much each of them counts."""
        runs = letter_runs(token.word)
        counted = [(word_feature(token.stem), 1.0), *((run, LETTERS_SCALE / len(runs)) for run in runs)]
        known = [(self.numbers[feature], weight) for feature, weight in counted if feature in self.numbers]
        numbers = np.array([number for number, _ in known], dtype=np.int64)
        return Vector(numbers, np.array([weight for _, weight in known]) * self.rarity[numbers])

    def _block(self, counted: Counter[str], scale: float) -> Vector:
        known = [(self.numbers[feature], count) for feature, count in counted.items() if feature in self.numbers]
        numbers = np.array([number for number, _ in known], dtype=np.int64)
        return Vector(numbers, _weighted(np.array([count for _, count in known], dtype=np.float64), self.rarity[numbers], scale))


def _weighted(counts: NDArray[np.float64], rarity: NDArray[Any], scale: float) -> NDArray[np.float64]:
    """Weights of one block of features: rare ones more, repeated ones a little more, of length `scale` together."""
    weights = (1 + np.log(counts)) * rarity
    length = np.sqrt((weights**2).sum())
    return np.asarray(scale * weights / length if length else weights, dtype=np.float64)
