"""Corrections: one official asks to take an entry back or to give money back, another agrees; then it is posted."""

from datetime import date, timedelta
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evenhand.apps.cities import services as cities
from evenhand.apps.orders import queries as orders
from evenhand.apps.settlement import queries as settlement
from evenhand.apps.settlement.queries import Correction
from evenhand.core.errors import Reason, Refused
from evenhand.core.ledger import Party
from evenhand.core.terms import Role
from evenhand.web.kit import doors, files, tables
from evenhand.web.kit.forms import Form
from evenhand.web.kit.periods import PARTIES
from evenhand.web.kit.tables import Column
from evenhand.web.kit.visits import Visit

SPAN = timedelta(days=366)
KINDS = {"reversal": _("Take the whole entry back"), "refund": _("Give money back")}
PAYERS = ("city", "platform", "merchant")
COLUMNS: tuple[Column[Correction], ...] = (
    Column("posted", _("Posted"), lambda each: each.posted_at),
    Column("day", _("Day of the books"), lambda each: each.day),
    Column("order", _("Order"), lambda each: str(each.order_id)),
    Column("kind", _("Kind"), lambda each: str(KINDS[each.kind])),
    Column("amount", _("Amount"), lambda each: each.amount_fen, "money"),
    Column("reason", _("Reason"), lambda each: each.reason),
)


class Asked(Form):
    """What is to be corrected."""

    order = forms.UUIDField(label=_("Order"), help_text=_("Its whole number, as the statement names it."))
    kind = forms.ChoiceField(label=_("Kind"), choices=list(KINDS.items()))
    payer = forms.ChoiceField(label=_("Borne by"), choices=[(p, PARTIES[Party(p)]) for p in PAYERS])
    yuan = forms.DecimalField(label=_("Amount in yuan"), min_value=0, max_digits=9, decimal_places=2, required=False)
    reason = forms.CharField(label=_("Reason"), max_length=300)


@doors.open_to(Role.OFFICIAL, Role.AUDITOR)
def corrections(visit: Visit) -> HttpResponse:
    """What was corrected, and the form to ask for more."""
    form = Asked(visit.request.POST if visit.posted else None)
    if visit.posted and form.is_valid():
        with visit.attempt(form) as tried:
            _ask(visit, form)
        if tried.done:
            visit.say(gettext("Asked for. Another official decides."))
            return visit.go("cityhall:corrections")
    today = timezone.localtime(visit.at).date()
    rows = _rows(visit, today)
    if visit.request.GET.get("format") == "csv":
        return files.csv_of("corrections", COLUMNS, rows, visit.request.GET)
    table = tables.build(COLUMNS, rows, visit.request.GET)
    return visit.render("cityhall/corrections.html", form=form.ready(), table=table)


def _rows(visit: Visit, today: date) -> list[Correction]:
    return settlement.corrections(city=visit.slug, first=today - SPAN, last=today + SPAN)[::-1]


def _ask(visit: Visit, form: Asked) -> None:
    if visit.me.role is not Role.OFFICIAL:
        raise Refused(Reason.NOT_ALLOWED)
    said = form.cleaned_data
    order: UUID = said["order"]
    if orders.order(city=visit.slug, id=order) is None or not settlement.of_order(city=visit.slug, order_id=order):
        raise Refused(Reason.NOT_FOUND, "order")
    change: dict[str, object] = {"kind": said["kind"]}
    if said["kind"] == "refund":
        amount = int((said["yuan"] or 0) * 100)
        most = settlement.refundable(city=visit.slug, order_id=order)
        if not 0 < amount <= most:
            raise Refused(Reason.INPUT_INVALID, "yuan", largest=f"{most / 100:.2f}")
        change |= {"payer": said["payer"], "amount_fen": amount}
    cities.request_approval(
        city=visit.slug,
        at=visit.at,
        subject_kind="correction",
        subject=order,
        change=change,
        reason=said["reason"],
        requester=visit.me.id,
    )
