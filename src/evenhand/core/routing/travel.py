"""How far and how long it is between places. Where the figures come from (a formula, a map) is the caller's affair."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from evenhand.core.terms import Place, VehicleKind

Matrix = NDArray[np.int64]
Points = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Table:
    """Meters and seconds from each origin (row) to each destination (column)."""

    meters: Matrix
    seconds: Matrix


class Travel(Protocol):
    """A source of tables. The same pair of places always gets the same figures, whatever else is asked with it."""

    def table(self, kind: VehicleKind, origins: Sequence[Place], destinations: Sequence[Place]) -> Table:
        """The table of all pairs. KeyError: the source does not know a place or the kind."""


@dataclass(frozen=True, slots=True)
class Formula:
    """Figures that follow from points (rows of three): `floor(factor x f(straight distance) + shift)` meters, where f
    is the identity on a plane and the arc above a chord of the unit sphere; seconds are meters over a speed, rounded
    up.

    A search that knows the formula needs no table, however many places there are.
    """

    points: Points
    factor: float
    shift: float
    speed_m_s: float
    sphere: bool = False


@runtime_checkable
class Formulaic(Protocol):
    """A source whose figures follow a formula."""

    def formula(self, kind: VehicleKind, places: Sequence[Place]) -> Formula:
        """The formula for these places, in this order."""


def legs(travel: Travel, kind: VehicleKind, path: Sequence[Place]) -> tuple[list[int], list[int]]:
    """Meters and seconds from each place of a path to the next. KeyError: as of `table`."""
    if isinstance(travel, Formulaic):
        figures = _along(travel.formula(kind, path))
        return figures[0].tolist(), figures[1].tolist()
    table = travel.table(kind, path[:-1], path[1:])
    return np.diagonal(table.meters).tolist(), np.diagonal(table.seconds).tolist()


def _along(formula: Formula) -> tuple[Matrix, Matrix]:
    steps = formula.points[1:] - formula.points[:-1]
    straight = np.sqrt((steps**2).sum(axis=1))
    way = 2 * np.arcsin(np.minimum(straight / 2, 1.0)) if formula.sphere else straight
    meters = np.floor(formula.factor * way + formula.shift)
    return meters.astype(np.int64), np.ceil(meters / formula.speed_m_s).astype(np.int64)


class FixedTravel:
    """Tables given in advance, square, in the order of `places`: benchmark files and worked examples."""

    def __init__(self, places: Sequence[Place], tables: Mapping[VehicleKind, Table]) -> None:
        self._rows = {place: row for row, place in enumerate(places)}
        self._tables = tables

    def table(self, kind: VehicleKind, origins: Sequence[Place], destinations: Sequence[Place]) -> Table:
        """The part of the given table that these places span. KeyError: an unknown place or kind."""
        whole = self._tables[kind]
        pick = np.ix_([self._rows[place] for place in origins], [self._rows[place] for place in destinations])
        return Table(whole.meters[pick], whole.seconds[pick])


class Rounding(StrEnum):
    """How benchmark files make whole numbers of distances; the names are those of their makers."""

    ROUND = "round"
    TRUNC = "trunc"
    DIMACS = "dimacs"
    EXACT = "exact"


RULES = {
    Rounding.ROUND: (1, 0.5),
    Rounding.TRUNC: (1, 0.0),
    Rounding.DIMACS: (10, 0.0),
    Rounding.EXACT: (1000, 0.5),
}
"""For each: how many meters a unit of the plane counts, and what is added before the fraction is cut off."""

GRID = 2.0**-14
"""Degrees to a unit of the plane. A power of two, so that no coordinate is changed on its way through a `Place`."""


class Plane:
    """Straight lines on a plane, a second a meter: what benchmark files mean by EUC_2D."""

    def __init__(self, rounding: Rounding) -> None:
        self.scale, self._shift = RULES[rounding]

    @staticmethod
    def place(x: float, y: float) -> Place:
        """A point of the plane. ValueError: too far out."""
        return Place(x * GRID, y * GRID / 2)

    def formula(self, kind: VehicleKind, places: Sequence[Place]) -> Formula:
        """The same for every kind."""
        points = np.array([(place.lon / GRID, 2 * place.lat / GRID, 0.0) for place in places], dtype=np.float64)
        return Formula(points.reshape(-1, 3), float(self.scale), self._shift, 1.0)

    def table(self, kind: VehicleKind, origins: Sequence[Place], destinations: Sequence[Place]) -> Table:
        """Meters, and as many seconds, of all pairs."""
        here, there = self.formula(kind, origins).points, self.formula(kind, destinations).points
        straight = np.sqrt(((here[:, None, :] - there[None, :, :]) ** 2).sum(axis=2))
        meters = np.floor(self.scale * straight + self._shift).astype(np.int64)
        return Table(meters, meters)
