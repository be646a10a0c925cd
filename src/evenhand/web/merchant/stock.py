"""Goods at an outlet: lots received and disinfected, parcels that came back."""

from datetime import date
from typing import Any, cast
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evenhand.apps.campaigns import queries as campaigns
from evenhand.apps.fulfilment import queries as fulfilment_read
from evenhand.apps.fulfilment import services as fulfilment
from evenhand.core import gs1
from evenhand.core.lifecycle import ParcelState
from evenhand.core.terms import Role
from evenhand.web import words
from evenhand.web.kit import doors
from evenhand.web.kit.forms import Form
from evenhand.web.kit.visits import Visit
from evenhand.web.merchant import outlets


class Received(Form):
    """Goods that arrived."""

    scan = forms.CharField(
        label=_("Scan a carton"),
        required=False,
        max_length=200,
        help_text=_("A GS1 code fills in lot, units and date by itself."),
    )
    campaign = forms.ChoiceField(label=_("Goods"))
    code = forms.CharField(
        label=_("Lot number"), help_text=_("As printed on the cartons."), max_length=80, required=False
    )
    source = forms.CharField(label=_("Maker or sender"), max_length=80)
    units = forms.IntegerField(label=_("Units"), min_value=1, required=False)
    best_before = forms.DateField(
        label=_("Best before"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    celsius = forms.DecimalField(
        label=_("Temperature on arrival, °C"),
        required=False,
        max_digits=4,
        decimal_places=1,
        help_text=_("Only of goods that must stay cold."),
    )
    today: date

    def clean(self) -> dict[str, Any]:
        """What was scanned stands where nothing was typed."""
        said = super().clean() or {}
        carton = gs1.read(said.get("scan", ""), today=self.today)
        if said.get("scan") and carton is None:
            self.add_error("scan", gettext("This is no GS1 code. Type it in instead."))
        if carton:
            found = {"code": carton.lot, "units": carton.units, "best_before": carton.best_before}
            said |= {name: value for name, value in found.items() if value and not said.get(name)}
        for name in ("code", "units"):
            if not said.get(name) and name not in self.errors:
                self.add_error(name, cast(str, self.fields[name].error_messages["required"]))
        return said


class Scanned(Form):
    """A parcel's label, scanned or typed."""

    label = forms.CharField(label=_("Label"), help_text=_("Scan it, or type it with or without spaces."))


@doors.open_to(Role.MERCHANT)
def lots(visit: Visit) -> HttpResponse:
    """Lots with their shelves, and the form to take another one in."""
    outlet = outlets.own(visit)
    form = Received(visit.request.POST if visit.posted else None)
    form.choose("campaign", _goods(visit))
    form.today = timezone.localtime(visit.at).date()
    if visit.posted and form.is_valid():
        said = form.cleaned_data
        with visit.attempt(form) as tried:
            fulfilment.receive_lot(
                city=visit.slug,
                at=visit.at,
                outlet_id=outlet.id,
                campaign_id=UUID(said["campaign"]),
                code=said["code"],
                source=said["source"],
                units=said["units"],
                by=visit.me.id,
                best_before=said["best_before"],
                temperature=None if said["celsius"] is None else int(said["celsius"] * 10),
            )
        if tried.done:
            visit.say(gettext("Lot %(code)s received.") % {"code": said["code"]})
            return visit.go("merchant:lots")
    found = fulfilment_read.lots(city=visit.slug, outlet_id=outlet.id)
    return visit.render("merchant/lots.html", outlet=outlet, lots=found, form=form.ready())


@doors.open_to(Role.MERCHANT)
def disinfect(visit: Visit, lot: UUID) -> HttpResponse:
    """Record that a lot was disinfected."""
    outlet = outlets.own(visit)
    if visit.posted:
        with visit.attempt():
            fulfilment.disinfect_lot(city=visit.slug, at=visit.at, outlet_id=outlet.id, lot_id=lot, by=visit.me.id)
            visit.say(gettext("Disinfection recorded: the lot can be packed."))
    return visit.go("merchant:lots")


@doors.open_to(Role.MERCHANT)
def back(visit: Visit) -> HttpResponse:
    """Parcels that nobody took, scanned back onto the shelf."""
    outlet = outlets.own(visit)
    form = Scanned(visit.request.POST if visit.posted else None)
    if visit.posted and form.is_valid():
        label = form.cleaned_data["label"]
        with visit.attempt(form) as tried:
            fulfilment.scan_back(city=visit.slug, at=visit.at, outlet_id=outlet.id, label=label)
        if tried.done:
            visit.say(gettext("Parcel %(label)s is back on the shelf.") % {"label": label})
            return visit.go("merchant:back")
    coming = fulfilment_read.parcels(city=visit.slug, outlet_id=outlet.id, state=ParcelState.RETURNING)
    back_already = fulfilment_read.counts(city=visit.slug, outlet_id=outlet.id).get(ParcelState.BACK, 0)
    return visit.render(
        "merchant/back.html", outlet=outlet, form=form.ready(), coming=coming, back_already=back_already
    )


def _goods(visit: Visit) -> list[tuple[str, str]]:
    """What the city's campaigns offer, by campaign."""
    return [(str(each.id), words.of(each.policy.good.name)) for each in campaigns.campaigns(city=visit.slug)]
