"""Book for a building: a community worker's signed list, looked at first, then booked for those who agreed.

Everybody on the list is a look-up, counted and on record like one by telephone; so a list is as long as an hour allows.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from evenhand.apps.claims.queries import Claim
from evenhand.apps.residents import queries as residents_read
from evenhand.apps.residents import services as residents
from evenhand.apps.residents.queries import Masked
from evenhand.core import workbooks
from evenhand.core.errors import Reason, Refused
from evenhand.core.people import LookupReason
from evenhand.core.terms import Role
from evenhand.core.workbooks import Column, Defect, Fault, Line
from evenhand.web.hotline import helping
from evenhand.web.kit import doors, releases
from evenhand.web.kit import workbooks as files
from evenhand.web.kit.forms import Form
from evenhand.web.kit.visits import Visit
from evenhand.web.refusals import Explanation, explain

COLUMNS = (Column("name"), Column("last_four"))
MOST_ROWS = 60
LONGEST_NUMBER = 64


class Upload(Form):
    """The list as a file."""

    file = forms.FileField(label=_("List"), help_text=_("CSV or XLSX with the columns name and last_four, all text."))


class Agreed(Form):
    """On paper, they agreed."""

    recording = forms.CharField(
        label=_("Number of the signed list"),
        max_length=LONGEST_NUMBER,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


@dataclass(frozen=True, slots=True)
class Found:
    """Somebody on the list whom the vault knows, behind a mask."""

    id: UUID
    masked: Masked


@dataclass(frozen=True, slots=True)
class Booked:
    """What became of one: a share, or why not."""

    masked: Masked
    claim: Claim | None
    refusal: Explanation | None


@doors.open_to(Role.AGENT)
def building(visit: Visit) -> HttpResponse:
    """Look at a list: who is known, and which rows are not right. Nothing is booked yet."""
    form = Upload(visit.request.POST if visit.posted else None)
    form.files = visit.request.FILES
    found: list[Found] = []
    faults: Sequence[Fault] = ()
    if visit.posted and form.is_valid():
        with visit.attempt(form):
            found, faults = _look(visit, form.cleaned_data["file"].read(files.MOST_BYTES + 1))
    if faults and visit.request.POST.get("act") == "sheet":
        return files.attachment("building", files.error_heading(), files.error_rows(faults), "csv")
    return visit.render(
        "hotline/building.html",
        form=form.ready(),
        agreed=Agreed(),
        found=found,
        faults=files.error_rows(faults),
        heading=files.error_heading(),
        board=releases.board(visit.slug, visit.at),
    )


@doors.open_to(Role.AGENT)
def book(visit: Visit) -> HttpResponse:
    """Book for those who are ticked. Sent again, it books nothing more."""
    form = Agreed(visit.request.POST)
    board = releases.board(visit.slug, visit.at)
    if not visit.posted or not form.is_valid() or board is None:
        return visit.go("hotline:building")
    ids = [_id(said) for said in visit.request.POST.getlist("person")[:MOST_ROWS]]
    for id in ids:
        residents.require_looked_up(city=visit.slug, at=visit.at, agent_id=visit.me.id, person_id=id)
    masked = residents_read.masked(city=visit.slug, ids=ids)
    rows = []
    for person in residents_read.persons(city=visit.slug, ids=ids):
        claim: Claim | None = None
        with visit.attempt(quiet=True) as tried:
            units = board.release.terms.units.largest
            claim = helping.book_for(visit, board, person, units, form.cleaned_data["recording"])
        refusal = explain(tried.refused) if tried.refused else helping.refusal(claim) if claim else None
        rows.append(Booked(masked[person.id], claim, refusal))
    return visit.render("hotline/building_booked.html", rows=rows, board=board)


def _look(visit: Visit, file: bytes) -> tuple[list[Found], Sequence[Fault]]:
    """Refused: INPUT_INVALID (no table), TOO_MANY_LOOKUPS."""
    try:
        table = workbooks.read(COLUMNS, files.cells(file))
    except ValueError:
        raise Refused(Reason.INPUT_INVALID, "file") from None
    if len(table.lines) > MOST_ROWS:
        return [], [Fault(0, "", str(len(table.lines)), Defect.TOO_MANY_ROWS)]
    if table.faults:
        return [], table.faults
    found: dict[UUID, None] = {}
    faults = []
    for line in table.lines:
        known = list(_known(visit, line))
        found |= dict.fromkeys(known)
        if len(known) != 1:
            faults.append(Fault(line.row, "last_four", str(line.values["name"]), Defect.NOT_KNOWN))
    masked = residents_read.masked(city=visit.slug, ids=list(found))
    return [Found(id, masked[id]) for id in found], faults


def _known(visit: Visit, line: Line) -> Iterator[UUID]:
    """Whoever bears the name and has such a document. A row that can't be one is nobody."""
    name, last_four = str(line.values["name"]), str(line.values["last_four"])
    try:
        for person in residents.look_up_name(
            city=visit.slug,
            at=visit.at,
            agent_id=visit.me.id,
            reason=LookupReason.CLAIM,
            name=name,
            last_four=last_four,
        ):
            yield person.id
    except Refused as refused:
        if refused.reason not in (Reason.INPUT_INVALID, Reason.ID_INVALID):
            raise


def _id(said: str) -> UUID:
    try:
        return UUID(said)
    except ValueError:
        raise Refused(Reason.INPUT_INVALID, "person") from None
