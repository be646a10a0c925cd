"""Plans of public instances, judged by `evaluate`, against their best-known costs; peers beside them where installed.

    bench/routing.py X-n1001-k43.vrp Ghent1.vrp --seconds 10 30 --seeds 1 2 3 [--peers] [--workers 2] --json
    bench/routing.py X-n1001-k43.vrp --seconds 60 --picture gap.png
    bench/routing.py --live

A best-known cost is read from the `.sol` file beside the instance. `--cpu` counts seconds of processor time instead of
the clock's, for machines that others use too. The last line with `--json` is one line of figures.
"""

import argparse
import json
import resource
import time
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from statistics import mean
from typing import Any

import peers_routing
from live_routing import live

from evenhand.adapters.executors.processes import Processes
from evenhand.core.routing.budget import Progress, Seconds
from evenhand.core.routing.decompose import Executor
from evenhand.core.routing.evaluate import evaluate
from evenhand.core.routing.formats import vrplib
from evenhand.core.routing.plan import Plan
from evenhand.core.routing.planning import plan
from evenhand.core.routing.problem import Problem
from evenhand.core.routing.ruin import full, search


def ours(clock: Callable[[], float], executor: Executor | None) -> peers_routing.Solve:
    """Our own planning, by a clock."""

    def evenhand(problem: Problem, seconds: float, seed: int, look: Callable[[Progress], None]) -> Plan:
        return plan(problem, seed=seed, budget=Seconds(seconds, clock), progress=look, executor=executor)

    return evenhand


def best_known(file: Path) -> float:
    """The cost in the solution file; tenths of it are whole numbers here."""
    _, best = vrplib.best_known(file.with_suffix(".sol").read_text())
    return best * (10 if best != int(best) else 1)


def run(
    solve: peers_routing.Solve, file: Path, seconds: float, seed: int, clock: Callable[[], float]
) -> dict[str, Any]:
    """One run: the gap to the best known in per cent, unserved orders, broken rules, seconds to the first plan."""
    problem, best = vrplib.problem(file.read_text()), best_known(file)
    began, wall = clock(), time.monotonic()
    curve: list[tuple[float, float]] = []

    def look(progress: Progress) -> None:
        if progress.cost is not None:
            curve.append((round(clock() - began, 2), round(100 * (progress.cost / best - 1), 3)))

    made = solve(problem, seconds, seed, look)
    verdict = evaluate(problem, made)
    return {
        "instance": file.stem,
        "by": solve.__name__,
        "seconds": seconds,
        "seed": seed,
        "gap": round(100 * (verdict.cost / best - 1), 3),
        "unserved": len(made.unserved),
        "violations": len(verdict.violations),
        "first_plan_s": curve[0][0] if curve else None,
        "took_s": round(time.monotonic() - wall, 1),
        "rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "curve": curve,
    }


def draw(file: Path, rows: list[dict[str, Any]]) -> None:
    """Gap over time, a line for each run."""
    from matplotlib import pyplot  # noqa: PLC0415 - only whoever asks for a picture needs it

    figure, axes = pyplot.subplots(figsize=(8, 5))
    for row in rows:
        if row["curve"]:
            axes.plot(*zip(*row["curve"], strict=True), label=f"{row['instance']} {row['by']} seed {row['seed']}")
    axes.set(xlabel="seconds", ylabel="gap to the best known, %", ylim=(0, 12))
    axes.grid(alpha=0.3)
    axes.legend()
    figure.savefig(file, dpi=120)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("instances", nargs="*", type=Path)
    parser.add_argument("--seconds", nargs="+", type=float, default=[10])
    parser.add_argument("--seeds", nargs="+", type=int, default=[1, 2, 3])
    parser.add_argument("--peers", action="store_true", help="PyVRP, VROOM and OR-Tools beside our own, if installed")
    parser.add_argument("--workers", type=int, default=1, help="processes for large plans")
    parser.add_argument("--cpu", action="store_true", help="count seconds of processor time")
    parser.add_argument("--picture", type=Path, help="draw gap over time")
    parser.add_argument("--live", action="store_true", help="one event among 1,000 open orders; 1,000 to 1,000")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    clock = time.process_time if given.cpu else time.monotonic
    search.warm()
    full.warm()
    rows: list[dict[str, Any]] = [live(clock)] if given.live else []
    with Processes(given.workers) if given.workers > 1 else nullcontext() as executor:
        solvers = [ours(clock, executor), *(peers_routing.installed() if given.peers else [])]
        rows += [row for file in given.instances for row in measure(file, given, solvers, clock)]
    if given.picture:
        draw(given.picture, [row for row in rows if "curve" in row])
    if given.json:
        print(json.dumps([{name: value for name, value in row.items() if name != "curve"} for row in rows]))


def measure(
    file: Path, given: argparse.Namespace, solvers: list[peers_routing.Solve], clock: Callable[[], float]
) -> list[dict[str, Any]]:
    """All runs of an instance; the means are printed as they come."""
    rows = []
    for seconds in given.seconds:
        for solve in solvers:
            some = [run(solve, file, seconds, seed, clock) for seed in given.seeds]
            rows += some
            gap, left = mean(row["gap"] for row in some), sum(row["unserved"] for row in some)
            first = max(row["first_plan_s"] or 0 for row in some)
            print(
                f"{file.stem:16} {seconds:5g} s  {solve.__name__:8} gap {gap:.2f} %  unserved {left}  "
                f"first plan {first} s  {some[-1]['rss_mb']} MB",
                flush=True,
            )
    return rows


if __name__ == "__main__":
    main()
