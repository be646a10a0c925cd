"""What changes when visits leave a plan with all rules, and when they come back: chains, loads, stock, times."""

import numpy as np

from evenhand.core.routing.ruin.clock import backward, measure, onward, onward_one
from evenhand.core.routing.ruin.compiled import inside
from evenhand.core.routing.ruin.memory import BIKES as ABOARD
from evenhand.core.routing.ruin.memory import (
    FORE,
    GAIN,
    LENGTH,
    LOAD,
    NX,
    OUT,
    PACE,
    PV,
    READY,
    SIZE,
    TORN,
    TRIP,
    USED,
    VEHICLE,
    WAY,
    Board,
    Ground,
    touch,
    touch_trip,
)
from evenhand.core.routing.ruin.memory import GRAMS as WEIGHT
from evenhand.core.routing.ruin.rules import (
    BIKES,
    CLOCKED,
    DEPOT,
    FIRST_VISITS,
    GRAMS,
    KIND,
    PARCELS,
    PER_METER,
    PER_SECOND,
    READY_AT,
    STAGGERED,
    START,
    UNITS,
    Crowd,
    Rules,
)
from evenhand.core.routing.ruin.spots import moved


@inside
def cut(board: Board, ground: Ground, rules: Rules, crowd: Crowd, node: int, count: int, trip: int) -> int:
    """Take out so many visits from `node` on. Returns the node after them."""
    touch_trip(board, trip)
    load, car = board.trip[trip], board.trip[trip, VEHICLE]
    before, meters = np.int64(board.node[node, PV]), np.int64(board.node[board.node[node, PV], WAY])
    for _ in range(count):
        touch(board, node)
        meters += board.node[node, WAY]
        _unload(board, rules, crowd, node, trip)
        board.now[GAIN] += moved(rules, node, car)
        board.node[node, TRIP] = OUT
        board.queue[board.now[TORN]] = node
        board.now[TORN] += 1
        node = np.int64(board.node[node, NX])
    load[SIZE] -= count
    load[LENGTH] -= meters
    return _close_gap(board, ground, rules, crowd, before, node, meters, trip, car)


@inside
def _unload(board: Board, rules: Rules, crowd: Crowd, node: int, trip: int) -> None:
    load, goods = board.trip[trip], rules.node[node]
    load[LOAD] -= goods[PARCELS]
    load[WEIGHT] -= goods[GRAMS]
    load[ABOARD] -= goods[BIKES]
    crowd.left[rules.car[load[VEHICLE], DEPOT]] += goods[UNITS]


@inside
def _close_gap(
    board: Board, ground: Ground, rules: Rules, crowd: Crowd, before: int, node: int, meters: int, trip: int, car: int
) -> int:
    """Join the ends after a cut. An empty trip goes out of the chain; a vehicle without trips is unused."""
    begins, end = board.node.shape[0] - 2 * rules.car.shape[0], board.node.shape[0] - rules.car.shape[0] + car
    lasted = np.int64(board.node[end, FORE])
    if board.trip[trip, SIZE] == 0:
        board.now[USED] -= 1
        before = np.int64(board.node[before, PV])
        back = np.int64(board.node[before, WAY])
        meters += back
        if before < begins:
            touch_trip(board, board.node[before, TRIP])
            board.trip[board.node[before, TRIP], LENGTH] -= back
        board.trip[trip, READY] = 0
        board.trip[trip, LENGTH] = 0
    touch(board, before)
    touch(board, node)
    board.node[before, NX] = node
    board.node[node, PV] = before
    facts = rules.car[car]
    if before >= begins and node == end:
        board.node[before, WAY] = 0
        board.node[before, PACE] = 0
        board.now[GAIN] += facts[START]
        crowd.left[crowd.left.shape[0] - rules.kind_from.shape[0] + 1 + facts[KIND]] += 1
    else:
        way_now = measure(board, ground, rules, car, before)
        meters -= way_now
        if before < begins:
            board.trip[board.node[before, TRIP], LENGTH] += way_now
    board.now[GAIN] += facts[PER_METER] * meters
    if rules.flags[CLOCKED]:
        _retime_aftercut(board, rules, trip, before, node)
        board.now[GAIN] += facts[PER_SECOND] * (lasted - board.node[end, FORE])
    return node


