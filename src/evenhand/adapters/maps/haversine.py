"""Travel without a map: the great-circle distance, made longer by a usual detour, at a usual speed."""

from collections.abc import Mapping, Sequence

import numpy as np

from evenhand.core.routing.travel import Formula, Points, Table
from evenhand.core.terms import Place, VehicleKind

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius R1 of the GRS 80 ellipsoid (Moritz 2000, Geodetic Reference System 1980)."""

DETOUR = 1.35
"""Meters of street to a meter of straight line in a city."""

SPEEDS_M_S = {VehicleKind.E_BIKE: 5.0, VehicleKind.CAR: 7.0, VehicleKind.VAN: 6.0}
"""Meters a second over a whole ride, crossings and parking included: 18, 25 and 22 km/h."""

UP = 1 - 1e-9
"""Added before the fraction is cut off: rounds up, and leaves nothing of no way at all."""


class Haversine:
    """Tables by the great circle, in whole meters and seconds, rounded up."""

    def __init__(self, detour: float = DETOUR, speeds_m_s: Mapping[VehicleKind, float] = SPEEDS_M_S) -> None:
        self._detour = detour
        self._speeds = speeds_m_s

    def formula(self, kind: VehicleKind, places: Sequence[Place]) -> Formula:
        """Points of the unit sphere; between two of them lies the arc above their chord. KeyError: no such speed."""
        return Formula(_on_sphere(places), self._detour * EARTH_RADIUS_M, UP, self._speeds[kind], sphere=True)

    def table(self, kind: VehicleKind, origins: Sequence[Place], destinations: Sequence[Place]) -> Table:
        """Meters and seconds of all pairs. KeyError: a kind without a speed."""
        here, there = _on_sphere(origins)[:, None, :], _on_sphere(destinations)[None, :, :]
        chord = np.sqrt(((here - there) ** 2).sum(axis=2))
        arc = 2 * np.arcsin(np.minimum(chord / 2, 1.0))
        meters = np.floor(self._detour * EARTH_RADIUS_M * arc + UP)
        return Table(meters.astype(np.int64), np.ceil(meters / self._speeds[kind]).astype(np.int64))


def _on_sphere(places: Sequence[Place]) -> Points:
    """One row a place: east, north and up from the center, at radius one."""
    lon, lat = np.radians(np.array([(p.lon, p.lat) for p in places], dtype=np.float64).reshape(-1, 2)).T
    return np.stack([np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)], axis=1)
