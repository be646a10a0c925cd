"""The door to planning: a problem and a budget in, a checked plan out."""

from collections.abc import Callable

from evenhand.core.routing import solver
from evenhand.core.routing.budget import Budget, Progress, never, untold
from evenhand.core.routing.plan import Plan
from evenhand.core.routing.problem import Problem


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
    done = 0

    def over() -> bool:
        nonlocal done
        done += 1
        return should_stop() or budget.spent(done - 1) >= 1

    return solver.solve(problem, seed=seed, should_stop=over, progress=progress)
