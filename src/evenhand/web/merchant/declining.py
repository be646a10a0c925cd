"""Orders a merchant cannot fulfil, given back at once."""

from django.http import HttpResponse
from django.utils.translation import ngettext

from evenhand.apps.fulfilment import services as fulfilment
from evenhand.core.errors import Reason, Refused
from evenhand.core.lifecycle import OrderState
from evenhand.core.terms import Role
from evenhand.web import words
from evenhand.web.kit import doors
from evenhand.web.kit.visits import Visit
from evenhand.web.merchant import outlets

PAGES = {OrderState.PAID: "merchant:accept", OrderState.ACCEPTED: "merchant:pack"}


@doors.open_to(Role.MERCHANT)
def decline(visit: Visit) -> HttpResponse:
    """Give back as many as the form says, the latest first."""
    outlet, said = outlets.own(visit), visit.request.POST
    state = next((state for state in PAGES if state == said.get("state")), OrderState.PAID)
    if visit.posted:
        with visit.attempt():
            many = fulfilment.decline_last(
                city=visit.slug, at=visit.at, outlet_id=outlet.id, state=state, many=_many(said.get("many", ""))
            )
            visit.say(ngettext("%(n)s order given back.", "%(n)s orders given back.", many) % {"n": words.number(many)})
    return visit.go(PAGES[state])


def _many(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) < 7):
        raise Refused(Reason.INPUT_INVALID, "many", smallest=1)
    return int(text)
