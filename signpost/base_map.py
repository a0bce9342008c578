"""What a map shows under its pins: where postcodes lie thick or thin, and the names of the local authorities.

No coastline or street is kept here, and none is fetched: people live along coasts and in towns, so the dots of their
postcodes draw both. Northern Ireland's postcodes may be used for distances alone, and ONS places none of the Crown
dependencies': there the middles of the outward codes, which may be given out, stand in.

Made once a process out of the postcode table, in a fifth of a second and 20 MB: a file of its own would be one
more format that can be out of step with the table.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from signpost.place_names import plain_name
from signpost.places import LocalAuthority
from signpost.postcode_table import PostcodeTable

Counts = NDArray[np.int64]

NORTH, WEST = 61.0, -9.0  # degrees: the corner that cells are counted from, beyond Shetland and Saint Kilda
TALL, WIDE = 0.0009, 0.00155  # degrees of the smallest cell: 100 m each way in the middle of the country
SMALLEST_METRES = 100.0
_ROWS, _COLUMNS = 12_800, 7_200  # of smallest cells, down to beyond the Channel Islands and across to Lowestoft
_COARSE = 4  # maps of larger cells are counted from cells of 400 m: a whole country's in a millisecond
_UNPLACED = ("BT", "JE", "GY", "IM")  # postcode areas whose postcodes have no position that may be shown


@dataclass(frozen=True, slots=True)
class NamedArea:
    """A local authority as a map names it, at the middle of its postcodes."""

    name: str
    latitude: float
    longitude: float
    size: int  # outward codes in it: where two names collide, the larger area's is shown


@dataclass(frozen=True, slots=True)
class Window:
    """A part of the map, counted from its corner in cells `size` times the smallest."""

    size: int
    top: int
    left: int
    rows: int
    columns: int


class BaseMap:
    """Counts of postcodes in cells of any size, and what else has a place. Immutable and thread-safe."""

    def __init__(
        self, latitudes: ArrayLike, longitudes: ArrayLike, middles: Iterable[tuple[float, float]] = (), areas: Iterable[NamedArea] = ()
    ) -> None:
        """`latitudes` and `longitudes`, in degrees, are those of postcodes; `middles` those of outward codes without any."""
        rows = _cells(NORTH - np.asarray(latitudes, np.float64), TALL, _ROWS)
        columns = _cells(np.asarray(longitudes, np.float64) - WEST, WIDE, _COLUMNS)
        order = np.argsort(rows, kind="stable")
        self._rows, self._columns = rows[order], columns[order]
        self._coarse = _counted(rows // _COARSE, columns // _COARSE, _ROWS // _COARSE, _COLUMNS // _COARSE).astype(np.uint16)
        self.middles = tuple(middles)
        self.areas = tuple(sorted(areas, key=lambda area: (-area.size, area.name)))

    @classmethod
    def of(cls, table: PostcodeTable, authorities: Mapping[str, LocalAuthority]) -> BaseMap:
        """The map of the whole postcode table."""
        latitudes, longitudes = table.positions(without=_UNPLACED[0])
        unplaced = (table.outward(code) for code in table.outward_codes if code.startswith(_UNPLACED))
        named = ((authority, table.authority(code)) for code, authority in authorities.items())
        return cls(
            latitudes,
            longitudes,
            [(area.latitude, area.longitude) for area in unplaced if area],
            [NamedArea(plain_name(authority), area.latitude, area.longitude, len(area.members)) for authority, area in named if area],
        )

    def counts(self, window: Window) -> Counts:
        """How many postcodes lie in each cell of the window: shape (rows, columns), north first."""
        return self._counts_of_coarse(window) if window.size % _COARSE == 0 else self._counts_of_fine(window)

    def _counts_of_fine(self, window: Window) -> Counts:
        top, left = window.top * window.size, window.left * window.size
        first, last = np.searchsorted(self._rows, np.array([top, top + window.rows * window.size], self._rows.dtype))
        columns = self._columns[first:last]
        inside = np.flatnonzero((columns >= left) & (columns < left + window.columns * window.size))
        rows = (self._rows[first:last][inside] - top) // window.size
        return _counted(rows, (columns[inside] - left) // window.size, window.rows, window.columns)

    def _counts_of_coarse(self, window: Window) -> Counts:
        step = window.size // _COARSE
        padded = np.zeros((window.rows * step, window.columns * step), np.uint16)
        top, left = window.top * step, window.left * step
        part = self._coarse[max(top, 0) : max(top + len(padded), 0), max(left, 0) : max(left + padded.shape[1], 0)]
        down, across = max(-top, 0), max(-left, 0)
        padded[down : down + part.shape[0], across : across + part.shape[1]] = part
        return np.asarray(padded.reshape(window.rows, step, window.columns, step).sum(axis=(1, 3), dtype=np.int64))


def _cells(degrees: NDArray[np.float64], step: float, most: int) -> NDArray[np.int16]:
    """The cell that each lies in, by degrees from the corner."""
    return np.clip(degrees / step, 0, most - 1).astype(np.int16)


def _counted(rows: NDArray[np.int16], columns: NDArray[np.int16], tall: int, wide: int) -> Counts:
    numbers = rows.astype(np.int32) * wide + columns
    return np.asarray(np.bincount(numbers, minlength=tall * wide).reshape(tall, wide))
