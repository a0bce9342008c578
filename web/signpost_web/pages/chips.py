"""Filters as chips: those that can be put on, with what each would leave, and those that can be taken off."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from signpost.concerns import ConcernScheme
from signpost.opening import LONDON
from signpost.search.request import DEFAULT_RADIUS_MILES, SearchPage, SearchRequest
from signpost_web.languages import marked, say, say_count
from signpost_web.pages import wording
from signpost_web.params import Pair, query_string

ENGLISH = "en"  # nearly every service is given in it: no choice
MAY_BE_OPEN = marked("Open now, or may be")

# Of a filter with several values, those that people ask for: who would look for what is charged for?
OFFERED: Mapping[str, Mapping[str, str]] = {
    "delivery": wording.DELIVERY,
    "referral": {"self": wording.REFERRAL["self"]},
    "cost": {"free": wording.COST["free"]},
    "step_free": {"true": wording.STEP_FREE[True]},
}
GROUPS: Mapping[str, tuple[str, ...]] = {
    marked("How you get it"): ("delivery", "open_at"),
    marked("Getting in"): ("referral", "cost", "step_free"),
    marked("Language"): ("language",),
    marked("One concern"): ("concern",),
    marked("Kind of service"): ("family",),
}


@dataclass(frozen=True, slots=True)
class Chip:
    """One filter to put on, and how many results it would leave."""

    words: str
    count: int
    address: str


@dataclass(frozen=True, slots=True)
class On:
    """One filter that is on, and the same search without it."""

    words: str
    address: str


def offered(page: SearchPage, pairs: Iterable[Pair], scheme: ConcernScheme) -> list[tuple[str, list[Chip]]]:
    """Chips by heading. Each leaves something, and not everything."""
    kept = [pair for pair in pairs if pair[0] != "cursor"]
    groups = [(say(heading), [chip for name in names for chip in _chips(name, page, kept, scheme)]) for heading, names in GROUPS.items()]
    return [(heading, chips) for heading, chips in groups if chips]


def _chips(name: str, page: SearchPage, pairs: list[Pair], scheme: ConcernScheme) -> list[Chip]:
    counts = (page.facets or {}).get(name, {})
    if name == "concern" and not page.request.concerns:  # what words mean is told above the results
        return []
    words = _words_for(name, counts, scheme)
    rest = [pair for pair in pairs if pair[0] != name]
    return [Chip(words[value], counts[value], _address([*rest, (name, value)])) for value in words if 0 < counts.get(value, 0) < page.total]


def _words_for(name: str, counts: Mapping[str, int], scheme: ConcernScheme) -> Mapping[str, str]:
    """What is offered of a filter, in order: of many, those first that leave most."""
    if name in OFFERED:
        return {value: say(words) for value, words in OFFERED[name].items()}
    label: Callable[[str], str] = {
        "concern": lambda one: say(scheme.label(one)),
        "family": lambda one: say(scheme.family_by_id[one].label),
        "language": wording.language,
        "open_at": lambda _: say(MAY_BE_OPEN),
    }[name]
    most = sorted(counts, key=lambda one: -counts[one])
    return {value: label(value) for value in most if value != ENGLISH}


def on(page: SearchPage, pairs: Iterable[Pair], scheme: ConcernScheme) -> list[On]:
    """What narrows this search, each with the way to take it off. What is looked for is no filter; one of several is."""
    kept = [(name, value) for name, value in dict.fromkeys(pairs) if name != "cursor" and value.strip()]
    asked = [name for name, _ in kept if name in {"q", "concern", "family"}]
    found = []
    for pair in kept:
        name, value = pair
        only = name in {"concern", "family"} and len(asked) == 1
        if name in _NARROWS and not only:
            words = _NARROWS[name](value.strip(), page.request, scheme)
            found += [On(words, _address([one for one in kept if one != pair]))] if words else []
    return found


def _cancer(request: SearchRequest, scheme: ConcernScheme) -> str:
    return next(say(kind.label) for kind in scheme.cancer_types if kind.id == request.person.cancer_type)


def _open_at(request: SearchRequest) -> str:
    assert request.open_at is not None
    return say("May be open %(moment)s", moment=wording.moment(request.open_at.astimezone(LONDON).isoformat()))


# What each filter that is on is called: from its value as given, or, where that may be written in several ways, as understood.
_NARROWS: Mapping[str, Callable[[str, SearchRequest, ConcernScheme], str | None]] = {
    "concern": lambda one, _, scheme: say(scheme.label(one)),
    "family": lambda one, _, scheme: say(scheme.family_by_id[one].label),
    "delivery": lambda one, *_: say(wording.DELIVERY[one]),
    "referral": lambda one, *_: say(wording.REFERRAL[one]),
    "cost": lambda one, *_: say(wording.COST[one]),
    "language": lambda one, *_: wording.language(one.lower()),
    "step_free": lambda one, *_: say(wording.STEP_FREE[one == "true"]),
    "open_at": lambda _, request, __: _open_at(request),
    "radius_miles": lambda _, request, __: None if request.radius_miles == DEFAULT_RADIUS_MILES else say_count("Within %(count)s mile", "Within %(count)s miles", request.radius_miles),
    "audience": lambda one, *_: say(wording.AUDIENCE[one]),
    "cancer_type": lambda _, request, scheme: _cancer(request, scheme),
    "age": lambda _, request, __: say("Aged %(age)s", age=request.person.age),
}


def _address(pairs: Iterable[Pair]) -> str:
    return f"/search?{query_string(pairs)}"
