"""A geopy `Geocoder` over the gazetteer, for programs that speak geopy. It cannot call out: its adapter refuses.

geocoder = OfflineGeocoder(Gazetteer.open(folder))
geocoder.geocode("LS1 4AP").point
"""

from __future__ import annotations

from typing import Any, NoReturn

from geopy.adapters import BaseSyncAdapter
from geopy.exc import GeocoderQueryError, GeocoderServiceError
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from geopy.point import Point

from signpost.gazetteer import AmbiguousPlace, Gazetteer, ImpossiblePlace, UnknownPlace
from signpost.place_names import plain_name
from signpost.places import Place
from signpost.problems import SignpostError


class NoCallsOut(BaseSyncAdapter):  # type: ignore[misc]  # geopy has no types
    """Stands where geopy keeps its HTTP client, and refuses every request."""

    def get_json(self, url: str, *, timeout: float, headers: dict[str, str]) -> NoReturn:
        raise GeocoderServiceError("The gazetteer is offline: it makes no requests.")

    get_text = get_json


class OfflineGeocoder(Geocoder):  # type: ignore[misc]
    """Geocodes out of the postcode table. Gives out the positions that may be shown: in Northern Ireland the outward code's."""

    def __init__(self, gazetteer: Gazetteer, *, timeout: Any = DEFAULT_SENTINEL, user_agent: str | None = None) -> None:
        super().__init__(timeout=timeout, user_agent=user_agent, adapter_factory=NoCallsOut)
        self._gazetteer = gazetteer

    def geocode(self, query: str, *, exactly_one: bool = True, timeout: Any = DEFAULT_SENTINEL) -> Location | list[Location] | None:
        """The place of that text; None when it is not known, every candidate of an ambiguous name unless `exactly_one`.

        Raises geopy's GeocoderQueryError for text that cannot be a place, and for an ambiguous name with `exactly_one`.
        """
        try:
            places = [self._gazetteer.find(query)]
        except (UnknownPlace, ImpossiblePlace):
            return None
        except AmbiguousPlace as ambiguous:
            if exactly_one:
                raise GeocoderQueryError(str(ambiguous)) from ambiguous
            places = [self._gazetteer.find(candidate) for candidate in ambiguous.candidates]
        except SignpostError as fault:
            raise GeocoderQueryError(str(fault)) from fault
        locations = [_location(place) for place in places]
        return locations[0] if exactly_one else locations

    def reverse(self, query: Any, *, exactly_one: bool = True, timeout: Any = DEFAULT_SENTINEL) -> Location | list[Location] | None:
        """What lies at a point: outward code, authority and nation, never a full postcode. None outside the UK and its neighbours."""
        point = Point(query)
        try:
            location = _location(self._gazetteer.coordinates(point.latitude, point.longitude))
        except ImpossiblePlace:
            return None
        return location if exactly_one else [location]


def _location(place: Place) -> Location:
    authority = plain_name(place.local_authority) if place.local_authority else None
    area = [", ".join(sorted(place.districts))] if place.postcode is None and len(place.districts) == 1 else []
    nation = place.nation.label if place.nation else None
    named = [] if area else [place.name]
    address = ", ".join(dict.fromkeys(part for part in (*named, *area, authority, nation) if part))
    raw = {
        "kind": place.kind.value,
        "name": place.name,
        "postcode": place.postcode,
        "approximate": place.approximate,
        "extent_miles": place.extent_miles,
        "local_authority": place.local_authority.code if place.local_authority else None,
        "nation": place.nation.value if place.nation else None,
        "note": place.note,
    }
    return Location(address, (place.shown_latitude, place.shown_longitude), raw)
