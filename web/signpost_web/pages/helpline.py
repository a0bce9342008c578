"""The telephone line to offer when nothing else fits: found in the directory, so that it is as true as its entry."""

from __future__ import annotations

import json
from datetime import datetime

from signpost.places import Place
from signpost.search.request import MAX_LIMIT, SearchRequest
from signpost_web import shapes
from signpost_web.directory import Directory
from signpost_web.pages import wording
from signpost_web.pages.cards import Card, card

ABOUT = "information-or-support"  # the part of the checklist that a general helpline answers,
FAMILY = "information-and-support"  # and the kind of service that it is


def helpline(directory: Directory, near: Place | None, now: datetime) -> Card | None:
    """Of the lines that answer everybody by telephone, the one for most concerns; of several the first that a search finds."""
    if ABOUT not in directory.scheme.category_by_id:
        return None
    asked = SearchRequest(concerns=(ABOUT,), near=near, delivery=("phone",), limit=MAX_LIMIT)
    found = [shapes.result(one, asked) for one in directory.search(asked, now).results]
    lines = [one for one in found if one.get("family") == FAMILY and _answers_everybody(json.loads(directory.service(one["id"]) or b"{}"))]
    return card(max(lines, key=lambda one: len(one["concerns"])), now.date()) if lines else None


def _answers_everybody(entry: shapes.Json) -> bool:
    """Whether anybody in the country may ring: no cancer, age or condition of its own."""
    areas, eligibility = entry.get("areas_served"), entry.get("eligibility") or {}
    everywhere = areas is None or wording.UNITED_KINGDOM.issubset(areas.get("nations", ()))
    anybody = eligibility.keys() <= {"audience"} and "patient" in eligibility.get("audience", ("patient",))
    return bool(entry.get("contacts", {}).get("phone")) and everywhere and anybody
