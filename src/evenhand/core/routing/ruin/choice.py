"""Which of a visit's possible spots is cheapest: beside a neighbor, in a further trip, with an unused vehicle."""

import numpy as np

from evenhand.core.routing.ruin.compiled import inside
from evenhand.core.routing.ruin.memory import (
    EARLY,
    FIRST,
    LAST,
    LATE,
    NX,
    PIN,
    PV,
    SIZE,
    TRIP,
    VEHICLE,
    WAY,
    Board,
    Ground,
    Ints,
    dice,
)
from evenhand.core.routing.ruin.rules import (
    CLOCKED,
    CLOSE,
    EVEN,
    FIRST_VISITS,
    MANY,
    OPEN,
    PER_METER,
    SERVICE,
    TRIP_FROM,
    TRIP_TO,
    UNIT,
    Crowd,
    Rules,
)
from evenhand.core.routing.ruin.spots import alone, beside, has_room, unused_trip

BLINK = 0.01
"""How often an improving spot is overlooked."""

KINDS, CARS = 48, 8
"""How many kinds of vehicles are asked for an unused one, and how many used vehicles for one more trip."""


@inside
def _fresh(board: Board, rules: Rules, crowd: Crowd, kind: int) -> int:
    """An unused vehicle of a kind; -1: there is none."""
    if crowd.left[crowd.left.shape[0] - rules.kind_from.shape[0] + 1 + kind] <= 0:
        return -1
    begins = board.node.shape[0] - 2 * rules.car.shape[0]
    for index in range(rules.kind_from[kind], rules.kind_from[kind + 1]):
        car = np.int64(rules.kinds[index])
        if board.node[begins + car, NX] >= begins + rules.car.shape[0]:
            return car
    return -1


@inside
def best_fresh(board: Board, ground: Ground, rules: Rules, crowd: Crowd, visit: int, best: int) -> tuple[int, int, int]:
    """The cheapest unused vehicle for a visit: cost, node to go after, trip."""
    spot, chosen = np.int64(-1), np.int64(-1)
    count = rules.kind_from.shape[0] - 1
    kind = int(dice(board) * count) if count > KINDS else 0
    begins = board.node.shape[0] - 2 * rules.car.shape[0]
    for _ in range(min(count, KINDS)):
        car = _fresh(board, rules, crowd, kind)
        if car >= 0:
            trip = rules.car[car, TRIP_FROM]
            cost = alone(board, ground, rules, crowd, visit, begins + car, trip, best)
            if cost < best and dice(board) >= BLINK:
                best, spot, chosen = cost, begins + car, trip
        kind = kind + 1 if kind + 1 < count else 0
    return best, spot, chosen


@inside
def best_again(
    board: Board, ground: Ground, rules: Rules, crowd: Crowd, visit: int, car: int, best: int
) -> tuple[int, int, int]:
    """The cheapest place in a used vehicle's day for one more trip: at its end, or before another trip."""
    spot, chosen = np.int64(-1), np.int64(-1)
    trip = unused_trip(board, rules, car)
    end = board.node.shape[0] - rules.car.shape[0] + car
    if trip < 0 or board.node[end, PV] >= board.node.shape[0] - 2 * rules.car.shape[0]:
        return best, spot, chosen
    for other in range(rules.car[car, TRIP_FROM] - 1, rules.car[car, TRIP_TO]):
        after = end
        if other >= rules.car[car, TRIP_FROM]:
            after = rules.flags[FIRST_VISITS] + other
            if board.trip[other, SIZE] == 0 or board.node[after, PIN] & FIRST:
                continue
        before = np.int64(board.node[after, PV])
        cost = alone(board, ground, rules, crowd, visit, before, trip, best)
        if cost < best and dice(board) >= BLINK:
            best, spot, chosen = cost, before, trip
    return best, spot, chosen


