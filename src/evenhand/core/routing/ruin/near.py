"""Who lies next to whom: for each visit its nearest others, found on a grid, with no table of all pairs."""

import numpy as np

from evenhand.core.routing.ruin.compiled import helper
from evenhand.core.routing.ruin.memory import Floats, Ground, Ints, way

PER_CELL = 3
"""Points in a cell of the grid on average."""


@helper
def nearest(points: Floats, count: int, ground: Ground) -> Ints:
    """For each point the numbers of its `count` nearest others and the meters to them, near ones first."""
    size = points.shape[0]
    side = max(1, int(np.sqrt(size / PER_CELL)))
    low, spread = _frame(points)
    cell = np.empty(size, np.int64)
    for index in range(size):
        column = min(int((points[index, 0] - low[0]) / spread * side), side - 1)
        row = min(int((points[index, 1] - low[1]) / spread * side), side - 1)
        cell[index] = row * side + column
    members = np.argsort(cell, kind="mergesort")
    starts = np.searchsorted(cell[members], np.arange(side * side + 1))
    near = np.full((size, count, 2), -1, np.int32)
    for index in range(size):
        _nearest_of(index, points, near, cell, members, starts, side, ground)
    return near


@helper
def _frame(points: Floats) -> tuple[Floats, float]:
    low = np.array([points[:, 0].min(), points[:, 1].min()])
    return low, max(points[:, 0].max() - low[0], points[:, 1].max() - low[1]) + 1e-9


@helper
def _nearest_of(
    index: int,
    points: Floats,
    near: Ints,
    cell: Ints,
    members: Ints,
    starts: Ints,
    side: int,
    ground: Ground,
) -> None:
    """Widen a square of cells until it surely holds the nearest; keep them sorted meanwhile."""
    count, found = near.shape[1], 0
    best = np.empty(count, np.float64)
    enough = -1
    for ring in range(side):
        found = _look_at_ring(index, ring, points, near, best, found, cell, members, starts, side)
        if found == count and enough < 0:
            enough = ring + 1 + ring // 2
        if enough >= 0 and ring >= enough:
            break
    for rank in range(found):
        near[index, rank, 1] = way(ground, 0, index, np.int64(near[index, rank, 0]))


@helper
def _look_at_ring(
    index: int,
    ring: int,
    points: Floats,
    near: Ints,
    best: Floats,
    found: int,
    cell: Ints,
    members: Ints,
    starts: Ints,
    side: int,
) -> int:
    row, column = cell[index] // side, cell[index] % side
    for y in range(max(0, row - ring), min(side, row + ring + 1)):
        edge = y == row - ring or y == row + ring
        step = 1 if edge or ring == 0 else 2 * ring
        for x in range(column - ring, column + ring + 1, step):
            if 0 <= x < side:
                for at in range(starts[y * side + x], starts[y * side + x + 1]):
                    if members[at] != index:
                        found = _enter(index, members[at], points, near, best, found)
    return found


@helper
def _enter(index: int, other: int, points: Floats, near: Ints, best: Floats, found: int) -> int:
    dx = points[index, 0] - points[other, 0]
    dy = points[index, 1] - points[other, 1]
    dz = points[index, 2] - points[other, 2]
    apart, count = dx * dx + dy * dy + dz * dz, near.shape[1]
    if found == count and apart >= best[count - 1]:
        return found
    spot = min(found, count - 1)
    while spot > 0 and best[spot - 1] > apart:
        best[spot] = best[spot - 1]
        near[index, spot, 0] = near[index, spot - 1, 0]
        spot -= 1
    best[spot] = apart
    near[index, spot, 0] = other
    return min(found + 1, count)
