"""The gazetteer: a postcode, an outward code, coordinates or a name, and the place that it means.

Everything is looked up in the postcode table on disk: no text that a person typed leaves the machine.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from signpost.geodesy import METRES_PER_MILE, ecef, miles_between
from signpost.place_names import TOWN_EXTENT_MILES, Named, PlaceNames, Region, Town, is_county, nearest_name, plain_name, towns_of
from signpost.places import (
    AmbiguousPlace,
    ImpossiblePlace,
    LocalAuthority,
    MalformedPlace,
    MalformedPostcode,
    Nation,
    Place,
    PlaceKind,
    Postcode,
    UnknownPlace,
    echoed,
    outward_code,
)
from signpost.postcode_table import Area, PostcodeTable
from signpost.problems import did_you_mean

__all__ = [
    "AmbiguousPlace",
    "Gazetteer",
    "ImpossiblePlace",
    "MalformedPlace",
    "Town",
    "UnknownPlace",
    "local_authorities",
    "towns_of",
]

FARTHEST_METRES = 30_000.0  # a point farther than this from every postcode is not in the UK or the Crown dependencies
MAINLAND_METRES = 10_000.0  # a point so near to a postcode is in the UK: the Isle of Man lies 26 km off it, Jersey 130
LONGEST_PLACE = 100  # characters: the longest name of an authority has 36
_AUTHORITIES = Path(__file__).with_name("local_authorities.csv")
_NATION_OF_CODE = {"E": Nation.ENGLAND, "S": Nation.SCOTLAND, "W": Nation.WALES, "N": Nation.NORTHERN_IRELAND}
_CROWN_DEPENDENCIES = {"JE": Nation.JERSEY, "GY": Nation.GUERNSEY, "IM": Nation.ISLE_OF_MAN}
_FORCES = re.compile(r"BF[0-9]+")  # British Forces, wherever they are: no place on a map
_NORTHERN_IRELAND = "BT"  # the postcode area of all of it, and of nothing else
_NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
_COORDINATES = re.compile(rf"\s*({_NUMBER})\s*,\s*({_NUMBER})\s*")
_NO_NUMBER = re.compile(r"[+-]?(nan|inf|infinity)", re.IGNORECASE)  # float() reads these, and they are no position
_WAY_OUT = "Write a postcode such as LS1 4AP, its first half such as LS1, a town or local authority, or coordinates such as 53.8,-1.55."


@lru_cache(maxsize=1)
def local_authorities() -> Mapping[str, LocalAuthority]:
    """Every local authority in use, by ONS code. Needs no postcode table."""
    with _AUTHORITIES.open(encoding="utf-8", newline="") as file:
        return {row["code"]: LocalAuthority(row["code"], row["name"], Nation(row["nation"])) for row in csv.DictReader(file)}


class Gazetteer:
    """Finds places. Safe to share between threads; each process maps the same files."""

    def __init__(self, table: PostcodeTable, towns: Iterable[Town] = ()) -> None:
        self.authorities = local_authorities()
        self.towns = tuple(towns)
        self._table = table
        self._names: PlaceNames | None = None
        self._town_places: dict[Town, Place] = {}
        self._region_places: dict[Region, Place] = {}

    @classmethod
    def open(cls, folder: Path, towns: Iterable[Town] = ()) -> Gazetteer:
        """The gazetteer over the postcode table in `folder`. Raises SignpostError when there is none of this version."""
        return cls(PostcodeTable.open(folder), towns)

    def find(self, text: str) -> Place:
        """The place that somebody typed. Raises MalformedPlace, UnknownPlace, AmbiguousPlace or ImpossiblePlace."""
        text = text.strip()
        if not text:
            raise MalformedPlace(f"The place is empty. {_WAY_OUT}")
        if len(text) > LONGEST_PLACE or not "".join(text.split()).isprintable():
            raise MalformedPlace(f"'{echoed(text)}' cannot be read as a place. {_WAY_OUT}")
        if _looks_like_coordinates(text):
            return self._coordinates_in(text)
        if any(c.isdigit() for c in text) or self._table.has_outward(text.upper()):
            return self._postcode_in(text)
        if not any(c.isalpha() for c in text):
            raise MalformedPlace(f"'{echoed(text)}' cannot be read as a place. {_WAY_OUT}")
        return self._named(text)

    def locate(self, postcode_or_outward: str) -> Place:
        """Where a service's postcode or outward code is. Raises MalformedPlace or UnknownPlace."""
        return self._postcode_in(postcode_or_outward)

    def postcode(self, postcode: Postcode) -> Place:
        """The place of a full postcode, or of its outward code (and a note that says so). Raises UnknownPlace."""
        row = self._table.row_of(postcode)
        if row is None:
            return self._outward(postcode.outward, str(postcode), f"{postcode} is not a postcode we know.")
        position = self._table.position(row)
        if position is None:
            return self._outward(postcode.outward, str(postcode), f"The exact position of {postcode} is not published.")
        code = self._table.authority_of(row)
        nation = _nation_of(code)
        licensed = postcode.outward[:2] == _NORTHERN_IRELAND  # for internal use: measured from, never given out
        shown = self._middle_of_outward(postcode.outward) if licensed else position
        return Place(
            kind=PlaceKind.POSTCODE,
            name=str(postcode),
            latitude=position[0],
            longitude=position[1],
            shown_latitude=shown[0],
            shown_longitude=shown[1],
            approximate=False,
            extent_miles=0.0,
            districts=frozenset({postcode.outward}),
            local_authorities=frozenset({code} if code else ()),
            nations=frozenset({nation} if nation else ()),
            local_authority=self.authorities.get(code or ""),
            nation=nation,
            postcode=str(postcode),
            position_of=postcode.outward if licensed else None,
        )

    def outward(self, outward: str) -> Place:
        """The middle of an outward code. Raises MalformedPlace or UnknownPlace."""
        try:
            code = outward_code(outward)
        except MalformedPostcode as fault:
            raise MalformedPlace(str(fault)) from None
        return self._outward(code, code, None)

    def coordinates(self, latitude: float, longitude: float) -> Place:
        """A point, with the authority and nation of the nearest postcode. Raises ImpossiblePlace."""
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            raise ImpossiblePlace(
                "Latitude runs from -90 to 90 and longitude from -180 to 180: the latitude comes first, such as 53.8,-1.55."
            )
        outwards, code, nation = self._surroundings(latitude, longitude)
        return Place(
            kind=PlaceKind.COORDINATES,
            name=f"{round(latitude, 6)}, {round(longitude, 6)}",
            latitude=latitude,
            longitude=longitude,
            shown_latitude=latitude,
            shown_longitude=longitude,
            approximate=False,
            extent_miles=0.0,
            districts=outwards,
            local_authorities=frozenset({code} if code else ()),
            nations=frozenset({nation} if nation else ()),
            local_authority=self.authorities.get(code or ""),
            nation=nation,
        )

    def authority(self, code: str) -> LocalAuthority:
        """The local authority with that ONS code. Raises UnknownPlace."""
        try:
            return self.authorities[code]
        except KeyError:
            raise UnknownPlace(
                f"'{echoed(code)}' is not the code of a local authority.{did_you_mean(code[:20], self.authorities)}"
            ) from None

    def authority_place(self, code: str) -> Place:
        """The middle of a local authority's postcodes, approximate. Raises UnknownPlace."""
        authority = self.authority(code)
        area = self._table.authority(code)
        if area is None:
            raise UnknownPlace(f"No postcode of {authority.name} is known here. Write a postcode or a town nearby.")
        return _area_place(
            PlaceKind.LOCAL_AUTHORITY,
            authority.name,
            area,
            districts=frozenset(area.members),
            local_authorities=frozenset({code}),
            nations=frozenset({authority.nation}),
            local_authority=authority,
            nation=authority.nation,
            note=f"Distances are from the middle of {plain_name(authority)}. A postcode gives exact ones.",
        )

    def town_place(self, town: Town) -> Place:
        """The middle of a town, approximate: what lies within its reach counts as part of it, perhaps."""
        if town not in self._town_places:
            around = [self._table.around(*position, TOWN_EXTENT_MILES) for position in town.positions]
            outwards, codes = (frozenset().union(*found) for found in zip(*around, strict=True))
            nations = (nation for code in codes if (nation := _nation_of(code)))
            self._town_places[town] = _area_place(
                PlaceKind.TOWN,
                town.name,
                town,
                districts=town.districts | outwards,
                local_authorities=town.local_authorities | codes,
                nations=town.nations.union(nations),
                local_authority=self.authorities.get(town.local_authority or ""),
                nation=town.nation,
                note=self._note_of(town),
            )
        return self._town_places[town]

    def region_place(self, region: Region) -> Place:
        """The middle of London or of a Crown dependency, approximate. Raises UnknownPlace."""
        if region not in self._region_places:
            area = self._area_of(region)
            if area is None:
                raise UnknownPlace(f"No postcode of {region.name} is known here. Write a postcode or a town nearby.")
            self._region_places[region] = _area_place(
                PlaceKind.REGION,
                region.name,
                area,
                districts=frozenset(area.members),
                local_authorities=region.local_authorities,
                nations=frozenset({region.nation}),
                local_authority=None,
                nation=region.nation,
                note=f"Distances are from the middle of {region.name}. A postcode or a smaller place gives better ones.",
            )
        return self._region_places[region]

    # Postcodes

    def _postcode_in(self, text: str) -> Place:
        try:
            return self.postcode(Postcode.parse(text))
        except MalformedPostcode:
            pass
        try:
            outward = outward_code(text)
        except MalformedPostcode:
            raise MalformedPlace(
                f"'{echoed(text)}' is not a postcode. A full postcode looks like LS1 4AP, its first half like LS1."
            ) from None
        return self._outward(outward, outward, None)

    def _outward(self, outward: str, asked: str, instead_of: str | None) -> Place:
        """An outward code's place; `instead_of`, a sentence, when a full postcode was asked for and has no position."""
        area = self._table.outward(outward)
        if area is None:
            raise UnknownPlace(self._no_such_outward(outward, asked))
        nations = _nations_of(outward, area)
        authority = self.authorities.get(area.members[0]) if area.members else None
        middle = f"istances are from the middle of {outward}."
        return _area_place(
            PlaceKind.OUTWARD_CODE,
            asked,
            area,
            districts=frozenset({outward}),
            local_authorities=frozenset(area.members),
            nations=frozenset(nations),
            local_authority=authority,
            nation=nations[0] if nations else None,
            postcode=asked,
            position_of=outward if asked != outward else None,
            note=f"{instead_of} D{middle}" if instead_of else f"D{middle} A full postcode gives exact ones.",
        )

    def _middle_of_outward(self, outward: str) -> tuple[float, float]:
        area = self._table.outward(outward)
        assert area is not None  # it has at least the postcode that was found
        return area.latitude, area.longitude

    def _no_such_outward(self, outward: str, asked: str) -> str:
        if self._table.has_outward(outward):
            return f"No position is known for {outward}: it is used for post alone. Write a postcode nearby."
        if outward[:2] == _NORTHERN_IRELAND and not self._table.has_northern_ireland:
            return f"Postcodes of Northern Ireland were left out here, so {asked} is not known. Write coordinates such as 54.6,-5.93."
        if _FORCES.fullmatch(outward):
            return f"{asked} is a British Forces postcode, which stands for no place on a map. Write a postcode or a town nearby."
        near = "" if asked == outward else f", and there are none that begin with {outward}"
        return f"{asked} is not a postcode we know{near}. Check it, or write a town or local authority."

    # Coordinates

    def _coordinates_in(self, text: str) -> Place:
        match = _COORDINATES.fullmatch(text)
        if match is None:
            raise MalformedPlace(f"'{echoed(text)}' is not a position. Write latitude, then longitude, in degrees: 53.8,-1.55.")
        return self.coordinates(float(match[1]), float(match[2]))

    def _surroundings(self, latitude: float, longitude: float) -> tuple[frozenset[str], str | None, Nation | None]:
        """The outward codes that a point may lie in, and the authority and nation that it lies in."""
        nearest = self._table.nearest(latitude, longitude, FARTHEST_METRES)
        if nearest is not None and nearest[1] <= MAINLAND_METRES:
            code = self._table.authority_of(nearest[0])
            return frozenset({self._table.outward_of(nearest[0])}), code, _nation_of(code)
        crown = self._crown_dependency(latitude, longitude)
        if crown and (nearest is None or crown[0] * METRES_PER_MILE < nearest[1]):
            return crown[1], None, crown[2]
        if nearest is None:
            swapped = self._table.nearest(longitude, latitude, FARTHEST_METRES) if abs(longitude) <= 90 else None
            hint = f" Did you mean {longitude:g},{latitude:g}? The latitude comes first." if swapped else ""
            raise ImpossiblePlace(f"{latitude:g},{longitude:g} is not in the United Kingdom, the Channel Islands or the Isle of Man.{hint}")
        code = self._table.authority_of(nearest[0])
        return frozenset({self._table.outward_of(nearest[0])}), code, _nation_of(code)

    def _crown_dependency(self, latitude: float, longitude: float) -> tuple[float, frozenset[str], Nation] | None:
        """Miles to the nearest outward code of Jersey, Guernsey or the Isle of Man, the codes in reach, and the nation.

        Their postcodes have no published position: the middles of their outward codes must do.
        """
        areas = self._crown_areas()
        middles = ecef([area.latitude for area in areas.values()], [area.longitude for area in areas.values()])
        miles = dict(zip(areas, miles_between(ecef(latitude, longitude), middles).tolist(), strict=True))
        closest = min(miles, key=miles.__getitem__)
        if miles[closest] * METRES_PER_MILE > FARTHEST_METRES:
            return None
        reached = frozenset(code for code in miles if miles[code] <= areas[code].extent_miles and code[:2] == closest[:2])
        return miles[closest], reached | {closest}, _CROWN_DEPENDENCIES[closest[:2]]

    def _crown_areas(self) -> dict[str, Area]:
        """Every outward code of Jersey, Guernsey and the Isle of Man."""
        codes = (code for code in self._table.outward_codes if code[:2] in _CROWN_DEPENDENCIES)
        return {code: area for code in codes if (area := self._table.outward(code))}

    # Names

    def _named(self, text: str) -> Place:
        names = self._place_names()
        matches = names.matches(text)
        if len(matches) == 1:
            place, taken_as = self._place_of(matches[0]), names.taken_as(text, matches[0])
            return replace(place, note=f"Taken as {taken_as}. {place.note}") if taken_as else place
        if not matches and not is_county(text):
            matches = names.holding(text)
        if len(matches) > 1:
            raise AmbiguousPlace(text, map(names.label, matches))
        raise UnknownPlace(self._no_such_name(text, names.label(matches[0]) if matches else nearest_name(text, names)))

    @staticmethod
    def _no_such_name(text: str, meant: str | None) -> str:
        if is_county(text):
            return f"{echoed(text)} is too wide a place to measure from. Write a postcode, a town or a local authority."
        hint = did_you_mean(meant, [meant]) if meant else " A postcode always works."
        return f"'{echoed(text)}' is not a town or local authority we know.{hint}"

    def _place_of(self, named: Named) -> Place:
        if isinstance(named, Region):
            return self.region_place(named)
        return self.authority_place(named.code) if isinstance(named, LocalAuthority) else self.town_place(named)

    def _note_of(self, town: Town) -> str:
        if town.by_authority:
            around = " and ".join(plain_name(self.authorities[code]) for code in sorted(town.local_authorities))
            return f"{town.name} is known here only by its local authority, {around}: distances are from the middle of that. A postcode gives exact ones."
        return f"Distances are from the middle of {town.name}. A postcode gives exact ones."

    def _area_of(self, region: Region) -> Area | None:
        if region.local_authorities:
            return self._table.joined_authorities(region.local_authorities)
        return self._table.joined_outwards(code for code in self._crown_areas() if _CROWN_DEPENDENCIES[code[:2]] is region.nation)

    def _place_names(self) -> PlaceNames:
        if self._names is None:  # made at the first name that is asked for: most searches bring a postcode
            self._names = PlaceNames(self.authorities, self.towns, self._middle_of)
        return self._names

    def _middle_of(self, code: str) -> tuple[float, float, float] | None:
        area = self._table.authority(code)
        return (area.latitude, area.longitude, area.extent_miles) if area else None


def _area_place(kind: PlaceKind, name: str, area: Area | Town, **rest: Any) -> Place:
    """An approximate place, measured from its middle and shown there."""
    return Place(
        kind=kind,
        name=name,
        latitude=area.latitude,
        longitude=area.longitude,
        shown_latitude=area.latitude,
        shown_longitude=area.longitude,
        approximate=True,
        extent_miles=area.extent_miles,
        **rest,
    )


def _looks_like_coordinates(text: str) -> bool:
    """Two parts about a comma of which each begins as a number does (`nan` and `inf` too): never a name or a postcode."""
    parts = [part.strip() for part in text.split(",")]
    return len(parts) > 1 and all(not part or part[0] in "+-.0123456789" or _NO_NUMBER.fullmatch(part) for part in parts)


def _nation_of(code: str | None) -> Nation | None:
    return _NATION_OF_CODE.get(code[0]) if code else None


def _nations_of(outward: str, area: Area) -> list[Nation]:
    """The nations that an outward code touches, the one with most of its postcodes first."""
    if outward[:2] in _CROWN_DEPENDENCIES:
        return [_CROWN_DEPENDENCIES[outward[:2]]]
    return list(dict.fromkeys(nation for code in area.members if (nation := _nation_of(code))))
