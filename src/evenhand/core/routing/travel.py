"""How far and how long it is between places. Where the figures come from (a formula, a map) is the caller's affair."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from evenhand.core.terms import Place, VehicleKind

Matrix = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Table:
    """Meters and seconds from each origin (row) to each destination (column)."""

    meters: Matrix
    seconds: Matrix


class Travel(Protocol):
    """A source of tables. The same pair of places always gets the same figures, whatever else is asked with it."""

    def table(self, kind: VehicleKind, origins: Sequence[Place], destinations: Sequence[Place]) -> Table:
        """The table of all pairs. KeyError: the source does not know a place or the kind."""


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
