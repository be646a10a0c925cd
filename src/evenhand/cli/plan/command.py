"""Read the file, plan, judge, write, and say in figures what came out."""

import json
import resource
import time
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path

import typer

from evenhand.adapters.executors.processes import Processes
from evenhand.cli.plan import files
from evenhand.cli.plan.picture import draw
from evenhand.core.routing.budget import Progress, Seconds
from evenhand.core.routing.evaluate import Verdict, evaluate
from evenhand.core.routing.plan import Plan
from evenhand.core.routing.planning import plan, warm
from evenhand.core.routing.problem import Problem


@dataclass(frozen=True, slots=True)
class Figures:
    """What came out: cost points, orders left out, routes, seconds to the first plan and in all, memory, faults."""

    cost: int
    unserved: int
    routes: int
    first_plan_s: float
    seconds: float
    rss_mb: int
    violations: int


@dataclass(frozen=True, slots=True)
class Wish:
    """The file's format (None: by its ending), how long to search, how, and by how many processes."""

    form: str | None
    seconds: float
    seed: int
    workers: int = 1


def run(file: Path, wish: Wish, *, out: Path | None, picture: Path | None, as_json: bool) -> Figures:
    """Plan the file. BadFile: names line and field."""
    problem = files.read(file, files.Form(wish.form) if wish.form else None)
    warm(problem)
    with Processes(wish.workers) if wish.workers > 1 else nullcontext() as executor:
        watch = _Watch()
        budget = Seconds(wish.seconds, time.monotonic)
        made = plan(problem, seed=wish.seed, budget=budget, progress=watch.look, executor=executor)
    verdict = evaluate(problem, made)
    figures = _figures(made, verdict, watch)
    if out:
        files.write(out, made, verdict)
    if picture:
        draw(picture, problem, made)
    typer.echo(json.dumps(asdict(figures)) if as_json else _words(problem, made, figures))
    return figures


class _Watch:
    """Notices when there is a first plan."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.first: float | None = None

    def look(self, progress: Progress) -> None:
        if self.first is None and progress.cost is not None:
            self.first = self.seconds()

    def seconds(self) -> float:
        return round(time.monotonic() - self.began, 2)


def _figures(made: Plan, verdict: Verdict, watch: _Watch) -> Figures:
    seconds = watch.seconds()
    return Figures(
        cost=verdict.cost,
        unserved=len(made.unserved),
        routes=len(made.routes),
        first_plan_s=seconds if watch.first is None else watch.first,
        seconds=seconds,
        rss_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        violations=len(verdict.violations),
    )


def _words(problem: Problem, made: Plan, figures: Figures) -> str:
    served = len(problem.orders) - figures.unserved
    lines = [
        f"{served} of {len(problem.orders)} orders on {figures.routes} routes, cost {figures.cost}, "
        f"{figures.violations} rules broken, {figures.seconds} s"
    ]
    lines += [f"left out: {left.order} ({left.reason})" for left in made.unserved]
    return "\n".join(lines)
