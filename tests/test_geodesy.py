"""Distances from one point to many, against the geodesic of geographiclib (which geopy's `geodesic` is)."""

from __future__ import annotations

import numpy as np
import pytest
from geopy.distance import geodesic

from signpost.geodesy import METRES_PER_MILE, ecef, metres_between, miles_between

SCILLY, SHETLAND, DOVER, DERRY, JERSEY = (49.91, -6.31), (60.85, -0.89), (51.13, 1.31), (55.0, -7.32), (49.19, -2.11)
ONE_METRE = 1.0


def metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    return float(metres_between(ecef(*one), ecef(*other)))


@pytest.mark.parametrize(("one", "other"), [(SCILLY, SHETLAND), (DOVER, DERRY), (JERSEY, SHETLAND), (SHETLAND, SCILLY), (DOVER, JERSEY)])
def test_the_longest_distances_of_the_country_are_within_a_metre_of_the_geodesic(
    one: tuple[float, float], other: tuple[float, float]
) -> None:
    assert metres(one, other) == pytest.approx(geodesic(one, other).meters, abs=ONE_METRE)


def test_two_thousand_random_pairs_are_within_a_metre_of_the_geodesic() -> None:
    dice = np.random.default_rng(20261122)
    latitudes, longitudes = dice.uniform(49.0, 61.0, (2, 2000)), dice.uniform(-9.0, 3.0, (2, 2000))
    starts, ends = (ecef(latitudes[side], longitudes[side]) for side in (0, 1))
    expected = [geodesic(*(tuple(pair) for pair in zip(latitudes[:, n], longitudes[:, n], strict=True))).meters for n in range(2000)]
    found = [float(metres_between(start, end)) for start, end in zip(starts, ends, strict=True)]
    assert np.abs(np.subtract(found, expected)).max() < 0.1 * ONE_METRE


@pytest.mark.parametrize("apart", [1e-7, 1e-5, 1e-3, 0.05])
def test_near_points_are_told_apart_to_the_millimetre(apart: float) -> None:
    for latitude, longitude in ((53.8 + apart, -1.55), (53.8, -1.55 + apart), (53.8 - apart, -1.55 + apart)):
        expected = geodesic((53.8, -1.55), (latitude, longitude)).meters
        assert metres((53.8, -1.55), (latitude, longitude)) == pytest.approx(expected, abs=0.001)


def test_a_point_is_no_distance_from_itself() -> None:
    here = ecef([53.8, 60.15], [-1.55, -1.15])
    assert metres_between(here[0], here).tolist()[0] == 0.0


def test_one_point_to_many_is_the_same_as_one_by_one() -> None:
    many = [SCILLY, SHETLAND, DOVER, DERRY]
    together = miles_between(ecef(*JERSEY), ecef(*zip(*many, strict=True)))
    assert together.shape == (4,)
    assert together.tolist() == [metres(JERSEY, other) / METRES_PER_MILE for other in many]


def test_nothing_to_measure_gives_nothing() -> None:
    assert miles_between(ecef(53.8, -1.55), ecef([], [])).shape == (0,)


def test_positions_are_metres_on_the_axes_of_the_earth() -> None:
    assert ecef(0.0, 0.0) == pytest.approx([6_378_137.0, 0.0, 0.0])
    assert ecef(90.0, 0.0) == pytest.approx([0.0, 0.0, 6_356_752.314245], abs=1e-6)
    assert ecef([0.0, 90.0], [0.0, 0.0]).shape == (2, 3)
