"""The gazetteer: a postcode, an outward code, coordinates or a name, and the place that it means.

Everything is looked up in the postcode table on disk: no text that a person typed leaves the machine.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from functools import lru_cache
from pathlib import Path

from signpost.geodesy import METRES_PER_MILE, ecef, miles_between
from signpost.place_names import TOWN_EXTENT_MILES, Named, PlaceNames, Town, is_county, plain_name, towns_of
from signpost.places import LocalAuthority, MalformedPostcode, Nation, Place, PlaceKind, Postcode, echoed, outward_code
from signpost.postcode_table import Area, PostcodeTable
from signpost.problems import SignpostError, did_you_mean, nearest_spelling

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
CLOSE_ENOUGH = 0.75  # of two spellings, from 0 to 1: Leads is meant for Leeds, but Harrogate not for Harrow
LONGEST_PLACE = 100  # characters: the longest name of an authority has 36
LISTED_CANDIDATES = 10  # of the places that an ambiguous name fits, in the message; all of them are in `candidates`
_AUTHORITIES = Path(__file__).with_name("local_authorities.csv")
_NATION_OF_CODE = {"E": Nation.ENGLAND, "S": Nation.SCOTLAND, "W": Nation.WALES, "N": Nation.NORTHERN_IRELAND}
_CROWN_DEPENDENCIES = {"JE": Nation.JERSEY, "GY": Nation.GUERNSEY, "IM": Nation.ISLE_OF_MAN}
_NORTHERN_IRELAND = "BT"  # the postcode area of all of it, and of nothing else
_NUMBER = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
_COORDINATES = re.compile(rf"\s*({_NUMBER})\s*,\s*({_NUMBER})\s*")
_NO_NUMBER = re.compile(r"[+-]?(nan|inf|infinity)", re.IGNORECASE)  # float() reads these, and they are no position
_WAY_OUT = "Write a postcode such as LS1 4AP, its first half such as LS1, a town or local authority, or coordinates such as 53.8,-1.55."


class MalformedPlace(SignpostError):
    """The text cannot be read as a place at all."""


class UnknownPlace(SignpostError):
    """The text can be read, but there is no such postcode, outward code or name here."""


class AmbiguousPlace(SignpostError):
    """The name fits several places. Each of `candidates` is a text that finds one of them."""

    def __init__(self, name: str, candidates: Iterable[str]) -> None:
        self.candidates = list(candidates)
        listed = "; ".join(self.candidates[:LISTED_CANDIDATES])
        more = len(self.candidates) - LISTED_CANDIDATES
        super().__init__(
            f"'{echoed(name)}' could be several places: {listed}{f'; and {more} more' if more > 0 else ''}. Write one of them, or a postcode."
        )


class ImpossiblePlace(SignpostError):
    """Coordinates that can be read, but lie outside the UK and the Crown dependencies."""


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
        shown = self._middle_of_outward(postcode.outward) if _has_licensed_position(postcode) else position
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
        return Place(
            kind=PlaceKind.LOCAL_AUTHORITY,
            name=authority.name,
            latitude=area.latitude,
            longitude=area.longitude,
            shown_latitude=area.latitude,
            shown_longitude=area.longitude,
            approximate=True,
            extent_miles=area.extent_miles,
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
            self._town_places[town] = Place(
                kind=PlaceKind.TOWN,
                name=town.name,
                latitude=town.latitude,
                longitude=town.longitude,
                shown_latitude=town.latitude,
                shown_longitude=town.longitude,
                approximate=True,
                extent_miles=town.extent_miles,
                districts=town.districts | outwards,
                local_authorities=town.local_authorities | codes,
                nations=town.nations.union(nations),
                local_authority=self.authorities.get(town.local_authority or ""),
                nation=town.nation,
                note=f"Distances are from the middle of {town.name}. A postcode gives exact ones.",
            )
        return self._town_places[town]

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
        return Place(
            kind=PlaceKind.OUTWARD_CODE,
            name=asked,
            latitude=area.latitude,
            longitude=area.longitude,
            shown_latitude=area.latitude,
            shown_longitude=area.longitude,
            approximate=True,
            extent_miles=area.extent_miles,
            districts=frozenset({outward}),
            local_authorities=frozenset(area.members),
            nations=frozenset(nations),
            local_authority=authority,
            nation=nations[0] if nations else None,
            postcode=asked,
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
        areas = {
            code: area for code in self._table.outward_codes if code[:2] in _CROWN_DEPENDENCIES and (area := self._table.outward(code))
        }
        middles = ecef([area.latitude for area in areas.values()], [area.longitude for area in areas.values()])
        miles = dict(zip(areas, miles_between(ecef(latitude, longitude), middles).tolist(), strict=True))
        closest = min(miles, key=miles.__getitem__)
        if miles[closest] * METRES_PER_MILE > FARTHEST_METRES:
            return None
        reached = frozenset(code for code in miles if miles[code] <= areas[code].extent_miles and code[:2] == closest[:2])
        return miles[closest], reached | {closest}, _CROWN_DEPENDENCIES[closest[:2]]

    # Names

    def _named(self, text: str) -> Place:
        names = self._place_names()
        matches = names.matches(text)
        if len(matches) == 1:
            return self._place_of(matches[0])
        if not matches and not is_county(text):
            matches = names.holding(text)
        if len(matches) > 1:
            raise AmbiguousPlace(text, map(names.label, matches))
        raise UnknownPlace(self._no_such_name(text, names.label(matches[0]) if matches else nearest_spelling(text, names)))

    def _no_such_name(self, text: str, meant: str | None) -> str:
        if is_county(text):
            return f"{echoed(text)} is too wide a place to measure from. Write a postcode, a town or a local authority."
        close = meant and (text.casefold() in meant.casefold() or _likeness(text, meant) >= CLOSE_ENOUGH)
        hint = did_you_mean(meant, [meant]) if meant and close else " A postcode always works."
        return f"'{echoed(text)}' is not a town or local authority we know.{hint}"

    def _place_of(self, named: Named) -> Place:
        return self.authority_place(named.code) if isinstance(named, LocalAuthority) else self.town_place(named)

    def _place_names(self) -> PlaceNames:
        if self._names is None:  # made at the first name that is asked for: most searches bring a postcode
            self._names = PlaceNames(self.authorities, self.towns, self._middle_of)
        return self._names

    def _middle_of(self, code: str) -> tuple[float, float, float] | None:
        area = self._table.authority(code)
        return (area.latitude, area.longitude, area.extent_miles) if area else None


def _looks_like_coordinates(text: str) -> bool:
    """Two parts about a comma of which each begins as a number does (`nan` and `inf` too): never a name or a postcode."""
    parts = [part.strip() for part in text.split(",")]
    return len(parts) > 1 and all(not part or part[0] in "+-.0123456789" or _NO_NUMBER.fullmatch(part) for part in parts)


def _likeness(text: str, name: str) -> float:
    return SequenceMatcher(None, text.casefold(), name.casefold()).ratio()


def _has_licensed_position(postcode: Postcode) -> bool:
    """Northern Ireland's exact positions are licensed for internal use: measured from, never given out."""
    return postcode.outward[:2] == _NORTHERN_IRELAND


def _nation_of(code: str | None) -> Nation | None:
    return _NATION_OF_CODE.get(code[0]) if code else None


def _nations_of(outward: str, area: Area) -> list[Nation]:
    """The nations that an outward code touches, the one with most of its postcodes first."""
    if outward[:2] in _CROWN_DEPENDENCIES:
        return [_CROWN_DEPENDENCIES[outward[:2]]]
    return list(dict.fromkeys(nation for code in area.members if (nation := _nation_of(code))))
