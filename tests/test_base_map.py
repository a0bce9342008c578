"""What lies under a map's pins: counted where it is, and nothing of what may not be shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from geopy.distance import geodesic

from signpost.base_map import NORTH, SMALLEST_METRES, TALL, WEST, WIDE, BaseMap, Window
from signpost.gazetteer import local_authorities
from signpost.geodesy import metres_per_degree
from signpost.postcode_table import PostcodeTable

LEEDS, BELFAST = (53.8, -1.55), (54.597, -5.93)


@pytest.fixture(scope="module")
def table(postcodes: Path) -> PostcodeTable:
    return PostcodeTable.open(postcodes)


@pytest.fixture(scope="module")
def base(table: PostcodeTable) -> BaseMap:
    return BaseMap.of(table, local_authorities())


def window_about(latitude: float, longitude: float, size: int, across: int) -> Window:
    rows = int((NORTH - latitude) / (TALL * size)) - across // 2
    return Window(size, rows, int((longitude - WEST) / (WIDE * size)) - across // 2, across, across)


def corners(window: Window) -> Iterator[float]:
    """South, north, west and east of it, in degrees."""
    tall, wide = TALL * window.size, WIDE * window.size
    yield NORTH - (window.top + window.rows) * tall
    yield NORTH - window.top * tall
    yield WEST + window.left * wide
    yield WEST + (window.left + window.columns) * wide


@pytest.mark.parametrize("size", [1, 3, 4, 6, 16, 64])
def test_a_window_counts_the_postcodes_that_lie_in_it(table: PostcodeTable, base: BaseMap, size: int) -> None:
    window = window_about(*LEEDS, size, 20)
    latitudes, longitudes = table.positions(without="BT")
    south, north, west, east = corners(window)
    inside = (latitudes > south) & (latitudes <= north) & (longitudes >= west) & (longitudes < east)
    expected, *_ = np.histogram2d(-latitudes[inside], longitudes[inside], bins=20, range=((-north, -south), (west, east)))
    counts = base.counts(window)
    assert counts.sum() == pytest.approx(inside.sum(), rel=0.001), "but for those on an edge"
    assert np.abs(counts - expected).sum() < 0.01 * inside.sum()
    assert counts.max() > 20


def test_all_scales_count_the_same_country(base: BaseMap) -> None:
    fine, coarse = window_about(*LEEDS, 1, 64), window_about(*LEEDS, 4, 16)
    fine = Window(1, coarse.top * 4, coarse.left * 4, 64, 64)
    assert (base.counts(fine).reshape(16, 4, 16, 4).sum(axis=(1, 3)) == base.counts(coarse)).all()


def test_beyond_the_edge_of_the_country_there_is_nothing(base: BaseMap) -> None:
    for size in (1, 4, 64):
        shetland = window_about(60.8, -0.8, size, 60)
        assert base.counts(shetland).shape == (60, 60)
        assert base.counts(Window(size, -70, -70, 60, 60)).sum() == 0


def test_no_postcode_of_northern_ireland_is_counted(base: BaseMap) -> None:
    for size in (1, 4):
        assert base.counts(window_about(*BELFAST, size, 60)).sum() == 0


def test_the_middles_of_their_outward_codes_stand_for_what_may_not_be_shown(table: PostcodeTable, base: BaseMap) -> None:
    areas = [area for code in table.outward_codes if code[:2] in {"BT", "JE", "GY", "IM"} and (area := table.outward(code))]
    assert set(base.middles) == {(area.latitude, area.longitude) for area in areas}
    assert len(base.middles) > 80


def test_authorities_have_their_plain_names_the_largest_first(base: BaseMap) -> None:
    names = [area.name for area in base.areas]
    assert {"Leeds", "Bristol", "Belfast", "Edinburgh"} <= set(names)
    assert [area.size for area in base.areas] == sorted((area.size for area in base.areas), reverse=True)


@pytest.mark.parametrize("latitude", [49.2, 54.5, 60.8])
def test_a_degree_is_as_long_as_the_geodesic_along_it(latitude: float) -> None:
    north, east = metres_per_degree(latitude)
    assert geodesic((latitude - 0.01, 0), (latitude + 0.01, 0)).meters / 0.02 == pytest.approx(north, rel=1e-6)
    assert geodesic((latitude, 0), (latitude, 0.01)).meters / 0.01 == pytest.approx(east, rel=1e-6)


def test_the_smallest_cell_is_square_in_the_middle_of_the_country() -> None:
    north, east = metres_per_degree(54.5)
    assert north * TALL == pytest.approx(SMALLEST_METRES, rel=0.01)
    assert east * WIDE == pytest.approx(SMALLEST_METRES, rel=0.01)
