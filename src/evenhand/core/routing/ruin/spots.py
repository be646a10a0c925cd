"""Where a visit may go in a plan with all rules, and what it costs there.

The rules are asked in the order of their price: room, the bound of what was found already, stock, range, time,
duration.
"""

import numpy as np

from evenhand.core.routing.ruin.clock import NEVER, joined, step, until
from evenhand.core.routing.ruin.compiled import inside
from evenhand.core.routing.ruin.memory import BIKES as ABOARD
from evenhand.core.routing.ruin.memory import (
    FORE,
    LATE,
    LENGTH,
    LOAD,
    NX,
    PACE,
    PV,
    READY,
    SIZE,
    TRIP,
    VEHICLE,
    WAY,
    Board,
    Ground,
    pace,
    way,
)
from evenhand.core.routing.ruin.memory import GRAMS as WEIGHT
from evenhand.core.routing.ruin.rules import (
    BIKES,
    CLASS,
    CLOCKED,
    CLOSE,
    DEPOT,
    FIRST_VISITS,
    GRAMS,
    LIFT,
    OPEN,
    PARCELS,
    PER_METER,
    PER_SECOND,
    PLACE,
    PROFILE,
    RACKS,
    RANGE,
    READY_AT,
    ROOM,
    SERVICE,
    STAGGERED,
    START,
    STAY,
    STICKY,
    TIMED,
    TRIP_FROM,
    TRIP_TO,
    UNITS,
    WEIGHED,
    WORK,
    Crowd,
    Rules,
)

FAR = 1 << 60


@inside
def welcome(board: Board, rules: Rules, crowd: Crowd, visit: int, car: int) -> bool:
    """Whether a vehicle may serve the visit at all, and its depot has the goods."""
    facts = rules.car[car]
    return rules.may[visit, facts[CLASS]] != 0 and crowd.left[facts[DEPOT]] >= rules.node[visit, UNITS]


@inside
def has_room(board: Board, rules: Rules, visit: int, trip: int, car: int) -> bool:
    """Whether the visit's goods fit beside what the trip carries."""
    load, goods, facts = board.trip[trip], rules.node[visit], rules.car[car]
    if load[LOAD] + goods[PARCELS] > facts[ROOM]:
        return False
    if not rules.flags[WEIGHED]:
        return True
    return load[WEIGHT] + goods[GRAMS] <= facts[LIFT] and load[ABOARD] + goods[BIKES] <= facts[RACKS]


@inside
def moved(rules: Rules, visit: int, car: int) -> int:
    """What it costs that another vehicle brings the order than was said before."""
    stay = rules.node[visit, STAY]
    return rules.flags[STICKY] if stay >= 0 and stay != car else 0


@inside
def beside(
    board: Board, ground: Ground, rules: Rules, crowd: Crowd, visit: int, before: int, trip: int, best: int
) -> int:
    """What the visit costs in a trip, after the node `before`; FAR: it may not be there, or it costs no less than
    `best`."""
    after = np.int64(board.node[before, NX])
    car = board.trip[trip, VEHICLE]
    facts = rules.car[car]
    here, there = np.int64(rules.node[before, PLACE]), np.int64(rules.node[after, PLACE])
    place = np.int64(rules.node[visit, PLACE])
    to = np.int64(way(ground, facts[PROFILE], here, place))
    on = np.int64(way(ground, facts[PROFILE], place, there))
    more = to + on - board.node[before, WAY]
    cost = facts[PER_METER] * more + moved(rules, visit, car)
    if cost >= best or board.trip[trip, LENGTH] + more > facts[RANGE]:
        return FAR
    if not welcome(board, rules, crowd, visit, car):
        return FAR
    if not rules.flags[CLOCKED]:
        return cost
    return _in_time(board, ground, rules, visit, before, after, trip, car, to, on, cost)


@inside
def _in_time(
    board: Board,
    ground: Ground,
    rules: Rules,
    visit: int,
    before: int,
    after: int,
    trip: int,
    car: int,
    to: int,
    on: int,
    cost: int,
) -> int:
    facts, row = rules.car[car], rules.node[visit]
    place = np.int64(row[PLACE])
    there = pace(ground, facts[PROFILE], np.int64(rules.node[before, PLACE]), place, to)
    then = pace(ground, facts[PROFILE], place, np.int64(rules.node[after, PLACE]), on)
    if rules.flags[STAGGERED] and row[READY_AT] > board.trip[trip, READY]:
        early, least, begin = _loaded_later(board, rules, visit, before, trip)
        if early >= NEVER:
            return FAR
    else:
        early, least, begin = until(board, rules, before)
    early, least, begin = step(early, least, begin, there, row[OPEN], row[CLOSE], row[SERVICE])
    if early + then > board.node[after, LATE]:
        return FAR
    if not rules.flags[TIMED]:
        return cost
    return _with_duration(board, rules, car, cost, joined(board, early, least, begin, then, after))


