"""The services of one concern or family, laid out so that a search passes over those that cannot reach a place.

Most services are given in person and too far away, or serve only other areas. Places stand by their height on the Earth's
axis, so those within a radius lie in a narrow band; what comes to people stands beside its catchment. A posting rules out
and never in: what is left is then judged exactly, like any other candidate.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from signpost.geodesy import METRES_PER_MILE
from signpost.search.areas import Mask
from signpost.search.generation import Arrays, Bits, Deliveries, Floats, Numbers

_SLACK_METRES = 1.0  # far more than rounding and the distance formula can be off; a chord is never longer than the ground
_SURELY = 0.996  # up to a thousand miles, the ground is at most 0.3 % longer than the chord

# How near a service may be that may reach a place; 0: it surely does not reach it.
AWAY, MAYBE_NEAR, SURELY_NEAR = np.uint8(1), np.uint8(2), np.uint8(3)

Rows = NDArray[np.intp]


class _Places(NamedTuple):
    """Places of a posting's services, from south to north."""

    rows: Rows  # of their services, in the posting
    axes: Floats  # (3, n): along each axis on its own, which is quicker to go over than place by place
    areas: Rows  # that their services serve
    catchment: Floats  # metres around the place that its service serves

    @classmethod
    def of(cls, arrays: Arrays, services: Numbers, chosen: Mask) -> _Places:
        rows = chosen.nonzero()[0]
        places, owners = places_of(arrays, services[rows])
        order = np.argsort(arrays.place_xyz[places, 2], kind="stable")
        owned = rows[owners[order]]
        axes = np.ascontiguousarray(arrays.place_xyz[places[order]].T)
        numbers = services[owned]
        return cls(owned, axes, arrays.area[numbers].astype(np.intp), arrays.catchment_miles[numbers] * METRES_PER_MILE)

    def within(self, point: Floats, metres: float, extent: float, may: Mask) -> tuple[Rows, Rows]:
        """Rows of services with a place that may be within so many metres, and of those with one that surely is; some more than once.

        Only of those that may serve the point: by area, or by a circle that comes within `extent` metres of it.
        """
        height, farthest = float(point[2]), metres + _SLACK_METRES
        low, high = self.axes[2].searchsorted((height - farthest, height + farthest)).tolist()
        squared = _squared(self.axes[:, low:high], point)
        serves = may.take(self.areas[low:high]) | (squared <= (self.catchment[low:high] + extent) ** 2)
        serving, squared = self.rows[low:high].compress(serves), squared.compress(serves)
        return serving.compress(squared <= farthest**2), serving.compress(squared <= (metres * _SURELY) ** 2)

    def around(self, point: Floats, extent: float) -> Rows:
        """Rows of services whose own circle comes within `extent` metres of the point."""
        return self.rows.compress(self.squared(point) <= (self.catchment + extent) ** 2)

    def squared(self, point: Floats) -> Floats:
        """Of each place, its straight line to the point in metres, squared."""
        return _squared(self.axes, point)


def _squared(axes: Floats, point: Floats) -> Floats:
    apart = axes - point[:, np.newaxis]
    return np.asarray(np.einsum("ij,ij->j", apart, apart))


class Posting:
    """Made once from a generation's arrays, at the first search for it."""

    def __init__(self, arrays: Arrays, services: Numbers) -> None:
        self.services = services.astype(np.intp)
        delivery = arrays.delivery[services]
        comes = (delivery & (Deliveries.HOME_VISIT | Deliveries.REMOTE)) != 0
        self.places = _Places.of(arrays, services, (delivery & Deliveries.IN_PERSON) != 0)
        self._comes = comes.nonzero()[0]
        self._areas = arrays.area[services[self._comes]].astype(np.intp)
        self._circles = _Places.of(arrays, services, comes & (arrays.catchment_miles[services] > 0))

    def reaching(self, point: Floats, extent_miles: float, may: Mask, radius_miles: float) -> tuple[Numbers, Bits]:
        """Services that may reach an ECEF position, ascending, and how near each may be; `may`: areas that may cover the place."""
        near, extent = np.zeros(len(self.services), dtype=np.uint8), extent_miles * METRES_PER_MILE + _SLACK_METRES
        near[self._comes.compress(may.take(self._areas))] = AWAY
        near[self._circles.around(point, extent)] = AWAY
        maybe, surely = self.places.within(point, radius_miles * METRES_PER_MILE, extent, may)
        near[maybe] = MAYBE_NEAR
        near[surely] = SURELY_NEAR
        rows = (near != 0).nonzero()[0]
        return self.services.take(rows), near.take(rows)


def nearest_of(postings: Sequence[Posting], point: Floats, count: int | None) -> tuple[Numbers, float]:
    """Services in person with one of the `count` nearest places (None: all), ascending; and the miles within which they are all."""
    services = np.concatenate([posting.services[posting.places.rows] for posting in postings])
    apart = np.concatenate([posting.places.squared(point) for posting in postings])
    if count is None or count >= len(services):
        return np.unique(services), np.inf
    rows = np.argpartition(apart, count)
    return np.unique(services[rows[:count]]), float(np.sqrt(apart[rows[count]])) / METRES_PER_MILE


def places_of(arrays: Arrays, services: Numbers) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Rows of the places of all these services, service by service, and for each the index of its service in `services`."""
    starts = arrays.place_start.take(services)
    counts = arrays.place_start.take(services + 1) - starts
    owners = np.repeat(np.arange(len(services)), counts)
    firsts = np.cumsum(counts) - counts
    return np.arange(len(owners)) + (starts - firsts).take(owners), owners
