"""Travel without a map: the great-circle distance, made longer by a usual detour, at a usual speed."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from evenhand.core.routing.travel import Table
from evenhand.core.terms import Place, VehicleKind

EARTH_RADIUS_M = 6_371_008.8
"""Mean radius R1 of the GRS 80 ellipsoid (Moritz 2000, Geodetic Reference System 1980)."""

DETOUR = 1.35
"""Meters of street to a meter of straight line in a city."""

SPEEDS_M_S = {VehicleKind.E_BIKE: 5.0, VehicleKind.CAR: 7.0, VehicleKind.VAN: 6.0}
"""Meters a second over a whole ride, crossings and parking included: 18, 25 and 22 km/h."""


class Haversine:
    """Tables by the haversine formula (Sinnott 1984), in whole meters and seconds, rounded up."""

    def __init__(self, detour: float = DETOUR, speeds_m_s: Mapping[VehicleKind, float] = SPEEDS_M_S) -> None:
        self._detour = detour
        self._speeds = speeds_m_s

    def table(self, kind: VehicleKind, origins: Sequence[Place], destinations: Sequence[Place]) -> Table:
        """Meters and seconds of all pairs. KeyError: a kind without a speed."""
        meters = np.ceil(self._detour * _great_circle(_radians(origins), _radians(destinations)))
        return Table(meters.astype(np.int64), np.ceil(meters / self._speeds[kind]).astype(np.int64))


def _radians(places: Sequence[Place]) -> NDArray[np.float64]:
    """One row a place: longitude, latitude."""
    return np.radians(np.array([(place.lon, place.lat) for place in places], dtype=np.float64).reshape(-1, 2))


def _great_circle(origins: NDArray[np.float64], destinations: NDArray[np.float64]) -> NDArray[np.float64]:
    (lon, lat), (to_lon, to_lat) = origins.T[:, :, None], destinations.T[:, None, :]
    chord = np.sin((to_lat - lat) / 2) ** 2 + np.cos(lat) * np.cos(to_lat) * np.sin((to_lon - lon) / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_M * np.arcsin(np.sqrt(np.minimum(chord, 1.0))))
