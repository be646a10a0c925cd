"""How routes lie in memory while they are searched.

Visits are numbered from 0; after them come trips' beginnings, then vehicles' ends. Each has a row of numbers: the node
before and after it in its vehicle's chain, its trip, and the way to the next node.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evenhand.core.routing.ruin.compiled import inside

Ints = NDArray[np.int32]
Longs = NDArray[np.int64]
Floats = NDArray[np.float64]

NX, PV, TRIP, WAY, SEEN, DIRTY, PIN = 0, 1, 2, 3, 4, 5, 6
"""Columns of a node: next, previous, trip (OUT: in none), meters to the next, two marks of the log, and whether the
visit stays where it is."""

PACE, EARLY, LATE, FORE, FORE_LATE, BACK, BACK_EARLY = 7, 8, 9, 10, 11, 12, 13
"""Columns where time matters: seconds to the next; earliest and latest begin here; and of everything up to here, and
of everything from here on, the least length and the begin that goes with it."""

PLAIN_WIDTH, RICH_WIDTH = 8, 16

OUT = -1

LOAD, GRAMS, SIZE, LENGTH, READY, VEHICLE, FIXED, BIKES = range(8)
"""Columns of a trip: what it carries, visits, meters, when it may be loaded, whose it is, visits that stay."""

STAYS, LAST, FIRST = 1, 2, 4
"""Bits of PIN: the node stays where it is, nothing comes into its trip after it, nothing comes before it."""

CUR, BEST, USED, STAMP, HINT, DIRT, GAIN, TORN, PUT, LOGGED, TRIPS, ABSENT, SPENT, ROWS = range(14)
"""Numbers of a search that change: cost now and at best, trips in use, iteration, and counts of lists."""

MOST = 1024
"""Visits that one iteration may tear out or try to put back."""


class Board(NamedTuple):
    """Nodes, trips, the best chain so far, and what the present iteration has changed."""

    node: Ints
    trip: Longs
    best: Ints
    now: Longs
    dice: NDArray[np.uint64]
    dirt: Ints
    log: Ints
    old: Ints
    trip_log: Longs
    trip_old: Longs
    trip_seen: Longs
    queue: Ints
    keys: Floats


class Ground(NamedTuple):
    """Ways between places: tables by profile, or points and the formula."""

    dense: bool
    sphere: bool
    points: Floats
    meters: NDArray[np.int32]
    seconds: NDArray[np.int32]
    factor: float
    shift: float
    speed: Floats


@inside
def dice(board: Board) -> float:
    """A number from 0 up to 1: xorshift64* (Marsaglia 2003, Vigna 2016)."""
    x = board.dice[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    board.dice[0] = x
    return float((x * np.uint64(2685821657736338717)) >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@inside
def way(ground: Ground, profile: int, here: int, there: int) -> int:
    """Meters between two places."""
    if ground.dense:
        return np.int64(ground.meters[profile, here, there])
    dx = ground.points[here, 0] - ground.points[there, 0]
    dy = ground.points[here, 1] - ground.points[there, 1]
    if not ground.sphere:
        return np.int64(ground.factor * np.sqrt(dx * dx + dy * dy) + ground.shift)
    dz = ground.points[here, 2] - ground.points[there, 2]
    chord = min(np.sqrt(dx * dx + dy * dy + dz * dz) / 2, 1.0)
    return np.int64(ground.factor * 2 * np.arcsin(chord) + ground.shift)


@inside
def pace(ground: Ground, profile: int, here: int, there: int, meters: int) -> int:
    """Seconds between two places that are so many meters apart."""
    if ground.dense:
        return np.int64(ground.seconds[profile, here, there])
    return np.int64(np.ceil(meters / ground.speed[profile]))


@inside
def touch(board: Board, node: int) -> None:
    """Remember a node's row, before its first change in this iteration."""
    if board.node[node, SEEN] != board.now[STAMP]:
        count = board.now[LOGGED]
        board.log[count] = node
        for column in range(board.node.shape[1]):
            board.old[count, column] = board.node[node, column]
        board.now[LOGGED] = count + 1
        board.node[node, SEEN] = board.now[STAMP]


@inside
def touch_trip(board: Board, trip: int) -> None:
    """Remember a trip's row, before its first change in this iteration."""
    if board.trip_seen[trip] != board.now[STAMP]:
        count = board.now[TRIPS]
        board.trip_log[count] = trip
        for column in range(board.trip.shape[1]):
            board.trip_old[count, column] = board.trip[trip, column]
        board.now[TRIPS] = count + 1
        board.trip_seen[trip] = board.now[STAMP]


@inside
def undo(board: Board) -> None:
    """As if this iteration had not been."""
    for index in range(board.now[LOGGED]):
        node = board.log[index]
        for column in range(board.node.shape[1]):
            board.node[node, column] = board.old[index, column]
    for index in range(board.now[TRIPS]):
        trip = board.trip_log[index]
        for column in range(board.trip.shape[1]):
            board.trip[trip, column] = board.trip_old[index, column]


@inside
def keep(board: Board) -> None:
    """What was changed differs from the best chain until that is written anew; `learn` does it."""
    for index in range(board.now[LOGGED]):
        node = board.log[index]
        if board.node[node, DIRTY] == 0:
            board.node[node, DIRTY] = 1
            board.dirt[board.now[DIRT]] = node
            board.now[DIRT] += 1


@inside
def learn(board: Board) -> None:
    """The chain as it is now is the best."""
    board.now[BEST] = board.now[CUR]
    for index in range(board.now[DIRT]):
        node = board.dirt[index]
        board.best[node] = board.node[node, NX]
        board.node[node, DIRTY] = 0
    board.now[DIRT] = 0
