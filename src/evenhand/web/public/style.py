"""Every component on one page, in the language, size and theme that the address asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from evenhand.core.errors import Reason, Refused
from evenhand.core.terms import Place
from evenhand.web import states
from evenhand.web.kit import charts, doors, maps, tables
from evenhand.web.kit.forms import Form
from evenhand.web.refusals import explain
from evenhand.web.words import Words

NOW = datetime(2020, 2, 10, 10, 24, tzinfo=UTC)
THEMES = ("light", "dark")
CODE = "eyJhbGciOiJFZERTQSJ9.eyJhdWQiOiIwMTllIn0.a-sample-and-nothing-else"
MINUTES = [3, 41, 96, 72, 55, 43, 34, 26, 20, 15, 12, 9, 7, 6, 4, 3]
KINDS = ("done", "done", "failed", "", "", "")
PLACES = [(106.62, 30.47), (106.64, 30.49), (106.67, 30.48), (106.69, 30.45), (106.66, 30.43), (106.62, 30.45)]


class Sample(Form):
    """One field as it is, one with its error."""

    phone = forms.CharField(label=_("Mobile number"), help_text=_("A code will be sent to it."), required=False)
    document = forms.CharField(label=_("Document number"))


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the sample order."""

    word: Words
    icon: str
    phase: str
    at: datetime | None = None
    said: Words = ""


STEPS = (
    Step(_("Reserved"), "circle-dot", "done", NOW),
    Step(_("Accepted by the outlet"), "store", "done", NOW + timedelta(minutes=38)),
    Step(_("Disinfected"), "spray-can", "now", said=_("The outlet does this before it packs.")),
    Step(_("Packed"), "package-check", "todo"),
    Step(_("Handed over"), "circle-check", "todo"),
)
COLUMNS: tuple[tables.Column[tuple[str, int, int, str]], ...] = (
    tables.Column("outlet", _("Outlet"), lambda row: row[0]),
    tables.Column("parcels", _("Parcels"), lambda row: row[1], "number"),
    tables.Column("sum", _("Sum"), lambda row: row[2], "money"),
    tables.Column("state", _("State"), lambda row: row[3], "state"),
)
ROWS = (("A1", 412, 206_000, "packed"), ("B2", 1_088, 544_000, "out"), ("C3", 36, 18_000, "failed"))


def page(request: HttpRequest) -> HttpResponse:
    """All of them; `?theme=dark` or `light`, else as the device prefers. Refused(NOT_FOUND): this is no rehearsal."""
    if not settings.EVENHAND_DEMO:
        raise Refused(Reason.NOT_FOUND)
    context = {"theme": request.GET.get("theme") if request.GET.get("theme") in THEMES else "", **_samples(request.GET)}
    return render(request, "public/style.html", context)


style = doors.declare(page, frozenset())


def _samples(asked: Mapping[str, str]) -> Mapping[str, object]:
    form = Sample(QueryDict("phone=13800000000"))
    form.is_valid()
    return {
        "at": NOW,
        "until": NOW + timedelta(minutes=12),
        "form": form,
        "steps": STEPS,
        "states": list(states.STATES),
        "refusal": explain(Refused(Reason.PERSON_LIMIT, again_at=NOW + timedelta(days=3))),
        "table": tables.build(COLUMNS, ROWS, asked),
        "bars": charts.counted([(_("Handed over"), 1536), (_("On the way"), 412), (_("Waiting"), 52)]),
        "curve": charts.curve([(f"10:{minute:02d}", count) for minute, count in enumerate(MINUTES)]),
        "map": _map(),
        "code": CODE,
    }


def _map() -> maps.Map:
    places = [Place(lon, lat) for lon, lat in PLACES]
    depot = Place(106.65, 30.46)
    frame = maps.Frame.around([depot, *places])
    return maps.Map(
        lines=[frame.line([depot, *places[:3], depot]), frame.line([depot, *places[3:], depot], faint=True)],
        towns=[frame.spot(Place(106.68, 30.47), _("District"))],
        stops=[frame.spot(place, kind=kind) for place, kind in zip(places, KINDS, strict=True)],
        depots=[frame.spot(depot, _("Outlet"))],
    )
