"""`/concerns`: the checklist to browse. `/concerns/{id}`: one concern or category, and who helps with it anywhere."""

from __future__ import annotations

import json

from starlette.requests import Request
from starlette.responses import Response

from signpost.search.request import MAX_LIMIT, SearchRequest
from signpost_web import shapes, state
from signpost_web.directory import Directory
from signpost_web.errors import not_there
from signpost_web.pages import wording
from signpost_web.pages.cards import card
from signpost_web.pages.form import SearchForm
from signpost_web.pages.rendering import render

NATIONAL_SHOWN = 6
REMOTE = ("phone", "online", "post")


async def concerns(request: Request) -> Response:
    """Every concern, by category."""
    scheme = state.directory_of(request).scheme
    return render(request, "concerns.html", {"form": SearchForm.of(scheme), "scheme": scheme})


async def concern(request: Request) -> Response:
    """One concern or category: what it means, where to look, whom anyone may ring, what is related."""
    directory, asked = state.directory_of(request), request.path_params["id"]
    scheme = directory.scheme
    found = scheme.concern_by_id.get(asked) or scheme.category_by_id.get(asked)
    if found is None:
        raise not_there("concern", asked, scheme.known)
    urgent = scheme.urgent_for((asked,))
    view = {
        "concern": found,
        "category": scheme.category_by_id.get(getattr(found, "category", "")),
        "members": [scheme.concern_by_id[one] for one in scheme.expand((asked,)) if one != asked],
        "related": [scheme.concern_by_id[one] for one in getattr(found, "related", ())],
        "urgent": urgent,
        "leaving": scheme.needs_quick_exit((asked,), urgent),
        "national": national(request, directory, asked),
    }
    return render(request, "concern.html", view)


def national(request: Request, directory: Directory, concern_id: str) -> list[tuple[object, str | None]]:
    """Cards of services by phone, online or post for whole nations, with the nations where it is not all four."""
    asked = SearchRequest(concerns=(concern_id,), delivery=REMOTE, limit=MAX_LIMIT)
    shown: list[tuple[object, str | None]] = []
    now = state.now_of(request)
    for result in directory.search(asked, now).results:
        areas = json.loads(directory.service(result.id) or b"{}").get("areas_served")
        if areas and not areas.get("nations"):
            continue
        shown.append((card(shapes.result(result, asked), now.date()), wording.nations(areas["nations"]) if areas else None))
        if len(shown) == NATIONAL_SHOWN:
            break
    return shown

