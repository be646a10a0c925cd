"""At a door: see the person, ask for the code, hold to hand over; or say why not.

Each try carries an id made with its form, so that a press repeated, or sent again after a lost reply, is the same try.
"""

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evenhand.apps.handover import services as handover
from evenhand.apps.handover.queries import Result
from evenhand.apps.handover.services import Outcome
from evenhand.apps.journal.ids import new_id
from evenhand.core.errors import Reason, Refused
from evenhand.core.terms import Role
from evenhand.web import states
from evenhand.web.kit import doors
from evenhand.web.kit.forms import Form
from evenhand.web.kit.visits import Visit
from evenhand.web.rider import visits


class Proof(Form):
    """The code, and the rider's word that a person stands there."""

    attempt = forms.UUIDField(widget=forms.HiddenInput)
    code = forms.CharField(
        label=_("Code of the person"),
        help_text=_("Ask for it before letting go. A scanner may type the picture’s text here."),
        max_length=600,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "digits"}),
    )
    seen = forms.BooleanField(label=_("I see the person, at arm’s length"))

    def answer(self, outcome: Outcome) -> None:
        """Say at the code that it was wrong. It is an answer and no refusal: its count must be kept."""
        if outcome.result is Result.WRONG_CODE:
            self.refuse(Refused(Reason.CODE_WRONG, "code", tries_left=outcome.tries_left))
        elif outcome.result is Result.LOCKED:
            self.refuse(Refused(Reason.LOCKED, "code"))


class Failure(Form):
    """Why nothing was handed over."""

    attempt = forms.UUIDField(widget=forms.HiddenInput)
    result = forms.ChoiceField(
        label=_("What happened"), choices=[(each.value, states.state(each).word) for each in visits.FAILURES]
    )


@doors.open_to(Role.RIDER)
def door(visit: Visit, stop: UUID) -> HttpResponse:
    """Hand over against the code. A wrong one cannot complete; five lock."""
    form = Proof(visit.request.POST if visit.posted else None)
    if visit.posted and form.is_valid():
        said = form.cleaned_data
        with visit.attempt(form) as tried:
            outcome = handover.hand_over(
                city=visit.slug,
                at=visit.at,
                attempt_id=said["attempt"],
                stop_id=stop,
                rider_id=visit.me.id,
                code=said["code"],
            )
            form.answer(outcome)
        if tried.done and outcome.result is Result.HANDED_OVER:
            visit.say(gettext("Handed over."))
            return visit.go("rider:card")
    job = visits.own(visit, stop)
    return visit.render("rider/door.html", job=job, form=form.ready(), attempt=new_id())


@doors.open_to(Role.RIDER)
def failed(visit: Visit, stop: UUID) -> HttpResponse:
    """Note a visit without handover, with its reason. After the last one the policy allows, the parcel goes back."""
    form = Failure(visit.request.POST if visit.posted else None)
    if visit.posted and form.is_valid():
        said = form.cleaned_data
        with visit.attempt(form) as tried:
            outcome = handover.record_failure(
                city=visit.slug,
                at=visit.at,
                attempt_id=said["attempt"],
                stop_id=stop,
                rider_id=visit.me.id,
                result=Result(said["result"]),
            )
        if tried.done:
            visit.say(_next(outcome))
            return visit.go("rider:card")
    job = visits.own(visit, stop)
    return visit.render("rider/failed.html", job=job, form=form.ready(), attempt=new_id())


def _next(outcome: Outcome) -> str:
    if outcome.tries_left:
        return gettext("Noted. Try this door again later.")
    return gettext("Noted. The parcel goes back to the outlet.")
