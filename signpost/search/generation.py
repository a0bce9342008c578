"""An index generation: an immutable folder of arrays and ready-made JSON, memory-mapped and shared by all workers.

The indexer writes it (`write_arrays`, `write_blob`, `write_json`), the engine reads it; this module is the one statement
of what it holds. Services stand in the order of their ids, so a service's number is its place in every tie-break.
"""

from __future__ import annotations

import json
import mmap
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from enum import IntFlag
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

import msgpack
import numpy as np
from numpy.typing import NDArray

from signpost.concerns import ConcernScheme
from signpost.gazetteer import Town
from signpost.problems import SignpostError

FORMAT = 7  # raised whenever what stands below changes: an older generation is then built anew
FACTS_KEPT = 20_000  # a directory of up to so many services keeps those once decoded: at most 40 MB in each process
ANYONE = 0  # the area of a service that serves everybody

Bits = NDArray[np.uint8]
Small = NDArray[np.int16]
Numbers = NDArray[np.signedinteger[Any]]  # int32 on disk
Starts = NDArray[np.int64]
Floats = NDArray[np.float64]
Impacts = NDArray[np.float32]


class Deliveries(IntFlag):
    IN_PERSON = 1
    HOME_VISIT = 2
    PHONE = 4
    ONLINE = 8
    POST = 16
    REMOTE = PHONE | ONLINE | POST


class BrokenGeneration(SignpostError):
    """A generation folder is of another format, or files of it are missing or cut short."""


@dataclass(frozen=True, slots=True)
class Arrays:
    """Everything that queries run on. S services, P places of services, A distinct areas, C concerns.

    Pairs `x_start`, `x` are lists laid end to end: the items of number i are `x[x_start[i]:x_start[i + 1]]`.
    """

    delivery: Bits  # (S,) Deliveries
    cost: Bits  # (S,) number in catalogue["costs"], 0 = not known
    referral: Bits  # (S,) bit i = catalogue["referrals"][i]
    family: Small  # (S,) number of the family in the scheme, -1 = none
    first_concern: Small  # (S,) its place in the scheme's `known`: a concern's number, or beyond them a category's
    area: Numbers  # (S,) number of the area; ANYONE = everybody
    catchment_miles: Floats  # (S,) radius around its places within which it serves; 0 = none
    min_age: Small  # (S,) years, -1 = no limit
    max_age: Small  # (S,) years, -1 = no limit
    audience: Bits  # (S,) bit i = catalogue["audiences"][i], 0 = no limit
    cancer_set: Numbers  # (S,) number in catalogue["cancer_sets"], 0 = no limit
    worded_limit: Bits  # (S,) 1 = a limit that only a person can read
    kind_set: Numbers  # (S,) number in catalogue["kind_sets"]: its service categories, 0 = not known
    due: Numbers  # (S,) the day on which it falls overdue, as `date.toordinal` counts; 0 = nobody has checked it
    language_set: Numbers  # (S,) number in catalogue["language_sets"], 0 = not known
    step_free: Bits  # (S,) 1 = at least one place is known to be step-free
    hours: Numbers  # (S,) number in catalogue["hours"], each the schedules of a service's lines and places; 0 = not known
    place_start: Starts  # (S + 1,)
    place_xyz: Floats  # (P, 3) WGS 84 earth-centred metres
    concern_start: Starts  # (C + 1,)
    concern_services: Numbers  # services tagged with each concern, ascending
    family_start: Starts
    family_services: Numbers
    area_nations: Bits  # (A,) bit i = list(Nation)[i]
    authority_start: Starts  # areas of each authority in catalogue["authorities"]
    authority_areas: Numbers
    district_start: Starts  # areas of each outward code in catalogue["districts"]
    district_areas: Numbers
    term_start: Starts  # services of each stemmed term in catalogue["terms"]
    term_services: Numbers
    term_impacts: Impacts  # BM25F score of that term in that service


class Facts(NamedTuple):
    """What the reasons need to know of one service: see `signpost_indexer.compiling`."""

    name: str
    concerns: tuple[str, ...]
    closed_for_now: bool
    from_afar: str  # `By phone and online`; empty when it is neither
    way_in: str  # `You can refer yourself`
    stated: bool  # it says something about who it takes
    limits: dict[str, str]  # each of them as a sentence: age, cancer_types, audience, patients_of, text
    area: str | None
    due: str | None  # the day on which it falls overdue
    places: tuple[dict[str, Any], ...]  # as they may be shown, those with a position first
    approximate: tuple[bool, ...]  # of each place, whether it is only an area
    step_free_at: str | None


_AT_ONCE = getattr(mmap, "MAP_POPULATE", 0)  # Linux: map every page when opening, not one by one as people ask


