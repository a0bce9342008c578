"""What a text is compared by: its words, pairs of neighbouring words, and runs of letters (which bear slips of the pen)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from signpost.search.text import Token

RUNS = (3, 4, 5)  # letters; a word's edges count as letters
RUNS_WITHOUT_SPACES = (1, 2, 3)  # for scripts that do not part words, where a character says as much as a word
_FIRST_UNSPACED = "\u2e80"
_WORDS_KEPT = 20_000  # whose runs are remembered


class Features(NamedTuple):
    """How often each feature stands in a text: words and pairs, and runs of letters."""

    words: Counter[str]
    letters: Counter[str]


def features(said: Iterable[Token]) -> Features:
    """Features of a text from all its words, stop words too: `my mum` and `for mum` are different worries."""
    said = list(said)
    words = Counter(word_feature(token.stem) for token in said)
    words.update(f"p{one.stem} {next_.stem}" for one, next_ in pairwise(said))
    return Features(words, Counter(run for token in said for run in letter_runs(token.word)))


def word_feature(stem: str) -> str:
    return f"w{stem}"


@lru_cache(maxsize=_WORDS_KEPT)
def letter_runs(word: str) -> tuple[str, ...]:
    """Every run of letters of a word, its edges marked by spaces."""
    padded = f" {word} "
    lengths = RUNS_WITHOUT_SPACES if any(letter >= _FIRST_UNSPACED for letter in word) else RUNS
    return tuple(f"l{padded[at : at + length]}" for length in lengths for at in range(len(padded) - length + 1))
