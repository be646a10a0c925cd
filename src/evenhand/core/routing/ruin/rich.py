"""Ruin and recreate with all rules: windows, shifts, several trips, range, stock, ready times, prizes, what is locked.

Costs are points, as the judge counts them. Whoever is absent costs a prize, and is tried again near the places where
visits were torn out.
"""

import numpy as np

from evenhand.core.routing.ruin.change import cut, note_absent, put
from evenhand.core.routing.ruin.choice import best_spot
from evenhand.core.routing.ruin.compiled import inside, kernel
from evenhand.core.routing.ruin.memory import (
    BEST,
    CUR,
    FIXED,
    GAIN,
    LAST,
    LOGGED,
    MOST,
    NX,
    PIN,
    PV,
    SIZE,
    STAMP,
    TORN,
    TRIP,
    TRIPS,
    USED,
    Board,
    Floats,
    Ground,
    Ints,
    Longs,
    dice,
    keep,
    learn,
    touch,
    undo,
)
from evenhand.core.routing.ruin.rules import (
    CLOSE,
    OPEN,
    PARCELS,
    Crowd,
    Rules,
)
from evenhand.core.routing.ruin.spots import FAR, alone, beside, has_room, unused_trip
from evenhand.core.routing.ruin.tear import DEEPER, LONGEST, SPLIT, first_of

GENEROUS = 0.25
"""How often a round serves whom it can, though one be worth less than it costs: two may be worth it."""

CALLED = 12
"""Absent visits that a round tries to serve, at most."""


@kernel
def anneal(
    some: Ints,
    rounds: int,
    heat: float,
    board: Board,
    ground: Ground,
    rules: Rules,
    crowd: Crowd,
    near: Ints,
    home: Ints,
    reach: int,
    longest_way: int,
    tune: Floats,
) -> None:
    """Serve some who are absent, one after the other, whatever that costs; then so many rounds of ruin and recreate.

    A worse plan is kept by chance, the likelier the greater the heat.
    """
    now, begun = board.now, some.shape[0]
    for index in range(begun + rounds):
        _begin_round(board)
        _copy(crowd.left, crowd.kept)
        used, limit, most = now[USED], np.int64(FAR), np.int64(FAR)
        if index < begun:
            _only(board, rules, np.int64(some[index]))
        else:
            center = int(dice(board) * near.shape[0])
            _tear(board, ground, rules, crowd, near, center, tune)
            _call(board, rules, crowd, near, center)
            _queue_up(board, rules, home)
            limit = now[GAIN] + int(-heat * np.log(dice(board) + 1e-300))
            most = np.int64(FAR if dice(board) < GENEROUS else 0)
        cost = _recreate(board, ground, rules, crowd, near, reach, longest_way, limit, most)
        if cost > limit:
            now[USED] = used
            undo(board)
            _copy(crowd.kept, crowd.left)
        else:
            now[CUR] += cost - now[GAIN]
            keep(board)
            note_absent(board, crowd)
            if now[CUR] < now[BEST] or index + 1 == begun:
                learn(board)


@kernel
def follow(
    visit: int,
    car: int,
    again: bool,
    forced: bool,
    board: Board,
    ground: Ground,
    rules: Rules,
    crowd: Crowd,
) -> bool:
    """Put an absent visit at the end of a vehicle's day, in a trip of its own if so wished; whatever rules say, if
    forced. Returns whether it is there."""
    _begin_round(board)
    _only(board, rules, visit)
    before = np.int64(board.node[board.node.shape[0] - rules.car.shape[0] + car, PV])
    begun = before < board.node.shape[0] - 2 * rules.car.shape[0]
    if begun and not again:
        trip = np.int64(board.node[before, TRIP])
        suits = has_room(board, rules, visit, trip, car) and not board.node[before, PIN] & LAST
        if not forced and (not suits or beside(board, ground, rules, crowd, visit, before, trip, FAR) >= FAR):
            return False
    else:
        trip = unused_trip(board, rules, car)
        if trip < 0 or (not forced and alone(board, ground, rules, crowd, visit, before, trip, FAR) >= FAR):
            return False
    put(board, ground, rules, crowd, visit, before, trip)
    keep(board)
    note_absent(board, crowd)
    return True


@inside
def _begin_round(board: Board) -> None:
    board.now[STAMP] += 1
    board.now[LOGGED] = 0
    board.now[TRIPS] = 0


@inside
def _only(board: Board, rules: Rules, visit: int) -> None:
    """An absent visit is the whole queue."""
    board.queue[0] = visit
    board.now[TORN] = 1
    board.now[GAIN] = rules.prize[visit]


@inside
def _copy(these: Longs, there: Longs) -> None:
    for index in range(these.shape[0]):
        there[index] = these[index]


