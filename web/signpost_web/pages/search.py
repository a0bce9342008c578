"""`/`: the search form. `/search`: what it finds, or what is wrong with it.

The one box takes words or a concern: what stands in it just as the checklist words it is that concern, and finds what
`concern` finds.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from signpost.concerns import ConcernScheme
from signpost.gazetteer import AmbiguousPlace
from signpost.problems import SignpostError
from signpost.search.request import SearchPage, Understood
from signpost.search.words import SURE_BESIDE_AN_EMERGENCY
from signpost.understanding.speaker import CARER
from signpost_web import shapes, state
from signpost_web.directory import Directory
from signpost_web.languages import say, spoken
from signpost_web.pages import chips, wording
from signpost_web.pages.cards import card, grouped
from signpost_web.pages.form import RADII, SearchForm, field_of
from signpost_web.pages.helpline import helpline
from signpost_web.pages.rendering import render
from signpost_web.pages.results_map import NUMBERED, numbered, pins_of, results_map
from signpost_web.pages.sentences import for_people
from signpost_web.params import LANGUAGES, SEARCH, BadParameters, Pair, query_string

FOR_CARERS = "carers-and-family"  # the family of services for them
ORDER = ("q", "concern", "near", *(name for name in SEARCH if name not in {"q", "concern", "near"}))  # of the fields on the form


async def home(request: Request) -> Response:
    """Where everything starts."""
    directory = state.directory_of(request)
    return render(request, "home.html", {"form": SearchForm.of(directory.scheme), "scheme": directory.scheme, "count": directory.count})


async def results(request: Request) -> Response:
    """The services for a need and a place, nearest and most fitting first."""
    directory = state.directory_of(request)
    pairs = as_concern([pair for pair in state.pairs_of(request) if pair[0] in SEARCH and pair[0] != "facets"], directory.scheme)
    try:
        page, as_of = state.search(request, [*pairs, ("facets", "true")], directory)
    except BadParameters as error:
        errors = [(parameter, for_people(parameter, detail)) for parameter, detail in error.errors]
        form = SearchForm.of(directory.scheme, pairs, errors)
        errors.sort(key=lambda error: ORDER.index(error[0]))
        faults = [(field_of(parameter), detail) for parameter, detail in errors]
        return render(request, "mend.html", {"form": form, "faults": faults, "candidates": candidates(form.text("near"), pairs, directory)}, error.status)
    now = (as_of or state.now_of(request)).astimezone(state.LONDON)
    if nothing_meant(page):
        return render(request, "lost.html", _lost(page, pairs, directory, now))
    return render(request, "results.html", _view(page, pairs, directory, now, numbered(state.pairs_of(request))))


def as_concern(pairs: list[Pair], scheme: ConcernScheme) -> list[Pair]:
    """The same search; where its only words are the label of a concern, for that concern."""
    texts = [text for name, text in pairs if name == "q" and text.strip()]
    if len(texts) != 1 or any(name in {"concern", "family"} and text.strip() for name, text in pairs):
        return pairs
    words = " ".join(texts[0].split()).casefold()
    meant = next((one for one in scheme.known if words in {(label := scheme.label(one)).casefold(), say(label).casefold()}), None)
    return [("concern", meant), *(pair for pair in pairs if pair[0] not in {"q", "concern"})] if meant else pairs


def nothing_meant(page: SearchPage) -> bool:
    """Whether words alone were given, and neither a concern nor a service was found for them."""
    asked = page.request
    return bool(asked.text) and not (asked.concerns or asked.families or page.understood or page.urgent or page.named or page.total)


def leaving(page: SearchPage, scheme: ConcernScheme) -> bool:
    """Whether a page of these results needs a quick way off."""
    return nothing_meant(page) or scheme.needs_quick_exit((*page.request.concerns, *(one.concern for one in page.understood)), page.urgent)


def _lost(page: SearchPage, pairs: list[Pair], directory: Directory, now: datetime) -> shapes.Json:
    """What the page shows to people whose words nobody understood."""
    return {
        "leaving": True,  # words that nobody understood may tell of anything
        "needs": needs(page, directory),
        "without_filters": _without_filters(pairs),
        "form": SearchForm.of(directory.scheme, [pair for pair in pairs if pair[0] != "cursor"]),
        "categories": [(one, _narrowed(pairs, "concern", one.id)) for one in directory.scheme.categories],
        "helpline": helpline(directory, page.request.near, now),
    }


def _view(page: SearchPage, pairs: list[Pair], directory: Directory, now: datetime, before: int) -> shapes.Json:
    """What the page of results shows, after so many services numbered on those `before` it."""
    asked, today, shown = page.request, now.date(), {one.id for one in page.named}
    first = [pair for pair in pairs if pair[0] != "cursor"]
    understood = surely_understood(page)
    about = directory.scheme.expand(asked.concerns) or tuple(one.concern for one in understood[:1])
    pins = pins_of(page, before)
    return {
        "page": page,
        "map": results_map(pins, page, directory),
        "narrowing": chips.offered(page, first, directory.scheme),
        "narrowed": chips.on(page, first, directory.scheme),
        "related": [(say(directory.scheme.label(one)), _narrowed(first, "concern", one)) for one in directory.scheme.related(about)] if len(about) == 1 and (page.total or not page.told) else [],
        "further": _further(page, first),
        "leaving": leaving(page, directory.scheme),
        "near": asked.near,
        "form": SearchForm.of(directory.scheme, first),
        "needs": needs(page, directory),
        "understood": [(say(directory.scheme.label(one.concern)), _narrowed(pairs, "concern", one.concern)) for one in understood],
        "for_carers": _for_carers(page, pairs, directory),
        "language": language if (language := shapes.text_language(page)) in LANGUAGES and language != spoken().primary else None,
        "named": [card(shapes.result(one, asked), today) for one in page.named],
        "groups": grouped([shapes.result(one, asked) for one in page.results if one.id not in shown], page.reaches, page.total, today),
        "instead": page.instead.text.split("\n\n") if page.instead and _would_go(page) else [],
        "also": [card(shapes.result(one, asked), today) for one in page.also],
        "next": f"/search?{query_string([*pairs, (NUMBERED, str(before + len(pins)))], page.next_cursor)}" if page.next_cursor else None,
        "first": f"/search?{query_string(pairs)}" if asked.cursor else None,
        "without_filters": _without_filters(pairs),
        "helpline": None if page.total else helpline(directory, asked.near, now),
    }


def surely_understood(page: SearchPage) -> Sequence[Understood]:
    """What the words were understood as; beside advice to ring 999 only what is sure."""
    return [one for one in page.understood if one.score >= SURE_BESIDE_AN_EMERGENCY] if page.told else page.understood


def candidates(near: str, pairs: list[Pair], directory: Directory, page: str = "/search") -> list[tuple[str, str]]:
    """Of a name that fits several places: each of them, and the same search from there, on the page where it was asked."""
    try:
        directory.gazetteer.find(near)
    except AmbiguousPlace as several:
        rest = [pair for pair in pairs if pair[0] not in {"near", "cursor"}]
        return [(place, f"{page}?{query_string([*rest, ('near', place)])}") for place in several.candidates]
    except SignpostError:
        pass
    return []


def needs(page: SearchPage, directory: Directory) -> str:
    """What is looked for, in a few words: `swelling and pain`."""
    scheme, asked = directory.scheme, page.request
    labels = [say(scheme.label(one)) for one in asked.concerns] or [say(scheme.family_by_id[one].label) for one in asked.families]
    if asked.text:
        return f"“{asked.text if len(asked.text) <= 60 else asked.text[:57].rstrip() + '...'}”"
    return wording.listed(map(wording.lowered, labels))


def _narrowed(pairs: list[Pair], name: str, value: str) -> str:
    """The same search for this alone: the place and the filters stay."""
    return f"/search?{query_string([(name, value), *(pair for pair in pairs if pair[0] not in {'q', 'concern', 'family', 'cursor'})])}"


def _would_go(page: SearchPage) -> bool:
    """Whether it matters that nothing is near: not to people who have asked for what comes to them, and found it."""
    return not page.total or not page.request.delivery or "in-person" in page.request.delivery


def _further(page: SearchPage, pairs: list[Pair]) -> tuple[str, str] | None:
    """The least of the usual distances that reaches the nearest service, and the same search as far as that."""
    nearest = page.instead.nearest if page.instead else None
    radius = next((miles for miles in RADII if nearest and float(miles) >= nearest.distance_miles), None)
    rest = [pair for pair in pairs if pair[0] != "radius_miles"]
    return (radius, f"/search?{query_string([*rest, ('radius_miles', radius)])}") if radius else None


def _for_carers(page: SearchPage, pairs: list[Pair], directory: Directory) -> str | None:
    """Help for those who care for somebody, for people who seem to ask for somebody else."""
    carer = shapes.speaker(page) == CARER and FOR_CARERS in directory.scheme.family_by_id
    return _narrowed([pair for pair in pairs if pair[0] in {"near", "radius_miles"}], "family", FOR_CARERS) if carer else None


def _without_filters(pairs: list[Pair]) -> str | None:
    """The same search without its filters, where it has any that may hide something."""
    kept = [(name, text) for name, text in pairs if name in {"q", "concern", "near", "radius_miles"} and text.strip()]
    families = [] if any(name in {"q", "concern"} for name, _ in kept) else [pair for pair in pairs if pair[0] == "family"]
    hiding = {"family", "delivery", "cost", "referral", "language", "step_free", "open_at"} - ({"family"} if families else set())
    if not any(name in hiding and text.strip() for name, text in pairs):
        return None
    return f"/search?{query_string([*kept, *families])}"
