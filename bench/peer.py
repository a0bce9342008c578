"""The peer: the nearest twenty of a concern out of SQLite, with its R*Tree module, written as well as we could.

One R*Tree entry for each location; the concerns of each location in a table that is its own index, so that most of a box
is ruled out by a number alone; service and exact position in auxiliary columns, read for hits only; memory-mapped, read-only
and warm. The box starts as wide as the concern's number of services makes likely, and grows by half until twenty stand within
its inner circle (the fastest start and growth of ten that were tried).
It answers less than the engine does: no catchments, no verdicts, no totals, no reasons; distances on a sphere.
"""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

from signpost.services import Service, Status
from signpost_indexer.compiling import Shelf

EARTH_MILES = 3958.7613
MILES_PER_DEGREE = 69.0  # of latitude; a little less than the truth, so a box is never too small
INHABITED_SQUARE_MILES = 40_000.0  # of the kingdom's 94,000: where most services stand
FARTHEST_MILES = 1000.0
ENOUGH = 20
FIRST_SHARE, GROWTH = 0.5, 1.5  # the first circle holds half of what is wanted, were services spread evenly

_SCHEMA = """
CREATE VIRTUAL TABLE located USING rtree(id, south, north, west, east, +service INTEGER, +latitude REAL, +longitude REAL);
CREATE TABLE tagged (concern TEXT, location INTEGER, PRIMARY KEY (concern, location)) WITHOUT ROWID;
CREATE TABLE service (number INTEGER PRIMARY KEY, id TEXT);
"""
_NEAREST = """
SELECT service.id, min(2 * :earth * asin(sqrt(
    pow(sin((radians(latitude) - :phi) / 2), 2) + :cos_phi * cos(radians(latitude)) * pow(sin((radians(longitude) - :lam) / 2), 2)))) AS miles
FROM located
CROSS JOIN tagged ON tagged.concern = :concern AND tagged.location = located.id
JOIN service ON service.number = located.service
WHERE north >= :south AND south <= :north AND east >= :west AND west <= :east
GROUP BY located.service ORDER BY miles, service.id LIMIT 20
"""


class SqlitePeer:
    """Opened read-only. `nearest` gives (id, miles), nearest first."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True, cached_statements=16)
        for pragma in ("mmap_size = 1073741824", "cache_size = -262144", "temp_store = memory", "query_only = 1"):
            self._database.execute(f"PRAGMA {pragma}")
        self._counts: dict[str, int] = dict(self._database.execute("SELECT concern, count(*) FROM tagged GROUP BY concern"))
        for column, table in (("latitude", "located"), ("location", "tagged"), ("id", "service")):  # every page read once
            self._database.execute(f"SELECT max({column}) FROM {table}").fetchone()

    def nearest(self, concern: str, latitude: float, longitude: float) -> list[tuple[str, float]]:
        radius = math.sqrt(FIRST_SHARE * ENOUGH * INHABITED_SQUARE_MILES / (math.pi * max(self._counts.get(concern, 0), 1)))
        phi = math.radians(latitude)
        fixed = {"concern": concern, "earth": EARTH_MILES, "phi": phi, "cos_phi": math.cos(phi), "lam": math.radians(longitude)}
        while True:
            tall = radius / MILES_PER_DEGREE
            wide = tall / max(math.cos(phi + math.radians(tall)), 0.01)
            box = {"south": latitude - tall, "north": latitude + tall, "west": longitude - wide, "east": longitude + wide}
            found: list[tuple[str, float]] = self._database.execute(_NEAREST, fixed | box).fetchall()
            if radius >= FARTHEST_MILES or (len(found) == ENOUGH and found[-1][1] <= radius):
                return found
            radius *= GROWTH


def write_peer(path: Path, shelf: Shelf) -> None:
    """The same services in a database of their own."""
    path.unlink(missing_ok=True)
    findable = [service for service in shelf.services if service.status is not Status.CLOSED]
    with closing(sqlite3.connect(path)) as database, database:
        database.executescript(_SCHEMA)
        database.executemany("INSERT INTO service VALUES (?, ?)", ((number, service.id) for number, service in enumerate(findable)))
        rows = list(_rows(shelf, findable))
        tags = sorted({(concern, int(row[0])) for row in rows for concern in findable[int(row[5])].concerns})
        database.executemany("INSERT INTO tagged VALUES (?, ?)", tags)
        database.executemany("INSERT INTO located VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows)
        database.execute("ANALYZE")


def _rows(shelf: Shelf, services: Iterable[Service]) -> Iterator[tuple[float, ...]]:
    """Location number, box, service number, exact position."""
    placed = ((number, one.place) for number, service in enumerate(services) for one in shelf.placed[service.id] if one.place)
    for row, (number, place) in enumerate(placed):
        yield row, place.latitude, place.latitude, place.longitude, place.longitude, number, place.latitude, place.longitude
