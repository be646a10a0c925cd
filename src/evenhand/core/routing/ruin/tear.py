"""Ruin: strings of visits are torn out of trips that pass near one place."""

import numpy as np

from evenhand.core.routing.ruin.compiled import inside
from evenhand.core.routing.ruin.memory import (
    FIXED,
    GAIN,
    GRAMS,
    LOAD,
    MOST,
    NX,
    OUT,
    PIN,
    PV,
    SIZE,
    STAMP,
    TORN,
    TRIP,
    USED,
    WAY,
    Board,
    Floats,
    Ground,
    Ints,
    dice,
    touch,
    touch_trip,
    way,
)

LONGEST = 10
"""Visits in a string at most."""

WISH = 10
"""Visits torn out on average."""

SPLIT, DEEPER = 0.5, 0.01
"""How often a string keeps a stretch of visits in its midst, and how often that stretch is one longer."""


@inside
def tear(board: Board, ground: Ground, places: Ints, goods: Ints, near: Ints, tune: Floats) -> None:
    """Tear strings out of trips around a visit chosen by chance; what was torn out stands in the queue."""
    now, visits = board.now, near.shape[0]
    now[TORN] = 0
    now[GAIN] = 0
    longest = min(tune[0], (visits - 1) / max(now[USED], 1))
    strings = max(1, int(dice(board) * (4.0 * tune[1] / (1.0 + longest) - 1.0) + 1.0))
    center = int(dice(board) * visits)
    for rank in range(-1, near.shape[1]):
        visit = center if rank < 0 else np.int64(near[center, rank, 0])
        trip = np.int64(board.node[visit, TRIP])
        if trip < 0 or board.trip_seen[trip] == now[STAMP] or board.node[visit, PIN]:
            continue
        _tear_string(board, ground, places, goods, visit, trip, longest)
        strings -= 1
        if strings == 0 or now[TORN] > MOST - 2 * LONGEST:
            break


@inside
def _tear_string(
    board: Board, ground: Ground, places: Ints, goods: Ints, visit: int, trip: int, longest: float
) -> None:
    touch_trip(board, trip)
    size = board.trip[trip, SIZE] - board.trip[trip, FIXED]
    length = min(size, int(dice(board) * min(float(size), longest) + 1.0))
    kept = 0
    if 1 < length < size and dice(board) < SPLIT:
        kept = 1
        while length + kept < size and dice(board) < DEEPER:
            kept += 1
    node = first_of(board, visit, length + kept, near_end=board.node.shape[0])
    head = 1 + int(dice(board) * (length - 1)) if kept else length
    node = _cut(board, ground, places, goods, node, head, trip)
    if kept:
        for _ in range(kept):
            node = np.int64(board.node[node, NX])
        _cut(board, ground, places, goods, node, length - head, trip)
    if board.trip[trip, SIZE] == 0:
        board.now[USED] -= 1


@inside
def first_of(board: Board, visit: int, span: int, near_end: int) -> int:
    """The first of `span` visits in a row that contain this one, by chance."""
    before, node = 0, np.int64(board.node[visit, PV])
    while before < span - 1 and board.node[node, PIN] == 0:
        before += 1
        node = np.int64(board.node[node, PV])
    after, node = 0, np.int64(board.node[visit, NX])
    while after < span - 1 and board.node[node, PIN] == 0:
        after += 1
        node = np.int64(board.node[node, NX])
    least = max(0, span - 1 - after)
    node = visit
    for _ in range(least + int(dice(board) * (before - least + 1))):
        node = np.int64(board.node[node, PV])
    return node


@inside
def _cut(board: Board, ground: Ground, places: Ints, goods: Ints, node: int, count: int, trip: int) -> int:
    """Take out so many visits from `node` on. Returns the node after them."""
    before = np.int64(board.node[node, PV])
    touch(board, before)
    gain = np.int64(board.node[before, WAY])
    for _ in range(count):
        touch(board, node)
        gain += board.node[node, WAY]
        board.trip[trip, LOAD] -= goods[node, 0]
        board.trip[trip, GRAMS] -= goods[node, 1]
        board.node[node, TRIP] = OUT
        board.queue[board.now[TORN]] = node
        board.now[TORN] += 1
        node = np.int64(board.node[node, NX])
    touch(board, node)
    board.node[before, NX] = node
    board.node[node, PV] = before
    board.node[before, WAY] = way(ground, 0, places[before], places[node])
    board.trip[trip, SIZE] -= count
    board.now[GAIN] += gain - board.node[before, WAY]
    return node
