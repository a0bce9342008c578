"""Mends a word that nobody wrote with the nearest that somebody did.

Two words are near when they become the same by leaving out a letter or two of each: so every word is filed under all that
is left of it (Garbe's symmetric deletes), and a misspelt one is looked up the same way. A few look-ups, however many words.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from itertools import combinations
from pathlib import Path
from zlib import crc32

import numpy as np

from signpost.search.generation import mapped, read_json, viewed, write_arrays, write_json

SHORTEST = 4  # letters: everything is near to a shorter word
LONG = 7  # letters, from which two slips are forgiven


def write_spelling(folder: Path, words: Mapping[str, int]) -> None:
    """File every word (with the number of services that hold it)."""
    known = sorted(word for word in words if len(word) >= SHORTEST - 1)
    filed = sorted((_key(rest), number) for number, word in enumerate(known) for rest in _rests(word))
    write_json(folder, "spelling", {"words": known, "services": [words[word] for word in known]})
    write_arrays(
        folder,
        {
            "spelling_keys": np.array([key for key, _ in filed], dtype=np.uint32),
            "spelling_words": np.array([number for _, number in filed], dtype=np.int32),
        },
    )


class Speller:
    """The words of one generation."""

    def __init__(self, folder: Path) -> None:
        known = read_json(folder, "spelling")
        self._words: list[str] = known["words"]
        self._services: list[int] = known["services"]
        self._keys, self._filed = viewed(mapped(folder / "spelling_keys.npy")), viewed(mapped(folder / "spelling_words.npy"))

    def mend(self, word: str) -> str | None:
        """The nearest word with the same first letter, of equals the one that most services hold; None: none is near."""
        if len(word) < SHORTEST or not word.isalpha():
            return None
        near = ((apart, -self._services[number], self._words[number]) for number in self._alike(word) if (apart := _apart(word, self._words[number])) <= _slips(word))
        return min(near, default=(0, 0, None))[2]

    def _alike(self, word: str) -> set[int]:
        found: set[int] = set()
        for key in {_key(rest) for rest in _rests(word)}:
            at = bisect_left(self._keys, key)
            while at < len(self._keys) and self._keys[at] == key:
                found.add(self._filed[at])
                at += 1
        return {number for number in found if self._words[number][0] == word[0]}


def _slips(word: str) -> int:
    return 2 if len(word) >= LONG else 1


def _rests(word: str) -> set[str]:
    """The word, and what is left of it without a letter or two; never without the first."""
    places = range(1, len(word))
    return {"".join(letter for at, letter in enumerate(word) if at not in gone) for slips in range(_slips(word) + 1) for gone in combinations(places, slips)}


def _key(rest: str) -> int:
    return crc32(rest.encode())


def _apart(one: str, other: str) -> int:
    """Letters to leave out, put in, change or swap with their neighbour (optimal string alignment)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        last, before, row = before, row, [at]
        for to, meant in enumerate(other, 1):
            cost = min(before[to] + 1, row[-1] + 1, before[to - 1] + (letter != meant))
            if at > 1 and to > 1 and letter == other[to - 2] and one[at - 2] == meant:
                cost = min(cost, last[to - 2] + 1)
            row.append(cost)
    return row[-1]


def words_of(documents: Iterable[Iterable[str]]) -> dict[str, int]:
    """How many documents hold each word."""
    counted: dict[str, int] = {}
    for document in documents:
        for word in set(document):
            counted[word] = counted.get(word, 0) + 1
    return counted
