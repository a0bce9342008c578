"""Which features were met in learning, and how much each says: the rarer, the more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from signpost.search.generation import mapped
from signpost.search.text import Token
from signpost.understanding.features import Features, letter_runs, word_key

LETTERS_SCALE = 0.5  # of all runs of letters together, against 1 for all words together


class Vector(NamedTuple):
    """A text as numbers of features and their weights."""

    numbers: NDArray[np.int64]
    weights: NDArray[np.float64]


class WordVectors(NamedTuple):
    """The features of each word of a text alone, end to end, and how much each of them counts."""

    vector: Vector
    owners: NDArray[np.int64]  # which word each feature belongs to
    many: int  # words


@dataclass(frozen=True)
class Vocabulary:
    """F features."""

    keys: NDArray[np.int64]  # (F,) ascending
    rarity: NDArray[np.float32]  # (F,) inverse document frequency of each

    @classmethod
    def open(cls, folder: Path) -> Vocabulary:
        return cls(mapped(folder / "keys.npy"), mapped(folder / "rarity.npy"))

    def knows(self, stem: str) -> bool:
        """Whether some text that was learnt from holds the word."""
        return self._known([word_key(stem)])[1].any().item()

    def known_of(self, said: Sequence[Token]) -> int:
        """How many of the words some text holds."""
        return int(self._known([word_key(token.stem) for token in said])[1].sum())

    def vector(self, found: Features) -> Vector:
        words, letters = self._block(found.words, 1.0), self._block(found.letters, LETTERS_SCALE)
        return Vector(np.concatenate([words.numbers, letters.numbers]), np.concatenate([words.weights, letters.weights]))

    def of_words(self, said: Sequence[Token]) -> WordVectors:
        """Of a word that no text holds, its runs of letters."""
        whole = [word_key(token.stem) for token in said]
        known = self._known(whole)[1].tolist()
        keys = [(key,) if knows else letter_runs(token.word) for token, key, knows in zip(said, whole, known, strict=True)]
        owners = np.repeat(np.arange(len(said)), [len(of_word) for of_word in keys])
        shares = np.repeat(1 / np.array([len(of_word) for of_word in keys], dtype=float), [len(of_word) for of_word in keys])
        numbers, there = self._known([key for of_word in keys for key in of_word])
        return WordVectors(Vector(numbers, shares[there] * self.rarity[numbers]), owners[there], len(said))

    def _known(self, keys: Sequence[int]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Numbers of those features that are known, and which they are."""
        wanted = np.array(keys, dtype=np.int64)
        numbers = np.searchsorted(self.keys, wanted)
        known = self.keys.take(numbers, mode="clip") == wanted if len(self.keys) else np.zeros(len(wanted), dtype=bool)
        return numbers[known], known

    def _block(self, counted: Counter[int], scale: float) -> Vector:
        numbers, known = self._known(list(counted))
        return Vector(numbers, _weighted(np.array(list(counted.values()), dtype=np.float64)[known], self.rarity[numbers], scale))


def _weighted(counts: NDArray[np.float64], rarity: NDArray[Any], scale: float) -> NDArray[np.float64]:
    """Weights of one block of features: rare ones more, repeated ones a little more, of length `scale` together."""
    weights = (1 + np.log(counts)) * rarity
    length = np.sqrt((weights**2).sum())
    return np.asarray(scale * weights / length if length else weights, dtype=np.float64)
