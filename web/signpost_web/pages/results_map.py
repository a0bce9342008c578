"""The map beside a page of results: its pins have the numbers of the list."""

from __future__ import annotations

import json

from signpost.search.request import Reach, SearchPage
from signpost_web.directory import Directory
from signpost_web.map_drawing import Drawing, Pin, draw


def results_map(page: SearchPage, directory: Directory) -> Drawing | None:
    """The map; None without a place, or with nothing near it that one goes to."""
    pins = _pins(page)
    return draw(directory.base_map(), page.request.near, pins) if page.request.near and pins else None


def _pins(page: SearchPage) -> list[Pin]:
    """The services that stand near, numbered from the top of the page."""
    near = ((one, one.location) for one in page.results if one.reach is Reach.NEAR)
    placed = ((one, where["latitude"], where["longitude"]) for one, where in near if where and where["latitude"] is not None)
    return [Pin(number, one.id, json.loads(one.body)["name"], *position) for number, (one, *position) in enumerate(placed, 1)]
