"""How a search cools down: chunks of rounds, each a little colder, until the budget is spent."""

# Runs in Python: nothing here is compiled.

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from evenhand.core.routing.budget import Budget, Progress
from evenhand.core.routing.ruin import memory
from evenhand.core.routing.ruin.memory import BEST, NX, STAMP, WAY, Board

FIRST, CHUNK_SHARE = 500, 0.004
"""Rounds of the first chunk, and the share of the budget that later ones aim at."""

HOT_AT, HOT_BY, COLD = 400.0, 0.45, 0.004
"""The first heat in average ways is the curve's `hot` where a visit gets `HOT_AT` rounds, and grows with their number
to the power `HOT_BY`; `COLD` is the last heat."""

RENEW = 2**30
"""Rounds after which marks begin anew, before their count no longer fits."""


@dataclass(frozen=True, slots=True)
class Curve:
    """From which heat, at most which, and which stretch of the whole way down: a part of a longer search cools from
    `start` to `end` of it."""

    hot: float = 0.3
    most: float = 1.0
    start: float = 0.0
    end: float = 1.0


@dataclass(frozen=True, slots=True)
class Wish:
    """How long a search may go on, who is told, and how hot it is."""

    budget: Budget
    should_stop: Callable[[], bool]
    progress: Callable[[Progress], None]
    curve: Curve = Curve()


def cool(
    board: Board, visits: int, wish: Wish, chunk: Callable[[int, float], None], average: Callable[[], float]
) -> None:
    """Let `chunk(rounds, heat)` run until the wish is met. `average`: points of a way as the plan is now."""
    done, rounds = 0, FIRST
    wish.progress(Progress(0, int(board.now[BEST])))
    while (spent := wish.budget.spent(done)) < 1 and not wish.should_stop():
        rounds = _next(rounds, done, spent)
        chunk(rounds, average() * _heat(wish.curve, visits, spent, done))
        done += rounds
        _renew(board)
        wish.progress(Progress(done, int(board.now[BEST])))


def _heat(curve: Curve, visits: int, spent: float, done: int) -> float:
    each = done / max(spent, 1e-9) / visits / (curve.end - curve.start) if done else HOT_AT
    hot = min(curve.most, curve.hot * (each / HOT_AT) ** HOT_BY)
    way_down = curve.start + (curve.end - curve.start) * min(spent, 1.0)
    return float(hot * (min(COLD, hot) / hot) ** way_down)


def _next(rounds: int, done: int, spent: float) -> int:
    """Rounds that use up about `CHUNK_SHARE` of the budget, approached without haste."""
    if not done:
        return rounds
    return max(1, min(4 * rounds, int(done / max(spent, 1e-9) * min(CHUNK_SHARE, 1 - spent)) + 1))


def long_way(board: Board, visits: int) -> int:
    """Only one way in fifty between two visits is longer: no farther neighbor is worth a look once a spot is found."""
    ways = board.node[:visits, WAY][(board.node[:visits, NX] < visits) & (board.node[:visits, memory.TRIP] >= 0)]
    if not len(ways):
        return 1 << 40
    rank = len(ways) - max(1, len(ways) // 50)
    return int(np.partition(ways, rank)[rank])


def _renew(board: Board) -> None:
    if board.now[STAMP] > RENEW:
        board.now[STAMP] = 0
        board.node[:, memory.SEEN] = 0
        board.trip_seen[:] = -1


def with_logs(node: memory.Ints, trip: memory.Longs, now: memory.Longs, seed: int, room: int) -> Board:
    """A board of these nodes and trips, with room to remember so many of a round's changes."""
    return Board(
        node=node,
        trip=trip,
        best=node[:, NX].copy(),
        now=now,
        dice=np.array([(seed * 0x9E3779B97F4A7C15 + 0x632BE59BD9B4E019) % 2**64 or 1], np.uint64),
        dirt=np.zeros(len(node), np.int32),
        log=np.zeros(room, np.int32),
        old=np.zeros((room, node.shape[1]), np.int32),
        trip_log=np.zeros(memory.MOST * 2, np.int64),
        trip_old=np.zeros((memory.MOST * 2, trip.shape[1]), np.int64),
        trip_seen=np.full(len(trip), -1, np.int64),
        queue=np.zeros(memory.MOST, np.int32),
        keys=np.zeros(memory.MOST),
    )
