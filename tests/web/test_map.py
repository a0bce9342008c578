"""The map: true to scale, nothing on top of anything else, tied to the list, and light."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Iterator, Sequence
from html import unescape
from itertools import combinations
from math import atan2, cos, hypot, radians, sin
from pathlib import Path
from random import Random
from typing import Any

import pytest
from geopy.distance import distance, geodesic
from starlette.testclient import TestClient

from signpost.base_map import BaseMap, NamedArea
from signpost.gazetteer import Gazetteer, local_authorities
from signpost.places import Place
from signpost.postcode_table import PostcodeTable
from signpost_web.map_drawing import CELL, RING, TARGET, Box, Drawing, Pin, draw, numbers_in_short
from signpost_web.pages.rendering import environment

Position = tuple[float, float]
LEEDS, LIZARD, LERWICK = (53.8, -1.55), (49.97, -5.2), (60.15, -1.14)
NEAR_LEEDS = "/search?concern=swelling&near=LS1+4AP"
MOST_BYTES, MOST_PACKED_BYTES = 20_000, 6_000  # of a map; a whole search page may have 60 kB


@pytest.fixture
def somewhere(fake: Any) -> Any:
    """Makes an exact place."""

    def made(position: Position, name: str = "LS1 4AP", **changes: Any) -> Place:
        place: Place = fake.place(name, *position, fake.LEEDS, **changes)
        return place

    return made


def pins_at(*positions: Position) -> list[Pin]:
    return [Pin(number, f"service-{number}", f"Service {number}", *position) for number, position in enumerate(positions, 1)]


def away(start: Position, miles: float, bearing: float) -> Position:
    point = distance(miles=miles).destination(start, bearing)
    return point.latitude, point.longitude


def scattered(random: Random, start: Position, count: int, within: float) -> list[Pin]:
    return pins_at(*(away(start, within * random.random() ** 2, random.uniform(0, 360)) for _ in range(count)))


def drawn(base: BaseMap, place: Place, pins: Sequence[Pin]) -> Drawing:
    drawing = draw(base, place, pins)
    assert drawing is not None
    return drawing


def html_of(drawing: Drawing, near: Place) -> str:
    return environment().get_template("map.html").render(map=drawing, near=near)


def boxes(drawing: Drawing) -> Iterator[Box]:
    """Of all that must be read, as wide as letters can be in common fonts."""
    yield from (Box.about(badge.x, badge.y, badge.width, 26) for badge in drawing.badges)
    texts = [(label, 13.0) for label in drawing.labels] + ([(drawing.mark.label, 14.0)] if drawing.mark.label else [])
    yield from (Box.about(label.x, label.y, 0.6 * size * len(label.text), size) for label, size in texts)


def meetings(found: Iterable[Box]) -> list[tuple[Box, Box]]:
    return [(one, other) for one, other in combinations(found, 2) if one.meets(other)]


# True to scale


@pytest.mark.parametrize("start", [LEEDS, LIZARD, LERWICK])
@pytest.mark.parametrize("miles", [0.8, 2.4, 24.0, 98.0])
def test_a_pin_is_as_far_from_the_place_as_the_ground_says(somewhere: Any, start: Position, miles: float) -> None:
    for turned in range(0, 90, 15):
        ends = [away(start, miles, turned + quarter) for quarter in (0, 90, 180, 270)]
        drawing = drawn(BaseMap([], []), somewhere(start), pins_at(*ends))
        assert len(drawing.badges) == 4
        for badge, end in zip(drawing.badges, ends, strict=True):
            metres = hypot(badge.x - drawing.mark.x, badge.y - drawing.mark.y) * drawing.metres_per_unit
            assert metres == pytest.approx(geodesic(start, end).meters, rel=0.01)


def test_north_is_up_and_east_is_right(somewhere: Any) -> None:
    drawing = drawn(BaseMap([], []), somewhere(LEEDS), pins_at(*(away(LEEDS, 10, bearing) for bearing in (0, 90, 180, 270))))
    north, east, south, west = drawing.badges
    assert north.y < east.y < south.y
    assert west.x < north.x < east.x
    assert north.x == pytest.approx(south.x, abs=1)


@pytest.mark.parametrize("miles", [0.5, 3, 20, 95])
def test_the_scale_bar_is_as_long_as_it_says(somewhere: Any, miles: float) -> None:
    drawing = drawn(BaseMap([], []), somewhere(LEEDS), pins_at(away(LEEDS, miles, 45)))
    assert drawing.scale.length * drawing.metres_per_unit == pytest.approx(drawing.scale.miles * 1609.344)
    assert 30 < drawing.scale.length <= 120


def test_dots_stand_where_postcodes_are(somewhere: Any) -> None:
    random = Random(3)
    spots = [away(LEEDS, 3 * random.random(), random.uniform(0, 360)) for _ in range(60)]
    drawing = drawn(BaseMap(*zip(*spots, strict=True)), somewhere(LEEDS), pins_at(LEEDS))
    dots = [(column * drawing.step + drawing.step / 2, row * CELL + CELL / 2) for row, column in cells(drawing.dots[0])]
    here = (drawing.mark.x, drawing.mark.y)
    for spot in spots:
        bearing = bearing_of(LEEDS, spot)
        units = geodesic(LEEDS, spot).meters / drawing.metres_per_unit
        x, y = here[0] + units * sin(bearing), here[1] - units * cos(bearing)
        if Box.about(x, y, 10, 10).inside:
            assert min(hypot(x - across, y - down) for across, down in dots) < CELL


def bearing_of(start: Position, end: Position) -> float:
    """Radians east of north, near enough within a few miles."""
    return atan2((end[1] - start[1]) * cos(radians(start[0])), end[0] - start[0])


def cells(path: str) -> Iterator[tuple[int, int]]:
    """Row and column of every dot on a path."""
    row = column = 0
    for across, down, length in re.findall(r"m(-?\d+) (\d+)h(\d+)", path):
        row, column = row + int(down), column + int(across)
        yield from ((row, column + step) for step in range(int(length)))
        column += int(length)


def test_thick_dots_stand_among_the_thin_ones_where_more_people_live(somewhere: Any) -> None:
    town = [(LEEDS[0] + 0.0004, LEEDS[1] + 0.0001 * step) for step in range(40)]
    hamlet = away(LEEDS, 1.5, 90)
    drawing = drawn(BaseMap(*zip(*town, hamlet, strict=True)), somewhere(LEEDS), pins_at(LEEDS))
    thin, _, thick = (set(cells(path)) for path in drawing.dots)
    assert thick < thin
    assert thick


# Nothing on top of anything else


@pytest.mark.parametrize("seed", range(12))
def test_every_pin_is_on_the_map_or_named_as_beyond_it(somewhere: Any, seed: int) -> None:
    random = Random(seed)
    pins = scattered(random, LEEDS, random.choice((1, 2, 5, 20, 100)), random.choice((0.2, 3, 25, 140)))
    drawing = draw(BaseMap([], []), somewhere(LEEDS), pins)
    assert drawing
    shown = [pin for badge in drawing.badges for pin in badge.pins]
    assert sorted((*shown, *drawing.beyond), key=lambda pin: pin.number) == pins
    assert drawing.numbers == {pin.id: pin.number for pin in pins}
    assert Box.about(drawing.mark.x, drawing.mark.y, 2 * RING, 2 * RING).inside


@pytest.mark.parametrize("seed", range(12))
def test_every_badge_is_inside_and_can_be_hit_alone(somewhere: Any, seed: int) -> None:
    random = Random(seed)
    pins = scattered(random, LIZARD, 20, random.choice((0.2, 3, 25, 140)))
    drawing = drawn(BaseMap([], []), somewhere(LIZARD), pins)
    targets = [Box.about(badge.x, badge.y, max(TARGET, badge.width), TARGET) for badge in drawing.badges]
    assert all(target.inside for target in targets)
    assert meetings(targets) == []


def test_a_wide_badge_at_the_edge_stays_inside(somewhere: Any) -> None:
    for miles in range(4, 60):
        ends = away(LEEDS, miles, 90), away(LEEDS, miles, 270)
        drawing = drawn(BaseMap([], []), somewhere(LEEDS), pins_at(*(ends[side] for side in (0, 1, 0, 1, 1))))
        assert [badge.text for badge in drawing.badges] == ["1, 3", "2, 4, 5"]
        assert all(Box.about(badge.x, badge.y, badge.width, 26).inside for badge in drawing.badges)


@pytest.mark.parametrize("seed", range(12))
def test_names_lie_on_nothing_else(somewhere: Any, seed: int) -> None:
    random = Random(seed)
    areas = [NamedArea(f"Much {'Long' * random.randint(1, 3)}ham", *away(LEEDS, 20 * random.random(), random.uniform(0, 360)), random.randint(1, 60)) for _ in range(40)]
    drawing = drawn(BaseMap([], [], areas=areas), somewhere(LEEDS), scattered(random, LEEDS, 12, 20))
    found = list(boxes(drawing))
    assert all(box.inside for box in found)
    assert meetings(found) == []
    assert len(drawing.labels) >= 2
    assert drawing.mark.label


def test_the_name_of_the_place_is_not_written_twice(somewhere: Any) -> None:
    areas = [NamedArea("Leeds", *away(LEEDS, 1, 0), 60), NamedArea("Morley", *away(LEEDS, 1, 180), 3)]
    drawing = drawn(BaseMap([], [], areas=areas), somewhere(LEEDS, "Leeds"), pins_at(LEEDS))
    assert [label.text for label in drawing.labels] == ["Morley"]


def test_pins_that_lie_on_one_another_are_one_badge(somewhere: Any) -> None:
    far = away(LEEDS, 4, 90)
    drawing = drawn(BaseMap([], []), somewhere(LEEDS), pins_at(far, LEEDS, LEEDS, away(LEEDS, 0.1, 0)))
    assert [badge.text for badge in drawing.badges] == ["1", "2–4"]


@pytest.mark.parametrize(
    ("numbers", "said"),
    [([7], "7"), ([2, 3], "2, 3"), ([2, 3, 4], "2–4"), ([1, 3, 4, 5], "1, 3–5"), ([1, 3, 5, 8, 9, 12], "1 +5"), (range(8, 101), "8–100"), ([10, 12, 14], "10 +2")],
)
def test_the_numbers_of_a_badge_are_told_in_short(numbers: Sequence[int], said: str) -> None:
    assert numbers_in_short(numbers) == said


def test_what_a_heap_of_numbers_means_is_said(somewhere: Any) -> None:
    aside, place = away(LEEDS, 2, 90), somewhere(LEEDS)
    html = html_of(drawn(BaseMap([], []), place, pins_at(*(LEEDS if number % 2 else aside for number in range(9)))), place)
    assert "“1 +4” is number 1 and 4 more." in html
    assert html.count("more.") == 1


# How much country


def test_one_far_off_does_not_squeeze_the_near_ones_together(somewhere: Any) -> None:
    near = [away(LEEDS, 1.5, bearing) for bearing in (0, 120, 240)]
    drawing = drawn(BaseMap([], []), somewhere(LEEDS), pins_at(*near, away(LEEDS, 24, 90)))
    assert [pin.number for pin in drawing.beyond] == [4]
    assert [badge.text for badge in drawing.badges] == ["1", "2", "3"]


def test_of_only_two_the_far_one_is_shown(somewhere: Any) -> None:
    drawing = drawn(BaseMap([], []), somewhere(LEEDS), pins_at(away(LEEDS, 1, 0), away(LEEDS, 60, 90)))
    assert drawing.beyond == ()


def test_with_nothing_within_a_hundred_miles_there_is_no_map(somewhere: Any) -> None:
    assert draw(BaseMap([], []), somewhere(LERWICK), pins_at(LEEDS)) is None
    assert draw(BaseMap([], []), somewhere(LERWICK), []) is None


# Where the place may be shown


def test_a_place_is_drawn_where_it_may_be_shown_and_not_where_it_is(somewhere: Any) -> None:
    middle = away(LEEDS, 3, 40)
    hidden = somewhere(LEEDS, "BT1 5GS", shown_latitude=middle[0], shown_longitude=middle[1], position_of="BT1")
    pins = pins_at(away(LEEDS, 2, 200))
    drawing = drawn(BaseMap([], [], [middle]), hidden, pins)
    assert drawing == drawn(BaseMap([], [], [middle]), somewhere(away(LEEDS, 1, 0), "BT1 5GS", shown_latitude=middle[0], shown_longitude=middle[1], position_of="BT1"), pins)
    assert not drawing.mark.exact
    html = html_of(drawing, hidden)
    assert "map-here" not in html
    assert "The ring marks the middle of BT1, not BT1 5GS itself." in html
    assert "we may only show the middle of each postcode area" in html


def test_an_approximate_place_is_as_wide_as_it_may_be(somewhere: Any) -> None:
    town = somewhere(LEEDS, "Leeds", approximate=True, extent_miles=5.0)
    drawing = drawn(BaseMap([], []), town, pins_at(away(LEEDS, 10, 10)))
    assert drawing.mark.spread * drawing.metres_per_unit == pytest.approx(5 * 1609.344)
    assert "The ring marks the middle of Leeds." in html_of(drawing, town)


# On the page


def test_the_next_page_goes_on_counting(client: TestClient) -> None:
    address = unescape(re.findall(r'href="([^"]+)" rel="next"', client.get("/search?concern=pain-or-discomfort&near=LS1+4AP&limit=1").text)[0])
    assert "numbered=1" in address
    assert ">2</text>" in client.get(address).text
    assert ">1</text>" in client.get(re.sub("numbered=1", "numbered=-3x", address)).text


def test_pins_and_cards_have_the_same_numbers_and_are_tied(client: TestClient) -> None:
    html = client.get("/search?concern=pain-or-discomfort&near=LS1+4AP").text
    cards = re.findall(r'<h3 id="card-([^"]+)"><span class="card-number" aria-hidden="true">(\d+)</span>', html)
    assert cards == [("silent-drop-in", "1"), ("aire-swelling-clinic", "2")]
    assert re.findall('<a class="map-badge" href="([^"]+)"', html) == ["#card-silent-drop-in"]
    assert "<title>1: Silent Drop-in. 2: Aire Swelling Clinic</title>" in html
    assert "/map.css" in html


@pytest.mark.parametrize("address", ["/search?concern=swelling", "/search?concern=swelling&near=ZE1+0AA", "/search?concern=pets&near=LS1+4AP"])
def test_without_a_place_or_anything_near_it_there_is_no_map(client: TestClient, address: str) -> None:
    html = client.get(address).text
    assert 'class="map"' not in html
    assert "card-number" not in html
    assert "/map.css" not in html


def test_names_are_text_and_never_markup(somewhere: Any) -> None:
    bad = '"><script>&</title>'
    place = somewhere(LEEDS, bad)
    base = BaseMap([], [], areas=[NamedArea("<b>", *away(LEEDS, 1, 180), 1)])
    html = html_of(drawn(base, place, [Pin(1, "one", bad, *LEEDS)]), place)
    assert "<script" not in html
    assert "<b>" not in html
    assert bad in unescape(html)


def test_what_is_off_the_map_is_said_and_tied_to_the_list(somewhere: Any) -> None:
    place = somewhere(LEEDS)
    pins = pins_at(*(away(LEEDS, 1.5, bearing) for bearing in (0, 120, 240)), away(LEEDS, 24, 90), away(LEEDS, 22, 90))
    html = html_of(drawn(BaseMap([], []), place, pins), place)
    assert 'Further away, off this map: <a href="#card-service-4">number 4</a>, <a href="#card-service-5">number 5</a>.' in html


def test_the_map_styles_nothing_by_attribute(client: TestClient) -> None:
    drawing = client.get(NEAR_LEEDS).text.partition('<details class="map"')[2].partition("</details>")[0]
    assert drawing
    assert " style=" not in drawing
    assert "http" not in drawing


# Light, and always the same


PLACES = ("LS1 4AP", "SE1 7EH", "TR1 1AA", "AB10 1AB", "SY23 1AA", "M1 1AE", "CA1 1AA", "BT1 5GS", "London")


@pytest.fixture(scope="module")
def table(postcodes: Path) -> PostcodeTable:
    return PostcodeTable.open(postcodes)


@pytest.fixture(scope="module")
def country(table: PostcodeTable) -> BaseMap:
    return BaseMap.of(table, local_authorities())


@pytest.mark.parametrize("name", PLACES)
@pytest.mark.parametrize("within", [1, 25, 95])
def test_a_map_of_the_real_country_is_light(table: PostcodeTable, country: BaseMap, name: str, within: float) -> None:
    place = Gazetteer(table).find(name)
    start = place.shown_latitude, place.shown_longitude
    html = html_of(drawn(country, place, scattered(Random(1), start, 20, within)), place)
    assert len(html) < MOST_BYTES
    assert len(gzip.compress(html.encode(), 4)) < MOST_PACKED_BYTES


def test_the_same_search_draws_the_same_bytes(table: PostcodeTable, country: BaseMap) -> None:
    place = Gazetteer(table).find("LS1 4AP")
    pins = scattered(Random(1), LEEDS, 20, 25)
    again = BaseMap.of(table, local_authorities())
    assert html_of(drawn(country, place, pins), place) == html_of(drawn(again, place, pins), place)


def test_northern_ireland_is_drawn_from_the_middles_of_outward_codes_alone(table: PostcodeTable, country: BaseMap) -> None:
    place = Gazetteer(table).find("BT74 7BN")
    drawing = drawn(country, place, pins_at(away((place.shown_latitude, place.shown_longitude), 5, 45)))
    assert "".join(drawing.dots) == ""
    assert drawing.middles
