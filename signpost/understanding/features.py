"""What a text is compared by: its words, pairs of neighbouring words, and runs of letters (which bear slips of the pen)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain, pairwise
from typing import NamedTuple
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from signpost.search.text import Token

RUNS = (3, 4, 5)  # letters; a word's edges count as letters
WORD, PAIR, RUN = range(3)  # kinds of feature
_KIND_BITS = 2
_WORDS_KEPT = 20_000  # whose runs are remembered


class Features(NamedTuple):
    """How often each feature, by its key, stands in a text: words and pairs, and runs of letters."""

    words: Counter[int]
    letters: Counter[int]


def key(kind: int, text: str) -> int:
    """A feature as a number: a hundred thousand strings would take the most memory of all. Two that share one, which is rare, count as one."""
    return crc32(text.encode()) << _KIND_BITS | kind


def kinds_of(keys: NDArray[np.int64]) -> NDArray[np.int64]:
    return keys & ((1 << _KIND_BITS) - 1)


def features(said: Iterable[Token]) -> Features:
    """Features of a text from all its words, stop words too: `my mum` and `for mum` are different worries."""
    said = list(said)
    words = Counter(word_key(token.stem) for token in said)
    words.update(key(PAIR, f"{one.stem} {next_.stem}") for one, next_ in pairwise(said))
    return Features(words, Counter(chain.from_iterable(letter_runs(token.word) for token in said)))


@lru_cache(maxsize=_WORDS_KEPT)
def word_key(stem: str) -> int:
    return key(WORD, stem)


@lru_cache(maxsize=_WORDS_KEPT)
def letter_runs(word: str) -> tuple[int, ...]:
    """Every run of letters of a word, its edges marked by spaces."""
    padded = f" {word} "
    return tuple(key(RUN, padded[at : at + length]) for length in RUNS for at in range(len(padded) - length + 1))
