"""While riders ride: one event changes the problem, and the plan is mended with as few changes for others as can be."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from evenhand.core.routing import reach
from evenhand.core.routing.evaluate import evaluate
from evenhand.core.routing.network import Network
from evenhand.core.routing.plan import Plan
from evenhand.core.routing.problem import Problem
from evenhand.core.routing.repair import repair


@dataclass(frozen=True, slots=True)
class Change:
    """An order whose vehicle is another than before; None: it was, or is, with nobody."""

    order: str
    before: str | None
    now: str | None


@dataclass(frozen=True, slots=True)
class Replanned:
    """The mended plan, and what it changed."""

    plan: Plan
    changes: Sequence[Change]


def replan(problem: Problem, before: Plan) -> Replanned:
    """A plan for the problem as it is now, made from the one that was in force.

    `problem` is the world after the event: new orders are in it, cancelled ones are not, a rider who is offline is no
    vehicle any more, one who is late has a later shift start. What must not move is `locked` to its vehicle, and
    `departed` says that it is on board. Every other order stays with its vehicle, in its turn, as long as all rules
    hold; what can't stay, and what is new, goes where it adds least. `evaluate` finds no fault with the plan.

    Refused(INPUT_INVALID): locked orders that are no trip their vehicle can make.
    """
    network = Network(problem)
    hopeless = reach.hopeless(network)
    drafts = _drafts(network, before, {left.order for left in hopeless})
    mended = repair(network, drafts, hopeless)
    verdict = evaluate(problem, mended)
    if not verdict.holds:
        raise RuntimeError(f"a plan that breaks rules was made and is withheld: {verdict.violations}")
    return Replanned(mended, changes(problem, before, mended))


def changes(problem: Problem, before: Plan, now: Plan) -> list[Change]:
    """Every order of the problem that another vehicle brings than before, by id."""
    old, new = _vehicle_of(before), _vehicle_of(now)
    names = sorted(order.id for order in problem.orders)
    return [Change(name, old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name)]


def _vehicle_of(plan: Plan) -> dict[str, str]:
    return {stop.order: route.vehicle for route in plan.routes for trip in route.trips for stop in trip.stops}


def _drafts(network: Network, before: Plan, out: set[str]) -> dict[str, list[list[str]]]:
    """The trips of the old plan that are still possible, without what is locked now."""
    locked = {order for vehicle in network.vehicles.values() for order in vehicle.locked}
    gone = locked | out
    return {
        route.vehicle: [
            [stop.order for stop in trip.stops if stop.order in network.orders and stop.order not in gone]
            for trip in route.trips
        ]
        for route in before.routes
        if route.vehicle in network.vehicles
    }


def without(problem: Problem, orders: frozenset[str]) -> Problem:
    """The problem without some orders: delivered, or cancelled. Nobody waits for them any more."""
    rest = [
        replace(order, after=tuple(name for name in order.after if name not in orders))
        for order in problem.orders
        if order.id not in orders
    ]
    fleet = [
        replace(vehicle, locked=tuple(name for name in vehicle.locked if name not in orders))
        for vehicle in problem.vehicles
    ]
    return replace(problem, orders=rest, vehicles=fleet)
