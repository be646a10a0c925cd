"""The cheapest plan of a very small problem, by trying everything. Stock is not looked at."""

from functools import cache
from itertools import combinations, permutations

from evenhand.core.routing import timetable
from evenhand.core.routing.evaluate import evaluate
from evenhand.core.routing.network import Network
from evenhand.core.routing.plan import Plan, Route, Unserved, UnservedReason
from evenhand.core.routing.problem import Problem, Vehicle

Orders = frozenset[str]


def cheapest(problem: Problem) -> int:
    """Its cost points, as the judge counts them."""
    network = Network(problem)
    vehicles = list(network.vehicles.values())

    @cache
    def best_route(vehicle: Vehicle, orders: Orders) -> int | None:
        fitting = (timetable.fit(network, vehicle, trips) for row in permutations(orders) for trips in _splits(row))
        return min((_cost(problem, route) for route in fitting if route), default=None)

    def best_from(number: int, orders: Orders) -> int:
        if number == len(vehicles):
            return sum(network.orders[order].prize for order in orders)
        return min(
            cost + best_from(number + 1, orders - taken)
            for taken in _subsets(orders)
            if (cost := best_route(vehicles[number], taken)) is not None
        )

    return best_from(0, frozenset(network.order_at)) + sum(o.prize for o in problem.orders if o.place is None)


def _cost(problem: Problem, route: Route) -> int:
    """The route's own cost: what the judge says of it, without the prizes of all the orders it does not visit."""
    visited = {stop.order for trip in route.trips for stop in trip.stops}
    rest = [order for order in problem.orders if order.id not in visited]
    verdict = evaluate(problem, Plan([route], [Unserved(order.id, UnservedReason.NO_ROOM) for order in rest]))
    return verdict.cost - sum(order.prize for order in rest)


def _subsets(orders: Orders) -> list[Orders]:
    return [frozenset(some) for size in range(len(orders) + 1) for some in combinations(sorted(orders), size)]


def _splits(row: tuple[str, ...]) -> list[list[tuple[str, ...]]]:
    """Every way to cut a row of visits into trips."""
    if not row:
        return [[]]
    return [[row[:size], *rest] for size in range(1, len(row) + 1) for rest in _splits(row[size:])]
