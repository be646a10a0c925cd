"""The search from a problem to drafts of routes, for problems where only room matters (`is_plain`)."""

# Runs in Python: nothing here is compiled.

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import cast

import numpy as np

from evenhand.core.routing.budget import Iterations, Progress, never, untold
from evenhand.core.routing.network import Network
from evenhand.core.routing.problem import FOREVER, Costs, Depot, Order, Problem, Span, Vehicle
from evenhand.core.routing.ruin import memory, plain, savings
from evenhand.core.routing.ruin.cooling import Wish, cool, long_way, with_logs
from evenhand.core.routing.ruin.ground import by_formula, straight_from
from evenhand.core.routing.ruin.memory import BEST, CUR, NX, PIN, TRIP, USED, WAY, Board, Ground, Ints
from evenhand.core.routing.ruin.near import nearest
from evenhand.core.routing.travel import Formulaic, Plane, Rounding
from evenhand.core.terms import VehicleKind

NEIGHBORS, REACH = 64, 40
"""Neighbors kept for each visit, and beside how many of them it may be put."""

STRING = np.array([10.0, 10.0])
"""The longest string, and how many visits are torn out on average."""

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


def search(network: Network, *, seed: int, wish: Wish, start: Routes | None = None) -> Routes | None:
    """Routes of the plain problem's orders, each order once. None: more routes are needed than there are vehicles."""
    world = _world(network)
    loads = world.goods[:, 0].astype(np.int64)
    routes = _renumbered(world, start) if start else savings.routes(world.near, world.home, loads, world.room)
    if len(routes) > len(network.vehicles):
        return None
    board = _board(world, routes, min(len(network.vehicles), len(routes) + 40 + len(routes) // 10), seed)
    visits, unit = len(world.ids), next(iter(network.vehicles.values())).costs.per_meter

    def chunk(rounds: int, heat: float) -> None:
        plain.anneal(rounds, heat, board, *world.of_kernel(), long_way(board, visits), STRING)

    def average() -> float:
        return float(board.now[BEST] / (visits + board.now[USED]))

    cool(board, visits, replace(wish, progress=_in_points(wish.progress, unit)), chunk, average)
    return [[world.ids[visit] for visit in route] for route in _read(board, visits)]


def _in_points(progress: Callable[[Progress], None], unit: int) -> Callable[[Progress], None]:
    """The kernel counts meters."""
    return lambda told: progress(Progress(told.iterations, unit * (told.cost or 0)))


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
    land, visits = by_formula([formula]), len(orders)
    meters = np.floor(formula.factor * straight_from(formula, visits)[:visits] + formula.shift)
    return _World(
        ids=[order.id for order in orders],
        ground=land,
        places=np.minimum(np.arange(visits + 2 * len(network.vehicles)), visits).astype(np.int32),
        goods=np.array([(order.parcels, 0) for order in orders], dtype=np.int32),
        near=nearest(np.ascontiguousarray(formula.points[:visits]), max(1, min(NEIGHBORS, visits - 1)), land),
        home=meters.astype(np.int32),
        room=vehicle.parcels_max,
    )


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
    return with_logs(node, trip, now, seed, 4 * memory.MOST)


def _measure(world: _World, node: Ints, trips: int) -> None:
    """Write the way from each node to the next."""
    place = np.minimum(np.arange(len(node)), len(world.ids))
    here, there = world.ground.points[place], world.ground.points[place[node[:, NX]]]
    chord = np.sqrt(((here - there) ** 2).sum(axis=1))
    straight = 2 * np.arcsin(np.minimum(chord / 2, 1.0)) if world.ground.sphere else chord
    node[:, WAY] = np.floor(world.ground.factor * straight + world.ground.shift)
    node[len(node) - trips :, WAY] = 0


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
    search(Network(problem), seed=1, wish=Wish(Iterations(10), never, untold))
