"""Plans by PyVRP's iterated local search, for some eight hundred orders at a time. This module alone knows PyVRP.

What PyVRP lacks (a range for each trip, stock in a depot, pinned visits) is closed before and after it: hopeless
orders are set aside, what is locked makes a vehicle's first trip and PyVRP plans the rest of its shift, and `repair`
mends its answer. PyVRP's `release_time` is our `ready_at`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

import numpy as np
import pyvrp
from pyvrp.search import OPERATORS, LocalSearch, compute_neighbours

from evenhand.core.errors import Reason, Refused
from evenhand.core.routing import reach, timetable
from evenhand.core.routing.budget import Progress, untold
from evenhand.core.routing.evaluate import evaluate
from evenhand.core.routing.network import Network
from evenhand.core.routing.plan import Plan
from evenhand.core.routing.problem import FOREVER, Order, Problem, Span, Vehicle
from evenhand.core.routing.repair import repair
from evenhand.core.routing.travel import Matrix
from evenhand.core.terms import VehicleKind

REPORT_EVERY = 100
"""Iterations between two calls of `progress`."""

FORBIDDEN = FOREVER
"""Meters and seconds to a place that a vehicle may not serve: nobody is back from there within a shift."""


def solve(
    problem: Problem,
    *,
    seed: int,
    should_stop: Callable[[], bool],
    iterations: int | None = None,
    progress: Callable[[Progress], None] = untold,
) -> Plan:
    """A plan that `evaluate` finds no fault with, as good as the search got until told to stop.

    The search ends after `iterations` (None: no such bound) or when `should_stop`, asked in each iteration, says so.
    The same problem, seed and iterations give the same plan, in whatever order the problem's parts are listed.

    Refused(INPUT_INVALID): orders locked to a vehicle that are no trip it can make, or more than its depot has.
    """
    network = Network(problem)
    check_locked(network)
    hopeless = reach.hopeless(network)
    search = _Search(network, exclude={left.order for left in hopeless})
    plan = repair(network, search.run(seed, _Stop(iterations, should_stop, progress)), hopeless)
    verdict = evaluate(problem, plan)
    if not verdict.holds:
        raise RuntimeError(f"a plan that breaks rules was made and is withheld: {verdict.violations}")
    return plan


def check_locked(network: Network) -> None:
    """Refused(INPUT_INVALID): orders locked to a vehicle that are no trip it can make, or more than its depot has."""
    taken: dict[str, int] = defaultdict(int)
    for vehicle in network.vehicles.values():
        fits = set(vehicle.locked) <= network.order_at.keys() and timetable.fit(network, vehicle, [vehicle.locked])
        taken[vehicle.depot] += sum(network.orders[order].units for order in vehicle.locked)
        if not fits or taken[vehicle.depot] > network.depots[vehicle.depot].stock:
            raise Refused(Reason.INPUT_INVALID, f"vehicle {vehicle.id}.locked", rule="a trip it can make")


class _Stop:
    """PyVRP's stopping criterion: the caller's wish or a count of iterations. Reports on the way."""

    def __init__(
        self, iterations: int | None, should_stop: Callable[[], bool], progress: Callable[[Progress], None]
    ) -> None:
        self._iterations, self._should_stop, self._progress = iterations, should_stop, progress
        self._done = 0

    def __call__(self, best_cost: int) -> bool:
        if self._done % REPORT_EVERY == 0:
            feasible = best_cost < np.iinfo(np.int64).max
            self._progress(Progress(self._done, best_cost if feasible else None))
        if self._done == self._iterations or self._should_stop():
            return True
        self._done += 1
        return False


def _search(data: pyvrp.ProblemData, stop: _Stop, seed: int, prize: int) -> pyvrp.Solution:
    """What `pyvrp.solve` does, with penalties that know what an order is worth.

    One parcel too many must be able to cost more than any prize, or overloading would pay. And PyVRP's first
    penalties are so high that a search of some thousand iterations never passes through plans that are a little late,
    and gets stuck.
    """
    generator = pyvrp.RandomNumberGenerator(seed=seed)
    search = LocalSearch(data, generator, compute_neighbours(data))
    for operator in OPERATORS:
        if operator.supports(data):
            search.add_operator(operator(data))
    params = pyvrp.PenaltyParams(max_penalty=max(2.0 * prize, pyvrp.PenaltyParams.max_penalty))
    penalties = pyvrp.PenaltyManager(([prize] * data.num_load_dimensions, prize / 100, prize / 100), params)
    start = search(pyvrp.Solution.make_random(data, generator), penalties.max_cost_evaluator(), exhaustive=True)
    return pyvrp.IteratedLocalSearch(data, penalties, search, start).run(stop, collect_stats=False).best


class _Search:
    """The problem in PyVRP's terms, and its answer in ours."""

    def __init__(self, network: Network, exclude: set[str]) -> None:
        locked = {order for vehicle in network.vehicles.values() for order in vehicle.locked}
        self.network = network
        self.orders = [order for order in network.orders.values() if order.id not in locked | exclude]
        self.fleet = _alike(_after_locked(network, vehicle) for vehicle in network.vehicles.values())
        self.profiles = sorted({_profile(vehicle) for vehicle in self.fleet})

    def run(self, seed: int, stop: _Stop) -> dict[str, list[list[str]]]:
        """Vehicle id to trips. They may break rules: those PyVRP does not know, or all, if it was stopped early."""
        drafts: dict[str, list[list[str]]] = {}
        if not self.orders:
            return drafts
        best = _search(self._data(), stop, seed, prize=max(order.prize for order in self.orders))
        unused = [list(vehicles) for vehicles in self.fleet.values()]
        for route in best.routes():
            trips: list[list[str]] = [[] for _ in range(route.num_trips())]
            for activity in route:
                if activity.is_client():
                    trips[activity.trip].append(self.orders[activity.idx].id)
            drafts[unused[route.vehicle_type()].pop(0)] = trips
        return drafts

    def _data(self) -> pyvrp.ProblemData:
        # Any: PyVRP's stubs ask for `np.ndarray[int]`, which to a type checker no array is.
        matrices: list[Any] = [self._matrices(VehicleKind(kind), depot) for kind, depot in self.profiles]
        return pyvrp.ProblemData(
            locations=[pyvrp.Location(place.lon, place.lat) for place in self.network.places],
            clients=[self._client(order) for order in self.orders],
            depots=[
                pyvrp.Depot(self.network.depot_at[depot.id], depot.hours.start, depot.hours.end, depot.loading_s)
                for depot in self.network.depots.values()
            ],
            vehicle_types=[self._vehicle_type(vehicle, len(ids)) for vehicle, ids in self.fleet.items()],
            distance_matrices=[meters for meters, _ in matrices],
            duration_matrices=[seconds for _, seconds in matrices],
        )

    def _client(self, order: Order) -> pyvrp.Client:
        return pyvrp.Client(
            location=self.network.order_at[order.id],
            delivery=[order.parcels, order.grams],
            service_duration=order.service_s,
            tw_early=order.window.start,
            tw_late=order.window.end,
            release_time=order.ready_at,
            prize=order.prize,
            required=False,
        )

    def _vehicle_type(self, vehicle: Vehicle, count: int) -> pyvrp.VehicleType:
        depot = self.network.depot_at[vehicle.depot]
        grams = sum(order.grams for order in self.orders) if vehicle.grams_max is None else vehicle.grams_max
        return pyvrp.VehicleType(
            num_available=count,
            capacity=[vehicle.parcels_max, grams],
            start_depot=depot,
            end_depot=depot,
            reload_depots=[depot],
            fixed_cost=vehicle.costs.start,
            tw_early=vehicle.shift.start,
            tw_late=vehicle.shift.end,
            unit_distance_cost=vehicle.costs.per_meter,
            unit_duration_cost=vehicle.costs.per_second,
            profile=self.profiles.index(_profile(vehicle)),
        )

    def _matrices(self, kind: VehicleKind, depot: str) -> tuple[Matrix, Matrix]:
        """Figures for vehicles of a kind that load at a depot: orders that lie at another are out of their world."""
        table = self.network.table(kind)
        barred = [self.network.order_at[order.id] for order in self.orders if not self.network.may_serve(depot, order)]
        return _barred(table.meters, barred), _barred(table.seconds, barred)


def _profile(vehicle: Vehicle) -> tuple[str, str]:
    return vehicle.kind.value, vehicle.depot


def _barred(matrix: Matrix, places: list[int]) -> Matrix:
    barred = matrix.copy()
    barred[places, :] = FORBIDDEN
    barred[:, places] = FORBIDDEN
    np.fill_diagonal(barred, 0)
    return barred


def _after_locked(network: Network, vehicle: Vehicle) -> Vehicle:
    """The vehicle as it is once its locked trip is over."""
    route = timetable.fit(network, vehicle, [vehicle.locked])
    if not vehicle.locked or route is None:
        return vehicle
    rest = Span(route.trips[-1].returns_at, vehicle.shift.end)
    return replace(vehicle, shift=rest, costs=replace(vehicle.costs, start=0), locked=())


def _alike(vehicles: Iterable[Vehicle]) -> dict[Vehicle, list[str]]:
    """Vehicles that differ only by id, under one without a name: the search need not tell them apart."""
    types: dict[Vehicle, list[str]] = defaultdict(list)
    for vehicle in vehicles:
        types[replace(vehicle, id="")].append(vehicle.id)
    return types
