"""The search from a problem to drafts of routes, for problems where only room matters (`is_plain`)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import cast

import numpy as np

from evenhand.core.routing.budget import Budget, Iterations, Progress, never, untold
from evenhand.core.routing.network import Network
from evenhand.core.routing.problem import FOREVER, Costs, Depot, Order, Problem, Span, Vehicle
from evenhand.core.routing.ruin import memory, plain, savings
from evenhand.core.routing.ruin.memory import BEST, CUR, NX, PIN, STAMP, TRIP, USED, WAY, Board, Ground, Ints
from evenhand.core.routing.ruin.near import nearest
from evenhand.core.routing.travel import Formula, Formulaic, Plane, Rounding
from evenhand.core.terms import VehicleKind

NEIGHBORS, REACH = 64, 40
"""Neighbors kept for each visit, and beside how many of them it may be put."""

DENSE = 2000
"""Places up to which a table of all pairs is faster than the formula."""

STRING = np.array([10.0, 10.0])
"""The longest string, and how many visits are torn out on average."""

FIRST, CHUNK_SHARE = 500, 0.004
"""Iterations of the first chunk, and the share of the budget that later ones aim at."""

HOT, HOT_AT, HOT_BY, HOT_MOST, COLD = 0.3, 400.0, 0.45, 1.0, 0.004
"""The first heat in average ways: `HOT` where a visit gets `HOT_AT` iterations, growing with their number to the power
`HOT_BY`, `HOT_MOST` at most; and the last heat."""

RENEW = 2**30
"""Iterations after which marks begin anew, before their count no longer fits."""

Routes = list[list[str]]


def is_plain(problem: Problem) -> bool:
    """Whether the problem is one of room alone: alike vehicles of one depot, one load, no clock, everybody served."""
    if not problem.vehicles or len(problem.orders) < 2 or not isinstance(problem.travel, Formulaic):
        return False
    first = problem.vehicles[0]
    alike = {replace(vehicle, id="") for vehicle in problem.vehicles}
    free = replace(first, id="", parcels_max=1, costs=Costs(), shift=Span(), trips_max=None)
    depot = next(depot for depot in problem.depots if depot.id == first.depot)
    return (
        len(alike) == 1
        and free == Vehicle("", first.kind, first.depot, Span(), 1)
        and (first.costs.start, first.costs.per_second) == (0, 0)
        and min(first.shift.end, depot.hours.end) == FOREVER
        and sum(order.units for order in problem.orders) <= depot.stock
        and all(_is_plain_order(order, first) for order in problem.orders)
    )


def _is_plain_order(order: Order, vehicle: Vehicle) -> bool:
    bare = Order(order.id, order.place, order.units, prize=order.prize, parcels=order.parcels)
    worth = order.prize >= vehicle.costs.per_meter * 10**6
    fits = order.parcels <= vehicle.parcels_max and order.depot in (None, vehicle.depot)
    return order.place is not None and worth and fits and replace(order, depot=None, grams=0, service_s=0) == bare


def search(
    network: Network,
    *,
    seed: int,
    budget: Budget,
    should_stop: Callable[[], bool],
    progress: Callable[[Progress], None],
    start: Routes | None = None,
) -> Routes | None:
    """Routes of the plain problem's orders, each order once. None: more routes are needed than there are vehicles."""
    world = _world(network)
    loads = world.goods[:, 0].astype(np.int64)
    routes = _renumbered(world, start) if start else savings.routes(world.near, world.home, loads, world.room)
    if len(routes) > len(network.vehicles):
        return None
    board = _board(world, routes, min(len(network.vehicles), len(routes) + 40 + len(routes) // 10), seed)
    unit = next(iter(network.vehicles.values())).costs.per_meter
    done, chunk = 0, FIRST
    progress(Progress(0, unit * int(board.now[BEST])))
    while (spent := budget.spent(done)) < 1 and not should_stop():
        heat = _heat(world, board, spent, done)
        chunk = _next_chunk(chunk, done, spent)
        plain.anneal(chunk, heat, board, *world.of_kernel(), _long_way(world, board), STRING)
        done += chunk
        _renew(board)
        progress(Progress(done, unit * int(board.now[BEST])))
    return [[world.ids[visit] for visit in route] for route in _read(board, len(world.ids))]


@dataclass(frozen=True, slots=True)
class _World:
    """The problem as the kernel sees it."""

    ids: Sequence[str]
    ground: Ground
    places: Ints
    goods: Ints
    near: Ints
    home: Ints
    room: int

    def of_kernel(self) -> tuple[Ground, Ints, Ints, Ints, Ints, int, int]:
        """What the kernel asks for, in its order."""
        reach = min(REACH, self.near.shape[1])
        return self.ground, self.places, self.goods, self.near, self.home, self.room, reach


def _world(network: Network) -> _World:
    vehicle = next(iter(network.vehicles.values()))
    orders = [network.orders[name] for name in network.order_at]
    places = [order.place for order in orders if order.place] + [network.depots[vehicle.depot].place]
    formula = cast(Formulaic, network.travel).formula(vehicle.kind, places)
    ground, visits = _ground(formula), len(orders)
    meters = np.floor(formula.factor * _straight(formula, visits) + formula.shift)
    return _World(
        ids=[order.id for order in orders],
        ground=ground,
        places=np.minimum(np.arange(visits + 2 * len(network.vehicles)), visits).astype(np.int32),
        goods=np.array([(order.parcels, 0) for order in orders], dtype=np.int32),
        near=nearest(np.ascontiguousarray(formula.points[:visits]), max(1, min(NEIGHBORS, visits - 1)), ground),
        home=meters.astype(np.int32),
        room=vehicle.parcels_max,
    )


def _straight(formula: Formula, row: int) -> memory.Floats:
    """The straight way, or the arc, from each point before `row` to the point of that row."""
    chord = np.sqrt(((formula.points[:row] - formula.points[row]) ** 2).sum(axis=1))
    return np.asarray(2 * np.arcsin(np.minimum(chord / 2, 1.0)) if formula.sphere else chord)


def _ground(formula: Formula) -> Ground:
    points, dense = np.ascontiguousarray(formula.points), len(formula.points) <= DENSE
    table = np.zeros((1, 1, 1), np.int32)
    if dense:
        rows = [np.floor(formula.factor * _straight_to_all(formula, row) + formula.shift) for row in range(len(points))]
        table = np.array(rows).astype(np.int32)[None]
    speed = np.array([formula.speed_m_s])
    return Ground(dense, formula.sphere, points, table, table, formula.factor, formula.shift, speed)


def _straight_to_all(formula: Formula, row: int) -> memory.Floats:
    chord = np.sqrt(((formula.points - formula.points[row]) ** 2).sum(axis=1))
    return np.asarray(2 * np.arcsin(np.minimum(chord / 2, 1.0)) if formula.sphere else chord)


def _renumbered(world: _World, start: Routes) -> list[list[int]]:
    number = {name: visit for visit, name in enumerate(world.ids)}
    routes = [[number.pop(name) for name in route if name in number] for route in start]
    return [route for route in routes if route] + [[visit] for visit in number.values()]


def _board(world: _World, routes: Sequence[Sequence[int]], trips: int, seed: int) -> Board:
    visits = len(world.ids)
    node = np.zeros((visits + 2 * trips, memory.PLAIN_WIDTH), np.int32)
    node[visits:, PIN] = 1
    trip = np.zeros((trips, 7), np.int64)
    for number in range(trips):
        route = list(routes[number]) if number < len(routes) else []
        chain = [visits + number, *route, visits + trips + number]
        node[chain[:-1], NX], node[chain[1:], memory.PV], node[chain, TRIP] = chain[1:], chain[:-1], number
        trip[number, : memory.LENGTH] = world.goods[route, 0].sum(), 0, len(route)
    _measure(world, node, trips)
    now = np.zeros(memory.ROWS, np.int64)
    now[CUR] = now[BEST] = node[:, WAY].sum()
    now[USED] = len(routes)
    return _with_logs(node, trip, now, seed)


def _measure(world: _World, node: Ints, trips: int) -> None:
    """Write the way from each node to the next."""
    place = np.minimum(np.arange(len(node)), len(world.ids))
    here, there = world.ground.points[place], world.ground.points[place[node[:, NX]]]
    chord = np.sqrt(((here - there) ** 2).sum(axis=1))
    straight = 2 * np.arcsin(np.minimum(chord / 2, 1.0)) if world.ground.sphere else chord
    node[:, WAY] = np.floor(world.ground.factor * straight + world.ground.shift)
    node[len(node) - trips :, WAY] = 0


def _with_logs(node: Ints, trip: memory.Longs, now: memory.Longs, seed: int) -> Board:
    room = 4 * memory.MOST
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


def _heat(world: _World, board: Board, spent: float, done: int) -> float:
    """Meters by which a plan may typically grow worse now."""
    average = board.now[BEST] / (len(world.ids) + board.now[USED])
    each = done / max(spent, 1e-9) / len(world.ids) if done else HOT_AT
    hot = min(HOT_MOST, HOT * (each / HOT_AT) ** HOT_BY)
    return float(average * hot * (min(COLD, hot) / hot) ** min(spent, 1.0))


def _next_chunk(chunk: int, done: int, spent: float) -> int:
    """Iterations that use up about `CHUNK_SHARE` of the budget, approached without haste."""
    if not done:
        return chunk
    return max(1, min(4 * chunk, int(done / max(spent, 1e-9) * min(CHUNK_SHARE, 1 - spent)) + 1))


def _long_way(world: _World, board: Board) -> int:
    """Only one way in fifty between two visits is longer: no farther neighbor is worth a look once a spot is found."""
    visits = len(world.ids)
    ways = board.node[:visits, WAY][board.node[:visits, NX] < visits]
    if not len(ways):
        return 1 << 40
    rank = len(ways) - max(1, len(ways) // 50)
    return int(np.partition(ways, rank)[rank])


def _renew(board: Board) -> None:
    if board.now[STAMP] > RENEW:
        board.now[STAMP] = 0
        board.node[:, memory.SEEN] = 0
        board.trip_seen[:] = -1


def _read(board: Board, visits: int) -> list[list[int]]:
    """The best chain's routes."""
    routes = []
    for trip in range(len(board.trip)):
        route, node = [], int(board.best[visits + trip])
        while node < visits:
            route.append(node)
            node = int(board.best[node])
        if route:
            routes.append(route)
    return routes


def warm() -> None:
    """Compile, or load what was compiled before, so that no later search pays for it."""
    places = [Plane.place(x, y) for x in range(4) for y in range(4)]
    orders = [Order(str(number), place) for number, place in enumerate(places)]
    fleet = [Vehicle(str(number), VehicleKind.CAR, "d", Span(), 5) for number in range(16)]
    problem = Problem(orders, [Depot("d", Plane.place(2, 1), 16)], fleet, Plane(Rounding.ROUND))
    search(Network(problem), seed=1, budget=Iterations(10), should_stop=never, progress=untold)
