"""The emergency stop: one press and a reason stop the city; going on is asked for and agreed on by another."""

from collections.abc import Sequence
from uuid import uuid5

from django import forms
from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evenhand.apps.cities import services as cities
from evenhand.apps.cities.queries import Approval, change_hash
from evenhand.core.dial import WHOLE_CITY
from evenhand.core.errors import Reason, Refused
from evenhand.core.terms import Role
from evenhand.web.kit import doors
from evenhand.web.kit.forms import Form
from evenhand.web.kit.visits import Visit
from evenhand.web.words import Words

THAW = "thaw"
LONGEST = 300


class Stop(Form):
    """Why the city stops."""

    why = forms.CharField(label=_("Why, for everybody to read"), max_length=LONGEST)


class GoOn(Form):
    """Why it may go on."""

    why = forms.CharField(label=_("Why it may go on"), max_length=LONGEST)


def form_for(visit: Visit) -> Form:
    """What may be done now: stop, or ask to go on."""
    return GoOn() if visit.city.frozen_at else Stop()


@doors.open_to(Role.OFFICIAL)
def freeze(visit: Visit) -> HttpResponse:
    """Stop at once, or ask to go on."""
    if visit.posted:
        form = (GoOn if visit.request.POST.get("act") == "thaw" else Stop)(visit.request.POST)
        reason = form.cleaned_data["why"] if form.is_valid() else ""
        with visit.attempt():
            visit.say(_ask(visit, reason) if isinstance(form, GoOn) else _stop(visit, reason))
    return visit.go("cityhall:schedule")


def _stop(visit: Visit, reason: str) -> str:
    cities.freeze(city=visit.slug, at=visit.at, reason=reason, by=visit.me.id)
    return gettext("Stopped. Every door says so; the gate takes nothing new.")


def _ask(visit: Visit, reason: str) -> str:
    if visit.city.frozen_at is None:
        raise Refused(Reason.WRONG_STATE, "thaw")
    change = {"frozen_at": visit.city.frozen_at.isoformat()}
    cities.request_approval(
        city=visit.slug,
        at=visit.at,
        subject_kind=THAW,
        subject=uuid5(WHOLE_CITY, change_hash(change).hex()),
        change=change,
        reason=reason,
        requester=visit.me.id,
    )
    return gettext("Asked for. Another official decides.")


def tell(visit: Visit, approval: Approval) -> Sequence[tuple[Words, str]]:
    """What is to end."""
    return [(_("Stopped because"), visit.city.frozen_why or "–")]


def thaw(visit: Visit, approval: Approval) -> None:
    """Go on."""
    cities.thaw(city=visit.slug, at=visit.at, approval_id=approval.id)
