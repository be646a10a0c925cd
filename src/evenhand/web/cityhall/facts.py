"""The search in the audit: what happened to a thing, or of a kind, on which days. Facts name no person."""

from datetime import date, datetime, time, timedelta
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evenhand.apps.journal import queries as journal
from evenhand.apps.journal.queries import Found
from evenhand.core.events import Event
from evenhand.core.terms import Role
from evenhand.web.kit import doors, files, tables
from evenhand.web.kit.forms import Form
from evenhand.web.kit.tables import Column
from evenhand.web.kit.visits import Visit

MOST = 2000
COLUMNS: tuple[Column[Found], ...] = (
    Column("at", _("Time"), lambda fact: fact.at),
    Column("kind", _("Fact"), lambda fact: fact.kind),
    Column("subject", _("Of"), lambda fact: str(fact.subject)),
    Column("data", _("With"), lambda fact: ", ".join(f"{name} {value}" for name, value in fact.data.items())),
    Column("position", _("Place in the chain"), lambda fact: fact.position, "number"),
)


class Asked(Form):
    """What is looked for. Everything may be left open."""

    subject = forms.UUIDField(label=_("Number of an order, lot, parcel, release …"), required=False)
    kind = forms.ChoiceField(label=_("Fact"), required=False)
    first = forms.DateField(
        label=_("First day"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    last = forms.DateField(
        label=_("Last day"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )


@doors.open_to(Role.OFFICIAL, Role.AUDITOR)
def facts(visit: Visit) -> HttpResponse:
    """The newest first, at most two thousand; narrower where the form says so."""
    form = Asked(visit.request.GET)
    form.choose("kind", [("", "–"), *((kind, kind) for kind in Event.kinds())])
    found = _found(visit, form) if form.is_valid() else []
    if visit.request.GET.get("format") == "csv":
        return files.csv_of(f"facts-{visit.slug}", COLUMNS, found, visit.request.GET)
    table = tables.build(COLUMNS, found, {"page": visit.request.GET.get("page", "")})
    return visit.render("cityhall/facts.html", form=form.ready(), table=table, most=MOST, query=_query(visit))


def _found(visit: Visit, form: Asked) -> list[Found]:
    said = form.cleaned_data
    subject: UUID | None = said["subject"]
    return journal.search(
        city=visit.slug,
        subject=subject,
        kind=said["kind"] or None,
        since=_midnight(said["first"]) if said["first"] else None,
        until=_midnight(said["last"] + timedelta(days=1)) if said["last"] else None,
        limit=MOST,
    )


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _query(visit: Visit) -> str:
    query = visit.request.GET.copy()
    for name in ("format", "as", "page"):
        query.pop(name, None)
    return query.urlencode()
