"""The postcode table: an immutable folder of arrays, memory-mapped and shared by every process that reads it.

`signpost_indexer.postcodes` writes it; this module is the one statement of its format, and reads it. Nothing here
parses text or raises for what a person typed: that is the gazetteer's part.
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import cos, radians
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from signpost.geodesy import METRES_PER_MILE, ecef, metres_between
from signpost.places import Postcode
from signpost.problems import SignpostError

FORMAT = 2  # a reader refuses any other; add one when an array changes its meaning
MANIFEST = "manifest.json"
POSITIONS_PER_DEGREE = 10_000_000  # positions are int32 of 1e-7 degrees: one step is 11 mm
NO_POSITION = -(2**31)
NO_AUTHORITY = 2**16 - 1

# Rows: one for each postcode, in the order of `keys`.
ROW_ARRAYS = ("keys", "latitudes", "longitudes", "authorities", "by_latitude")
# Areas: one for each outward code and for each authority, with the members of one in the other.
OUTWARD_ARRAYS = ("outward_codes", "outward_latitudes", "outward_longitudes", "outward_extents", "outward_starts", "outward_authorities")
AUTHORITY_ARRAYS = ("authority_latitudes", "authority_longitudes", "authority_extents", "authority_starts", "authority_outwards")
ARRAYS = ROW_ARRAYS + OUTWARD_ARRAYS + AUTHORITY_ARRAYS

METRES_PER_DEGREE = 111_000.0  # of latitude, a little less than the truth here: a band is never narrower than it says
_FIRST_BAND_METRES = 500.0
_BAND_GROWTH = 4


def postcode_key(postcode: Postcode) -> int:
    """The seven characters of the ONS layout (`LS1 4AP`, `M1  1AA`) as one number, so that numbers sort as postcodes do."""
    return int.from_bytes(f"{postcode.outward:<4}{postcode.inward}".encode("ascii"), "big")


def outward_of(key: int) -> str:
    """The outward code of a postcode's key."""
    return (int(key) >> 24).to_bytes(4, "big").decode("ascii").rstrip()


def postcode_table_ready(folder: Path) -> bool:
    """Is there a whole table of this version? False for none, half of one, or another version."""
    try:
        PostcodeTable.open(folder)
    except NoPostcodeTable:
        return False
    return True


class NoPostcodeTable(SignpostError):
    """There is no table in the folder, or it is damaged or of another version."""


@dataclass(frozen=True, slots=True)
class Area:
    """An outward code or an authority: its middle in degrees, its reach from there, and what lies in it."""

    latitude: float
    longitude: float
    extent_miles: float
    members: tuple[str, ...]


