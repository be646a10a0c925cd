"""The search where only room matters: lawful, the same for the same seed in whatever order, better with time."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from evenhand.core.routing.budget import Iterations, Progress
from evenhand.core.routing.evaluate import evaluate
from evenhand.core.routing.plan import Plan
from evenhand.core.routing.planning import plan
from evenhand.core.routing.problem import PRIZE_MAX, Costs, Depot, Order, Problem, Span, Vehicle
from evenhand.core.routing.ruin import search
from evenhand.core.routing.travel import Plane, Rounding
from evenhand.core.terms import VehicleKind


def town(seed: int, count: int, room: int = 12) -> Problem:
    """Parcels of one to four, strewn over a square."""
    drawn = np.random.default_rng(seed).integers(0, 1000, (count, 3)).tolist()
    orders = [
        Order(f"o{number:04d}", Plane.place(x, y), parcels=1 + z % 4, prize=PRIZE_MAX)
        for number, (x, y, z) in enumerate(drawn)
    ]
    fleet = [Vehicle(f"v{number:04d}", VehicleKind.VAN, "d", Span(), room) for number in range(count)]
    return Problem(orders, [Depot("d", Plane.place(500, 500), count)], fleet, Plane(Rounding.ROUND))


def cost(problem: Problem, iterations: int, seed: int = 1) -> int:
    return evaluate(problem, plan(problem, seed=seed, budget=Iterations(iterations))).cost


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 10**6), st.integers(2, 60), st.integers(0, 3000))
def test_every_order_is_served_once_and_every_rule_is_kept(seed: int, count: int, iterations: int) -> None:
    problem = town(seed, count)
    assert search.is_plain(problem)
    made = plan(problem, seed=seed, budget=Iterations(iterations))
    assert sorted(stop.order for stop in made.stops()) == [order.id for order in problem.orders]
    assert evaluate(problem, made).holds


@settings(max_examples=5, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_order_of_input_changes_nothing(random: object) -> None:
    problem = town(3, 40)
    other = replace(
        problem,
        orders=random.sample(problem.orders, 40),  # type: ignore[attr-defined]  # hypothesis gives a Random
        vehicles=random.sample(problem.vehicles, 40),  # type: ignore[attr-defined]  # hypothesis gives a Random
    )
    again = plan(other, seed=5, budget=Iterations(2000))
    assert again == plan(problem, seed=5, budget=Iterations(2000))


def test_time_makes_plans_better_and_another_seed_makes_another_plan() -> None:
    problem = town(7, 200)
    first, short, long = cost(problem, 0), cost(problem, 2_000), cost(problem, 60_000)
    assert long < short < first
    assert long < 0.99 * first
    assert cost(problem, 60_000, seed=2) != long


def test_a_start_is_kept_or_bettered_and_may_be_of_yesterday() -> None:
    problem = town(11, 80)
    good = plan(problem, seed=1, budget=Iterations(30_000))
    again = plan(problem, seed=2, budget=Iterations(1), start=good)
    assert evaluate(problem, again).cost <= evaluate(problem, good).cost
    more = replace(problem, orders=[*problem.orders[1:], Order("new", Plane.place(1, 1), prize=PRIZE_MAX)])
    assert evaluate(more, plan(more, seed=2, budget=Iterations(10), start=good)).holds


def test_a_wish_to_stop_gives_the_best_plan_so_far() -> None:
    told: list[Progress] = []
    problem = town(13, 80)
    made = plan(problem, seed=1, budget=Iterations(10**9), should_stop=lambda: len(told) > 5, progress=told.append)
    assert evaluate(problem, made).cost == told[-1].cost
    assert [each.cost for each in told] == sorted((each.cost or 0 for each in told), reverse=True)


def test_what_needs_more_than_room_is_not_plain() -> None:
    problem = town(1, 5)
    first, *rest = problem.orders
    van, *others = problem.vehicles
    unlike: list[Problem] = [
        replace(problem, orders=[replace(first, window=Span(0, 100)), *rest]),
        replace(problem, orders=[replace(first, ready_at=5), *rest]),
        replace(problem, orders=[replace(first, needs=frozenset({"north"})), *rest]),
        replace(problem, orders=[replace(first, place=None), *rest]),
        replace(problem, orders=[replace(first, prize=5), *rest]),
        replace(problem, vehicles=[replace(van, range_m=100), *others]),
        replace(problem, vehicles=[replace(van, locked=(first.id,)), *others]),
        replace(problem, vehicles=[replace(each, costs=Costs(start=1)) for each in problem.vehicles]),
        replace(problem, depots=[replace(problem.depots[0], stock=4)]),
    ]
    assert [search.is_plain(each) for each in unlike] == [False] * len(unlike)


def test_too_few_vehicles_leave_somebody_out_with_a_reason() -> None:
    problem = replace(town(1, 12), vehicles=[replace(each, trips_max=1) for each in town(1, 12).vehicles[:1]])
    made: Plan = plan(problem, seed=1, budget=Iterations(50))
    assert evaluate(problem, made).holds
    assert made.unserved
