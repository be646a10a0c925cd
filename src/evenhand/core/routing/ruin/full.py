"""The search from a problem to drafts of routes, with all rules but two: orders that wait for others, and vans that
open drop-off points."""

# Runs in Python: nothing here is compiled.

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from evenhand.core.routing.budget import Iterations, never, untold
from evenhand.core.routing.network import Network
from evenhand.core.routing.problem import Costs, Depot, Order, Problem, Span, Vehicle
from evenhand.core.routing.ruin import memory, rich
from evenhand.core.routing.ruin.clock import times
from evenhand.core.routing.ruin.cooling import Wish, cool, long_way, with_logs
from evenhand.core.routing.ruin.memory import (
    BEST,
    CUR,
    FIRST,
    FORE,
    LAST,
    NX,
    OUT,
    PIN,
    PV,
    STAYS,
    TRIP,
    USED,
    WAY,
    Board,
)
from evenhand.core.routing.ruin.rules import CLOCKED, PER_METER, PER_SECOND, START, STAY, STICKY, TRIP_FROM, Crowd
from evenhand.core.routing.ruin.world import World, world
from evenhand.core.routing.travel import Plane, Rounding
from evenhand.core.terms import VehicleKind

REACH = 40
"""Beside how many of its neighbors a visit may be put."""

TUNE = np.array([10.0, 10.0])
"""The longest string, and how many visits are torn out on average."""

HOTTER = 3.0
"""How much hotter a search is where time matters: there most changes are forbidden, and plans are harder to leave."""

GOOD = 5
"""Neighbors of a visit that count as good ones."""

Drafts = dict[str, list[list[str]]]


def knows_all_rules_of(problem: Problem) -> bool:
    """Whether this search keeps every rule of the problem."""
    vans = any(depot.brought_by or depot.fetched_by for depot in problem.depots)
    return bool(problem.vehicles) and not vans and not any(order.after for order in problem.orders)


def search(
    network: Network,
    *,
    seed: int,
    wish: Wish,
    out: frozenset[str] = frozenset(),
    start: Mapping[str, Sequence[Sequence[str]]] | None = None,
    stays: Mapping[str, str] | None = None,
    sticky: int = 0,
) -> Drafts:
    """Trips by vehicle, what is locked included. `out`: orders nobody can serve. `start`: drafts to begin from; what
    does not fit is served elsewhere. `stays`, `sticky`: as in `world`. What is locked must fit its vehicle."""
    if not network.order_at.keys() - out:
        return {}
    return Search(network, seed, out, start or {}, stays or {}, sticky).run(wish)