@inside
def _with_duration(board: Board, rules: Rules, car: int, cost: int, least: int) -> int:
    if least > rules.car[car, WORK]:
        return FAR
    end = board.node.shape[0] - rules.car.shape[0] + car
    return cost + rules.car[car, PER_SECOND] * (least - board.node[end, FORE])


@inside
def _loaded_later(board: Board, rules: Rules, visit: int, upto: int, trip: int) -> tuple[int, int, int]:
    """The stretch up to a node if its trip waits for one more parcel to be ready."""
    node = rules.flags[FIRST_VISITS] + trip
    before = np.int64(board.node[node, PV])
    early, least, begin = until(board, rules, before)
    open_at = max(np.int64(rules.node[node, OPEN]), np.int64(rules.node[visit, READY_AT]))
    while early < NEVER:
        row = rules.node[node]
        early, least, begin = step(
            early, least, begin, board.node[before, PACE], open_at, np.int64(row[CLOSE]), np.int64(row[SERVICE])
        )
        if node == upto:
            break
        before = node
        node = np.int64(board.node[node, NX])
        open_at = np.int64(rules.node[node, OPEN])
    return early, least, begin


@inside
def alone(
    board: Board, ground: Ground, rules: Rules, crowd: Crowd, visit: int, before: int, trip: int, best: int
) -> int:
    """What the visit costs as a trip of its own, begun after the node `before`; FAR as in `beside`."""
    car = board.trip[trip, VEHICLE]
    facts, goods = rules.car[car], rules.node[visit]
    start, after = rules.flags[FIRST_VISITS] + trip, np.int64(board.node[before, NX])
    depot, place = np.int64(rules.node[start, PLACE]), np.int64(goods[PLACE])
    profile = facts[PROFILE]
    back = np.int64(way(ground, profile, np.int64(rules.node[before, PLACE]), depot))
    to = np.int64(way(ground, profile, depot, place))
    on = np.int64(way(ground, profile, place, np.int64(rules.node[after, PLACE])))
    cost = facts[PER_METER] * (back + to + on - board.node[before, WAY]) + moved(rules, visit, car)
    if before >= board.node.shape[0] - 2 * rules.car.shape[0]:
        cost += facts[START] if after >= board.node.shape[0] - rules.car.shape[0] else 0
    elif board.trip[board.node[before, TRIP], LENGTH] + back - board.node[before, WAY] > facts[RANGE]:
        return FAR
    if cost >= best or to + on > facts[RANGE] or not welcome(board, rules, crowd, visit, car):
        return FAR
    if goods[PARCELS] > facts[ROOM] or goods[GRAMS] > facts[LIFT] or goods[BIKES] > facts[RACKS]:
        return FAR
    if not rules.flags[CLOCKED]:
        return cost
    return _alone_in_time(board, ground, rules, visit, before, after, start, car, back, to, on, cost)


@inside
def _alone_in_time(
    board: Board,
    ground: Ground,
    rules: Rules,
    visit: int,
    before: int,
    after: int,
    start: int,
    car: int,
    back: int,
    to: int,
    on: int,
    cost: int,
) -> int:
    profile, row, load = rules.car[car, PROFILE], rules.node[visit], rules.node[start]
    depot, place = np.int64(load[PLACE]), np.int64(row[PLACE])
    early, least, begin = until(board, rules, before)
    home = pace(ground, profile, np.int64(rules.node[before, PLACE]), depot, back)
    open_at = max(np.int64(load[OPEN]), np.int64(row[READY_AT]))
    early, least, begin = step(early, least, begin, home, open_at, np.int64(load[CLOSE]), np.int64(load[SERVICE]))
    if early >= NEVER:
        return FAR
    there = pace(ground, profile, depot, place, to)
    early, least, begin = step(early, least, begin, there, row[OPEN], row[CLOSE], row[SERVICE])
    then = pace(ground, profile, place, np.int64(rules.node[after, PLACE]), on)
    if early + then > board.node[after, LATE]:
        return FAR
    if not rules.flags[TIMED]:
        return cost
    return _with_duration(board, rules, car, cost, joined(board, early, least, begin, then, after))


@inside
def unused_trip(board: Board, rules: Rules, car: int) -> int:
    """A trip that the vehicle does not make yet; -1: it makes all it may."""
    for trip in range(rules.car[car, TRIP_FROM], rules.car[car, TRIP_TO]):
        if board.trip[trip, SIZE] == 0:
            return trip
    return -1
