"""Coordinates at the edge: inside everything is WGS-84; some Chinese maps speak GCJ-02 or BD-09."""

from collections.abc import Callable
from enum import StrEnum

import geocoordinates_ffi as geo

from evenhand.core.terms import Place


class Datum(StrEnum):
    """What a map's coordinates refer to."""

    WGS84 = "wgs84"
    GCJ02 = "gcj02"
    BD09 = "bd09"


def to(datum: Datum, place: Place) -> tuple[float, float]:
    """Longitude and latitude as that map would say them."""
    point = _FROM_OURS[datum](geo.Wgs84(lat=place.lat, lon=place.lon))
    return float(point.lon), float(point.lat)


def ours(datum: Datum, lon: float, lat: float) -> Place:
    """The place that a map means; within half a meter, for the way back is found by trying. ValueError: no place."""
    if datum is Datum.WGS84:
        return Place(lon, lat)
    if datum is Datum.BD09:
        found = geo.bd09_to_wgs84_refined(geo.Bd09(lat=lat, lon=lon))
    else:
        found = geo.gcj02_to_wgs84_refined(geo.Gcj02(lat=lat, lon=lon))
    return Place(float(found.lon), float(found.lat))


_FROM_OURS: dict[Datum, Callable[[geo.Wgs84], geo.Wgs84 | geo.Gcj02 | geo.Bd09]] = {
    Datum.WGS84: lambda point: point,
    Datum.GCJ02: geo.wgs84_to_gcj02,
    Datum.BD09: geo.wgs84_to_bd09,
}
