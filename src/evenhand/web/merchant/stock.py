"""Goods at an outlet: lots received and disinfected, parcels that came back."""

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evenhand.apps.campaigns import queries as campaigns
from evenhand.apps.fulfilment import queries as fulfilment_read
from evenhand.apps.fulfilment import services as fulfilment
from evenhand.core.lifecycle import ParcelState
from evenhand.core.terms import Role
from evenhand.web import words
from evenhand.web.kit import doors
from evenhand.web.kit.forms import Form
from evenhand.web.kit.visits import Visit
from evenhand.web.merchant import outlets


class Received(Form):
    """Goods that arrived."""

    campaign = forms.ChoiceField(label=_("Goods"))
    code = forms.CharField(label=_("Lot number"), help_text=_("As printed on the cartons."), max_length=80)
    source = forms.CharField(label=_("Maker or sender"), max_length=80)
    units = forms.IntegerField(label=_("Units"), min_value=1)


class Scanned(Form):
    """A parcel's label, scanned or typed."""

    label = forms.CharField(label=_("Label"), help_text=_("Scan it, or type it with or without spaces."))


@doors.open_to(Role.MERCHANT)
def lots(visit: Visit) -> HttpResponse:
    """Lots with their shelves, and the form to take another one in."""
    outlet = outlets.own(visit)
    form = Received(visit.request.POST if visit.posted else None)
    form.choose("campaign", _goods(visit))
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
