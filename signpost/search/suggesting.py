"""What people may mean while they type: concerns and services, by the beginnings of words."""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from signpost.concerns import Category, Concern
from signpost.search.generation import Generation
from signpost.search.text import folded
from signpost.search.words import Words

MOST = 8  # more is no help to anyone who reads them, or hears them read
MOST_CONCERNS = 5  # while there are services to suggest
LEAST_CHARACTERS = 2  # one letter begins nearly everything
_AFTER_EVERY_LETTER = "\U0010ffff"


class Kind(StrEnum):
    CONCERN = "concern"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something that a few letters may stand for.

    `detail` tells it from others: of a concern, the other name or the words by which it was found; of a service, whose it is.
    """

    kind: Kind
    id: str
    label: str
    detail: str | None = None


@dataclass(frozen=True, slots=True)
class _Name:
    """A name by which something may be found; `place` puts those equally fitting in order."""

    suggestion: Suggestion
    words: str  # folded, with one space before each
    place: int

    def fit(self, typed: str) -> tuple[bool, bool, int]:
        """How well it fits, best first: it begins so, it is no second name, in the order of the checklist."""
        return not self.words.startswith(typed), self.suggestion.kind is Kind.CONCERN and self.suggestion.detail is not None, self.place


class Suggester:
    """Suggests from one generation. Its list of words is made when the first person types."""

    def __init__(self, generation: Generation, words: Words) -> None:
        self._generation, self._words = generation, words

    def suggest(self, text: str) -> tuple[Suggestion, ...]:
        """At most MOST: the best concerns, then services, each once. None for a single letter."""
        typed = _spaced(text)
        if len(typed.strip()) < LEAST_CHARACTERS:
            return ()
        found = self._found(typed) or list(self._meant(text))
        concerns = [one for one in found if one.kind is Kind.CONCERN]
        services = [one for one in found if one.kind is Kind.SERVICE][:MOST]
        kept = max(MOST_CONCERNS, MOST - len(services))
        return tuple([*concerns[:kept], *services][:MOST])

    def _found(self, typed: str) -> list[Suggestion]:
        """Whatever has a word that begins as each word typed does, the most fitting first, each once."""
        numbers = set.intersection(*map(self._beginning, typed.split()))
        names = sorted((self._names[number] for number in numbers), key=lambda name: name.fit(typed))
        return list({(name.suggestion.kind, name.suggestion.id): name.suggestion for name in reversed(names)}.values())[::-1]

    def _beginning(self, letters: str) -> set[int]:
        """The names with a word that begins so."""
        ordered = self._ordered
        words = ordered[bisect_left(ordered, letters) : bisect_left(ordered, letters + _AFTER_EVERY_LETTER)]
        return set().union(*(self._names_by_word[word] for word in words))

    def _meant(self, text: str) -> Iterator[Suggestion]:
        """The concerns that whole phrases mean."""
        scheme = self._generation.scheme
        for one in self._words.read(text).understood[:MOST_CONCERNS]:
            yield Suggestion(Kind.CONCERN, one.concern, scheme.label(one.concern), one.because)

    @cached_property
    def _names(self) -> list[_Name]:
        return [*self._concern_names(), *self._service_names()]

    def _concern_names(self) -> Iterator[_Name]:
        scheme = self._generation.scheme
        named: tuple[Concern | Category, ...] = (*scheme.concerns, *scheme.categories)
        for place, one in enumerate(named):
            yield _Name(Suggestion(Kind.CONCERN, one.id, one.label), _spaced(one.label), place)
            for other in _other_names(one):
                yield _Name(Suggestion(Kind.CONCERN, one.id, one.label, other), _spaced(other), place)

    def _service_names(self) -> Iterator[_Name]:
        for number, service_id in enumerate(self._generation.ids):
            body = json.loads(self._generation.bodies[number])
            name, organisation = body["name"], body["organisation"]
            yield _Name(Suggestion(Kind.SERVICE, service_id, name, organisation if organisation != name else None), _spaced(name), number)

    @cached_property
    def _names_by_word(self) -> dict[str, set[int]]:
        by_word: dict[str, set[int]] = {}
        for number, name in enumerate(self._names):
            for word in name.words.split():
                by_word.setdefault(word, set()).add(number)
        return by_word

    @cached_property
    def _ordered(self) -> list[str]:
        return sorted(self._names_by_word)


def _other_names(one: Concern | Category) -> tuple[str, ...]:
    """What else it is called, and was called in earlier editions of the checklist."""
    if isinstance(one, Category):
        return ()
    return tuple(dict.fromkeys((*one.aliases, *(older.label for older in one.older if older.label != one.label))))


def _spaced(text: str) -> str:
    return "".join(f" {word}" for word in re.findall(r"\w+", folded(text)))
