"""Exact positions of Northern Ireland's postcodes are for distances alone: nothing that is given out holds one."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any

import pytest
from geopy.distance import geodesic

from signpost.offline_geocoder import OfflineGeocoder
from signpost.search.directory import Directory
from signpost_web.params import parse_search
from signpost_web.shapes import place, search_page, service
from tests.search.small import NOW, DirectoryOf, entry

POSTCODES = ("BT1 5GS", "BT48 6HQ", "BT74 7BN", "BT60 1HY", "BT92 8AA")
OUTSIDE = "LS1 4AP"
TOO_CLOSE = 1e-4  # degrees: some ten metres


@pytest.fixture
def directory(directory_of: DirectoryOf) -> Directory:
    def placed(number: int, postcode: str, **said: Any) -> dict[str, Any]:
        made = entry(f"service-{number}", postcode, **said)
        made["locations"][0]["town"] = "Fixture Town" if number in (0, 8, 9) else None
        made["sessions"] = [{"start": "2027-01-14T10:00", "end": "2027-01-14T15:00", "postcode": postcode}]
        return made

    every = [placed(number, postcode, delivery=["in-person", "home-visit", "phone"]) for number, postcode in enumerate(POSTCODES)]
    return directory_of(*every, entry("outside", OUTSIDE), entry("many", *POSTCODES), placed(9, POSTCODES[0], status="closed"), placed(8, POSTCODES[0], concerns=["exercise-and-activity"]))


def numbers_in(value: Any) -> Iterator[float]:
    """Every number anywhere in JSON, and those that stand in its texts."""
    if isinstance(value, dict):
        for one in value.values():
            yield from numbers_in(one)
    elif isinstance(value, list):
        for one in value:
            yield from numbers_in(one)
    elif isinstance(value, str):
        for word in value.replace(",", " ").split():
            try:
                yield float(word)
            except ValueError:
                continue
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield float(value)


def given_out(directory: Directory) -> Iterator[Any]:
    """Everything that leaves: searches from every place, whole entries, places, and the geocoder's answers."""
    gazetteer = directory.gazetteer
    for near in (*POSTCODES, "BT1", OUTSIDE, "Fixture Town", "Belfast"):
        for asked in ([("concern", "swelling")], [("q", "fixture")], [("concern", "cough")]):
            pairs = [*asked, ("near", near), ("radius_miles", "1000")]
            request, as_of = parse_search(pairs, directory)
            yield search_page(directory.search(request, NOW), pairs, as_of, directory.scheme)
        yield place(gazetteer.find(near))
        location = OfflineGeocoder(gazetteer).geocode(near)
        assert location is not None
        assert not isinstance(location, list)
        yield [location.address, location.latitude, location.longitude, location.raw]
    request, as_of = parse_search([("concern", "swelling")], directory)
    yield search_page(directory.search(request, NOW), [], as_of, directory.scheme)
    for one in ("many", "outside", "service-9", *(f"service-{number}" for number in range(len(POSTCODES)))):
        body = directory.service(one)
        assert body is not None
        yield service(body, NOW.date())


def test_no_exact_position_leaves_by_any_door(directory: Directory) -> None:
    exact = [directory.gazetteer.find(postcode) for postcode in POSTCODES]
    degrees = [degree for one in exact for degree in (one.latitude, one.longitude)]
    seen = 0
    for shown in given_out(directory):
        for number in numbers_in(json.loads(json.dumps(shown))):
            seen += 1
            assert not any(math.isclose(number, degree, abs_tol=TOO_CLOSE) for degree in degrees), (number, shown)
    assert seen > 500


def test_the_middle_of_the_outward_code_is_shown_instead(directory: Directory) -> None:
    for postcode in POSTCODES:
        found, middle = directory.gazetteer.find(postcode), directory.gazetteer.find(postcode.split()[0])
        shown = place(found)
        assert (shown["latitude"], shown["longitude"]) == (round(middle.latitude, 6), round(middle.longitude, 6))
        assert abs(found.latitude - middle.latitude) + abs(found.longitude - middle.longitude) > 2 * TOO_CLOSE, postcode


def test_distances_are_measured_from_the_exact_position_all_the_same(directory: Directory) -> None:
    pairs = [("concern", "swelling"), ("near", POSTCODES[0]), ("radius_miles", "1000")]
    request, _ = parse_search(pairs, directory)
    found = {result.id: result for result in directory.search(request, NOW).results}
    start = directory.gazetteer.find(POSTCODES[0])
    for number, postcode in enumerate(POSTCODES):
        end = directory.gazetteer.find(postcode)
        exact = geodesic((start.latitude, start.longitude), (end.latitude, end.longitude)).miles
        assert found[f"service-{number}"].distance_miles == pytest.approx(exact, abs=0.0006)
        assert not found[f"service-{number}"].approximate


def test_elsewhere_the_exact_position_is_shown(directory: Directory) -> None:
    found = directory.gazetteer.find(OUTSIDE)
    assert (found.latitude, found.longitude) == (found.shown_latitude, found.shown_longitude)
