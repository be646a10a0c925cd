"""Time along a vehicle's chain: for each node the earliest and latest begin, and the least duration before and after.

Stretches of a route are joined as in T. Vidal, T. G. Crainic, M. Gendreau and C. Prins, A hybrid genetic algorithm
with adaptive diversity management for a large class of vehicle routing problems with time-windows, Computers &
Operations Research 40(1), 2013: a stretch has a least duration, and an earliest and a latest begin that go with it.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from evenhand.core.routing.ruin.compiled import inside
from evenhand.core.routing.ruin.memory import (
    BACK,
    BACK_EARLY,
    EARLY,
    FORE,
    FORE_LATE,
    LATE,
    NX,
    PACE,
    PV,
    READY,
    TRIP,
    VEHICLE,
    WAY,
    Board,
    Ground,
    Ints,
    pace,
    touch,
    way,
)
from evenhand.core.routing.ruin.rules import (
    CLOCKED,
    CLOSE,
    FIRST_VISITS,
    OPEN,
    PLACE,
    PROFILE,
    SERVICE,
    TIMED,
    Rules,
)

NEVER = 1 << 40


@inside
def opens(board: Board, rules: Rules, node: int) -> int:
    """When service, or loading, may begin at a node."""
    first = np.int64(rules.node[node, OPEN])
    visits = rules.flags[FIRST_VISITS]
    if visits <= node < visits + board.trip.shape[0]:
        return max(first, board.trip[node - visits, READY])
    return first


@inside
def measure(board: Board, ground: Ground, rules: Rules, car: int, node: int) -> int:
    """Write the way from a node to the next. Returns its meters."""
    here, there = np.int64(rules.node[node, PLACE]), np.int64(rules.node[board.node[node, NX], PLACE])
    profile = rules.car[car, PROFILE]
    meters = np.int64(way(ground, profile, here, there))
    board.node[node, WAY] = meters
    if rules.flags[CLOCKED]:
        board.node[node, PACE] = pace(ground, profile, here, there, meters)
    return meters


@inside
def onward_one(board: Board, rules: Rules, node: int) -> bool:
    """Times of a node from those of the node before it. Returns whether they changed."""
    before, end = np.int64(board.node[node, PV]), board.node.shape[0] - rules.car.shape[0]
    leaves = board.node[before, EARLY] + rules.node[before, SERVICE]
    open_at = opens(board, rules, node)
    early = max(leaves + board.node[before, PACE], open_at)
    least, late = np.int64(0), np.int64(0)
    if rules.flags[TIMED]:
        delta = np.int64(board.node[before, FORE]) + board.node[before, PACE]
        begin = np.int64(board.node[before, FORE_LATE])
        least = delta + max(open_at - begin - delta, 0) + rules.node[node, SERVICE]
        late = min(begin, rules.node[node, CLOSE] - delta)
        if node >= end and before >= end - rules.car.shape[0]:
            least = np.int64(0)  # an unused vehicle
    row = board.node[node]
    if row[EARLY] == early and row[FORE] == least and row[FORE_LATE] == late:
        return False
    touch(board, node)
    row[EARLY], row[FORE], row[FORE_LATE] = early, least, late
    return True


@inside
def onward(board: Board, rules: Rules, node: int) -> None:
    """Times from a node to the end of its chain, as far as they change."""
    end = board.node.shape[0] - rules.car.shape[0]
    onward_one(board, rules, node)
    while node < end:
        node = np.int64(board.node[node, NX])
        if not onward_one(board, rules, node):
            break


@inside
def _backward_one(board: Board, rules: Rules, node: int) -> bool:
    after = np.int64(board.node[node, NX])
    takes = np.int64(rules.node[node, SERVICE]) + board.node[node, PACE]
    close = np.int64(rules.node[node, CLOSE])
    late = min(close, board.node[after, LATE] - takes)
    least, early = np.int64(0), np.int64(0)
    if rules.flags[TIMED]:
        begin = board.node[after, BACK_EARLY] - takes
        waits = max(begin - close, 0)
        least = board.node[after, BACK] + takes + waits
        early = max(opens(board, rules, node), begin - waits)
    row = board.node[node]
    if row[LATE] == late and row[BACK] == least and row[BACK_EARLY] == early:
        return False
    touch(board, node)
    row[LATE], row[BACK], row[BACK_EARLY] = late, least, early
    return True


@inside
def backward(board: Board, rules: Rules, node: int) -> None:
    """Times from a node back to the beginning of its chain, as far as they change."""
    begins = board.node.shape[0] - 2 * rules.car.shape[0]
    _backward_one(board, rules, node)
    while node < begins:
        node = np.int64(board.node[node, PV])
        if not _backward_one(board, rules, node):
            break


@inside
def step(
    early: int, least: int, begin: int, takes: int, open_at: int, close: int, service: int
) -> tuple[int, int, int]:
    """A stretch with one more node: the end of its service at the earliest, least duration, latest begin. NEVER as the
    first: it is too late there."""
    arrives = max(early + takes, open_at)
    if arrives > close:
        return NEVER, 0, 0
    delta = least + takes
    longer = delta + max(open_at - begin - delta, 0) + service
    return arrives + service, longer, min(begin, close - delta)


@inside
def until(board: Board, rules: Rules, node: int) -> tuple[int, int, int]:
    """The stretch from the vehicle's beginning to the end of service at a node."""
    row = board.node[node]
    return np.int64(row[EARLY] + rules.node[node, SERVICE]), np.int64(row[FORE]), np.int64(row[FORE_LATE])


@inside
def joined(board: Board, early: int, least: int, begin: int, takes: int, after: int) -> int:
    """The least duration of a whole route: a stretch, the way to `after`, and all that follows. NEVER: too late."""
    row = board.node[after]
    if early + takes > row[LATE]:
        return NEVER
    ends = least + takes
    return ends + max(row[BACK_EARLY] - begin - ends, 0) + row[BACK]


@inside
def vehicle_of(board: Board, node: int) -> int:
    """Whose chain a visit or a trip's beginning is in."""
    return board.trip[board.node[node, TRIP], VEHICLE]


def times(node: Ints, rules: Rules, begins: NDArray[Any], ends: NDArray[Any]) -> None:
    """Write the times of vehicles that stand."""
    opens_at, close = rules.node[begins, OPEN], rules.node[ends, CLOSE]
    node[begins, EARLY] = node[ends, EARLY] = node[begins, BACK_EARLY] = opens_at
    node[begins, FORE_LATE] = rules.node[begins, CLOSE]
    node[ends, LATE] = close
    node[begins, LATE] = np.minimum(rules.node[begins, CLOSE], close)