@inside
def _retime_aftercut(board: Board, rules: Rules, trip: int, before: int, node: int) -> None:
    first = node
    if rules.flags[STAGGERED] and board.trip[trip, SIZE] > 0:
        ready, start = np.int64(0), rules.flags[FIRST_VISITS] + trip
        each = np.int64(board.node[start, NX])
        while each < rules.flags[FIRST_VISITS]:
            ready = max(ready, np.int64(rules.node[each, READY_AT]))
            each = np.int64(board.node[each, NX])
        if ready != board.trip[trip, READY]:
            board.trip[trip, READY] = ready
            first = start
    backward(board, rules, before)
    onward(board, rules, node)
    if first != node:
        onward(board, rules, first)
        backward(board, rules, first)


@inside
def put(board: Board, ground: Ground, rules: Rules, crowd: Crowd, visit: int, spot: int, trip: int) -> None:
    """The visit after the node `spot`, in a trip; one without visits begins there."""
    node, car = board.node, board.trip[trip, VEHICLE]
    touch_trip(board, trip)
    touch(board, visit)
    first = visit
    if board.trip[trip, SIZE] == 0:
        first = rules.flags[FIRST_VISITS] + trip
        _open(board, ground, rules, crowd, spot, first, car)
        spot = first
    after = np.int64(node[spot, NX])
    touch(board, spot)
    touch(board, after)
    node[spot, NX] = visit
    node[visit, PV] = spot
    node[visit, NX] = after
    node[after, PV] = visit
    node[visit, TRIP] = trip
    load, goods, old = board.trip[trip], rules.node[visit], np.int64(node[spot, WAY])
    load[LENGTH] += measure(board, ground, rules, car, spot) + measure(board, ground, rules, car, visit)
    load[LENGTH] -= old if first == visit else 0
    load[SIZE] += 1
    load[LOAD] += goods[PARCELS]
    load[WEIGHT] += goods[GRAMS]
    load[ABOARD] += goods[BIKES]
    crowd.left[rules.car[car, DEPOT]] -= goods[UNITS]
    if goods[READY_AT] > load[READY]:
        load[READY] = goods[READY_AT]
        first = rules.flags[FIRST_VISITS] + trip
    if rules.flags[CLOCKED]:
        if first != visit:
            _settle(board, rules, first, visit)
        else:
            onward(board, rules, visit)
            backward(board, rules, visit)


@inside
def _settle(board: Board, rules: Rules, first: int, visit: int) -> None:
    """Times of the chain after a trip began or was delayed, and a visit came into it."""
    node = first
    while node != visit:
        onward_one(board, rules, node)
        node = np.int64(board.node[node, NX])
    onward(board, rules, visit)
    backward(board, rules, visit)
    backward(board, rules, first)


@inside
def _open(board: Board, ground: Ground, rules: Rules, crowd: Crowd, spot: int, start: int, car: int) -> None:
    """A trip begins after the node `spot`."""
    node, begins = board.node, board.node.shape[0] - 2 * rules.car.shape[0]
    after = np.int64(node[spot, NX])
    touch(board, spot)
    touch(board, start)
    touch(board, after)
    if spot >= begins and after >= begins:
        crowd.left[crowd.left.shape[0] - rules.kind_from.shape[0] + 1 + rules.car[car, KIND]] -= 1
    old = np.int64(node[spot, WAY])
    node[spot, NX] = start
    node[start, PV] = spot
    node[start, NX] = after
    node[after, PV] = start
    board.now[USED] += 1
    back = measure(board, ground, rules, car, spot)
    if spot < begins:
        touch_trip(board, node[spot, TRIP])
        board.trip[node[spot, TRIP], LENGTH] += back - old


@inside
def note_absent(board: Board, crowd: Crowd) -> None:
    """Who of the queue is absent now."""
    for index in range(board.now[TORN]):
        visit = np.int64(board.queue[index])
        rank, count = np.int64(crowd.rank[visit]), crowd.size[0]
        if board.node[visit, TRIP] == OUT and rank < 0:
            crowd.absent[count] = visit
            crowd.rank[visit] = count
            crowd.size[0] = count + 1
        elif board.node[visit, TRIP] != OUT and rank >= 0:
            last = crowd.absent[count - 1]
            crowd.absent[rank] = last
            crowd.rank[last] = rank
            crowd.rank[visit] = -1
            crowd.size[0] = count - 1
