"""Plans of public instances, judged by `evaluate`, against their best-known costs; PyVRP beside them where asked.

    bench/routing.py X-n1001-k43.vrp Ghent1.vrp --seconds 10 30 --seeds 1 2 3 [--peers] --json

A best-known cost is read from the `.sol` file beside the instance. The last line with `--json` is one line of figures.
"""

import argparse
import json
import time
from collections.abc import Callable
from pathlib import Path
from statistics import mean
from typing import Any

from evenhand.core.routing import solver
from evenhand.core.routing.budget import Progress, Seconds
from evenhand.core.routing.evaluate import evaluate
from evenhand.core.routing.formats import vrplib
from evenhand.core.routing.plan import Plan
from evenhand.core.routing.planning import plan
from evenhand.core.routing.problem import Problem
from evenhand.core.routing.ruin import search

Solve = Callable[[Problem, float, int, Callable[[Progress], None]], Plan]


def ours(problem: Problem, seconds: float, seed: int, look: Callable[[Progress], None]) -> Plan:
    return plan(problem, seed=seed, budget=Seconds(seconds, time.monotonic), progress=look)


def pyvrp(problem: Problem, seconds: float, seed: int, look: Callable[[Progress], None]) -> Plan:
    end = time.monotonic() + seconds
    return solver.solve(problem, seed=seed, should_stop=lambda: time.monotonic() >= end, progress=look)


def run(solve: Solve, file: Path, seconds: float, seed: int) -> dict[str, Any]:
    """One run: the gap to the best known in per cent, unserved orders, broken rules, seconds to the first plan."""
    problem = vrplib.problem(file.read_text())
    _, best = vrplib.best_known(file.with_suffix(".sol").read_text())
    best *= 10 if best != int(best) else 1  # tenths: these files are counted in whole tenths here
    began, first = time.monotonic(), [0.0]

    def look(progress: Progress) -> None:
        if progress.cost is not None and not first[0]:
            first[0] = time.monotonic() - began

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
        "first_plan_s": round(first[0], 2),
        "took_s": round(time.monotonic() - began, 1),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("instances", nargs="+", type=Path)
    parser.add_argument("--seconds", nargs="+", type=float, default=[10])
    parser.add_argument("--seeds", nargs="+", type=int, default=[1, 2, 3])
    parser.add_argument("--peers", action="store_true", help="PyVRP alone beside our own")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    search.warm()
    rows = []
    for file in given.instances:
        for seconds in given.seconds:
            for solve in (ours, pyvrp) if given.peers else (ours,):
                some = [run(solve, file, seconds, seed) for seed in given.seeds]
                rows += some
                gap = mean(row["gap"] for row in some)
                left = sum(row["unserved"] for row in some)
                print(f"{file.stem:16} {seconds:5g} s  {solve.__name__:6} gap {gap:.2f} %  unserved {left}", flush=True)
    if given.json:
        print(json.dumps(rows))


if __name__ == "__main__":
    main()