class Search:
    """One search: the world, the board, the crowd."""

    def __init__(
        self,
        network: Network,
        seed: int,
        out: frozenset[str],
        start: Mapping[str, Sequence[Sequence[str]]],
        stays: Mapping[str, str],
        sticky: int,
    ) -> None:
        self.world = world(network, out, stays, sticky)
        self.visits = len(self.world.orders)
        self.board, self.crowd = _empty(network, self.world, seed)
        self.number = {order.id: visit for visit, order in enumerate(self.world.orders)}
        for car, vehicle in enumerate(self.world.vehicles):
            self._lock(car, vehicle)
        for car, vehicle in enumerate(self.world.vehicles):
            self._lay(car, start.get(vehicle.id, ()))
        self._count()

    def run(self, wish: Wish) -> Drafts:
        """Serve the absent, then anneal. Returns the best found."""
        self._serve()
        if self.visits > 1:
            cool(self.board, self.visits, self._hotter(wish), self._chunk, self._average)
        return self.read()

    def _hotter(self, wish: Wish) -> Wish:
        if not self.world.rules.flags[CLOCKED]:
            return wish
        curve = wish.curve
        return replace(wish, curve=replace(curve, hot=HOTTER * curve.hot, most=HOTTER * curve.most))

    def read(self) -> Drafts:
        """Trips by vehicle of the best chain."""
        return {vehicle.id: self._trips(car) for car, vehicle in enumerate(self.world.vehicles)}

    def _trips(self, car: int) -> list[list[str]]:
        begins = len(self.board.node) - 2 * len(self.world.vehicles)
        trips: list[list[str]] = []
        node = int(self.board.best[begins + car])
        while node < begins:
            if node >= self.visits:
                trips.append([])
            else:
                trips[-1].append(self.world.orders[node].id)
            node = int(self.board.best[node])
        return trips

    def _lock(self, car: int, vehicle: Vehicle) -> None:
        bits = STAYS | FIRST | (LAST if vehicle.departed else 0)
        for rank, name in enumerate(vehicle.locked):
            visit = self.number[name]
            self._follow(visit, car, again=rank == 0, forced=True)
            self.board.node[visit, PIN] = bits
        if vehicle.locked:
            trip = int(self.world.rules.car[car, TRIP_FROM])
            self.board.node[self.visits + trip, PIN] |= bits
            self.board.trip[trip, memory.FIXED] = len(vehicle.locked)

    def _lay(self, car: int, draft: Sequence[Sequence[str]]) -> None:
        for trip in draft:
            again = True
            for name in trip:
                visit = self.number.get(name, -1)
                if visit >= 0 and self.board.node[visit, TRIP] == OUT:
                    again = not self._follow(visit, car, again=again, forced=False) and again

    def _follow(self, visit: int, car: int, again: bool, forced: bool) -> bool:
        return bool(rich.follow(visit, car, again, forced, self.board, self.world.ground, self.world.rules, self.crowd))

    def _serve(self) -> None:
        """A first plan: those with the highest prize first, then those far out."""
        absent = self.crowd.absent[: self.crowd.size[0]]
        order = np.lexsort((absent, -self.world.home[absent], -self.world.rules.prize[absent]))
        self._anneal(absent[order].astype(np.int32), 0, 0.0)

    def _chunk(self, rounds: int, heat: float) -> None:
        self._anneal(np.zeros(0, np.int32), rounds, heat)

    def _anneal(self, some: memory.Ints, rounds: int, heat: float) -> None:
        world, longest = self.world, long_way(self.board, self.visits)
        reach = min(REACH, world.near.shape[1])
        ground = self.board, world.ground, world.rules, self.crowd
        rich.anneal(some, rounds, heat, *ground, world.near, world.home, reach, longest, TUNE)

    def _average(self) -> float:
        """Points of a way between two stops, on average: as the plan is, or, where time matters and first plans are
        bad, twice the way to a good neighbor."""
        rules = self.world.rules
        if rules.flags[CLOCKED]:
            meters = self.world.near[:, :GOOD, 1].mean() * 2
            seconds = meters / self.world.ground.speed.mean()
            return float((rules.car[:, PER_METER] * meters + rules.car[:, PER_SECOND] * seconds).mean() + 1)
        absent = self.crowd.absent[: self.crowd.size[0]]
        cost = self.board.now[CUR] - rules.prize[absent].sum()
        return float(max(cost, 1) / (self.visits - len(absent) + self.board.now[USED] + 1))

    def _count(self) -> None:
        """What the plan costs as it lies."""
        self.board.now[CUR] = self.board.now[BEST] = self.cost()
        self.board.best[:] = self.board.node[:, NX]

    def cost(self) -> int:
        """Points of the present chain, counted anew."""
        node, car, rules = self.board.node, self.world.rules.car, self.world.rules
        begins, ends = len(node) - 2 * len(car), len(node) - len(car)
        served = np.flatnonzero(node[: self.visits, TRIP] != OUT)
        owner = self.board.trip[node[served, TRIP], memory.VEHICLE]
        moved = (rules.node[served, STAY] >= 0) & (rules.node[served, STAY] != owner)
        trips = np.flatnonzero(self.board.trip[:, memory.SIZE] > 0)
        meters = np.zeros(len(car), np.int64)
        np.add.at(meters, owner, node[served, WAY])
        np.add.at(meters, self.board.trip[trips, memory.VEHICLE], node[self.visits + trips, WAY])
        used = node[begins:ends, NX] < begins
        run = car[:, PER_METER] * meters + used * car[:, START] + car[:, PER_SECOND] * node[ends:, FORE]
        left = rules.prize.sum() - rules.prize[served].sum()
        return int(run.sum() + left + rules.flags[STICKY] * moved.sum())


def _empty(network: Network, world: World, seed: int) -> tuple[Board, Crowd]:
    """Nobody is served, every vehicle stands."""
    visits, cars = len(world.orders), len(world.vehicles)
    size = visits + world.trips + 2 * cars
    node = np.zeros((size, memory.RICH_WIDTH), np.int32)
    node[:, TRIP], node[visits:, PIN] = OUT, STAYS
    begins, ends = np.arange(size - 2 * cars, size - cars), np.arange(size - cars, size)
    node[visits : visits + world.trips, TRIP] = np.arange(world.trips)
    node[begins, NX], node[ends, NX], node[begins, PV], node[ends, PV] = ends, begins, ends, begins
    trip = np.zeros((world.trips, 8), np.int64)
    trip[:, memory.VEHICLE] = np.repeat(
        np.arange(cars), world.rules.car[:, TRIP_FROM + 1] - world.rules.car[:, TRIP_FROM]
    )
    times(node, world.rules, begins, ends)
    counts = np.diff(world.rules.kind_from)
    left = np.array([*(depot.stock for depot in network.depots.values()), *counts], dtype=np.int64)
    absent = np.arange(visits, dtype=np.int32)
    board = with_logs(node, trip, np.zeros(memory.ROWS, np.int64), seed, size + 16)
    return board, Crowd(left, left.copy(), absent, absent.copy(), np.array([visits], np.int64))


def warm() -> None:
    """Compile, or load what was compiled before, so that no later search pays for it."""
    places = [Plane.place(x, y) for x in range(3) for y in range(3)]
    orders = [Order(str(number), place) for number, place in enumerate(places)]
    fleet = [Vehicle(str(number), VehicleKind.CAR, "d", Span(0, 1000), 5, costs=Costs(1, 1, 1)) for number in range(3)]
    problem = Problem(orders, [Depot("d", Plane.place(2, 1), 16)], fleet, Plane(Rounding.ROUND))
    search(Network(problem), seed=1, wish=Wish(Iterations(10), never, untold), start={"0": [["1"]]})
