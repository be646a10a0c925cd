"""Recreate where only room matters: alike vehicles of one depot, one trip each, roads alike both ways.

The large cities' case, and by far the fastest: costs are meters, and nothing but a trip's load is checked.
"""

import numpy as np

from evenhand.core.routing.ruin.compiled import inside, kernel
from evenhand.core.routing.ruin.memory import (
    BEST,
    CUR,
    GAIN,
    HINT,
    LOAD,
    LOGGED,
    NX,
    PV,
    SIZE,
    STAMP,
    TORN,
    TRIP,
    TRIPS,
    USED,
    WAY,
    Board,
    Floats,
    Ground,
    Ints,
    dice,
    keep,
    learn,
    touch,
    touch_trip,
    undo,
    way,
)
from evenhand.core.routing.ruin.tear import tear

BLINK = 0.01
"""How often an improving position is overlooked."""

FAR = 1 << 60


@kernel
def anneal(
    rounds: int,
    heat: float,
    board: Board,
    ground: Ground,
    places: Ints,
    goods: Ints,
    near: Ints,
    home: Ints,
    room: int,
    reach: int,
    longest_way: int,
    tune: Floats,
) -> None:
    """So many rounds of ruin and recreate; a worse plan is kept by chance, the likelier the greater the heat."""
    now = board.now
    for _ in range(rounds):
        now[STAMP] += 1
        now[LOGGED] = 0
        now[TRIPS] = 0
        tear(board, ground, places, goods, near, tune)
        _queue_up(board, goods, home)
        limit = now[GAIN] + int(-heat * np.log(dice(board) + 1e-300))
        cost = _recreate(board, ground, goods, near, home, room, reach, longest_way, limit)
        if cost > limit:
            now[USED] += _undone_use(board)
            undo(board)
        else:
            now[CUR] += cost - now[GAIN]
            keep(board)
            if now[CUR] < now[BEST]:
                learn(board)


@inside
def _undone_use(board: Board) -> int:
    """How many trips more were in use before this iteration."""
    more = 0
    for index in range(board.now[TRIPS]):
        trip = board.trip_log[index]
        more += np.int64(board.trip_old[index, SIZE] > 0) - np.int64(board.trip[trip, SIZE] > 0)
    return more


@inside
def _queue_up(board: Board, goods: Ints, home: Ints) -> None:
    """Sort what was torn out: by chance, by load, far first or near first, in the proportions 4:4:2:1."""
    mood = dice(board) * 11.0
    for index in range(board.now[TORN]):
        visit = np.int64(board.queue[index])
        if mood < 4.0:
            key = dice(board)
        elif mood < 8.0:
            key = -float(goods[visit, 0])
        elif mood < 10.0:
            key = -float(home[visit])
        else:
            key = float(home[visit])
        spot = index
        while spot > 0 and board.keys[spot - 1] > key:
            board.keys[spot] = board.keys[spot - 1]
            board.queue[spot] = board.queue[spot - 1]
            spot -= 1
        board.keys[spot] = key
        board.queue[spot] = visit


@inside
def _recreate(
    board: Board,
    ground: Ground,
    goods: Ints,
    near: Ints,
    home: Ints,
    room: int,
    reach: int,
    longest_way: int,
    limit: int,
) -> int:
    """Put everything in the queue back. Returns the meters that this adds, or more than `limit`."""
    cost = 0
    for index in range(board.now[TORN]):
        visit = np.int64(board.queue[index])
        best, spot = _best_spot(board, ground, goods, near, home, room, reach, longest_way, visit)
        if 2 * np.int64(home[visit]) < best:
            trip = _empty_trip(board)
            if trip >= 0:
                best, spot = 2 * np.int64(home[visit]), near.shape[0] + trip
        cost += best
        if cost > limit:
            return FAR
        _put(board, ground, goods, home, visit, spot)
    return cost


@inside
def _best_spot(
    board: Board,
    ground: Ground,
    goods: Ints,
    near: Ints,
    home: Ints,
    room: int,
    reach: int,
    longest_way: int,
    visit: int,
) -> tuple[int, int]:
    """The least meters that the visit adds beside one of its neighbors, and the node to put it after."""
    best, spot, visits = np.int64(FAR), np.int64(-1), near.shape[0]
    most = room - np.int64(goods[visit, 0])
    for rank in range(reach):
        node = np.int64(near[visit, rank, 0])
        apart = np.int64(near[visit, rank, 1])
        if 2 * apart - longest_way > best:
            break
        trip = board.node[node, TRIP]
        if trip < 0 or board.trip[trip, LOAD] > most:
            continue
        for side in range(2):
            other = np.int64(board.node[node, side])
            gap = np.int64(board.node[node, WAY] if side == NX else board.node[other, WAY])
            if other >= visits:
                more = apart + home[visit] - gap
            elif 2 * apart - gap < best:
                more = apart + way(ground, 0, visit, other) - gap
            else:
                continue
            if more < best and dice(board) >= BLINK:
                best, spot = more, node if side == NX else other
    return best, spot


@inside
def _empty_trip(board: Board) -> int:
    """A trip without visits; -1: there is none."""
    trip, count = board.now[HINT], board.trip.shape[0]
    for _ in range(count):
        if board.trip[trip, SIZE] == 0:
            board.now[HINT] = trip
            return trip
        trip = trip + 1 if trip + 1 < count else 0
    return -1


@inside
def _put(board: Board, ground: Ground, goods: Ints, home: Ints, visit: int, spot: int) -> None:
    """The visit after the node `spot`."""
    node, visits = board.node, home.shape[0]
    trip, after = np.int64(node[spot, TRIP]), np.int64(node[spot, NX])
    touch(board, spot)
    touch(board, after)
    touch(board, visit)
    touch_trip(board, trip)
    node[spot, NX] = visit
    node[visit, PV] = spot
    node[visit, NX] = after
    node[after, PV] = visit
    node[visit, TRIP] = trip
    node[spot, WAY] = home[visit] if spot >= visits else way(ground, 0, spot, visit)
    node[visit, WAY] = home[visit] if after >= visits else way(ground, 0, visit, after)
    board.now[USED] += np.int64(board.trip[trip, SIZE] == 0)
    board.trip[trip, SIZE] += 1
    board.trip[trip, LOAD] += goods[visit, 0]
