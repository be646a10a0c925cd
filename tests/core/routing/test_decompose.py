"""Large plans in parts: nothing lost, no rule broken, the same plan whoever works, better than the first one."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from evenhand.core.routing import decompose, planning
from evenhand.core.routing.budget import Iterations, Progress, never, untold
from evenhand.core.routing.evaluate import evaluate
from evenhand.core.routing.plan import Plan
from evenhand.core.routing.planning import plan
from evenhand.core.routing.problem import PRIZE_MAX, Depot, Order, Problem, Span, Vehicle
from evenhand.core.routing.ruin.cooling import Wish
from evenhand.core.routing.travel import Plane, Rounding
from evenhand.core.terms import VehicleKind
from tests.core.routing.test_ruin import town


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes thousands of orders elsewhere takes dozens here."""
    monkeypatch.setattr(decompose, "WHOLE", 100)
    monkeypatch.setattr(decompose, "PART", 60)
    monkeypatch.setattr(planning, "FEW", 50)


def market(count: int = 160) -> Problem:
    """Two outlets of which one runs short, two shifts, batteries, windows, ready times, one order nobody can reach."""
    dice = np.random.default_rng(9)
    spots = dice.integers(0, 1000, (count, 2)).tolist()
    orders = [
        Order(
            f"o{number:04d}",
            Plane.place(x, y),
            window=Span(0, 4000 + 40 * number),
            ready_at=300 * (number % 3),
            service_s=20,
        )
        for number, (x, y) in enumerate(spots)
    ]
    orders.append(Order("nowhere", None))
    depots = [Depot("d", Plane.place(200, 500), count), Depot("e", Plane.place(800, 500), count // 4, loading_s=60)]
    fleet = [
        Vehicle(f"v{number:02d}", VehicleKind.E_BIKE, "de"[number % 2], Span(0, 12_000), 6, range_m=4_000)
        for number in range(30)
    ]
    return Problem(orders, depots, fleet, Plane(Rounding.ROUND))


class Backward:
    """Works on the last part first."""

    workers = 3

    def map(self, work: Callable[[Any], Any], tasks: Sequence[Any]) -> Iterable[Any]:
        return list(reversed([work(task) for task in reversed(tasks)]))


def accounted(problem: Problem, made: Plan) -> bool:
    told = [stop.order for stop in made.stops()] + [left.order for left in made.unserved]
    return sorted(told) == sorted(order.id for order in problem.orders)


@pytest.mark.req("dispatch:G5")
@pytest.mark.req("dispatch:G6")
@pytest.mark.parametrize("problem", [town(5, 300), market()], ids=["room alone", "all rules"])
def test_parts_keep_every_rule_lose_nobody_and_better_the_plan(problem: Problem) -> None:
    told: list[Progress] = []
    made = plan(problem, seed=1, budget=Iterations(12_000), progress=told.append)
    assert evaluate(problem, made).holds
    assert accounted(problem, made)
    first = plan(problem, seed=1, budget=Iterations(0))
    assert evaluate(problem, made).cost < 0.99 * evaluate(problem, first).cost
    assert told[0].cost is not None
    assert len(told) > decompose.PASSES


def test_whoever_works_makes_the_same_plan() -> None:
    problem = market()
    one, other = (plan(problem, seed=4, budget=Iterations(8_000), executor=who) for who in (None, Backward()))
    assert one == other


def test_a_wish_to_stop_is_heard_between_parts_and_gives_a_whole_plan() -> None:
    problem, told = market(), list[Progress]()
    made = plan(problem, seed=1, budget=Iterations(10**6), should_stop=lambda: len(told) > 1, progress=told.append)
    assert evaluate(problem, made).holds
    assert accounted(problem, made)
    assert len(told) == 2


def test_a_plan_of_yesterday_is_where_parts_begin() -> None:
    problem = market()
    good = plan(problem, seed=1, budget=Iterations(12_000))
    again = decompose.plan(problem, seed=2, wish=Wish(Iterations(0), never, untold), start=good)
    assert again
    assert evaluate(problem, again).cost <= evaluate(problem, good).cost
    fewer = replace(problem, orders=[order for order in problem.orders if order.id != "o0007"])
    assert evaluate(fewer, plan(fewer, seed=2, budget=Iterations(500), start=good)).holds


@pytest.mark.parametrize("count", [1, 2, 3, 7])
def test_cuts_make_groups_of_like_weight(count: int) -> None:
    dice = np.random.default_rng(count)
    centers, weights = dice.random((70, 2)), dice.integers(1, 10, 70)
    groups = decompose.bisect(centers, weights, count, 1.0)
    assert sorted(row for group in groups for row in group) == list(range(70))
    assert len(groups) == count
    heavy = [weights[group].sum() for group in groups]
    assert max(heavy) < 1.5 * weights.sum() / count


def test_prizes_are_not_lost_where_nobody_has_room() -> None:
    """Control: with vehicles for a third of the orders the rest is told, order by order."""
    whole = town(6, 150)
    crowded = replace(whole, vehicles=[replace(vehicle, trips_max=1) for vehicle in whole.vehicles[:10]])
    assert crowded.orders[0].prize == PRIZE_MAX
    made = plan(crowded, seed=1, budget=Iterations(2_000))
    assert evaluate(crowded, made).holds
    assert accounted(crowded, made)
    assert len(made.unserved) > 50
