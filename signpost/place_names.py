"""Names of places: local authorities and the towns that the directory's own locations name, in any usual spelling.

Pure: text and names in, matches out. What a match means as a place, and what to tell people, is the gazetteer's part.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher
from typing import Any, TypeVar

from signpost.geodesy import ecef, miles_between
from signpost.places import LocalAuthority, Nation, Place, PlaceKind
from signpost.problems import nearest_spelling

T = TypeVar("T")

TOWN_EXTENT_MILES = 3.0  # a town reaches so far around each of the places that name it
CLOSE_ENOUGH = 0.8  # of two spellings, from 0 to 1: above it, Londn is meant for London, but Brixton not for Brighton
CLOSE_IN_VOWELS = 0.75  # where they differ in vowels alone: Leads is meant for Leeds, and Edinborough for Edinburgh
SAME_TOWN_MILES = 10.0  # two towns of one name this near to each other are one, across an authority's border

# What else people call them: Welsh names, and names that no folding of the ONS name gives.
_OTHER_NAMES: Mapping[str, tuple[str, ...]] = {
    "E09000001": ("London, City of",),
    "N09000005": ("Londonderry",),
    "S12000013": ("Western Isles", "Outer Hebrides", "Comhairle nan Eilean Siar"),
    "S12000017": ("Highlands",),
    "S12000026": ("Borders", "The Borders"),
    "S12000027": ("Zetland",),
    "W06000001": ("Anglesey", "Ynys Môn"),
    "W06000003": ("Conway",),
    "W06000004": ("Sir Ddinbych",),
    "W06000005": ("Sir y Fflint",),
    "W06000006": ("Wrecsam",),
    "W06000009": ("Sir Benfro",),
    "W06000010": ("Sir Gaerfyrddin", "Sir Gâr"),
    "W06000011": ("Abertawe",),
    "W06000012": ("Castell-nedd Port Talbot",),
    "W06000013": ("Pen-y-bont ar Ogwr",),
    "W06000014": ("Bro Morgannwg",),
    "W06000015": ("Caerdydd",),
    "W06000016": ("Rhondda Cynon Taff",),
    "W06000018": ("Caerffili",),
    "W06000021": ("Sir Fynwy",),
    "W06000022": ("Casnewydd",),
    "W06000024": ("Merthyr Tudful", "Merthyr"),
}
# Counties, metropolitan areas and whole nations: names that people do write, of no authority, too wide to have a middle.
_COUNTIES = frozenset(
    re.split(
        r",\s+",
        """avon, bedfordshire, berkshire, cambridgeshire, cheshire, clwyd, county antrim,
    county armagh, county down, county fermanagh, county londonderry, county tyrone, cumbria, derbyshire, devon, dyfed,
    east anglia, east midlands, east sussex, england, essex, fermanagh, gloucestershire, great britain, greater manchester,
    gwent, hampshire, hertfordshire, huntingdonshire, kent, lancashire, leicestershire,
    lincolnshire, mid glamorgan, merseyside, middlesex, norfolk, northamptonshire, northern ireland, nottinghamshire,
    oxfordshire, scotland, south glamorgan, south yorkshire, staffordshire, suffolk, surrey, sussex, tayside,
    tyne and wear, tyrone, ulster, united kingdom, uk, wales, warwickshire, west glamorgan, west midlands, west sussex,
    west yorkshire, worcestershire, yorkshire""",
    )
)
_CITY_OF_LONDON = "E09000001"
_LONDON_BOROUGH = "E09"
_ORNAMENTS = frozenset(
    ("city", "county", "of", "the", "isle", "isles", "island", "islands", "borough", "district", "council", "royal", "metropolitan")
)
_COUNCIL_WORDS = frozenset({"council", "borough"})
_LITTLE_WORDS = _ORNAMENTS | {"and", "in", "on", "under", "upon"}  # they tell no name from another
_DIRECTIONS = frozenset({"north", "south", "east", "west", "mid", "central"})
_RIVER = re.compile(r"(.+?)[ -](?:upon|on|under)[ -](.+)", re.IGNORECASE)


def fold(name: str) -> str:
    """A name without case, accents, punctuation and the usual variants: two spellings of one name fold to the same text."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).casefold()
    words = re.sub(r"[^\w]+|_", " ", re.sub(r"['’‘`]", "", plain.replace("&", " and "))).split()
    return " ".join("st" if word == "saint" else word for word in words)


