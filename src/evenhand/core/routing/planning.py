"""The door to planning: a problem and a budget in, a checked plan out.

Three searches stand behind it. Where only room matters, a compiled one that is fastest; where all rules matter, a
compiled one that keeps them; and PyVRP for a few orders whose rules it knows, or where orders wait for others.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from evenhand.core.routing import decompose, reach, solver
from evenhand.core.routing.assemble import assemble, drafts_of
from evenhand.core.routing.budget import Budget, Progress, never, untold
from evenhand.core.routing.decompose import Executor
from evenhand.core.routing.evaluate import evaluate
from evenhand.core.routing.network import Network
from evenhand.core.routing.plan import Plan
from evenhand.core.routing.problem import Problem
from evenhand.core.routing.repair import repair
from evenhand.core.routing.ruin import full, search
from evenhand.core.routing.ruin.cooling import Wish

FEW = 800
"""Orders up to which PyVRP is asked."""


def plan(
    problem: Problem,
    *,
    seed: int,
    budget: Budget,
    should_stop: Callable[[], bool] = never,
    progress: Callable[[Progress], None] = untold,
    start: Plan | None = None,
    executor: Executor | None = None,
) -> Plan:
    """A plan that `evaluate` finds no fault with, as good as the budget allowed.

    `budget`: `Iterations(n)` (the same problem, seed and n give the same plan, in whatever order the problem's parts
    are listed) or `Seconds(s, time.monotonic)`. `should_stop` is asked often; a search that is stopped returns the
    best plan so far. `progress` is told now and then. `start`: an earlier plan to begin from; orders and vehicles that
    the problem no longer has are dropped from it. `executor`: where parts of a large plan are worked on at once. An
    order that is not served stands in `unserved` with its reason.

    Refused(INPUT_INVALID): orders locked to a vehicle that are no trip it can make, or more than its depot has.
    """
    wish = Wish(budget, should_stop, progress)
    if search.is_plain(problem):
        made = _by_room_alone(problem, seed, wish, start, executor)
        if made and evaluate(problem, made).holds:
            return made
    if not full.knows_all_rules_of(problem):
        return _by_pyvrp(problem, seed, wish)
    if start or len(problem.orders) > FEW:
        return _by_all_rules(problem, seed, wish, start, executor)
    if not _is_beyond_pyvrp(problem):
        return _by_pyvrp(problem, seed, wish)
    half = replace(wish, budget=budget.part(0.5))
    patched = _by_pyvrp(problem, seed, half)
    searched = _by_all_rules(problem, seed, replace(half, budget=budget.part(0.5)), patched, executor)
    return min(searched, patched, key=lambda made: evaluate(problem, made).cost)


def warm(problem: Problem) -> None:
    """Compile, or load, what a plan of this problem needs, so that no budget pays for it."""
    if search.is_plain(problem):
        search.warm()
    elif full.knows_all_rules_of(problem) and (len(problem.orders) > FEW or _is_beyond_pyvrp(problem)):
        full.warm()


def _by_pyvrp(problem: Problem, seed: int, wish: Wish) -> Plan:
    done = 0

    def over() -> bool:
        nonlocal done
        done += 1
        return wish.should_stop() or wish.budget.spent(done - 1) >= 1

    return solver.solve(problem, seed=seed, should_stop=over, progress=wish.progress)


def _is_beyond_pyvrp(problem: Problem) -> bool:
    """Whether a rule may bind that PyVRP does not know, so that its plans would be patched, or wrongly priced."""
    units = sum(order.units for order in problem.orders)
    return any(depot.stock < units for depot in problem.depots) or any(
        vehicle.locked
        or vehicle.has
        or vehicle.home
        or vehicle.range_m
        or vehicle.work_s
        or vehicle.bikes_max
        or vehicle.trips_max
        for vehicle in problem.vehicles
    )


def _by_room_alone(
    problem: Problem, seed: int, wish: Wish, start: Plan | None, executor: Executor | None
) -> Plan | None:
    network = Network(problem)
    before = [[stop.order for trip in route.trips for stop in trip.stops] for route in start.routes] if start else None
    if len(problem.orders) > decompose.WHOLE:
        return decompose.plan(problem, seed=seed, wish=wish, start=start, executor=executor)
    routes = search.search(network, seed=seed, wish=wish, start=before)
    if routes is None:
        return None
    return assemble(network, dict(zip(network.vehicles, ([route] for route in routes), strict=False)))


def _by_all_rules(problem: Problem, seed: int, wish: Wish, start: Plan | None, executor: Executor | None) -> Plan:
    network = Network(problem)
    solver.check_locked(network)
    if len(problem.orders) > decompose.WHOLE:
        made = decompose.plan(problem, seed=seed, wish=wish, start=start, executor=executor)
        if made and evaluate(problem, made).holds:
            return made
    hopeless = reach.hopeless(network)
    out = frozenset(left.order for left in hopeless)
    drafts = full.search(network, seed=seed, wish=wish, out=out, start=drafts_of(start) if start else None)
    made = assemble(network, drafts, hopeless)
    return made if evaluate(problem, made).holds else repair(network, _free(network, drafts), hopeless)


def _free(network: Network, drafts: Mapping[str, Sequence[Sequence[str]]]) -> dict[str, list[list[str]]]:
    """Drafts without what is locked."""
    locked = {order for vehicle in network.vehicles.values() for order in vehicle.locked}
    return {
        name: [[order for order in trip if order not in locked] for trip in trips] for name, trips in drafts.items()
    }
