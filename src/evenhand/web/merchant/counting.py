"""Stock taking: what lies on the shelf against the book."""

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evenhand.apps.fulfilment import queries as fulfilment_read
from evenhand.apps.fulfilment import services as fulfilment
from evenhand.apps.fulfilment.queries import Lot, StockCount
from evenhand.core.terms import Role
from evenhand.web import words
from evenhand.web.kit import doors, files, tables
from evenhand.web.kit.forms import Form
from evenhand.web.kit.tables import Column
from evenhand.web.kit.visits import Visit
from evenhand.web.merchant import outlets

COLUMNS: tuple[Column[StockCount], ...] = (
    Column("counted_at", _("Counted"), lambda each: each.counted_at),
    Column("lot", _("Lot"), lambda each: each.lot),
    Column("book", _("In the book"), lambda each: each.book, "number"),
    Column("counted", _("On the shelf"), lambda each: each.counted, "number"),
    Column("difference", _("Difference"), lambda each: each.difference, "number"),
    Column("reason", _("Reason"), lambda each: each.reason),
)


class Counted(Form):
    """What lies there."""

    lot = forms.ChoiceField(label=_("Lot"))
    counted = forms.IntegerField(label=_("Units ready on the shelf"), min_value=0)
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=200, help_text=_("Needed where it differs from the book.")
    )


@doors.open_to(Role.MERCHANT)
def count(visit: Visit) -> HttpResponse:
    """The form, and what was counted before."""
    outlet = outlets.own(visit)
    form = Counted(visit.request.POST if visit.posted else None)
    form.choose("lot", [(str(lot.id), _named(lot)) for lot in _countable(visit, outlet.id)])
    if visit.posted and form.is_valid():
        said = form.cleaned_data
        with visit.attempt(form) as tried:
            difference = fulfilment.count_stock(
                city=visit.slug,
                at=visit.at,
                outlet_id=outlet.id,
                by=visit.me.id,
                lot_id=UUID(said["lot"]),
                counted=said["counted"],
                reason=said["reason"],
            )
        if tried.done:
            visit.say(gettext("Noted. Difference: %(n)s.") % {"n": words.number(difference)})
            return visit.go("merchant:count")
    rows = fulfilment_read.stock_counts(city=visit.slug, outlet_id=outlet.id)
    if visit.request.GET.get("format") == "csv":
        return files.csv_of("counts", COLUMNS, rows, visit.request.GET)
    table = tables.build(COLUMNS, rows, visit.request.GET)
    return visit.render("merchant/count.html", outlet=outlet, form=form.ready(), table=table)


def _countable(visit: Visit, outlet_id: UUID) -> list[Lot]:
    """Lots with anything on the shelf, or anything that could turn up again."""
    lots = fulfilment_read.lots(city=visit.slug, outlet_id=outlet_id)
    return [lot for lot in lots if lot.shelves.ready or lot.shelves.written_off]


def _named(lot: Lot) -> str:
    return gettext("%(lot)s · %(n)s in the book") % {"lot": lot.code, "n": words.number(lot.shelves.ready)}
