"""Distances on the WGS 84 ellipsoid from one point to many, without a loop.

A position becomes an ECEF vector: metres from the Earth's centre, on axes fixed to the Earth. The straight line between
two such vectors is a chord, and the curvature of the ellipsoid half-way along the chord, in the direction of travel,
turns it into the length along the ground. Anywhere between Scilly, Shetland, Rockall and the Channel Islands this
stays within 7 cm of the geodesic (seen over 20,000 pairs up to 1,440 km; a sphere of mean radius is 10 m off there).
"""

from __future__ import annotations

from math import cos, radians, sin, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

METRES_PER_MILE = 1609.344
SEMI_MAJOR_AXIS = 6_378_137.0  # metres; this and the flattening define WGS 84
FLATTENING = 1 / 298.257223563
_E2 = FLATTENING * (2 - FLATTENING)  # first eccentricity, squared
_SECOND_E2 = _E2 / (1 - _E2)  # second eccentricity, squared


def ecef(latitudes: ArrayLike, longitudes: ArrayLike) -> Floats:
    """WGS 84 degrees to metres from the Earth's centre: shape (n, 3) for n positions, (3,) for one."""
    phi, lam = np.radians(np.asarray(latitudes, np.float64)), np.radians(np.asarray(longitudes, np.float64))
    sin_phi = np.sin(phi)
    normal = SEMI_MAJOR_AXIS / np.sqrt(1 - _E2 * sin_phi**2)
    across = normal * np.cos(phi)
    return np.stack([across * np.cos(lam), across * np.sin(lam), normal * (1 - _E2) * sin_phi], axis=-1)


def metres_between(point: Floats, points: Floats) -> Floats:
    """Metres along the ground from one ECEF position (3,) to each of many (n, 3)."""
    chords = points - point
    lengths = np.sqrt(np.einsum("...i,...i", chords, chords))
    curvature = _curvature_along(chords, lengths, points + point)
    return np.asarray(2 / curvature * np.arcsin(np.minimum(curvature * lengths / 2, 1.0)))


def miles_between(point: Floats, points: Floats) -> Floats:
    """Statute miles along the ground from one ECEF position (3,) to each of many (n, 3)."""
    return metres_between(point, points) / METRES_PER_MILE


def metres_per_degree(latitude: float) -> tuple[float, float]:
    """Metres along the ground in one degree of latitude, and in one of longitude, at that latitude."""
    phi = radians(latitude)
    normal = SEMI_MAJOR_AXIS / sqrt(1 - _E2 * sin(phi) ** 2)
    return radians(normal * (1 - _E2) / (1 - _E2 * sin(phi) ** 2)), radians(normal * cos(phi))


def _curvature_along(chords: Floats, lengths: Floats, middles: Floats) -> Floats:
    """Curvature (1/m) of the ellipsoid below the middle of each chord, along it.

    Euler's formula cos²α/M + sin²α/N. With cos α = slope / cos φ (`slope`: how far the chord climbs along the Earth's axis
    per metre of its length) the latitude's cosine cancels, and what is left is (1 + e'² slope²)/N.
    """
    slope = np.divide(chords[..., 2], lengths, out=np.zeros_like(lengths), where=lengths > 0)
    axial = (middles[..., 2] / (1 - _E2)) ** 2
    sin2_phi = axial / (middles[..., 0] ** 2 + middles[..., 1] ** 2 + axial)
    return np.asarray(np.sqrt(1 - _E2 * sin2_phi) / SEMI_MAJOR_AXIS * (1 + _SECOND_E2 * slope**2))