class PostcodeTable:
    """Look-ups over the arrays. Rows are numbers; codes and outward codes are text."""

    def __init__(self, manifest: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> None:
        self.manifest = manifest
        self.authority_codes: list[str] = manifest["authorities"]
        self._arrays = arrays
        self._areas = {name: _view(arrays[name]) for name in OUTWARD_ARRAYS[1:] + AUTHORITY_ARRAYS}
        self._keys, self._latitudes, self._longitudes = (_view(arrays[name]) for name in ROW_ARRAYS[:3])
        self._authorities, self._by_latitude = (_view(arrays[name]) for name in ROW_ARRAYS[3:])
        self.outward_codes = [code.decode("ascii") for code in arrays["outward_codes"].tolist()]
        self._outward_numbers = {code: number for number, code in enumerate(self.outward_codes)}
        self._authority_numbers = {code: number for number, code in enumerate(self.authority_codes)}

    @classmethod
    def open(cls, folder: Path) -> PostcodeTable:
        """Map the folder's arrays into memory. Raises NoPostcodeTable."""
        try:
            manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        except (OSError, ValueError):
            manifest = None
        if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
            raise NoPostcodeTable(f"There is no postcode table of this version in {folder}. Run: signpost build")
        try:
            return cls(manifest, {name: np.load(folder / f"{name}.npy", mmap_mode="r") for name in ARRAYS})
        except (OSError, ValueError, LookupError, TypeError, AttributeError, EOFError) as fault:
            raise NoPostcodeTable(f"The postcode table in {folder} is damaged. Run: signpost build") from fault

    def __len__(self) -> int:
        return len(self._keys)

    @property
    def has_northern_ireland(self) -> bool:
        """Were the postcodes of Northern Ireland taken in when the table was built?"""
        return bool(self.manifest["northern_ireland"])

    # Postcodes

    def row_of(self, postcode: Postcode) -> int | None:
        """The row of a postcode, or None when the table has not got it."""
        key = postcode_key(postcode)
        row = bisect_left(self._keys, key)  # over a memoryview: numpy.searchsorted would cast the whole column for a Python int
        return row if row < len(self._keys) and self._keys[row] == key else None

    def position(self, row: int) -> tuple[float, float] | None:
        """Latitude and longitude of a row in degrees, or None when none is known: never (0, 0)."""
        return _degrees(self._latitudes[row], self._longitudes[row])

    def authority_of(self, row: int) -> str | None:
        """The ONS code of the row's local authority."""
        number = self._authorities[row]
        return None if number == NO_AUTHORITY else self.authority_codes[number]

    def outward_of(self, row: int) -> str:
        """The outward code of the row's postcode."""
        return outward_of(self._keys[row])

    def positions(self, without: str) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Latitudes and longitudes in degrees of every postcode with a position, but for the postcode area `without`, such as `BT`."""
        area = int.from_bytes(without.encode("ascii"), "big")
        latitudes, longitudes = self._arrays["latitudes"], self._arrays["longitudes"]
        kept = (latitudes != NO_POSITION) & (self._arrays["keys"] >> np.uint64(40) != area)
        return latitudes[kept] / POSITIONS_PER_DEGREE, longitudes[kept] / POSITIONS_PER_DEGREE

    # Areas

    def has_outward(self, outward: str) -> bool:
        """Is there such an outward code, with a position or without?"""
        return outward in self._outward_numbers

    def outward(self, outward: str) -> Area | None:
        """The area of an outward code, its members the authorities it touches, the one with most postcodes first."""
        number = self._outward_numbers.get(outward)
        return None if number is None else self._area("outward", number, "outward_authorities", self.authority_codes)

    def authority(self, code: str) -> Area | None:
        """The area of a local authority, its members the outward codes it touches, the one with most postcodes first."""
        number = self._authority_numbers.get(code)
        return None if number is None else self._area("authority", number, "authority_outwards", self.outward_codes)

    def joined_authorities(self, codes: Iterable[str]) -> Area | None:
        """The area of several authorities as one: the median of all their postcodes, and the reach to the farthest of them."""
        numbers = [self._authority_numbers[code] for code in codes if code in self._authority_numbers]
        rows = np.flatnonzero(np.isin(self._arrays["authorities"], numbers))
        rows = rows[self._arrays["latitudes"][rows] != NO_POSITION]
        if not len(rows):
            return None
        latitudes, longitudes = (self._arrays[name][rows] / POSITIONS_PER_DEGREE for name in ("latitudes", "longitudes"))
        middle = float(np.median(latitudes)), float(np.median(longitudes))
        extent = float(metres_between(ecef(*middle), ecef(latitudes, longitudes)).max()) / METRES_PER_MILE
        outwards = np.unique(self._arrays["keys"][rows] >> np.uint64(24)).tolist()
        return Area(*middle, extent, tuple(outward_of(outward << 24) for outward in outwards))

    def joined_outwards(self, codes: Iterable[str]) -> Area | None:
        """The area of several outward codes as one: the median of their middles, and the reach to the end of the farthest."""
        areas = {code: area for code in codes if (area := self.outward(code))}
        if not areas:
            return None
        latitudes, longitudes, extents = np.array([(area.latitude, area.longitude, area.extent_miles) for area in areas.values()]).T
        middle = float(np.median(latitudes)), float(np.median(longitudes))
        miles = metres_between(ecef(*middle), ecef(latitudes, longitudes)) / METRES_PER_MILE
        return Area(*middle, float((miles + extents).max()), tuple(areas))

    def _area(self, kind: str, number: int, members: str, names: list[str]) -> Area | None:
        areas = self._areas
        position = _degrees(areas[f"{kind}_latitudes"][number], areas[f"{kind}_longitudes"][number])
        if position is None:
            return None
        starts = areas[f"{kind}_starts"]
        inside = tuple(names[member] for member in areas[members][starts[number] : starts[number + 1]])
        return Area(*position, float(areas[f"{kind}_extents"][number]), inside)

    # Nearest

    def nearest(self, latitude: float, longitude: float, within_metres: float) -> tuple[int, float] | None:
        """The row of the nearest postcode and the metres to it, or None when none is within reach. Of equals, the first row."""
        for reach in _growing(_FIRST_BAND_METRES, within_metres):
            rows, metres = self._box(latitude, longitude, reach)
            if len(rows) and metres.min() <= reach:
                closest = rows[metres == metres.min()].min()
                return int(closest), float(metres.min())
        return None

    def around(self, latitude: float, longitude: float, miles: float) -> tuple[frozenset[str], frozenset[str]]:
        """The outward codes and the authorities of every postcode within so many miles."""
        rows, metres = self._box(latitude, longitude, miles * METRES_PER_MILE)
        rows = rows[metres <= miles * METRES_PER_MILE]
        outwards = np.unique(self._arrays["keys"][rows] >> np.uint64(24)).tolist()
        authorities = np.unique(self._arrays["authorities"][rows]).tolist()
        return (
            frozenset(outward_of(outward << 24) for outward in outwards),
            frozenset(self.authority_codes[number] for number in authorities if number != NO_AUTHORITY),
        )

    def _box(self, latitude: float, longitude: float, metres: float) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """The rows in a box that holds the circle of that radius, and their distances."""
        tall = metres / METRES_PER_DEGREE
        wide = tall / max(cos(radians(latitude) + radians(tall)), 0.01)
        low, high = (self._latitude_rank(latitude - tall, bisect_left), self._latitude_rank(latitude + tall, bisect_right))
        rows = self._arrays["by_latitude"][low:high].astype(np.int64)
        longitudes = self._arrays["longitudes"][rows]
        rows = rows[np.abs(longitudes - longitude * POSITIONS_PER_DEGREE) <= wide * POSITIONS_PER_DEGREE]
        found = ecef(self._arrays["latitudes"][rows] / POSITIONS_PER_DEGREE, self._arrays["longitudes"][rows] / POSITIONS_PER_DEGREE)
        return rows, metres_between(ecef(latitude, longitude), found)

    def _latitude_rank(self, latitude: float, bisect: Any) -> int:
        return int(bisect(self._by_latitude, latitude * POSITIONS_PER_DEGREE, key=self._latitudes.__getitem__))


def _view(array: NDArray[Any]) -> memoryview[int]:
    """One element of it costs 40 ns and is a Python number; one of the array costs three times that and is not."""
    return memoryview(array)  # type: ignore[arg-type]  # an array is a buffer, but numpy's stubs tell mypy so from Python 3.12 on


def _degrees(latitude: int, longitude: int) -> tuple[float, float] | None:
    if latitude == NO_POSITION:
        return None
    return latitude / POSITIONS_PER_DEGREE, longitude / POSITIONS_PER_DEGREE


def _growing(first: float, last: float) -> Iterator[float]:
    reach = first
    while reach < last:
        yield reach
        reach *= _BAND_GROWTH
    yield last
