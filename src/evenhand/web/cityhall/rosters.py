"""Residents as an office lists them: tried whole, then entered part by part with progress; taken out only by two.

Every part is a transaction of its own. Nobody is entered before the whole roll was found to be right; if the power goes
in the middle, the same file sent again enters who is missing and nobody twice.
"""

from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import batched
from uuid import UUID, uuid5

from asgiref.sync import sync_to_async
from django import forms
from django.http import HttpResponse, StreamingHttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evenhand.apps.cities import queries as cities_read
from evenhand.apps.cities import services as cities
from evenhand.apps.cities.queries import Approval, District, change_hash
from evenhand.apps.residents import queries as residents_read
from evenhand.apps.residents import services as residents_
from evenhand.core.dial import WHOLE_CITY
from evenhand.core.documents import DocumentKind
from evenhand.core.errors import Reason, Refused
from evenhand.core.people import NewPerson
from evenhand.core.terms import Channel, Place, Role
from evenhand.core.workbooks import Column, Defect, Fault, Line
from evenhand.web import words
from evenhand.web.kit import doors, intake, workbooks
from evenhand.web.kit.intake import Did, Intake, Outcome, Sent
from evenhand.web.kit.visits import Visit
from evenhand.web.words import Words

AT_ONCE = 2_000
"""Persons entered by one transaction."""
PLACEHOLDER = "<!-- progress -->"
EXPORT = "export"
GOOD_FOR = timedelta(hours=24)
"""How long an export that was agreed on may be fetched."""
EXPORTED = ("name", "phone", "document", "district", "age_band", "verified_at")


def _degrees(text: str) -> float:
    return float(text)


ROLL = Intake(
    name="residents",
    title=_("Residents from a file"),
    hint=_("Names, documents, phones and addresses are sealed at once. Who is known already stays as they are."),
    columns=(
        Column("name"),
        Column("kind", DocumentKind),
        Column("number"),
        Column("issuer", optional=True),
        Column("phone"),
        Column("district"),
        Column("address"),
        Column("lon", _degrees, optional=True),
        Column("lat", _degrees, optional=True),
    ),
    example=("王小明", "resident_card", "11010119900307803X", "", "13800138000", "north", "1-2-301", "", ""),
    mark="number",
    take=lambda visit, line: (Did.SAME, ""),
)


class Listed(Sent):
    """A roll, and that those in it agreed."""

    agreed = forms.BooleanField(label=_("Everybody in the file agreed that this is kept, sealed, to share goods"))


@doors.open_to(Role.OFFICIAL)
def residents(visit: Visit) -> HttpResponse:
    """How many are known; the form that tries a roll; asking for an export."""
    if visit.request.GET.get("template") in ("xlsx", "csv"):
        return intake.template(ROLL, visit.request.GET["template"])
    form, outcome = _form(visit), None
    if visit.posted and visit.request.POST.get("act") == "export":
        return _ask_export(visit)
    if visit.posted and form.is_valid():
        outcome, _persons = _tried(visit, form)
        if outcome.faults and visit.request.POST.get("act") == "errors":
            return intake.errors(outcome)
    known = residents_read.counts(city=visit.slug)
    return visit.render(
        "cityhall/residents.html",
        intake=ROLL,
        form=form.ready(),
        outcome=outcome,
        known=sum(known.values()),
        exports=_exports(visit),
    )


@doors.open_outside(Role.OFFICIAL)
def take(visit: Visit) -> HttpResponse:
    """Enter a roll, and tell how far it is while it goes on."""
    form = _form(visit)
    if not visit.posted or not form.is_valid():
        return visit.go("cityhall:residents")
    with doors.transaction_in(visit.slug):
        outcome, persons = _tried(visit, form)
    if outcome.faults:
        return intake.errors(outcome)
    before, _marker, after = render_to_string(
        "cityhall/residents_taking.html",
        {"visit": visit, "city": visit.city, "at": visit.at, "total": len(persons), "placeholder": PLACEHOLDER},
        visit.request,
    ).partition(PLACEHOLDER)
    parts = _enter(visit.slug, persons, translation.get_language() or "en")
    response = StreamingHttpResponse(_told(before, parts, after), content_type="text/html; charset=utf-8")
    response.headers["X-Accel-Buffering"] = "no"
    return response  # type: ignore[return-value]  # a response like any other; it only is no HttpResponse


async def _told(before: str, parts: Iterator[str], after: str) -> AsyncIterator[str]:
    yield before
    while (line := await sync_to_async(_next)(parts)) is not None:
        yield line
    yield after


