"""What a text as a whole was taught to mean: whoever is taught a text word for word must not be talked out of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from hashlib import blake2b
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from signpost.search.generation import mapped
from signpost.search.text import Token

UNSAID = -1  # the concern, rule or language that nobody gave a text
TOLD_CALM = -2  # the rule of a text that was written as one without danger


class Told(NamedTuple):
    """By number. A concern beyond the last: it means none."""

    concern: int = UNSAID
    rule: int = UNSAID


@dataclass(frozen=True)
class Taught:
    """N different texts."""

    keys: NDArray[np.int64]  # (N,) ascending
    concern: NDArray[np.int16]  # (N,)
    rule: NDArray[np.int16]  # (N,)

    @classmethod
    def open(cls, folder: Path) -> Taught:
        return cls(*(mapped(folder / f"taught_{part.name}.npy") for part in fields(cls)))

    def named(self) -> dict[str, NDArray[np.generic]]:
        """Its arrays, by the names of the files that `open` reads."""
        return {f"taught_{name}": array for name, array in asdict(self).items()}

    def of(self, said: Iterable[Token]) -> Told:
        key = text_key(said)
        at = int(np.searchsorted(self.keys, np.int64(key)))
        there = at < len(self.keys) and self.keys[at] == key
        return Told(int(self.concern[at]), int(self.rule[at])) if there else Told()


def text_key(said: Iterable[Token]) -> int:
    """The words of a text, however it is punctuated, as a number of 63 bits."""
    words = " ".join(token.word for token in said)
    return int.from_bytes(blake2b(words.encode(), digest_size=8).digest()) >> 1
