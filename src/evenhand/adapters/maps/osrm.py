"""Travel times from a server that speaks OSRM's table service (https://project-osrm.org/docs/v5.24.0/api/).

In the file of EVENHAND_ACCOUNTS:

    [maps]
    driving = "http://127.0.0.1:5000"     # cars and vans
    bicycle = "http://127.0.0.1:5001"     # e-bikes
    datum = "gcj02"                       # what its coordinates refer to; wgs84 unless said
    most = 100                            # places that it takes in one question
"""

import json
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.error import URLError

import numpy as np

from evenhand.adapters import accounts
from evenhand.adapters.maps import datum
from evenhand.adapters.maps.remembered import Remembered
from evenhand.core.errors import Reason, Refused
from evenhand.core.routing.problem import FOREVER
from evenhand.core.routing.travel import Matrix, Table
from evenhand.core.terms import Place, VehicleKind

PROFILES = {VehicleKind.E_BIKE: "bicycle", VehicleKind.CAR: "driving", VehicleKind.VAN: "driving"}

MOST = 100
"""Places that OSRM's own server takes in one question unless told otherwise."""

TIMEOUT_S = 20


class OsrmServer:
    """See `dispatch.ports.Maps`. Where no way leads the figures are `FOREVER`.

    Refused(UNAVAILABLE): the server cannot be reached, or answers in another language.
    """

    def __init__(self, account: Mapping[str, Any] | None = None) -> None:
        said = accounts.table("maps", {"driving", "bicycle"}, {"datum", "most"}) if account is None else account
        self._urls = {profile: str(said[profile]).rstrip("/") for profile in set(PROFILES.values())}
        self._datum, self._most = datum.Datum(said.get("datum", "wgs84")), int(said.get("most", MOST))
        self._known = Remembered(self._asked)

    def table(self, kind: VehicleKind, origins: Sequence[Place], destinations: Sequence[Place]) -> Table:
        """Meters and seconds of all pairs."""
        return self._known.table(kind, origins, destinations)

    def _asked(self, kind: VehicleKind, origins: Sequence[Place], destinations: Sequence[Place]) -> Table:
        shape = len(origins), len(destinations)
        meters, seconds = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
        for rows in _blocks(len(origins), self._most // 2):
            for columns in _blocks(len(destinations), self._most // 2):
                told = self._told(PROFILES[kind], origins[rows], destinations[columns])
                meters[rows, columns], seconds[rows, columns] = told
        return Table(meters, seconds)

    def _told(self, profile: str, origins: Sequence[Place], destinations: Sequence[Place]) -> tuple[Matrix, Matrix]:
        points = (datum.to(self._datum, place) for place in (*origins, *destinations))
        path = ";".join(f"{lon:.6f},{lat:.6f}" for lon, lat in points)
        upto = len(origins), len(origins) + len(destinations)
        sources, targets = ";".join(map(str, range(upto[0]))), ";".join(map(str, range(*upto)))
        query = f"sources={sources}&destinations={targets}&annotations=duration,distance"
        said = _read(f"{self._urls[profile]}/table/v1/{profile}/{path}?{query}")
        try:
            return _whole(said["distances"], upto[0]), _whole(said["durations"], upto[0])
        except (KeyError, TypeError, ValueError) as error:
            raise Refused(Reason.UNAVAILABLE, "maps", rule=f"an answer of OSRM: {said!r:.200}") from error


def _blocks(count: int, most: int) -> Iterator[slice]:
    return (slice(start, min(start + most, count)) for start in range(0, count, max(1, most)))


def _read(url: str) -> Any:
    try:
        with urllib.request.urlopen(url, timeout=TIMEOUT_S) as answer:  # noqa: S310 - the operator's own
            return json.load(answer)
    except (URLError, TimeoutError, ValueError) as error:
        raise Refused(Reason.UNAVAILABLE, "maps", rule=str(error)) from error


def _whole(rows: Sequence[Sequence[float | None]], count: int) -> Matrix:
    """Rounded up; `FOREVER` where the server says that no way leads."""
    figures = np.array([[np.inf if figure is None else figure for figure in row] for row in rows], dtype=np.float64)
    if figures.ndim != 2 or len(figures) != count:
        raise ValueError("rows")
    return np.minimum(np.ceil(figures), FOREVER).astype(np.int64)
