"""Who lives where: whether the catchments of services cover a place.

A place that is only an outward code, an authority or a town is an area: a catchment covers it if any part may be
covered (`may`), and only when one of its keys holds all of it (`surely`) can a service be sure to take people from there.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from signpost.places import Nation, Place
from signpost.search.generation import ANYONE, Generation, Numbers, Starts

Mask = NDArray[np.bool_]
_NATION_BIT = {nation: 1 << number for number, nation in enumerate(Nation)}


def nation_bits(nations: Iterable[Nation]) -> int:
    return sum(_NATION_BIT[nation] for nation in nations)


class Coverage(NamedTuple):
    """For every area of the generation: whether it may cover the place, and whether it covers all of it. Circles aside."""

    may: Mask
    surely: Mask


def coverage(generation: Generation, place: Place) -> Coverage:
    """Which areas cover the place, radius catchments aside (they need distances)."""
    arrays = generation.arrays
    wanted = nation_bits(place.nations)
    touched = arrays.area_nations & wanted
    may = touched != 0
    authorities = [_areas_of(generation.authorities.get(one), arrays.authority_start, arrays.authority_areas) for one in place.local_authorities]
    districts = [_areas_of(generation.districts.get(one), arrays.district_start, arrays.district_areas) for one in place.districts]
    for areas in (*authorities, *districts):
        may[areas] = True
    may[ANYONE] = True
    if max(len(place.nations), len(authorities), len(districts)) <= 1:
        return Coverage(may, may)  # what covers a part of a single thing covers all of it
    surely = touched == wanted if wanted else np.zeros_like(may)
    for lists in (authorities, districts):
        if lists:
            named, times = np.unique(np.concatenate(lists), return_counts=True)
            surely[named[times == len(lists)]] = True
    surely[ANYONE] = True
    return Coverage(may, surely)


def _areas_of(number: int | None, starts: Starts, areas: Numbers) -> Numbers:
    return areas[:0] if number is None else areas[starts[number] : starts[number + 1]]
