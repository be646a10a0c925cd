"""The door to planning: a problem and a budget in, a checked plan out."""

from collections.abc import Callable, Mapping, Sequence

from evenhand.core.routing import reach, solver, timetable
from evenhand.core.routing.budget import Budget, Progress, never, untold
from evenhand.core.routing.evaluate import evaluate
from evenhand.core.routing.network import Network
from evenhand.core.routing.plan import Plan, Route, Unserved, UnservedReason
from evenhand.core.routing.problem import Problem
from evenhand.core.routing.ruin import search


def plan(
    problem: Problem,
    *,
    seed: int,
    budget: Budget,
    should_stop: Callable[[], bool] = never,
    progress: Callable[[Progress], None] = untold,
    start: Plan | None = None,
) -> Plan:
    """A plan that `evaluate` finds no fault with, as good as the budget allowed.

    `budget`: `Iterations(n)` (the same problem, seed and n give the same plan, in whatever order the problem's parts
    are listed) or `Seconds(s, time.monotonic)`. `should_stop` is asked often; a search that is stopped returns the
    best plan so far. `progress` is told now and then. `start`: an earlier plan to begin from; orders and vehicles that
    the problem no longer has are dropped from it. An order that is not served stands in `unserved` with its reason.

    Refused(INPUT_INVALID): orders locked to a vehicle that are no trip it can make, or more than its depot has.
    """
    if search.is_plain(problem):
        made = _by_room_alone(problem, seed, budget, should_stop, progress, start)
        if made and evaluate(problem, made).holds:
            return made
    done = 0

    def over() -> bool:
        nonlocal done
        done += 1
        return should_stop() or budget.spent(done - 1) >= 1

    return solver.solve(problem, seed=seed, should_stop=over, progress=progress)


def _by_room_alone(
    problem: Problem,
    seed: int,
    budget: Budget,
    should_stop: Callable[[], bool],
    progress: Callable[[Progress], None],
    start: Plan | None,
) -> Plan | None:
    network = Network(problem)
    before = [[stop.order for trip in route.trips for stop in trip.stops] for route in start.routes] if start else None
    routes = search.search(network, seed=seed, budget=budget, should_stop=should_stop, progress=progress, start=before)
    if routes is None:
        return None
    return assemble(network, dict(zip(network.vehicles, ([route] for route in routes), strict=False)))


def assemble(network: Network, drafts: Mapping[str, Sequence[Sequence[str]]]) -> Plan:
    """A plan of drafts by vehicle. What does not fit its vehicle, or stands in no draft, is left out with a reason."""
    routes: list[Route] = []
    for vehicle, draft in drafts.items():
        fitted = timetable.fit(network, network.vehicles[vehicle], draft)
        if fitted and fitted.trips:
            routes.append(fitted)
    served = {stop.order for stop in Plan(routes).stops()}
    if len(served) == len(network.orders):
        return Plan(tuple(routes))
    reasons = {left.order: left.reason for left in reach.hopeless(network)}
    left = [name for name in network.orders if name not in served]
    return Plan(tuple(routes), tuple(Unserved(name, reasons.get(name, UnservedReason.NO_ROOM)) for name in left))
