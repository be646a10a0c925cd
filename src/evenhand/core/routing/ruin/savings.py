"""A first plan where only room matters: routes grown together where that saves most (Clarke and Wright 1964)."""

import numpy as np

from evenhand.core.routing.ruin.compiled import helper
from evenhand.core.routing.ruin.memory import Ints, Longs


def routes(near: Ints, home: Ints, loads: Longs, room: int) -> list[list[int]]:
    """Every visit in one route, none with more than its room."""
    visits, reach = near.shape[0], near.shape[1]
    here = np.repeat(np.arange(visits, dtype=np.int32), reach)
    there, apart = near[:, :, 0].ravel(), near[:, :, 1].ravel()
    saved = home[here].astype(np.int64) + home[there] - apart
    useful = (there >= 0) & (saved > 0) & (here < there)
    here, there, saved = here[useful], there[useful], saved[useful]
    best = np.argsort(-saved, kind="stable")
    after, before = _grow(visits, loads.astype(np.int64), room, here[best], there[best])
    return [_walk(after, first) for first in np.flatnonzero(before < 0)]


def _walk(after: Longs, first: int) -> list[int]:
    route, visit = [], int(first)
    while visit >= 0:
        route.append(visit)
        visit = int(after[visit])
    return route


@helper
def _grow(visits: int, loads: Longs, room: int, here: Ints, there: Ints) -> tuple[Longs, Longs]:
    """Links between visits, -1 at the ends. Each visit begins as a route of its own."""
    after, before = np.full(visits, -1, np.int64), np.full(visits, -1, np.int64)
    head, tail, route, load = np.arange(visits), np.arange(visits), np.arange(visits), loads.copy()
    for index in range(here.shape[0]):
        a, b = here[index], there[index]
        ra, rb = route[a], route[b]
        ends = (a in (head[ra], tail[ra])) and (b in (head[rb], tail[rb]))
        if ra == rb or load[ra] + load[rb] > room or not ends:
            continue
        if tail[ra] != a:
            _turn(ra, after, before, head, tail)
        if head[rb] != b:
            _turn(rb, after, before, head, tail)
        after[a], before[b] = b, a
        tail[ra] = tail[rb]
        load[ra] += load[rb]
        while b >= 0:
            route[b] = ra
            b = after[b]
    return after, before


@helper
def _turn(route: int, after: Longs, before: Longs, head: Longs, tail: Longs) -> None:
    visit = head[route]
    while visit >= 0:
        following = after[visit]
        after[visit], before[visit] = before[visit], following
        visit = following
    head[route], tail[route] = tail[route], head[route]
