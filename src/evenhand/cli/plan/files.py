"""Which format a file has, and how a plan is written."""

from enum import StrEnum
from pathlib import Path

from evenhand.adapters.maps.haversine import Haversine
from evenhand.core.routing.evaluate import Verdict
from evenhand.core.routing.formats import table, vroom, vrplib
from evenhand.core.routing.formats.bad_file import BadFile
from evenhand.core.routing.plan import Plan
from evenhand.core.routing.problem import Problem


class Form(StrEnum):
    """Formats of problems."""

    VRPLIB = "vrplib"
    VROOM = "vroom"
    TABLE = "table"


ENDINGS = {".vrp": Form.VRPLIB, ".json": Form.VROOM, ".csv": Form.TABLE}


def read(file: Path, form: Form | None) -> Problem:
    """The problem in a file; without a form, the file's ending tells it. BadFile: names line and field."""
    form = form or ENDINGS.get(file.suffix.lower())
    if form is None:
        raise BadFile(1, "format", f"{file.name} is none of {', '.join(ENDINGS)}: say --vroom or --vrplib")
    try:
        text = file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = file.read_bytes().count(b"\n", 0, error.start) + 1
        raise BadFile(line, "text", "is not UTF-8") from None
    if form is Form.VRPLIB:
        return vrplib.problem(text)
    reader = vroom.problem if form is Form.VROOM else table.problem
    return reader(text, Haversine())


def write(out: Path, plan: Plan, verdict: Verdict) -> None:
    """The plan: as VROOM's answer (.json), as a table (.csv), or as a VRPLIB solution."""
    if out.suffix == ".json":
        text = vroom.solution(plan, verdict)
    elif out.suffix == ".csv":
        text = table.table(plan)
    else:
        text = vrplib.solution(plan, verdict.cost)
    out.write_text(text, encoding="utf-8")
