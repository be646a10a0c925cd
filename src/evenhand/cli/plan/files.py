"""Which format a file has, and how a plan is written."""

from enum import StrEnum
from pathlib import Path

from evenhand.core.routing.evaluate import Verdict
from evenhand.core.routing.formats import vrplib
from evenhand.core.routing.plan import Plan
from evenhand.core.routing.problem import Problem


class Form(StrEnum):
    """Formats of problems."""

    VRPLIB = "vrplib"


def read(file: Path, form: Form | None) -> Problem:
    """The problem in a file; without a form, the file's ending tells it. BadFile: names line and field."""
    return vrplib.problem(file.read_text(encoding="utf-8"))


def write(out: Path, problem: Problem, plan: Plan, verdict: Verdict) -> None:
    """The plan."""
    out.write_text(vrplib.solution(plan, verdict.cost), encoding="utf-8")
