"""Collected at the outlet: see the person, scan the parcel, ask for the code; and who comes when."""

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evenhand.apps.fulfilment import queries as fulfilment
from evenhand.apps.handover import services as handover
from evenhand.apps.handover.queries import Result
from evenhand.apps.handover.services import Outcome
from evenhand.apps.journal.ids import new_id
from evenhand.apps.orders import queries as orders
from evenhand.core.errors import Reason, Refused
from evenhand.core.lifecycle import ParcelState
from evenhand.core.terms import Role, Way
from evenhand.web.kit import doors
from evenhand.web.kit.forms import Form
from evenhand.web.kit.visits import Visit
from evenhand.web.merchant import outlets


class Collected(Form):
    """A parcel's label and its person's code."""

    attempt = forms.UUIDField(widget=forms.HiddenInput)
    label = forms.CharField(label=_("Label"), help_text=_("Scan it, or type it with or without spaces."))
    code = forms.CharField(
        label=_("Code of the person"),
        help_text=_("Ask for it before letting go. A scanner may type the picture’s text here."),
        max_length=600,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "digits"}),
    )

    def answer(self, outcome: Outcome) -> None:
        """Say at the code that it was wrong. It is an answer and no refusal: its count must be kept."""
        if outcome.result is Result.WRONG_CODE:
            self.refuse(Refused(Reason.CODE_WRONG, "code", tries_left=outcome.tries_left))
        elif outcome.result is Result.LOCKED:
            self.refuse(Refused(Reason.LOCKED, "code"))


@doors.open_to(Role.MERCHANT)
def pickup(visit: Visit) -> HttpResponse:
    """Hand a parcel over at the counter against the code; below, what lies ready and for when."""
    outlet = outlets.own(visit)
    form = Collected(visit.request.POST if visit.posted else None)
    if visit.posted and form.is_valid():
        said = form.cleaned_data
        with visit.attempt(form) as tried:
            outcome = handover.pick_up(
                city=visit.slug,
                at=visit.at,
                attempt_id=said["attempt"],
                outlet_id=outlet.id,
                label=said["label"],
                code=said["code"],
                by=visit.me.id,
            )
            form.answer(outcome)
        if tried.done and outcome.result is Result.HANDED_OVER:
            visit.say(gettext("Handed over."))
            return visit.go("merchant:pickup")
    packed = fulfilment.parcels(city=visit.slug, outlet_id=outlet.id, state=ParcelState.PACKED)
    placed = {order.id: order for order in orders.orders(city=visit.slug, ids=[each.order_id for each in packed])}
    ready = [(each, placed[each.order_id]) for each in packed if placed[each.order_id].way is Way.OUTLET]
    ready.sort(key=lambda pair: pair[1].promised_by)
    return visit.render("merchant/pickup.html", outlet=outlet, form=form.ready(), ready=ready, attempt=new_id())
