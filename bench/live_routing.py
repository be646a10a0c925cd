"""Live: one new order among 1,000 open ones of 200 riders, and 1,000 orders to 1,000 riders at once."""

import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from evenhand.adapters.maps.haversine import Haversine
from evenhand.core.routing.assign import assign
from evenhand.core.routing.budget import Iterations
from evenhand.core.routing.evaluate import evaluate
from evenhand.core.routing.plan import Plan
from evenhand.core.routing.planning import plan
from evenhand.core.routing.problem import Depot, Order, Problem, Span, Vehicle
from evenhand.core.routing.replan import replan
from evenhand.core.terms import Place, VehicleKind

ORDERS, RIDERS = 1_000, 200


def live(clock: Callable[[], float]) -> dict[str, Any]:
    """Seconds of a re-plan and of an assignment, and what they changed."""
    dice = np.random.default_rng(1)
    spots = dice.random((ORDERS + 1, 2)) * 0.1 + (106.6, 30.4)
    latest = dice.integers(7_000, 14_400, ORDERS + 1)
    orders = [
        Order(f"o{number:04d}", Place(*map(float, spot)), service_s=120, window=Span(0, int(late)))
        for number, (spot, late) in enumerate(zip(spots, latest, strict=True))
    ]
    riders = [
        Vehicle(f"v{number:03d}", VehicleKind.E_BIKE, "d", Span(0, 14_400), 8, range_m=60_000)
        for number in range(RIDERS)
    ]
    depot = Depot("d", Place(106.65, 30.45), 5_000, loading_s=120)
    problem = Problem(orders[:ORDERS], [depot], riders, Haversine())
    before = plan(problem, seed=1, budget=Iterations(20_000))
    now = replace(problem, orders=orders, vehicles=_locked(riders, before))
    began = clock()
    mended = replan(now, before)
    took = clock() - began
    told = {
        "replan_s": round(took, 2),
        "changes": len(mended.changes),
        "unserved": len(mended.plan.unserved),
        "violations": len(evaluate(now, mended.plan).violations),
        "assign_s": round(_assigned(problem, dice, clock), 2),
    }
    print("live", told, flush=True)
    return told


def _locked(riders: list[Vehicle], before: Plan) -> list[Vehicle]:
    """Everybody's first two stops are promised."""
    first = {route.vehicle: tuple(stop.order for stop in route.trips[0].stops[:2]) for route in before.routes}
    return [replace(rider, locked=first.get(rider.id, ())) for rider in riders]


def _assigned(problem: Problem, dice: np.random.Generator, clock: Callable[[], float]) -> float:
    spots = dice.random((ORDERS, 2)) * 0.1 + (106.6, 30.4)
    free = [
        replace(problem.vehicles[0], id=f"r{number:04d}", departed=True, start=Place(*map(float, spot)))
        for number, spot in enumerate(spots)
    ]
    began = clock()
    assert len(assign(replace(problem, vehicles=free))) == ORDERS
    return clock() - began


if __name__ == "__main__":
    live(time.process_time)
