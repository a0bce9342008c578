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
from signpost.search.generation import Arrays, Deliveries, Floats, Numbers

_SLACK_METRES = 1.0  # far more than rounding and the distance formula can be off; a chord is never longer than the ground
_SURELY = 0.996  # up to a thousand miles, the ground is at most 0.3 % longer than the chord


class _Places(NamedTuple):
    """Places of services, from south to north."""

    services: Numbers
    xyz: Floats
    heights: Floats  # along the Earth's axis: the last column of `xyz`, on its own
    catchment: Floats  # metres around the place that its service serves

    @classmethod
    def of(cls, arrays: Arrays, services: Numbers) -> _Places:
        rows, owners = places_of(arrays, services)
        order = np.argsort(arrays.place_xyz[rows, 2], kind="stable")
        xyz, owned = arrays.place_xyz[rows[order]], services[owners[order]]
        return cls(owned, xyz, np.ascontiguousarray(xyz[:, 2]), arrays.catchment_miles[owned] * METRES_PER_MILE)

    def within(self, point: Floats, metres: float) -> tuple[Numbers, Numbers]:
        """Services with a place that may be within so many metres, and those with one that surely is; some more than once."""
        height, farthest = float(point[2]), metres + _SLACK_METRES
        low, high = self.heights.searchsorted((height - farthest, height + farthest)).tolist()
        services, squared = self.services[low:high], _squared(self.xyz[low:high] - point)
        return services.compress(squared <= farthest**2), services.compress(squared <= (metres * _SURELY) ** 2)

    def around(self, point: Floats, extent: float) -> Numbers:
        """Services whose own circle comes within `extent` metres of the point."""
        return self.services.compress(_squared(self.xyz - point) <= (self.catchment + extent) ** 2)


def _squared(vectors: Floats) -> Floats:
    """Squared length of each."""
    return np.asarray(np.einsum("ij,ij->i", vectors, vectors))


class Posting:
    """Made once from a generation's arrays, at the first search for it."""

    def __init__(self, arrays: Arrays, services: Numbers) -> None:
        self.services = services
        comes = (arrays.delivery[services] & (Deliveries.HOME_VISIT | Deliveries.REMOTE)) != 0
        self.places = _Places.of(arrays, services[(arrays.delivery[services] & Deliveries.IN_PERSON) != 0])
        self._comes = services[comes]
        self._areas = arrays.area[self._comes].astype(np.intp)
        self._circles = _Places.of(arrays, self._comes[arrays.catchment_miles[self._comes] > 0])

    def seen(self, point: Floats, radius_miles: float) -> tuple[Numbers, Numbers]:
        """Those given in person with a place that may be, and that surely is, within the radius of an ECEF position."""
        return self.places.within(point, radius_miles * METRES_PER_MILE)

    def comes(self, point: Floats, extent_miles: float, may: Mask) -> tuple[Numbers, Numbers]:
        """Those that come to people and whose area may cover the place: by area (`may`: those that do), and by their own circle."""
        return self._comes.compress(may.take(self._areas)), self._circles.around(point, extent_miles * METRES_PER_MILE + _SLACK_METRES)


def nearest_of(postings: Sequence[Posting], point: Floats, count: int | None) -> tuple[Numbers, float]:
    """Services in person with one of the `count` nearest places (None: all), ascending; and the miles within which they are all."""
    services = np.concatenate([posting.places.services for posting in postings])
    apart = np.concatenate([_squared(posting.places.xyz - point) for posting in postings])
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
