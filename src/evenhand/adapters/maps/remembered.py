"""Figures that were asked once are not asked again: a plan and its judge want the same pairs many times."""

from collections.abc import Callable, Sequence

import numpy as np

from evenhand.core.routing.travel import Matrix, Table
from evenhand.core.terms import Place, VehicleKind

type Ask = Callable[[VehicleKind, Sequence[Place], Sequence[Place]], Table]

MOST = 4_000
"""Places of a kind of vehicle that are remembered. Then all are forgotten."""

UNKNOWN = -1


class Remembered:
    """Tables from a source, by kind of vehicle, grown as places become known."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._known: dict[VehicleKind, _Known] = {}

    def table(self, kind: VehicleKind, origins: Sequence[Place], destinations: Sequence[Place]) -> Table:
        """The table of all pairs, asked for where a pair is new."""
        known = self._known.setdefault(kind, _Known())
        if len(known.rows) + len(set(origins) | set(destinations)) > MOST:
            known = self._known[kind] = _Known()
        rows, columns = known.numbers(origins), known.numbers(destinations)
        if (known.meters[np.ix_(rows, columns)] == UNKNOWN).any():
            known.learn(rows, columns, self._ask(kind, origins, destinations))
        pick = np.ix_(rows, columns)
        return Table(known.meters[pick], known.seconds[pick])


class _Known:
    def __init__(self) -> None:
        self.rows: dict[Place, int] = {}
        self.meters: Matrix = np.full((0, 0), UNKNOWN, np.int64)
        self.seconds: Matrix = self.meters

    def numbers(self, places: Sequence[Place]) -> list[int]:
        numbers = [self.rows.setdefault(place, len(self.rows)) for place in places]
        if len(self.rows) > len(self.meters):
            more = max(len(self.rows), 2 * len(self.meters)) - len(self.meters)
            self.meters = np.pad(self.meters, (0, more), constant_values=UNKNOWN)
            self.seconds = np.pad(self.seconds, (0, more), constant_values=UNKNOWN)
        return numbers

    def learn(self, rows: Sequence[int], columns: Sequence[int], table: Table) -> None:
        self.meters[np.ix_(rows, columns)] = table.meters
        self.seconds[np.ix_(rows, columns)] = table.seconds