@inside
def best_trip(
    board: Board, ground: Ground, rules: Rules, crowd: Crowd, near: Ints, visit: int, best: int
) -> tuple[int, int, int]:
    """The cheapest further trip of vehicles that pass near the visit, or of some by chance."""
    spot, chosen, last = np.int64(-1), np.int64(-1), np.int64(-1)
    car, asked, count = int(dice(board) * rules.car.shape[0]), 0, rules.car.shape[0]
    for rank in range(near.shape[1] + CARS):
        if rank < near.shape[1]:
            node = np.int64(near[visit, rank, 0])
            trip = np.int64(board.node[node, TRIP]) if node >= 0 else np.int64(-1)
            if trip < 0 or asked >= CARS or board.trip[trip, VEHICLE] == last:
                continue
            last = board.trip[trip, VEHICLE]
            asked += 1
            one = last
        else:
            car = car + 1 if car + 1 < count else 0
            one = np.int64(car)
        cost, before, trip = best_again(board, ground, rules, crowd, visit, one, best)
        if cost < best:
            best, spot, chosen = cost, before, trip
    return best, spot, chosen


@inside
def _in_vain(
    board: Board, rules: Rules, visit: int, node: int, side: int, before: int, trip: int, apart: int, best: int
) -> bool:
    """Whether a spot beside a neighbor is barred, or surely too dear or too late, seen without asking for any way."""
    if board.node[before, PIN] & LAST or board.node[board.node[before, NX], PIN] & FIRST:
        return True
    if rules.flags[EVEN]:
        least = 2 * apart - np.int64(board.node[before, WAY])
        if rules.car[board.trip[trip, VEHICLE], PER_METER] * least >= best:
            return True
    if not rules.flags[CLOCKED]:
        return False
    if side == NX:
        return np.int64(board.node[node, EARLY]) + rules.node[node, SERVICE] > rules.node[visit, CLOSE]
    return np.int64(rules.node[visit, OPEN]) + rules.node[visit, SERVICE] > board.node[node, LATE]


@inside
def _best_beside(
    board: Board,
    ground: Ground,
    rules: Rules,
    crowd: Crowd,
    near: Ints,
    visit: int,
    reach: int,
    best: int,
    longest: int,
) -> tuple[int, int, int]:
    """The cheapest spot beside a neighbor."""
    spot, chosen = np.int64(-1), np.int64(-1)
    unit = rules.flags[UNIT] * (1 - rules.flags[CLOCKED])
    for rank in range(reach):
        node, apart = np.int64(near[visit, rank, 0]), np.int64(near[visit, rank, 1])
        if node < 0 or unit * (2 * apart - longest) > best:
            break
        trip = np.int64(board.node[node, TRIP])
        if trip < 0 or not has_room(board, rules, visit, trip, board.trip[trip, VEHICLE]):
            continue
        for side in range(2):
            before = node if side == NX else np.int64(board.node[node, PV])
            if _in_vain(board, rules, visit, node, side, before, trip, apart, best):
                continue
            cost = beside(board, ground, rules, crowd, visit, before, trip, best)
            if cost < best and dice(board) >= BLINK:
                best, spot, chosen = cost, before, trip
    return best, spot, chosen


@inside
def best_spot(
    board: Board,
    ground: Ground,
    rules: Rules,
    crowd: Crowd,
    near: Ints,
    visit: int,
    reach: int,
    best: int,
    longest: int,
) -> tuple[int, int, int]:
    """The least that the visit costs anywhere near, below `best`; the node to put it after; and its trip."""
    best, spot, chosen = _best_beside(board, ground, rules, crowd, near, visit, reach, best, longest)
    if rules.flags[MANY]:
        cost, before, trip = best_trip(board, ground, rules, crowd, near, visit, best)
        if cost < best:
            best, spot, chosen = cost, before, trip
    cost, before, trip = best_fresh(board, ground, rules, crowd, visit, best)
    if cost < best:
        best, spot, chosen = cost, before, trip
    return best, spot, chosen