class Blob:
    """Records of bytes laid end to end in one memory-mapped file."""

    def __init__(self, folder: Path, name: str) -> None:
        self._starts = viewed(mapped(folder / f"{name}_start.npy"))
        with (folder / f"{name}.bin").open("rb") as file:
            self._bytes = mmap.mmap(file.fileno(), 0, flags=mmap.MAP_SHARED | _AT_ONCE, prot=mmap.PROT_READ)

    def __getitem__(self, number: int) -> bytes:
        return self._bytes[self._starts[number] : self._starts[number + 1]]


class Generation:
    """One opened generation. Everything in it is read-only."""

    def __init__(self, folder: Path) -> None:
        """Raises BrokenGeneration when the folder is not whole."""
        self.folder = folder
        self.manifest = read_manifest(folder)
        try:
            self._open(folder)
        except (OSError, ValueError, LookupError, TypeError, AttributeError, EOFError) as problem:
            raise _not_whole(folder, problem) from problem

    def _open(self, folder: Path) -> None:
        self.name: str = self.manifest["generation"]
        self.arrays = Arrays(**{part.name: mapped(folder / f"{part.name}.npy") for part in fields(Arrays)})
        catalogue = read_json(folder, "catalogue")
        self.catalogue: dict[str, Any] = catalogue
        self.ids: list[str] = catalogue["ids"]
        self.shelf_ids: list[str] = catalogue["shelf_ids"]
        self.authorities = _numbered(catalogue["authorities"])
        self.districts = _numbered(catalogue["districts"])
        self.terms = _numbered(catalogue["terms"])
        self.concerns = _numbered(catalogue["concerns"])
        self.families = _numbered(catalogue["families"])
        self.towns = [Town.from_json(town) for town in catalogue["towns"]]
        self.scheme = ConcernScheme.from_json(read_json(folder, "scheme"))
        self.bodies = Blob(folder, "bodies")
        self.entries = Blob(folder, "entries")
        packed = Blob(folder, "facts")
        kept = lru_cache(maxsize=None if len(self.ids) <= FACTS_KEPT else 0)
        self.facts = kept(lambda number: Facts._make(msgpack.unpackb(packed[number], use_list=False)))
        """What the reasons need to know of a service, by its number."""

    def number(self, service_id: str) -> int | None:
        """The number of a service that can be found."""
        return _find(self.ids, service_id)

    def entry(self, service_id: str) -> bytes | None:
        """The whole entry as JSON, closed ones too."""
        number = _find(self.shelf_ids, service_id)
        return None if number is None else self.entries[number]


def _find(ordered: list[str], wanted: str) -> int | None:
    at = bisect_left(ordered, wanted)
    return at if at < len(ordered) and ordered[at] == wanted else None


def _numbered(names: Iterable[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(names)}


def mapped(path: Path) -> NDArray[Any]:
    """A plain read-only array over the mapped file: np.memmap's own class slows every slice."""
    return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))


def viewed(array: NDArray[Any]) -> memoryview[int]:
    """The same numbers, for reading one at a time: that costs a third of what it does on an array."""
    return memoryview(array)  # type: ignore[arg-type]  # an array is a buffer, but numpy's stubs tell mypy so from Python 3.12 on


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a whole generation. Raises BrokenGeneration when a file is missing or has another size."""
    try:
        manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_bytes())
        if manifest["format"] != FORMAT:
            raise BrokenGeneration(f"The index in {folder} is of format {manifest['format']}, not {FORMAT}. Run: signpost build")
        for name, size in manifest["files"].items():
            if (folder / name).stat().st_size != size:
                raise BrokenGeneration(f"{folder / name} is cut short. Run: signpost build")
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as problem:
        raise _not_whole(folder, problem) from problem
    return manifest


def _not_whole(folder: Path, problem: Exception) -> BrokenGeneration:
    return BrokenGeneration(f"The index in {folder} is not whole ({type(problem).__name__}: {problem}). Run: signpost build")


def read_json(folder: Path, name: str) -> Any:
    return json.loads((folder / f"{name}.json").read_bytes())


def write_json(folder: Path, name: str, value: Any) -> None:
    (folder / f"{name}.json").write_bytes(json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode())


def write_arrays(folder: Path, arrays: Mapping[str, NDArray[Any]]) -> None:
    """Written by way of memory: numpy would not say of a full disk that it is full."""
    for name, array in arrays.items():
        packed = BytesIO()
        np.save(packed, array, allow_pickle=False)
        (folder / f"{name}.npy").write_bytes(packed.getbuffer())


def write_blob(folder: Path, name: str, records: Iterable[bytes]) -> None:
    """Records of bytes, to be read with Blob. An empty file cannot be mapped, so one byte stands at the end."""
    starts = [0]
    with (folder / f"{name}.bin").open("wb") as file:
        for record in records:
            starts.append(starts[-1] + file.write(record))
        file.write(b"\n")
    write_arrays(folder, {f"{name}_start": np.array(starts, dtype=np.int64)})
