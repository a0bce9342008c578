"""The map beside a page of results: its pins have the numbers of the list, which go on from page to page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence

from signpost.search.request import Reach, SearchPage
from signpost_web.directory import Directory
from signpost_web.map_drawing import Drawing, Pin, draw
from signpost_web.params import Pair

NUMBERED = "numbered"  # in the address of a next page
_COUNT = re.compile("[0-9]{1,4}")


def results_map(pins: Sequence[Pin], page: SearchPage, directory: Directory) -> Drawing | None:
    """The map; None without a place, or with nothing near it that one goes to."""
    return draw(directory.base_map(), page.request.near, pins) if page.request.near and pins else None


def numbered(pairs: Iterable[Pair]) -> int:
    """How many services the pages before this one numbered, as its address says: the list goes on counting."""
    text = dict(pairs).get(NUMBERED, "")
    return int(text) if _COUNT.fullmatch(text) else 0


def pins_of(page: SearchPage, numbered: int) -> list[Pin]:
    """The services that stand near, from the top of the page, after so many `numbered` before."""
    near = ((one, one.location) for one in page.results if one.reach is Reach.NEAR)
    placed = ((one, where["latitude"], where["longitude"]) for one, where in near if where and where["latitude"] is not None)
    return [Pin(number, one.id, json.loads(one.body)["name"], *position) for number, (one, *position) in enumerate(placed, numbered + 1)]
