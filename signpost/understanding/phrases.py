"""Concerns by the phrases that people use for them: the nearest known phrases, by words and by pieces of words.

A text and a phrase are as near as the cosine between them, over word stems and runs of four letters (which bear slips of
the pen), rare ones weighing more. A concern scores as its nearest phrase does, and a little more when others of its
phrases agree. Nothing near enough means nothing: an empty answer is better than a wrong concern.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from signpost.concerns import Concern, ConcernScheme
from signpost.search.request import Understood
from signpost.search.text import Token, tokens

# Found by trying: the least score and share keep 7 of 10 texts on other matters out, and hardly any meant concern.
LEAST_SCORE = 0.3
LEAST_SHARE_OF_BEST = 0.55
MOST_CONCERNS = 6
LETTERS_WEIGHT = 0.25  # of a run of letters, against 1 of a whole word
AGREEMENT_WEIGHT = 0.15  # of each of the next phrases of the same concern
AGREEING_PHRASES = 3
_RUN = 4
_SAME_WORD = 0.5  # share of a word's letter runs that a phrase must hold to have been meant by it


class PhraseBook:
    """The phrases, labels and aliases of every concern, ready to be compared with a text."""

    def __init__(self, scheme: ConcernScheme) -> None:
        phrases = dict.fromkeys((number, phrase) for number, concern in enumerate(scheme.concerns) for phrase in _said(concern, scheme))
        self._ids = [concern.id for concern in scheme.concerns]
        self._concern_of = np.array([number for number, _ in phrases], dtype=np.int64)
        self._features = [_features(tokens(phrase)) for _, phrase in phrases]
        spread = Counter(feature for features in self._features for feature in features)
        self._weight = {feature: math.log(1 + len(phrases) / count) * _importance(feature) for feature, count in spread.items()}
        self._phrases_with = self._postings()
        self.stems = frozenset(feature[1:] for feature in spread if feature[0] == "w")
        """Every word stem that some phrase holds."""

    def _postings(self) -> dict[str, tuple[NDArray[np.int64], NDArray[np.float64]]]:
        """Feature -> the phrases that hold it, and its weight in each (every phrase of length 1)."""
        gathered: dict[str, list[tuple[int, float]]] = {feature: [] for feature in self._weight}
        for number, features in enumerate(self._features):
            length = self._length(features)
            for feature in features:
                gathered[feature].append((number, self._weight[feature] / length))
        return {feature: (np.array([n for n, _ in rows], dtype=np.int64), np.array([w for _, w in rows])) for feature, rows in gathered.items()}

    def _length(self, features: Iterable[str]) -> float:
        return math.sqrt(sum(self._weight.get(feature, 0.0) ** 2 for feature in features)) or 1.0

    def understand(self, text: str) -> tuple[Understood, ...]:
        """Concerns that the text means, best first; ties in the checklist's order."""
        said = list(dict.fromkeys(tokens(text)))
        features = _features(said)
        nearness = np.zeros(len(self._features))
        for feature in features:
            if feature in self._phrases_with:
                phrases, weights = self._phrases_with[feature]
                nearness[phrases] += self._weight[feature] * weights
        nearness /= self._length(features)
        scores, nearest = self._by_concern(nearness)
        least = max(LEAST_SCORE, LEAST_SHARE_OF_BEST * scores.max(initial=0.0))
        best_first = [int(number) for number in np.argsort(-scores, kind="stable") if scores[number] >= least]
        return tuple(
            Understood(self._ids[number], round(min(1.0, float(scores[number])), 4), self._shown_by(said, int(nearest[number])))
            for number in best_first[:MOST_CONCERNS]
        )

    def _by_concern(self, nearness: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
        """Each concern's score, and its nearest phrase."""
        scores, nearest = np.zeros(len(self._ids)), np.zeros(len(self._ids), dtype=np.int64)
        near = np.nonzero(nearness)[0]
        near = near[np.argsort(-nearness[near], kind="stable")]
        places = Counter[int]()
        for phrase in near:
            concern = int(self._concern_of[phrase])
            if places[concern] == 0:
                scores[concern], nearest[concern] = nearness[phrase], phrase
            elif places[concern] <= AGREEING_PHRASES:
                scores[concern] += AGREEMENT_WEIGHT * nearness[phrase]
            places[concern] += 1
        return scores, nearest

    def _shown_by(self, said: list[Token], phrase: int) -> str:
        """The words of the text that the phrase answers to, as they were written."""
        meant = self._features[phrase]
        shared = [token.word for token in said if f"w{token.stem}" in meant or _overlap(token, meant) >= _SAME_WORD]
        return " ".join(shared) or " ".join(token.word for token in said if _overlap(token, meant))


def _said(concern: Concern, scheme: ConcernScheme) -> list[str]:
    """Everything that means the concern: labels in whole and in parts, aliases, phrases."""
    labels = [concern.label, *(older.label for older in concern.older)]
    parts = [part.strip() for label in labels for part in label.replace(" or ", ",").split(",")]
    known = scheme.phrases.get(concern.id)
    return [*labels, concern.id.replace("-", " "), *concern.aliases, *parts, *((*known.phrases, *known.clinical) if known else ())]


def _importance(feature: str) -> float:
    return 1.0 if feature[0] == "w" else LETTERS_WEIGHT


def _runs(token: Token) -> set[str]:
    padded = f" {token.word} "
    return {f"r{padded[at : at + _RUN]}" for at in range(len(padded) - _RUN + 1)}


def _features(said: Iterable[Token]) -> frozenset[str]:
    """Word stems (w...) and runs of letters (r...)."""
    said = list(said)
    return frozenset(f"w{token.stem}" for token in said).union(*map(_runs, said))


def _overlap(token: Token, features: frozenset[str]) -> float:
    runs = _runs(token)
    return len(runs & features) / len(runs) if runs else 0.0
