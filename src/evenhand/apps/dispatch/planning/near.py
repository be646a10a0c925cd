"""A wave from its question to its stored answer. Between the two transactions the solver works for seconds, in none."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from evenhand.apps.dispatch import queries, services
from evenhand.core.routing import planning, solver, waves
from evenhand.core.routing.budget import Progress, Seconds
from evenhand.core.routing.plan import Plan
from evenhand.core.routing.problem import Problem

ENOUGH_S = 0.1
"""Seconds of search an order: a few orders are planned as well as they ever will be before a longer search is over."""

type Transaction = Callable[[str], AbstractContextManager[datetime]]
"""Opens a transaction in a city and gives the city's time; the caller's, because a room opens none."""


def plan_wave(
    transaction: Transaction,
    *,
    city: str,
    outlet_id: UUID,
    by: UUID,
    seconds: float,
    seed: int = 0,
    parcels_max: int = waves.MOST,
    progress: Callable[[Progress], None] = lambda _: None,
) -> UUID:
    """Read what is packed, search for `seconds`, store the plan if the world still fits it. Returns the wave's id.

    Refused: NOT_FOUND (outlet), NOT_YET (nothing is packed), WRONG_STATE (overtaken by another wave: plan again).
    """
    with transaction(city) as at:
        task = queries.task(city=city, at=at, outlet_id=outlet_id, parcels_max=parcels_max)
    task = replace(task, problem=waves.forgive_lateness(task.problem))
    plan = solve(task.problem, seconds=seconds, seed=seed, progress=progress)
    with transaction(city) as at:
        return services.store_plan(city=city, at=at, by=by, task=task, plan=plan)


def solve(
    problem: Problem, *, seconds: float, seed: int = 0, progress: Callable[[Progress], None] = lambda _: None
) -> Plan:
    """The best plan that is found in at most so many seconds of real time.

    Small waves go to PyVRP, patched where it knows no rule: that needs nothing compiled, and few parcels leave little
    to gain. Large ones go to the search that has all rules inside.
    """
    budget = Seconds(min(seconds, ENOUGH_S * len(problem.orders)), time.monotonic)
    if len(problem.orders) > planning.FEW:
        return planning.plan(problem, seed=seed, budget=budget, progress=progress)
    return solver.solve(problem, seed=seed, should_stop=lambda: budget.spent(0) >= 1, progress=progress)
