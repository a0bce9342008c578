"""Learns concerns from the phrases of the taxonomy: the arrays of `signpost.understanding.model`. Closed form, the same every time."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from signpost.concerns import Concern, ConcernScheme
from signpost.search.generation import write_arrays
from signpost.search.text import every_token
from signpost.understanding.features import Features, feature_key, features
from signpost.understanding.model import ABROAD, ENGLISH, LETTERS_SCALE, weighted

SMOOTHING = 0.05  # added to every feature in every class, so that none is impossible
LEAST_RUNS = 2  # a run of letters must stand in two phrases: in one, it is that word written again


@dataclass(frozen=True, slots=True)
class _Phrase:
    """A phrase's class, the numbers of its features (ascending by key) and their weights."""

    kind: int
    numbers: NDArray[np.int64]
    weights: NDArray[np.float64]


def write_model(folder: Path, scheme: ConcernScheme) -> None:
    """Learn and write everything into the new folder: English, and the other languages together, each from its own phrases."""
    folder.mkdir()
    for name, taught in ((ENGLISH, _taught(scheme)), (ABROAD, _translated(scheme))):
        phrases = [(kind, features(every_token(phrase))) for kind, phrase in taught]
        if phrases:
            (folder / name).mkdir()
            write_arrays(folder / name, learnt(phrases, len(scheme.concerns) + 1))
            (folder / name / "concerns.json").write_text(json.dumps([concern.id for concern in scheme.concerns]))


def learnt(taught: list[tuple[int, Features]], classes: int) -> dict[str, NDArray[Any]]:
    """The arrays of ModelArrays, by name, from (class, features of a phrase)."""
    spread = Counter(feature for _, found in taught for block in found for feature in block)
    kept = sorted((feature_key(feature), feature) for feature, count in spread.items() if feature[0] != "l" or count >= LEAST_RUNS)
    numbers = {feature: number for number, (_, feature) in enumerate(kept)}
    rarity = np.array([np.log((1 + len(taught)) / (1 + spread[feature])) + 1 for _, feature in kept])
    phrases = [_phrase(kind, found, numbers, rarity) for kind, found in taught]
    evidence = _evidence(phrases, len(kept), classes)
    return {
        "keys": np.array([key for key, _ in kept], dtype=np.uint64),
        "rarity": rarity.astype(np.float32),
        "evidence": evidence.astype(np.float32),
        "typical": evidence.mean(axis=1).astype(np.float32),
        "class_of": np.array([phrase.kind for phrase in phrases], dtype=np.int16),
        **_postings(phrases, len(kept)),
    }


def _taught(scheme: ConcernScheme) -> Iterator[tuple[int, str]]:
    """(class, phrase) for everything that means a concern, and for what means none."""
    for kind, concern in enumerate(scheme.concerns):
        yield from ((kind, phrase) for phrase in dict.fromkeys(_said(concern, scheme)))
    yield from ((len(scheme.concerns), text) for text in scheme.other_matters)


def _said(concern: Concern, scheme: ConcernScheme) -> list[str]:
    known = scheme.phrases.get(concern.id)
    older = (label.label for label in concern.older)
    return [concern.label, concern.id.replace("-", " "), *concern.aliases, *older, *((*known.phrases, *known.clinical) if known else ())]


def _translated(scheme: ConcernScheme) -> Iterator[tuple[int, str]]:
    """(class, phrase) in every other language."""
    for kind, concern in enumerate(scheme.concerns):
        for phrases in scheme.translated.values():
            yield from ((kind, phrase) for phrase in phrases.get(concern.id, ()))


def _phrase(kind: int, found: Features, numbers: dict[str, int], rarity: NDArray[np.float64]) -> _Phrase:
    blocks = [_block(counted, numbers, rarity, scale) for counted, scale in ((found.words, 1.0), (found.letters, LETTERS_SCALE))]
    return _Phrase(kind, np.concatenate([one for one, _ in blocks]), np.concatenate([weights for _, weights in blocks]))


def _block(counted: Counter[str], numbers: dict[str, int], rarity: NDArray[np.float64], scale: float) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    known = [(numbers[feature], count) for feature, count in counted.items() if feature in numbers]
    at = np.array([number for number, _ in known], dtype=np.int64)
    return at, weighted(np.array([count for _, count in known], dtype=np.float64), rarity[at], scale)


def _evidence(phrases: list[_Phrase], features_known: int, classes: int) -> NDArray[np.float64]:
    """Log-probability of every feature in every class."""
    counts = np.zeros((features_known, classes))
    for phrase in phrases:
        counts[phrase.numbers, phrase.kind] += phrase.weights
    return np.asarray(np.log((counts + SMOOTHING) / (counts.sum(axis=0) + SMOOTHING * features_known)))


def _postings(phrases: list[_Phrase], features_known: int) -> dict[str, NDArray[Any]]:
    """Which phrases hold each feature, end to end by feature."""
    every = np.concatenate([phrase.numbers for phrase in phrases])
    order = np.argsort(every, kind="stable")
    owners = np.repeat(np.arange(len(phrases)), [len(phrase.numbers) for phrase in phrases])
    return {
        "phrase_start": np.searchsorted(every[order], np.arange(features_known + 1)).astype(np.int64),
        "phrases": owners[order].astype(np.int32),
        "weights": np.concatenate([phrase.weights for phrase in phrases])[order].astype(np.float32),
    }