@inside
def _tear(board: Board, ground: Ground, rules: Rules, crowd: Crowd, near: Ints, center: int, tune: Floats) -> None:
    """Tear strings out of trips around a visit; what was torn out stands in the queue."""
    now, visits = board.now, near.shape[0]
    now[TORN] = 0
    now[GAIN] = 0
    longest = max(1.0, min(tune[0], (visits - crowd.size[0]) / max(now[USED], 1)))
    strings = max(1, int(dice(board) * (4.0 * tune[1] / (1.0 + longest) - 1.0) + 1.0))
    for rank in range(-1, near.shape[1]):
        visit = center if rank < 0 else np.int64(near[center, rank, 0])
        if visit < 0:
            break
        trip = np.int64(board.node[visit, TRIP])
        if trip < 0 or board.trip_seen[trip] == now[STAMP] or board.node[visit, PIN]:
            continue
        _tear_string(board, ground, rules, crowd, visit, trip, longest)
        strings -= 1
        if strings == 0 or now[TORN] > MOST - 2 * LONGEST:
            break


@inside
def _tear_string(
    board: Board, ground: Ground, rules: Rules, crowd: Crowd, visit: int, trip: int, longest: float
) -> None:
    size = board.trip[trip, SIZE] - board.trip[trip, FIXED]
    length = min(size, int(dice(board) * min(float(size), longest) + 1.0))
    kept = 0
    if 1 < length < size and dice(board) < SPLIT:
        kept = 1
        while length + kept < size and dice(board) < DEEPER:
            kept += 1
    node = first_of(board, visit, length + kept, near_end=board.node.shape[0])
    head = 1 + int(dice(board) * (length - 1)) if kept else length
    node = cut(board, ground, rules, crowd, node, head, trip)
    if kept:
        for _ in range(kept):
            node = np.int64(board.node[node, NX])
        cut(board, ground, rules, crowd, node, length - head, trip)


@inside
def _call(board: Board, rules: Rules, crowd: Crowd, near: Ints, center: int) -> None:
    """Absent visits join the queue: some near the center, some from anywhere."""
    count = crowd.size[0]
    if count == 0:
        return
    torn = board.now[TORN]
    for rank in range(-1, near.shape[1]):
        visit = center if rank < 0 else np.int64(near[center, rank, 0])
        if visit < 0 or board.now[TORN] - torn >= CALLED // 2:
            break
        if crowd.rank[visit] >= 0:
            _join(board, rules, visit)
    index = int(dice(board) * count)
    for _ in range(min(count, CALLED // 2)):
        visit = np.int64(crowd.absent[index])
        fresh = True
        for spot in range(torn, board.now[TORN]):
            fresh = fresh and board.queue[spot] != visit
        if fresh:
            _join(board, rules, visit)
        index = index + 1 if index + 1 < count else 0


@inside
def _join(board: Board, rules: Rules, visit: int) -> None:
    board.queue[board.now[TORN]] = visit
    board.now[TORN] += 1
    board.now[GAIN] += rules.prize[visit]


@inside
def _queue_up(board: Board, rules: Rules, home: Ints) -> None:
    """Sort the queue, low keys first."""
    mood = dice(board) * 15.0
    for index in range(board.now[TORN]):
        visit = np.int64(board.queue[index])
        key = _key(board, rules, home, visit, mood)
        spot = index
        while spot > 0 and board.keys[spot - 1] > key:
            board.keys[spot] = board.keys[spot - 1]
            board.queue[spot] = board.queue[spot - 1]
            spot -= 1
        board.keys[spot] = key
        board.queue[spot] = visit


@inside
def _key(board: Board, rules: Rules, home: Ints, visit: int, mood: float) -> float:
    """By load 3, distance 3, window 4, prize 1, else by chance."""
    row = rules.node[visit]
    if mood < 6.0:
        return _key_of_goods(row[PARCELS], home[visit], mood)
    if mood < 8.0:
        return float(row[CLOSE] - row[OPEN])
    if mood < 9.0:
        return float(row[OPEN])
    if mood < 10.0:
        return -float(row[CLOSE])
    if mood < 11.0:
        return -float(rules.prize[visit])
    return dice(board)


@inside
def _key_of_goods(parcels: int, far: int, mood: float) -> float:
    if mood < 3.0:
        return -float(parcels)
    return -float(far) if mood < 5.0 else float(far)


@inside
def _recreate(
    board: Board,
    ground: Ground,
    rules: Rules,
    crowd: Crowd,
    near: Ints,
    reach: int,
    longest_way: int,
    limit: int,
    most: int,
) -> int:
    """Serve everything in the queue that is worth it: its prize, or `most` if that is more. Returns the points that
    this adds, or more than `limit`."""
    cost = 0
    for index in range(board.now[TORN]):
        visit = np.int64(board.queue[index])
        bound = min(max(rules.prize[visit], most), limit - cost + 1)
        best, spot, trip = best_spot(board, ground, rules, crowd, near, visit, reach, bound, longest_way)
        cost += best if spot >= 0 else rules.prize[visit]
        if cost > limit:
            return FAR
        if spot >= 0:
            put(board, ground, rules, crowd, visit, spot, trip)
        else:
            touch(board, visit)
    return cost