def nearest_name(text: str, names: Iterable[str]) -> str | None:
    """The name that was probably meant: with the same first letter, and really near."""
    meant = nearest_spelling(text, (name for name in names if fold(name)[:1] == fold(text)[:1]))
    if meant is None or fold(meant) == fold(text):
        return None
    likeness = SequenceMatcher(None, fold(text), fold(meant)).ratio()
    return meant if likeness > CLOSE_ENOUGH or (likeness >= CLOSE_IN_VOWELS and _consonants(text) == _consonants(meant)) else None


def _consonants(name: str) -> str:
    return re.sub("[aeiouy]+", "", fold(name))


def is_county(text: str) -> bool:
    """Is it the name of a county, region or nation that is no authority?"""
    return fold(text) in _COUNTIES


def plain_name(authority: LocalAuthority) -> str:
    """The name as people say it: `Bristol` for `Bristol, City of`, `Edinburgh` for `City of Edinburgh`."""
    if authority.code == _CITY_OF_LONDON:
        return authority.name
    return re.sub(r"^City of |, (City|County) of$| City$", "", authority.name)


@dataclass(frozen=True, slots=True)
class Region:
    """A wide place that people name as one: London, which is many authorities, or a Crown dependency, which has none."""

    name: str
    nation: Nation
    local_authorities: frozenset[str]  # ONS codes
    also: tuple[str, ...] = ()  # other names


def regions(authorities: Iterable[str]) -> list[Region]:
    """London, out of the authorities with those codes, and the Crown dependencies."""
    london = frozenset(code for code in authorities if code.startswith(_LONDON_BOROUGH))
    crown = (Nation.JERSEY, Nation.GUERNSEY, Nation.ISLE_OF_MAN)
    return [Region("London", Nation.ENGLAND, london, ("Greater London",)), *(Region(nation.label, nation, frozenset()) for nation in crown)]


@dataclass(frozen=True, slots=True)
class Town:
    """A town or village that the directory's locations name. Its position may be shown: see `from_places`."""

    name: str
    latitude: float  # of its middle
    longitude: float
    extent_miles: float
    positions: tuple[tuple[float, float], ...]  # latitude and longitude of each place that names it
    districts: frozenset[str]
    local_authorities: frozenset[str]
    nations: frozenset[Nation]
    local_authority: str | None  # ONS code of the one that most of its places lie in
    nation: Nation | None
    by_authority: bool = False  # no place that names it is better known than by its authority's middle

    @classmethod
    def from_places(cls, name: str, places: Iterable[Place]) -> Town:
        """The town in the middle of the places that name it.

        Made from the positions that may be given out, so a town in Northern Ireland tells of no postcode. A place known
        only by its authority counts when there is no better one: then the town may be anywhere in that authority.
        """
        every = list(places)
        if not every:
            raise ValueError(f"No place names the town {name!r}.")
        placed = [place for place in every if place.kind is not PlaceKind.LOCAL_AUTHORITY]
        better = placed or every
        positions = [(place.shown_latitude, place.shown_longitude) for place in better]
        latitude, longitude = (sum(column) / len(better) for column in zip(*positions, strict=True))
        apart = miles_between(ecef(latitude, longitude), ecef(*zip(*positions, strict=True)))
        return cls(
            name=name,
            latitude=latitude,
            longitude=longitude,
            extent_miles=max(float(miles) + max(TOWN_EXTENT_MILES, place.extent_miles) for miles, place in zip(apart, better, strict=True)),
            positions=tuple(sorted(set(positions))),
            districts=frozenset().union(*(place.districts for place in better)),
            local_authorities=frozenset().union(*(place.local_authorities for place in better)),
            nations=frozenset().union(*(place.nations for place in better)),
            local_authority=_commonest(place.local_authority.code for place in better if place.local_authority),
            nation=_commonest(place.nation for place in better if place.nation),
            by_authority=not placed,
        )

    def to_json(self) -> dict[str, Any]:
        """Plain data for the index generation; `from_json` reads it back."""
        data = asdict(self)
        return data | {key: sorted(data[key]) for key in ("districts", "local_authorities", "nations")}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Town:
        """A town out of what `to_json` gave."""
        return cls(
            **{
                **data,
                "positions": tuple((latitude, longitude) for latitude, longitude in data["positions"]),
                "districts": frozenset(data["districts"]),
                "local_authorities": frozenset(data["local_authorities"]),
                "nations": frozenset(map(Nation, data["nations"])),
                "nation": Nation(data["nation"]) if data["nation"] else None,
            }
        )


