"""While riders ride: one event changes the problem, and the plan is mended with as few changes for others as can be."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from evenhand.core.routing import reach, solver
from evenhand.core.routing.assemble import assemble, drafts_of
from evenhand.core.routing.budget import Budget, Iterations, never, untold
from evenhand.core.routing.evaluate import evaluate
from evenhand.core.routing.network import Network
from evenhand.core.routing.plan import Plan, Unserved
from evenhand.core.routing.problem import Problem
from evenhand.core.routing.repair import repair
from evenhand.core.routing.ruin import full
from evenhand.core.routing.ruin.cooling import Curve, Wish

STAY = 2_000
"""Points that it costs to give an order to another vehicle than before: a detour of two kilometers at one a meter."""

BRIEFLY = 4_000
"""Iterations of a search while somebody waits in the street."""

COOL = Curve(hot=0.1, most=0.1)
"""A plan that is good already is not shaken much."""


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


def replan(
    problem: Problem, before: Plan, *, seed: int = 0, budget: Budget | None = None, stay: int = STAY
) -> Replanned:
    """A plan for the problem as it is now, made from the one that was in force.

    `problem` is the world after the event: new orders are in it, cancelled ones are not, a rider who is offline is no
    vehicle any more, one who is late has a later shift start. What must not move is `locked` to its vehicle, and
    `departed` says that it is on board. The rest is searched for `budget` (None: briefly), and giving an order to
    another vehicle than before costs `stay` points: it happens where that is saved, or a rule asks for it. `evaluate`
    finds no fault with the plan.

    Refused(INPUT_INVALID): locked orders that are no trip their vehicle can make.
    """
    network = Network(problem)
    solver.check_locked(network)
    hopeless = reach.hopeless(network)
    made = _searched(network, before, hopeless, seed, budget or Iterations(BRIEFLY), stay)
    if made is None or not evaluate(problem, made).holds:
        made = repair(network, _drafts(network, before, {left.order for left in hopeless}), hopeless)
    verdict = evaluate(problem, made)
    if not verdict.holds:
        raise RuntimeError(f"a plan that breaks rules was made and is withheld: {verdict.violations}")
    return Replanned(made, changes(problem, before, made))


def _searched(
    network: Network, before: Plan, hopeless: Sequence[Unserved], seed: int, budget: Budget, stay: int
) -> Plan | None:
    """None: the problem has rules that the search does not know."""
    if not full.knows_all_rules_of(network.problem):
        return None
    drafts = full.search(
        network,
        seed=seed,
        wish=Wish(budget, never, untold, COOL),
        out=frozenset(left.order for left in hopeless),
        start=drafts_of(before),
        stays=_vehicle_of(before),
        sticky=stay,
    )
    return assemble(network, drafts, hopeless)


def changes(problem: Problem, before: Plan, now: Plan) -> list[Change]:
    """Every order of the problem that another vehicle brings than before, by id."""
    old, new = _vehicle_of(before), _vehicle_of(now)
    names = sorted(order.id for order in problem.orders)
    return [Change(name, old.get(name), new.get(name)) for name in names if old.get(name) != new.get(name)]


def _vehicle_of(plan: Plan) -> dict[str, str]:
    return {stop.order: route.vehicle for route in plan.routes for trip in route.trips for stop in trip.stops}


def _drafts(network: Network, before: Plan, out: set[str]) -> dict[str, list[list[str]]]:
    """The trips of the old plan that are still possible, without what is locked now."""
    gone = out | {order for vehicle in network.vehicles.values() for order in vehicle.locked}
    return {
        vehicle: [[name for name in trip if name in network.orders and name not in gone] for trip in trips]
        for vehicle, trips in drafts_of(before).items()
        if vehicle in network.vehicles
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
