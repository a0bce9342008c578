"""Whether one text is another in nearly the same words: by the words that they share, and by their runs of letters."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

Parts = frozenset[str]
Shares = NDArray[np.float64]

# Of all that two texts hold together, the share that both hold. What stays below shares a term with a judged text ("Disabled
# Facilities Grant", "i want to die") and not its wording: nobody could teach such a term if that were refused too.
NEARLY_BY_WORDS = 0.8
NEARLY_BY_LETTERS = 0.75  # a plural, a slip of the pen, a word more
NEARLY_WHEN_LONG = 0.6  # by words and by letters: so many words do not meet by chance
LONG = 6  # words
RUN = 3  # letters


def folded(text: str) -> str:
    """Without case, punctuation and apostrophes."""
    return " ".join(re.findall(r"\w+", text.casefold().replace("'", "").replace("’", "")))


def unspaced(text: str) -> str:
    """So that "foodbank" is "food bank", and Chinese what it is without its commas."""
    return folded(text).replace(" ", "")


def words(text: str) -> Parts:
    return frozenset(folded(text).split())


def letter_runs(text: str) -> Parts:
    padded = f" {folded(text)} "
    return frozenset(padded[at : at + RUN] for at in range(len(padded) - RUN + 1))


class _Shelf:
    """Many texts by one kind of part, so that one more can be held against all of them at once."""

    def __init__(self, texts: Iterable[str], parts: Callable[[str], Parts]) -> None:
        self._parts = parts
        holders = defaultdict[str, list[int]](list)
        sizes = []
        for number, text in enumerate(texts):
            its = parts(text)
            sizes.append(len(its))
            for part in its:
                holders[part].append(number)
        self._sizes = np.array(sizes)
        self._holders = {part: np.array(numbers) for part, numbers in holders.items()}

    def shares(self, text: str) -> Shares:
        """For every text of the shelf the share of parts that it has in common with this one."""
        its = self._parts(text)
        held = [self._holders[part] for part in its if part in self._holders]
        both = np.bincount(np.concatenate(held), minlength=len(self._sizes)) if held else np.zeros(len(self._sizes))
        return np.asarray(both / np.maximum(1, len(its) + self._sizes - both))


def nearly_equal(texts: Sequence[str], others: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Every pair (number of a text, number of another) in nearly the same words."""
    by_words, by_letters = _Shelf(others, words), _Shelf(others, letter_runs)
    written = np.array([unspaced(other) for other in others])
    for number, text in enumerate(texts):
        in_words, in_letters = by_words.shares(text), by_letters.shares(text)
        near = (written == unspaced(text)) | (in_words > NEARLY_BY_WORDS) | (in_letters > NEARLY_BY_LETTERS)
        if len(folded(text).split()) >= LONG:
            near |= np.minimum(in_words, in_letters) > NEARLY_WHEN_LONG
        yield from ((number, int(other)) for other in near.nonzero()[0])