def towns_of(named: Iterable[tuple[str, Place]]) -> list[Town]:
    """The towns of many (town name, place) pairs, by name: one for each name and authority, joined across borders when near."""
    groups: dict[tuple[str, str | None], list[tuple[str, Place]]] = defaultdict(list)
    for name, place in named:
        groups[fold(name), place.local_authority.code if place.local_authority else place.nation].append((name, place))
    by_name: dict[str, list[list[tuple[str, Place]]]] = defaultdict(list)
    for (key, _), group in sorted(groups.items(), key=lambda item: (-len(item[1]), str(item[0]))):
        near = next((other for other in by_name[key] if _near(_town(other), _town(group))), None)
        if near is None:
            by_name[key].append(group)
        else:
            near.extend(group)
    return sorted((_town(group) for same in by_name.values() for group in same), key=lambda town: (town.name, town.local_authority or ""))


def _town(group: list[tuple[str, Place]]) -> Town:
    spelling = Counter(name for name, _ in group).most_common(1)[0][0]
    return Town.from_places(spelling, (place for _, place in group))


def _near(one: Town, other: Town) -> bool:
    return _miles(one.latitude, one.longitude, other.latitude, other.longitude) <= SAME_TOWN_MILES


def _miles(latitude: float, longitude: float, other_latitude: float, other_longitude: float) -> float:
    return float(miles_between(ecef(latitude, longitude), ecef(other_latitude, other_longitude)))


def _commonest(values: Iterable[T]) -> T | None:
    ranked = Counter(values).most_common(1)
    return ranked[0][0] if ranked else None


Named = LocalAuthority | Town | Region
N = TypeVar("N", LocalAuthority, LocalAuthority | Town | Region)
Middle = Callable[[str], tuple[float, float, float] | None]  # an authority's code -> latitude, longitude, extent in miles


class PlaceNames:
    """Every name of every authority, town and region, folded. `middle` tells where an authority is, to see that two names are one place."""

    def __init__(self, authorities: Mapping[str, LocalAuthority], towns: Iterable[Town], middle: Middle) -> None:
        self._authorities = authorities
        self._middle = middle
        self._whole: dict[str, list[Named]] = defaultdict(list)  # the whole name, perhaps without "City of" and the like
        self._part: dict[str, list[LocalAuthority]] = defaultdict(list)  # Newcastle of Newcastle upon Tyne, Hove of Brighton and Hove
        for authority in authorities.values():
            for name in _whole_names(authority):
                self._add(self._whole, name, authority)
            for name in _part_names(authority):
                self._add(self._part, name, authority)
        for region in regions(authorities):
            for name in (region.name, *region.also, _core(fold(region.name))):
                self._add(self._whole, name, region)
        for town in towns:
            for name in self._town_names(town):
                self._add(self._whole, name, town)

    def __iter__(self) -> Iterator[str]:
        """Names as people write them, to suggest one of."""
        return iter(dict.fromkeys(_said(named) for found in self._whole.values() for named in found))

    def matches(self, text: str) -> list[Named]:
        """The places of that name: none, one, or several that it fits equally well."""
        head, comma, tail = text.rpartition(",")
        nation = next((nation for nation in Nation if fold(nation.label) == fold(tail)), None)
        if comma and nation:
            return [named for named in self._matches(head) if nation in _nations(named)]
        return self._matches(text)

    def holding(self, text: str) -> list[Named]:
        """The places with that text as whole words of their names: for a name that matches nothing."""
        key = fold(text)
        if _LITTLE_WORDS.issuperset(key.split()):
            return []
        found = dict.fromkeys(named for name, same in self._whole.items() if f" {key} " in f" {name} " for named in same)
        by_own_name = [named for named in found if not isinstance(named, Town) or f" {key} " in f" {fold(named.name)} "]
        return sorted(self._one_of_each(by_own_name), key=lambda named: (named.name, isinstance(named, Town)))

    def taken_as(self, text: str, named: Named) -> str | None:
        """Which place of that name was taken, when the name alone does not say: `Richmond in Richmond upon Thames, London`."""
        if isinstance(named, Town) and named.by_authority:
            return None  # its note says so
        if isinstance(named, Town) and fold(text) == fold(named.name):
            authority = self._authorities.get(named.local_authority or "")
            around = _in_full(authority) if authority else named.nation and named.nation.label
            return f"{named.name} in {around}" if around else None
        if isinstance(named, LocalAuthority) and named not in self._whole.get(fold(text), ()) and fold(text) in self._part:
            return _in_full(named)
        return None

    def label(self, named: Named) -> str:
        """The shortest text that `matches` finds this place alone by."""
        options = list(self._labels(named))
        return next((option for option in options if self.matches(option) == [named]), options[-1])

    def _labels(self, named: Named) -> Iterator[str]:
        if isinstance(named, LocalAuthority):
            yield plain_name(named)
            yield named.name
            yield f"{plain_name(named)}, {named.nation.label}"
            yield f"{plain_name(named)} Council"
            return
        if isinstance(named, Region):
            yield named.name
            return
        yield named.name
        if authority := self._authorities.get(named.local_authority or ""):
            yield f"{named.name}, {plain_name(authority)}"
        if named.nation:
            yield f"{named.name}, {named.nation.label}"

    def _matches(self, text: str) -> list[Named]:
        key = fold(text)
        if _COUNCIL_WORDS & set(key.split()):
            return [named for named in self._whole.get(_core(key), ()) if isinstance(named, LocalAuthority)]
        whole = self._one_of_each(self._whole.get(key) or self._whole.get(_core(key), []))
        return whole + [named for named in self._part.get(key, ()) if not any(self._same_place(named, other) for other in whole)]

    def _one_of_each(self, found: list[Named]) -> list[Named]:
        """Authorities and regions, and the towns that are neither one of them nor one another."""
        kept: list[Named] = [named for named in found if not isinstance(named, Town)]
        for town in found:
            if isinstance(town, Town) and not any(self._same_place(other, town) for other in kept):
                kept.append(town)
        return kept

    def _same_place(self, one: Named, other: Named) -> bool:
        if isinstance(one, LocalAuthority) and isinstance(other, LocalAuthority):
            return one.code == other.code
        if isinstance(one, Town) and isinstance(other, Town):
            return _near(one, other)
        if isinstance(one, Region) or isinstance(other, Region):
            return _lies_in(other, one) if isinstance(one, Region) else _lies_in(one, other)
        authority, town = (one, other) if isinstance(one, LocalAuthority) else (other, one)
        assert isinstance(authority, LocalAuthority)
        assert isinstance(town, Town)
        if authority.code in town.local_authorities:
            return True
        middle = self._middle(authority.code)
        return middle is not None and _miles(town.latitude, town.longitude, *middle[:2]) <= middle[2] + town.extent_miles

    def _town_names(self, town: Town) -> Iterator[str]:
        yield town.name
        for code in town.local_authorities:
            if authority := self._authorities.get(code):
                yield f"{town.name} {authority.name}"
                yield f"{town.name} {plain_name(authority)}"

    @staticmethod
    def _add(names: dict[str, list[N]], name: str, named: N) -> None:
        same = names[fold(name)]
        if named not in same:
            same.append(named)


