"""The names by which people may ask for services, gathered from a directory: see `signpost.search.names`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from signpost.concerns import ConcernScheme
from signpost.gazetteer import local_authorities
from signpost.place_names import fold, is_county
from signpost.places import Nation
from signpost.search.names import core_of, name_words, write_names
from signpost.search.text import every_token
from signpost.services import Service

_AFTER_A_NAME = re.compile(r" at | in | with |[,:;(]")  # what follows says where it is, what it does, or who helps
_IN_BRACKETS = re.compile(r"\(([^)]*[A-Z][^)]*[A-Z][^)]*)\)")  # initials or several words: one word is mostly a place
# What organisations have in their names and people leave out.
_LEGAL = frozenset(("cic", "cio", "foundation", "limited", "ltd", "trust", "uk"))
_LEAST_LETTERS = 3  # of a word that tells: fewer are initials of anything
_SMALL_LETTERS = re.compile(r"(?<![\w'’.@/-])[a-z][a-z'’]*(?![\w@/]|[.-]\w)")  # no part of an address

ByWord = dict[str, list[int]]


def write_names_of(folder: Path, services: Sequence[Service], scheme: ConcernScheme) -> None:
    """Write the names of services, whose numbers are their places in the order given."""
    parts: ByWord = {}
    for number, service in enumerate(services):
        _file(parts, set(_parts(service)), number)
    telling = _telling(parts, services, scheme)
    names: ByWord = {}
    for number, service in enumerate(services):
        _file(names, set(_names(service, telling)), number)
    write_names(folder, names, parts, telling)


def _file(numbers: ByWord, under: Iterable[str], number: int) -> None:
    for one in under:
        numbers.setdefault(one, []).append(number)


def _parts(service: Service) -> list[str]:
    """Every word by which one may tell it from others."""
    return name_words(" ".join([service.name, service.organisation, *(place.town or "" for place in service.locations)]))


def _names(service: Service, telling: frozenset[str]) -> Iterator[str]:
    """Its own name and its organisation's, each in full and in the short forms that are still a name."""
    for name in (service.name, service.organisation):
        full, head = name_words(name), core_of(name_words(_AFTER_A_NAME.split(name)[0]))
        whole = (full, core_of(full))
        short = (head, [word for word in head if word not in _LEGAL], *map(name_words, _IN_BRACKETS.findall(name)))
        yield from (" ".join(words) for words in whole if len(words) > 1 or fold(name).removeprefix("the ") == "".join(words))  # The Swallows, but no swallow
        yield from (" ".join(words) for words in (*whole, *short) if not telling.isdisjoint(words))


def _telling(parts: Mapping[str, list[int]], services: Sequence[Service], scheme: ConcernScheme) -> frozenset[str]:
    """The words of names that are written as names alone."""
    names = {word for word in parts if len(word) >= _LEAST_LETTERS and not word.isdigit() and not is_county(word) and core_of([word])}
    ordinary = _ordinary(services, scheme)
    return frozenset(one.word for one in every_token(" ".join(names - _of_places(services) - _LEGAL)) if one.stem not in ordinary)


def _ordinary(services: Sequence[Service], scheme: ConcernScheme) -> set[str]:
    """Stems of words that stand in small letters in what the directory says, and in how people say their needs."""
    said = [text for service in services for text in (service.summary, service.description, service.referral_text, service.cost_text) if text]
    said += [text for phrases in scheme.phrases.values() for text in (*phrases.phrases, *phrases.clinical)]
    said += [scheme.label(one) for one in scheme.known]
    return {one.stem for one in every_token(" ".join(set(_SMALL_LETTERS.findall("\n".join(said)))))}


def _of_places(services: Sequence[Service]) -> set[str]:
    """Words of the names of authorities, counties, nations, and of the towns that locations name."""
    named = [authority.name for authority in local_authorities().values()] + [nation.label for nation in Nation]
    named += [place.town for service in services for place in service.locations if place.town]
    return set(name_words(" ".join(named)))