def _next(parts: Iterator[str]) -> str | None:
    return next(parts, None)


def _enter(city: str, persons: Sequence[NewPerson], language: str) -> Iterator[str]:
    """Enter them, and say after each part how far it is."""
    done, new = 0, 0
    for part in batched(persons, AT_ONCE):
        with doors.transaction_in(city) as at:
            new += residents_.examine(city=city, at=at, persons=part).new
            residents_.enroll(city=city, at=at, persons=part)
        done += len(part)
        with translation.override(language):
            said = gettext("%(done)s of %(total)s looked at, %(new)s of them new") % {
                "done": words.number(done),
                "total": words.number(len(persons)),
                "new": words.number(new),
            }
        yield f'<p><progress max="{len(persons)}" value="{done}"></progress> {said}</p>\n'


def _form(visit: Visit) -> Listed:
    form = Listed(visit.request.POST if visit.posted else None)
    if visit.posted:
        form.files = visit.request.FILES
    return form


def _tried(visit: Visit, form: Listed) -> tuple[Outcome, list[NewPerson]]:
    """What entering the file would do, and its persons."""
    outcome = Outcome(dry=True)
    lines = intake.read(ROLL, form.cleaned_data["file"].read(), form.cleaned_data["encoding"], outcome)
    places = {each.code: each for each in cities_read.districts(visit.slug)}
    persons = [_person(line, places) for line in lines]
    if persons:
        found = residents_.examine(city=visit.slug, at=visit.at, persons=persons)
        outcome.faults += [intake.refused(lines[place], ROLL, why) for place, why in found.refused]
        outcome.faults += [
            Fault(lines[place].row, "number", str(lines[place].values["number"]), Defect.REPEATED)
            for place in found.repeated
        ]
        outcome.did[Did.NEW], outcome.did[Did.SAME] = found.new, found.known
    return outcome, persons


def _person(line: Line, districts: dict[str, District]) -> NewPerson:
    said = line.values
    known = districts.get(said["district"])
    place = known.place if known else Place(0, 0)
    if said["lon"] is not None and said["lat"] is not None:
        place = Place(said["lon"], said["lat"])
    return NewPerson(
        name=said["name"],
        kind=said["kind"],
        number=said["number"],
        issuer=said["issuer"] or "",
        phone=said["phone"],
        district=said["district"],
        address=said["address"],
        place=place,
        channel=Channel.HOTLINE,
    )


def _ask_export(visit: Visit) -> HttpResponse:
    """A list of everybody leaves the city's pages only when another official agrees."""
    change = {"rows": sum(residents_read.counts(city=visit.slug).values()), "asked_at": visit.at.isoformat()}
    with visit.attempt():
        cities.request_approval(
            city=visit.slug,
            at=visit.at,
            subject_kind=EXPORT,
            subject=uuid5(WHOLE_CITY, change_hash(change).hex()),
            change=change,
            reason=visit.request.POST.get("reason", ""),
            requester=visit.me.id,
        )
        visit.say(gettext("Asked for. Another official decides."))
    return visit.go("cityhall:residents")


def tell(visit: Visit, approval: Approval) -> Sequence[tuple[Words, str]]:
    """What would leave."""
    return [(_("Residents, masked"), words.number(approval.change["rows"]))]


def agree(visit: Visit, approval: Approval) -> None:
    """Nothing leaves yet: who asked fetches it, within a day."""


def _exports(visit: Visit) -> list[Approval]:
    """Those that the caller may fetch now."""
    decided = cities_read.approvals_decided(city=visit.slug)
    return [each for each in decided if each.subject_kind == EXPORT and _fetchable(visit, each)]


def _fetchable(visit: Visit, approval: Approval) -> bool:
    asked_at = datetime.fromisoformat(approval.change["asked_at"])
    return approval.granted and approval.requester == visit.me.id and visit.at < asked_at + GOOD_FOR


@doors.open_to(Role.OFFICIAL)
def export(visit: Visit, approval: UUID) -> HttpResponse:
    """The list that two agreed on, everybody behind a mask; that it was fetched is a fact."""
    asked = cities_read.approval(city=visit.slug, id=approval)
    if asked.subject_kind != EXPORT or not _fetchable(visit, asked):
        raise Refused(Reason.NOT_ALLOWED, "export")
    rows = residents_.export(city=visit.slug, at=visit.at, approval_id=approval, by=visit.me.id)
    lines = [[getattr(row, name) for name in EXPORTED] for row in rows]
    return workbooks.attachment("residents", EXPORTED, lines, "xlsx")
