"""`/embed`: a small search box that a hospital or a charity shows within a page of its own, and the first of what it finds.

Its parameters say how the box is set up; `q` and `near` are also what its visitors type. A mistake in the former is for
whoever looks after that page, one in the latter is mended in the box.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from signpost.concerns import ConcernScheme
from signpost.places import echoed
from signpost.problems import did_you_mean
from signpost_web import colours, shapes, state
from signpost_web.directory import Directory
from signpost_web.errors import EMBED
from signpost_web.languages import say
from signpost_web.pages.cards import card
from signpost_web.pages.form import SearchForm, field_of
from signpost_web.pages.helpline import helpline
from signpost_web.pages.rendering import render
from signpost_web.pages.search import as_concern, candidates, leaving, needs, nothing_meant, surely_understood
from signpost_web.pages.sentences import for_people
from signpost_web.params import SEARCH, UNREADABLE, BadParameters, Fault, Pair, Parameter, Unfit, given, one_of, query_string, read

MOST = 5  # services in the box: the whole list is one press away
HEADING_CHARACTERS = 80
TYPED = frozenset({"q", "near"})
AUTO, HERE, TAB = "auto", "here", "tab"


def _category(text: str, directory: Directory) -> str:
    known = directory.scheme.category_by_id
    if text not in known:
        raise Unfit(f"category is '{echoed(text)}': it must be one of {', '.join(known)}.{did_you_mean(echoed(text), known)}")
    return text


def _heading(text: str, directory: Directory) -> str:
    folded = " ".join(text.split())
    if len(folded) > HEADING_CHARACTERS:
        raise Unfit(f"heading is {len(folded)} characters long: at most {HEADING_CHARACTERS} fit.")
    return folded


_TEXT = {"type": "string"}
PARAMETERS: Mapping[str, Parameter] = {
    parameter.name: parameter
    for parameter in (
        Parameter("concern", SEARCH["concern"].read, "Id of the concern, or category, that the box is about: it then asks only for the place.", _TEXT, "swelling"),
        Parameter("category", _category, "Id of a category: the box offers its concerns to choose from.", _TEXT, "practical"),
        SEARCH["q"],
        SEARCH["near"],
        Parameter("heading", _heading, "What stands above the box.", _TEXT, "Find support near Leeds"),
        Parameter("theme", one_of("theme", (AUTO, *colours.SCHEMES)), "Light or dark; `auto` follows the visitor's own settings.", _TEXT, "light"),
        Parameter("results", one_of("results", (HERE, TAB)), "Where results open: in the box, or as the full page in a new tab.", _TEXT, "tab"),
    )
}


async def embed(request: Request) -> Response:
    """The box; and in its place what a search found, or what is wrong with it."""
    directory, pairs = state.directory_of(request), state.pairs_of(request)
    try:
        box = _set_up(given(pairs), directory)
    except BadParameters as error:
        return render(request, "embed_unfit.html", {"errors": [detail for _, detail in error.errors]}, UNREADABLE)
    asked = _asked(box, given(pairs), directory.scheme)
    view = _empty(box, given(pairs), directory.scheme) | {"form": SearchForm.of(directory.scheme, asked)}
    if not _sent(pairs, box):
        return render(request, "embed.html", view)
    try:
        found = _found(request, asked, directory)
    except BadParameters as error:
        return render(request, "embed.html", view | _to_mend(error, asked, given(pairs), directory), error.status)
    return render(request, "embed.html", view | found)


def _set_up(pairs: list[Pair], directory: Directory) -> dict[str, Any]:
    """How the box is set up. Raises BadParameters for what whoever wrote its address must mend."""
    box = read((pair for pair in pairs if pair[0] not in TYPED), PARAMETERS, directory)
    concern, category = box.get("concern"), box.get("category")
    if concern and category and concern != category and concern not in directory.scheme.expand((category,)):
        raise BadParameters([Fault("concern", f"concern is '{concern}', which is not in the category '{category}'.", UNREADABLE)])
    if (concern or category) and any(name == "q" for name, _ in pairs):
        raise BadParameters([Fault("q", "q cannot stand beside concern or category: leave one of them out.", UNREADABLE)])
    return box


def _empty(box: Mapping[str, Any], pairs: list[Pair], scheme: ConcernScheme) -> shapes.Json:
    """What the box shows before anybody has searched."""
    category, concern = box.get("category"), box.get("concern")
    choices = [(category, say("Any of these")), *((one, say(scheme.label(one))) for one in scheme.expand((category,)))] if category else []
    return {
        "look": box.get("theme", AUTO),
        "heading": box.get("heading"),
        "about": say(scheme.label(concern)) if concern and not category else None,
        "choices": choices,
        "chosen": concern,
        "in_new_tab": box.get("results") == TAB,
        "carried": _carried(box, pairs),
        "faults": [],
        "candidates": [],
        "page": None,
    }


def _asked(box: Mapping[str, Any], pairs: list[Pair], scheme: ConcernScheme) -> list[Pair]:
    """The search, as the page of results takes it."""
    need = box.get("concern") or box.get("category")
    typed = [pair for pair in pairs if pair[0] in TYPED]
    return [("concern", need), *typed] if need else as_concern(typed, scheme)


def _carried(box: Mapping[str, Any], pairs: list[Pair]) -> list[Pair]:
    """What the form takes along and does not show. The page of results needs no more than the concern."""
    shown = TYPED | ({"concern"} if "category" in box else set())
    return [(name, text) for name, text in pairs if name not in shown and (name == "concern" or box.get("results") != TAB)]


def _sent(pairs: list[Pair], box: Mapping[str, Any]) -> bool:
    """Whether there is something to answer: the form sends every field, an address that only sets the box up leaves one out."""
    names = {name for name, _ in pairs}
    return "near" in names and ("q" in names or "concern" in box or "category" in box)


def _to_mend(error: BadParameters, asked: list[Pair], pairs: list[Pair], directory: Directory) -> shapes.Json:
    """What is wrong with what was typed."""
    errors = [(parameter, for_people(parameter, detail)) for parameter, detail in error.errors]
    form = SearchForm.of(directory.scheme, asked, errors)
    return {
        "form": form,
        "faults": [(field_of(parameter), detail) for parameter, detail in errors],
        "candidates": candidates(form.text("near"), pairs, directory, EMBED),
    }


def _found(request: Request, asked: list[Pair], directory: Directory) -> shapes.Json:
    """What the search found, as the box shows it. Raises BadParameters."""
    page, _ = state.search(request, [*asked, ("limit", str(MOST))], directory)
    now = state.now_of(request)
    first = list({one.id: one for one in (*page.named, *page.results)}.values())[:MOST]
    return {
        "page": page,
        "near": page.request.near,
        "needs": needs(page, directory),
        "lost": nothing_meant(page),
        "leaving": leaving(page, directory.scheme),
        "understood": [say(directory.scheme.label(one.concern)) for one in surely_understood(page)],
        "instead": page.instead.text.split("\n\n")[0] if page.instead else None,
        "cards": [card(shapes.result(one, page.request), now.date()) for one in first],
        "helpline": None if first else helpline(directory, page.request.near, now),
        "whole": f"/search?{query_string(asked)}",
    }
