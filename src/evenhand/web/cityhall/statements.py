"""Statements of parties: drawn by one official, approved by another, closed; disputes decided; as PDF and workbook."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evenhand.apps.fulfilment import queries as fulfilment
from evenhand.apps.settlement import queries as settlement_read
from evenhand.apps.settlement import services as settlement
from evenhand.core.errors import Reason, Refused
from evenhand.core.ledger import Party
from evenhand.core.terms import Role
from evenhand.web import words
from evenhand.web.kit import doors, files, periods, tables
from evenhand.web.kit.forms import Form
from evenhand.web.kit.periods import Shown
from evenhand.web.kit.tables import Column
from evenhand.web.kit.visits import Visit

BILLS: tuple[Column[settlement_read.Bill], ...] = (
    Column("day", _("Day"), lambda each: each.day),
    Column("ours", _("Paid as we know it"), lambda each: each.ours_fen if each.looked_at else None, "money"),
    Column("theirs", _("Paid as the bill says"), lambda each: each.theirs_fen if each.looked_at else None, "money"),
    Column("differences", _("Differing"), lambda each: each.differences if each.looked_at else None, "number"),
    Column("looked", _("Looked at"), lambda each: each.looked_at),
)


class Drawn(Form):
    """Whom to state what for which days."""

    party = forms.ChoiceField(label=_("For"))
    first = forms.DateField(label=_("First day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    last = forms.DateField(label=_("Last day"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))


class Disputed(Form):
    """What is wrong with a statement."""

    dispute = forms.CharField(label=_("What is wrong?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


@doors.open_to(Role.OFFICIAL, Role.AUDITOR)
def statements(visit: Visit) -> HttpResponse:
    """All statements, and the form to draw another."""
    form = _form(visit)
    if visit.posted and form.is_valid():
        with visit.attempt(form) as tried:
            period = _draw(visit, form)
        if tried.done:
            visit.say(gettext("The statement is drawn and waits for a second person."))
            return visit.go("cityhall:statement", period=period.id)
    rows = [periods.shown(visit.slug, each) for each in settlement_read.periods(city=visit.slug)]
    columns = _columns(visit)
    if visit.request.GET.get("format") == "csv":
        return files.csv_of("statements", columns, rows, visit.request.GET)
    table = tables.build(columns, rows, visit.request.GET)
    return visit.render("cityhall/statements.html", form=form.ready(), table=table)


@doors.open_to(Role.OFFICIAL, Role.AUDITOR)
def statement(visit: Visit, period: UUID) -> HttpResponse:
    """One statement with its evidence, and what can be done with it now."""
    found = settlement_read.period(city=visit.slug, id=period)
    form = Disputed(visit.request.POST if visit.posted and visit.request.POST.get("act") == "dispute" else None)
    if visit.posted:
        if _acted(visit, period, form):
            return visit.go("cityhall:statement", period=period)
    elif (kind := visit.request.GET.get("format", "")) in {"pdf", "xlsx"}:
        return periods.file(visit, found, kind)
    lines, lots = periods.evidence(visit.slug, found)
    return visit.render(
        "cityhall/statement.html",
        shown=periods.shown(visit.slug, found),
        sums=tables.build(periods.SUMS, sorted(found.sums.items()), {}),
        lots=tables.build(periods.LOTS, lots, {}),
        entries=len(lines),
        form=form.ready(),
        mine=visit.me.id == found.drawn_by,
        bills=_bills(visit, found),
    )


def _acted(visit: Visit, period: UUID, form: Disputed) -> bool:
    """Do what the form says. False: it is to be shown again."""
    if visit.me.role is not Role.OFFICIAL:
        raise Refused(Reason.NOT_ALLOWED)
    act = visit.request.POST.get("act", "")
    said: dict[str, Any] = {"city": visit.slug, "at": visit.at, "period_id": period, "by": visit.me.id}
    if act == "dispute":
        if not form.is_valid():
            return False
        with visit.attempt(form) as tried:
            settlement.dispute_period(**said, words=form.cleaned_data["dispute"])
        return tried.done
    acts: dict[str, Callable[[], None]] = {
        "approve": lambda: settlement.approve_period(**said),
        "close": lambda: settlement.close_period(**said),
        "bills": lambda: _look_at_bills(visit, period),
        "uphold": lambda: settlement.settle_dispute(**said, right=True),
        "dismiss": lambda: settlement.settle_dispute(**said, right=False),
    }
    if act not in acts:
        raise Refused(Reason.INPUT_INVALID, "act")
    with visit.attempt():
        acts[act]()
        visit.say(gettext("Done."))
    return True


def _bills(visit: Visit, period: settlement_read.Period) -> tables.Table | None:
    """The bills that the payment service's own statement rests on."""
    if period.party is not Party.SERVICE:
        return None
    rows = settlement_read.bills(city=visit.slug, first=period.first, last=period.last)
    return tables.build(BILLS, rows, {})


def _look_at_bills(visit: Visit, period: UUID) -> None:
    """Hold each day's bill of the payment service that is not yet right against our payments."""
    found = settlement_read.period(city=visit.slug, id=period)
    for bill in settlement_read.bills(city=visit.slug, first=found.first, last=found.last):
        if not bill.agrees:
            settlement.look_at_bill(city=visit.slug, at=visit.at, day=bill.day, by=visit.me.id)


def _form(visit: Visit) -> Drawn:
    form = Drawn(visit.request.POST if visit.posted else None)
    merchants = [(str(outlet.id), words.of(outlet.name)) for outlet in fulfilment.outlets(city=visit.slug)]
    others = [(party.value, str(periods.PARTIES[party])) for party in Party if party is not Party.MERCHANT]
    form.choose("party", [*others, *merchants])
    last = timezone.localtime(visit.at).date().replace(day=1) - timedelta(days=1)
    form.initial = {"first": last.replace(day=1), "last": last}
    return form


def _draw(visit: Visit, form: Drawn) -> settlement_read.Period:
    if visit.me.role is not Role.OFFICIAL:
        raise Refused(Reason.NOT_ALLOWED)
    said = form.cleaned_data
    named = said["party"] in {party.value for party in Party}
    return settlement.draw_period(
        city=visit.slug,
        at=visit.at,
        by=visit.me.id,
        party=Party(said["party"]) if named else Party.MERCHANT,
        outlet_id=None if named else UUID(said["party"]),
        first=said["first"],
        last=said["last"],
    )


def _columns(visit: Visit) -> tuple[Column[Shown], ...]:
    return (
        Column(
            "party", _("For"), lambda each: (each.party, visit.url("cityhall:statement", period=each.period.id)), "link"
        ),
        Column("first", _("First day"), lambda each: each.period.first),
        Column("last", _("Last day"), lambda each: each.period.last),
        Column("pays", _("Pays"), lambda each: each.owes, "money"),
        Column("gets", _("Is paid"), lambda each: each.is_owed, "money"),
        Column("state", _("State"), lambda each: each.state, "state"),
    )
