"""Services by their names: which of them a text asks for by name, whole (`samaritans`) or in part (`robert ogden leeds`).

A word *tells* when it is written as a name alone (Maggie's, Macmillan): neither the directory's sentences nor the phrases that
people use for their needs have it in small letters, and it is no place. What holds a telling word is a name wherever it
stands in a text; what holds none (Blue Badge) may be a plain need, and is a name only when it is all that was typed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from signpost.place_names import fold
from signpost.search.finding import NOT_REACHED, REMOTE
from signpost.search.generation import read_json, write_json

LONG = 4  # words that are a name wherever they stand together: nobody writes `look good feel better` by chance
LONGEST = 12  # words of a name: more are never typed
_NATIONAL = "uk"  # at the end of a name it tells that it is one: Bowel Cancer UK
_LITTLE = frozenset(("a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "the", "to", "with"))
# What people write round a name: what they want of it, not what it is called.
_ASKING = frozenset(
    ["address", "call", "can", "charities", "charity", "contact", "details", "do", "does", "email", "find", "get", "give", "go", "help", "helpline", "helplines", "hotline", "hours", "how", "i", "info", "is", "it", "line", "me", "my", "near", "nearest", "need", "nhs", "number", "numbers", "open", "opening", "organisation", "phone", "please", "ring", "site", "telephone", "there", "time", "want", "web", "website", "what", "when", "where", "you"]
)
_WORD = re.compile(r"[^\W_]+")


def name_words(text: str) -> list[str]:
    """The words that tell one name from another, as they are compared: `St. Gemma's Hospice` -> st, gemma, hospice."""
    return [_singular(word) for word in _WORD.findall(fold(text)) if word not in _LITTLE]


def _singular(word: str) -> str:
    """Maggies, Maggie's and Maggie are one."""
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


_ASKED_FOR = frozenset(map(_singular, _ASKING))


def core_of(words: Sequence[str]) -> list[str]:
    """Without what people only write round a name."""
    return [word for word in words if word not in _ASKED_FOR]


def write_names(folder: Path, names: Mapping[str, Sequence[int]], parts: Mapping[str, Sequence[int]], telling: Collection[str]) -> None:
    """Write down the services of every name, and of every word of their names and towns; and which words tell."""
    write_json(folder, "names", {"names": dict(names), "parts": dict(parts), "telling": sorted(telling)})


class _Run(NamedTuple):
    """Words of a text that stand together and name services."""

    start: int
    end: int
    services: Sequence[int]

    def within(self, other: _Run) -> bool:
        return other.start <= self.start and self.end <= other.end and self.end - self.start < other.end - other.start


@dataclass(frozen=True, slots=True)
class Named:
    """What a text names: its words, and of each service, by number, the words that tell it."""

    words: str
    told: Mapping[int, frozenset[str]]
    in_part: frozenset[int]  # those whose names hold the words and more

    def fit(self, service: int, name: str) -> int:
        """How surely a service of this name is meant, best first: by all of its name; by its name and its organisation's; by one of them; in part."""
        own = name_words(name)
        if f" {' '.join(own)} " in f" {self.words} ":
            return 0
        return 1 + (not self.told[service].issubset(own)) + 2 * (service in self.in_part)


class Branch(NamedTuple):
    """A service that was named, as it stands to the place; the least is the best."""

    refused: bool
    fit: int
    reach: int  # NEAR (without a place, everything), VISITS, REMOTE; NOT_REACHED beyond the radius
    miles: float  # 0 of what comes to people from afar: from where does not matter
    general: int  # the more concerns it helps with, the less: that one is what its organisation's name stands for


def in_order(branches: Sequence[Branch]) -> list[int]:
    """Their rows: the best, then what comes by phone, online or post, then others near. One that is far away stands only where nothing is better."""
    best = sorted(range(len(branches)), key=branches.__getitem__)[:1]
    others = (row for row, one in enumerate(branches) if row not in best and one.reach != NOT_REACHED)
    return [*best, *sorted(others, key=lambda row: (branches[row][:2], branches[row].reach != REMOTE, branches[row][3:]))]


class Names:
    """The names of one generation."""

    def __init__(self, folder: Path) -> None:
        known = read_json(folder, "names")
        self._names: dict[str, list[int]] = known["names"]
        self._parts: dict[str, list[int]] = known["parts"]
        self._telling = frozenset(known["telling"])
        self._starts = {name.partition(" ")[0] for name in self._names}

    def find(self, text: str) -> Named:
        """The services that a text names. Of `Age UK Trafford`, not Age UK as well."""
        said = name_words(text)
        asked = core_of(said)
        whole = [_Run(0, len(asked), self._names.get(" ".join(words), ())) for words in (said, asked)]
        part = _Run(0, len(asked), self._holding(said) or self._holding(asked))
        runs = [run for run in (*whole, part, *self._runs(asked)) if run.services] if asked else []
        longest = [run for run in runs if not any(map(run.within, runs))]
        told = {service: self._told(asked[run.start : run.end]) for run in longest for service in run.services}
        return Named(" ".join(said), told, frozenset(part.services).difference(*(run.services for run in longest if run is not part)))

    def _holding(self, words: Sequence[str]) -> Sequence[int]:
        """Services that hold all these words in their names and towns, where something in them is a name: `relate bristol`."""
        is_name = not self._telling.isdisjoint(words) or (len(words) > 1 and any(self._filed(words)))
        if not is_name or not all(word in self._parts for word in words):
            return ()
        first, *others = sorted((self._parts[word] for word in set(words)), key=len)
        return sorted(set(first).intersection(*others))

    def _runs(self, asked: Sequence[str]) -> Iterator[_Run]:
        """Names that stand in the text and cannot be anything else."""
        return (run for run in self._filed(asked) if self._surely_a_name(asked[run.start : run.end]))

    def _filed(self, words: Sequence[str]) -> Iterator[_Run]:
        """Every run of words that is somebody's name."""
        for start in range(len(words)):
            if words[start] in self._starts:
                for end in range(start + 1, min(len(words), start + LONGEST) + 1):
                    if services := self._names.get(" ".join(words[start:end])):
                        yield _Run(start, end, services)

    def _surely_a_name(self, words: Sequence[str]) -> bool:
        return len(words) >= LONG or words[-1] == _NATIONAL or not self._telling.isdisjoint(words)

    def _told(self, words: Sequence[str]) -> frozenset[str]:
        return self._telling.intersection(words) or frozenset(words)
