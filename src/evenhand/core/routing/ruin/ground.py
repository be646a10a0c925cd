"""The ways between places as kernels see them: by table where that is faster or all there is, else by formula."""

# Runs in Python: nothing here is compiled.

from collections.abc import Sequence

import numpy as np

from evenhand.core.routing.ruin import memory
from evenhand.core.routing.ruin.memory import Ground
from evenhand.core.routing.travel import Formula, Formulaic, Travel
from evenhand.core.terms import Place, VehicleKind

DENSE = 2000
"""Places up to which a table of all pairs is faster than the formula."""


def formulas(travel: Travel, kinds: Sequence[VehicleKind], places: Sequence[Place]) -> list[Formula] | None:
    """A formula for each kind; None: there is none, or they differ by more than speed."""
    if not isinstance(travel, Formulaic):
        return None
    known = [travel.formula(kind, places) for kind in kinds]
    same = {(formula.factor, formula.shift, formula.sphere) for formula in known}
    return known if len(same) == 1 else None


def by_formula(known: Sequence[Formula]) -> Ground:
    """Ways by formula, in a table as well if that is small."""
    first = known[0]
    points, dense = np.ascontiguousarray(first.points), len(first.points) <= DENSE
    meters = seconds = np.zeros((1, 1, 1), np.int32)
    if dense:
        rows = [np.floor(first.factor * straight_from(first, row) + first.shift) for row in range(len(points))]
        meters = np.repeat(np.array(rows)[None], len(known), axis=0).astype(np.int32)
        seconds = np.array([np.ceil(meters[0] / each.speed_m_s) for each in known]).astype(np.int32)
    speed = np.array([each.speed_m_s for each in known])
    return Ground(dense, first.sphere, points, meters, seconds, first.factor, first.shift, speed)


def by_table(travel: Travel, kinds: Sequence[VehicleKind], places: Sequence[Place]) -> Ground:
    """Ways from the source's own table. It has as many cells as places squared."""
    tables = [travel.table(kind, places, places) for kind in kinds]
    meters = np.array([table.meters for table in tables]).astype(np.int32)
    seconds = np.array([table.seconds for table in tables]).astype(np.int32)
    return Ground(True, False, np.zeros((1, 3)), meters, seconds, 1.0, 0.0, np.ones(len(kinds)))


def ground(travel: Travel, kinds: Sequence[VehicleKind], places: Sequence[Place]) -> Ground:
    """Whichever of the two the source allows."""
    known = formulas(travel, kinds, places)
    return by_formula(known) if known else by_table(travel, kinds, places)


def straight_from(formula: Formula, row: int) -> memory.Floats:
    """The straight way, or the arc, from the point of a row to all points."""
    chord = np.sqrt(((formula.points - formula.points[row]) ** 2).sum(axis=1))
    return np.asarray(2 * np.arcsin(np.minimum(chord / 2, 1.0)) if formula.sphere else chord)