def _nations(named: Named) -> frozenset[Nation]:
    return named.nations if isinstance(named, Town) else frozenset({named.nation})


def _lies_in(named: Named, region: Named) -> bool:
    if not isinstance(region, Region) or isinstance(named, Region):
        return named == region
    if not region.local_authorities:
        return region.nation in _nations(named)
    return not region.local_authorities.isdisjoint(named.local_authorities if isinstance(named, Town) else {named.code})


def _said(named: Named) -> str:
    return plain_name(named) if isinstance(named, LocalAuthority) else named.name


def _in_full(authority: LocalAuthority) -> str:
    """The name, with London where the name of a borough does not say it."""
    inside = authority.code.startswith(_LONDON_BOROUGH) and authority.code != _CITY_OF_LONDON
    return f"{plain_name(authority)}, London" if inside else plain_name(authority)


def _core(key: str) -> str:
    """A folded name without its ornaments: `wight` for `isle of wight`, `camden` for `london borough of camden`."""
    words = key.split()
    ornaments = _ORNAMENTS | {"london"} if _COUNCIL_WORDS & set(words) else _ORNAMENTS
    return " ".join(word for word in words if word not in ornaments)


def _whole_names(authority: LocalAuthority) -> Iterator[str]:
    yield authority.name
    yield plain_name(authority)
    yield from _OTHER_NAMES.get(authority.code, ())
    if authority.code != _CITY_OF_LONDON:  # its core is London, which is thirty-three authorities
        yield _core(fold(authority.name))


def _part_names(authority: LocalAuthority) -> Iterator[str]:
    name = plain_name(authority)
    if river := _RIVER.fullmatch(name):
        yield river[1]
        if river[1] == "Kingston" and river[2] == "Hull":  # the only one people call by its river
            yield river[2]
    parts = re.split(r", | and ", name)
    if len(parts) > 1:
        for part in parts:
            if fold(part) not in _DIRECTIONS:  # Mid and East Antrim
                yield part
                yield re.sub(r" City$", "", part)
