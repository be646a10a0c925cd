"""Who lies next to whom: for each visit its nearest others, found on a grid, with no table of all pairs."""

import numpy as np

from evenhand.core.routing.ruin.compiled import helper
from evenhand.core.routing.ruin.memory import Floats, Ground, Ints, pace, way

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


def nearest_by_table(meters: Ints, count: int) -> Ints:
    """The same from a table, where there are no points; a pair is as near as its shorter way."""
    apart = np.minimum(meters, meters.T).astype(np.int64)
    np.fill_diagonal(apart, np.iinfo(np.int32).max)
    ranked = np.argsort(apart, axis=1, kind="stable")[:, :count]
    near = np.stack([ranked, np.take_along_axis(apart, ranked, axis=1)], axis=2)
    if len(meters) == 1:
        near[:] = -1
    return near.astype(np.int32)


@helper
def nearest_in_time(near: Ints, ground: Ground, spans: Ints, count: int) -> Ints:
    """Of each visit's neighbors (columns of `near`) the `count` that go best before or after it, with the meters.

    `spans`: when service may begin, at the latest, and how long it lasts. Near is who is reached soon, without much
    waiting and without being late; the weights are those of Vidal et al. 2013.
    """
    size, known = near.shape[0], near.shape[1]
    chosen = np.full((size, count, 2), -1, np.int32)
    apart = np.empty(known, np.float64)
    for visit in range(size):
        for rank in range(known):
            other = near[visit, rank, 0]
            apart[rank] = np.inf
            if other >= 0:
                seconds = pace(ground, 0, visit, np.int64(other), np.int64(near[visit, rank, 1]))
                apart[rank] = seconds + min(_gap(spans, visit, other, seconds), _gap(spans, other, visit, seconds))
        order = np.argsort(apart, kind="mergesort")
        for rank in range(min(count, known)):
            chosen[visit, rank, :] = near[visit, order[rank], :]
    return chosen


@helper
def _gap(spans: Ints, first: int, then: int, seconds: int) -> float:
    """Seconds of waiting, at a fifth, and of lateness, if one visit follows on another."""
    leaves_late, leaves_soon = spans[first, 1] + spans[first, 2], spans[first, 0] + spans[first, 2]
    waits = max(0, spans[then, 0] - seconds - leaves_late)
    return 0.2 * waits + max(0, leaves_soon + seconds - spans[then, 1])
