"""Concerns from text: what was learnt from the phrases, as memory-mapped arrays (written by `signpost_indexer.learning`).

Two views of the same features are added. Naive Bayes weighs every feature's evidence for every concern: it knows what
sets the concerns apart. The nearest phrases say whether anybody was ever taught something like this text. Beside the
concerns stands one more class, of texts on other matters: where it wins, nothing is meant, and nothing is returned.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from signpost.search.request import Understood
from signpost.search.text import Token, every_token
from signpost.understanding.features import Features, feature_key, features, letter_runs, word_feature

ENGLISH, ABROAD = "english", "abroad"  # folders: what was learnt from English phrases, and from those of other languages
LETTERS_SCALE = 0.5  # of all runs of letters together, against 1 for all words together
NEAREST_WEIGHT = 1.2  # of the nearest phrases, against 1 for Naive Bayes
AGREEMENT_WEIGHT = 0.15  # of each next nearest phrase of the same concern
AGREEING_PHRASES = 3
NEAR_ENOUGH = 0.02  # cosine below which a phrase is no neighbour
CERTAIN = 2.2  # the sum that a text has which is a phrase word for word: score 1
LEAST_SCORE = 0.2
LEAST_SHARE_OF_BEST = 0.45
MOST_CONCERNS = 6
_SHOWN_WORDS = 3
_TELLING = 0.4  # share of the most telling word's evidence that another word needs to be shown


@dataclass(frozen=True, slots=True)
class ModelArrays:
    """F features, C classes (the concerns in the checklist's order, then other matters), P phrases."""

    keys: NDArray[np.uint64]  # (F,) ascending
    rarity: NDArray[np.float32]  # (F,) inverse document frequency
    evidence: NDArray[np.float32]  # (F, C) log-probability of the feature in a text of the class
    typical: NDArray[np.float32]  # (F,) mean of its evidence over the classes
    phrase_start: NDArray[np.int64]  # (F + 1,)
    phrases: NDArray[np.int32]  # phrases that hold each feature, end to end
    weights: NDArray[np.float32]  # the feature's weight in each
    class_of: NDArray[np.int16]  # (P,) class of each phrase


class Understanding:
    """Reads texts in English and in the other languages that phrases were written in. Immutable."""

    def __init__(self, english: ConcernModel, abroad: ConcernModel | None) -> None:
        self._english, self._abroad = english, abroad

    @classmethod
    def open(cls, folder: Path) -> Understanding:
        abroad = folder / ABROAD
        return cls(ConcernModel.open(folder / ENGLISH), ConcernModel.open(abroad) if abroad.exists() else None)

    def knows(self, stem: str) -> bool:
        """Whether some phrase holds the word."""
        return self._english.knows(stem) or (self._abroad is not None and self._abroad.knows(stem))

    def understand(self, text: str) -> tuple[Understood, ...]:
        """Concerns that the text means, best first; ties in the checklist's order."""
        said = every_token(text)
        english = self._english.known_of(said)
        if self._abroad is not None and (not english or self._abroad.known_of(said) > english):
            return self._abroad.understand(said)
        return self._english.understand(said)


class ConcernModel:
    """What was learnt from one body of phrases. Immutable."""

    def __init__(self, arrays: ModelArrays, concerns: list[str]) -> None:
        self._arrays, self._concerns = arrays, concerns
        self._keys = memoryview(arrays.keys)  # type: ignore[arg-type]  # an array is a buffer; its types do not say so

    @classmethod
    def open(cls, folder: Path) -> ConcernModel:
        arrays = {part.name: np.asarray(np.load(folder / f"{part.name}.npy", mmap_mode="r")) for part in fields(ModelArrays)}
        return cls(ModelArrays(**arrays), json.loads((folder / "concerns.json").read_bytes()))

    def knows(self, stem: str) -> bool:
        """Whether some phrase holds the word."""
        return self._number(word_feature(stem)) is not None

    def _number(self, feature: str) -> int | None:
        key = feature_key(feature)
        at = bisect_left(self._keys, key)
        return at if at < len(self._keys) and self._keys[at] == key else None

    def known_of(self, said: list[Token]) -> int:
        """How many of the words some phrase holds."""
        return sum(self.knows(token.stem) for token in said)

    def understand(self, said: list[Token]) -> tuple[Understood, ...]:
        """Concerns that the words mean, best first; ties in the checklist's order."""
        numbers, values = self._vector(features(said))
        if not len(numbers):
            return ()
        scores = self._scores(numbers, values)
        best = float(scores[:-1].max())
        if scores[-1] >= best:
            return ()
        least = max(LEAST_SCORE * CERTAIN, LEAST_SHARE_OF_BEST * best)
        order = [int(one) for one in np.argsort(-scores[:-1], kind="stable")[:MOST_CONCERNS] if scores[one] >= least]
        words = [(token.word, *self._weighed(token)) for token in said]
        return tuple(Understood(self._concerns[one], round(min(1.0, float(scores[one]) / CERTAIN), 4), self._shown_by(words, one)) for one in order)

    def _vector(self, found: Features) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        words, letters = self._block(found.words, 1.0), self._block(found.letters, LETTERS_SCALE)
        return np.concatenate([words[0], letters[0]]), np.concatenate([words[1], letters[1]])

    def _block(self, counted: Counter[str], scale: float) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        known = [(number, count) for feature, count in counted.items() if (number := self._number(feature)) is not None]
        numbers = np.array([number for number, _ in known], dtype=np.int64)
        return numbers, weighted(np.array([count for _, count in known], dtype=np.float64), self._arrays.rarity[numbers], scale)

    def _scores(self, numbers: NDArray[np.int64], values: NDArray[np.float64]) -> NDArray[np.float64]:
        likelihood = values @ self._arrays.evidence[numbers]
        chance = np.exp(likelihood - likelihood.max())
        return np.asarray(np.sqrt(chance / chance.sum()) + NEAREST_WEIGHT * self._nearest(numbers, values))

    def _nearest(self, numbers: NDArray[np.int64], values: NDArray[np.float64]) -> NDArray[np.float64]:
        """Each class's nearest phrase, and a little for the next ones."""
        arrays = self._arrays
        nearness = np.zeros(len(arrays.class_of))
        for number, value in zip(numbers, values, strict=True):
            start, end = arrays.phrase_start[number], arrays.phrase_start[number + 1]
            nearness[arrays.phrases[start:end]] += value * arrays.weights[start:end]
        nearness /= 1 + LETTERS_SCALE**2
        near = np.nonzero(nearness > NEAR_ENOUGH)[0]
        near = near[np.argsort(-nearness[near], kind="stable")]
        classes = arrays.class_of[near]
        best = np.zeros(arrays.evidence.shape[1])
        for one in np.unique(classes):
            its = nearness[near[classes == one][: AGREEING_PHRASES + 1]]
            best[one] = its[0] + AGREEMENT_WEIGHT * its[1:].sum()
        return best

    def _weighed(self, token: Token) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """The known features of one word, and how much each of them counts."""
        runs = letter_runs(token.word)
        features = [(word_feature(token.stem), 1.0), *((run, LETTERS_SCALE / len(runs)) for run in runs)]
        known = [(number, weight) for feature, weight in features if (number := self._number(feature)) is not None]
        numbers = np.array([number for number, _ in known], dtype=np.int64)
        return numbers, np.array([weight for _, weight in known]) * self._arrays.rarity[numbers]

    def _shown_by(self, said: list[tuple[str, NDArray[np.int64], NDArray[np.float64]]], concern: int) -> str:
        """The words that told most for the concern, as they were written and in their order."""
        arrays = self._arrays
        telling = [(float(weights @ (arrays.evidence[numbers, concern] - arrays.typical[numbers])), at) for at, (_, numbers, weights) in enumerate(said)]
        most = max(evidence for evidence, _ in telling)
        chosen = sorted(sorted(telling, reverse=True)[:_SHOWN_WORDS], key=lambda item: item[1])
        return " ".join(said[at][0] for evidence, at in chosen if evidence >= _TELLING * most) or said[0][0]


def weighted(counts: NDArray[np.float64], rarity: NDArray[Any], scale: float) -> NDArray[np.float64]:
    """Weights of one block of features: rare ones more, repeated ones a little more, of length `scale` together."""
    weights = (1 + np.log(counts)) * rarity
    length = np.sqrt((weights**2).sum())
    return np.asarray(scale * weights / length if length else weights, dtype=np.float64)
