"""Tables that staff send as files: a template, a trial that changes nothing, a sheet of what is wrong, then the act.

The trial is the act itself, undone: what it says is what will happen. With one wrong cell nothing is kept, and the same
file sent twice changes nothing the second time.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evenhand.core import workbooks as tables
from evenhand.core.errors import Refused
from evenhand.core.workbooks import Column, Defect, Fault, Line
from evenhand.web.kit import workbooks
from evenhand.web.kit.forms import Form
from evenhand.web.kit.visits import Visit
from evenhand.web.refusals import explain
from evenhand.web.words import Words

SHOWN = 100
"""Faults that a page shows; the error sheet has all."""


class Did(StrEnum):
    """What became of a row."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Intake:
    """A kind of table: its columns, an example, and what takes a row in.

    `mark`: the column that tells rows apart. `result`: the heading of what a row may answer, such as a link.
    """

    name: str
    title: Words
    hint: Words
    columns: Sequence[Column]
    example: Sequence[str]
    mark: str
    take: Callable[[Visit, Line], tuple[Did, str]]
    result: Words = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Columns by the names that a refusal gives their fields, where those differ."""


@dataclass(slots=True)
class Outcome:
    """What a file did, or would do."""

    dry: bool
    faults: list[Fault] = field(default_factory=list)
    did: Counter[Did] = field(default_factory=Counter)
    answers: list[list[str]] = field(default_factory=list)

    @property
    def shown(self) -> list[list[str]]:
        return workbooks.error_rows(self.faults[:SHOWN])

    @property
    def figures(self) -> list[tuple[Words, int]]:
        return [
            (_("New"), self.did[Did.NEW]),
            (_("Changed"), self.did[Did.CHANGED]),
            (_("As they were"), self.did[Did.SAME]),
        ]


class Sent(Form):
    """A file."""

    file = forms.FileField(label=_("File"), help_text=_("XLSX whose cells are all text, or CSV."))
    encoding = forms.ChoiceField(
        label=_("Characters of a CSV"), choices=[("utf-8", "UTF-8"), ("gb18030", "GB18030")], initial="utf-8"
    )


class _Undo(Exception):
    """It was only a trial, or something was wrong."""


def template(intake: Intake, kind: str) -> HttpResponse:
    """The empty table, with one row as an example."""
    heading = [column.name for column in intake.columns]
    return workbooks.attachment(f"{intake.name}-template", heading, [list(intake.example)], kind)


def sent(visit: Visit) -> Sent:
    """The form, with the file if one came."""
    form = Sent(visit.request.POST if visit.posted else None)
    if visit.posted:
        form.files = visit.request.FILES
    return form


def receive(visit: Visit, intake: Intake, form: Sent) -> Outcome:
    """What the file that came does: as a trial, unless the button says otherwise."""
    said = form.cleaned_data
    dry = visit.request.POST.get("act") != "take"
    return run(visit, intake, said["file"].read(), said["encoding"], dry=dry)


def run(visit: Visit, intake: Intake, file: bytes, encoding: str = "utf-8", *, dry: bool) -> Outcome:
    """Take a file in, or try it."""
    outcome = Outcome(dry)
    lines = read(intake, file, encoding, outcome)
    try:
        with transaction.atomic():
            for line in lines:
                _row(visit, intake, line, outcome)
            if dry or outcome.faults:
                raise _Undo
    except _Undo:
        outcome.answers.clear()
    return outcome


def read(intake: Intake, file: bytes, encoding: str, outcome: Outcome) -> Sequence[Line]:
    """The rows of a file of which every cell can be read; faults of the others are in the outcome."""
    try:
        cells = workbooks.cells(file, encoding)
    except ValueError:
        outcome.faults.append(Fault(0, "", "", Defect.NOT_A_TABLE))
        return ()
    table = tables.read(intake.columns, cells)
    outcome.faults += [*table.faults, *tables.repeated(table.lines, intake.mark)]
    bad = {fault.row for fault in outcome.faults}
    return [line for line in table.lines if line.row not in bad]


def refused(line: Line, intake: Intake, why: Refused) -> Fault:
    """A refusal as a fault of the cell it is about, or of the cell that names the row."""
    column = intake.fields.get(why.field, why.field)
    column = column if column in line.values else intake.mark
    return Fault(line.row, column, str(line.values.get(column) or ""), Defect.REFUSED, str(explain(why)))


def _row(visit: Visit, intake: Intake, line: Line, outcome: Outcome) -> None:
    try:
        with transaction.atomic():
            did, answer = intake.take(visit, line)
    except Refused as why:
        outcome.faults.append(refused(line, intake, why))
        return
    outcome.did[did] += 1
    if answer:
        outcome.answers.append([str(line.values[intake.mark]), answer])


def page(visit: Visit, intake: Intake, template_name: str, **context: Any) -> HttpResponse:
    """The whole of it: template, form, outcome, error sheet, answers."""
    if visit.request.GET.get("template") in ("xlsx", "csv"):
        return template(intake, visit.request.GET["template"])
    form, outcome = sent(visit), None
    if visit.posted and form.is_valid():
        outcome = receive(visit, intake, form)
        if outcome.faults and visit.request.POST.get("act") == "errors":
            return errors(outcome)
        if outcome.answers:
            heading = [intake.mark, str(intake.result)]
            return workbooks.attachment(f"{intake.name}-answers", heading, outcome.answers, "xlsx")
        if not outcome.dry and not outcome.faults:
            visit.say(gettext("Taken in."))
    return visit.render(template_name, intake=intake, form=form.ready(), outcome=outcome, **context)


def errors(outcome: Outcome) -> HttpResponse:
    """The sheet of what is wrong, all of it."""
    return workbooks.attachment("errors", workbooks.error_heading(), workbooks.error_rows(outcome.faults), "xlsx")
