"""My page: my orders, my next date, what is known of me behind masks."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext

from evenhand.apps.campaigns import queries as campaigns
from evenhand.apps.cases import queries as cases
from evenhand.apps.claims import queries as claims
from evenhand.apps.orders import queries as orders
from evenhand.apps.residents import queries as residents
from evenhand.apps.residents import services as residents_write
from evenhand.core.errors import Reason, Refused
from evenhand.core.lifecycle import OrderState
from evenhand.core.people import NEEDED, RECIPIENTS, Purpose
from evenhand.core.terms import Role
from evenhand.web.kit import doors, releases, session
from evenhand.web.kit.visits import Visit
from evenhand.web.resident.asking import WORDS
from evenhand.web.resident.forms import CONSENTS

ON_ITS_WAY = frozenset(OrderState) - {OrderState.HANDED_OVER, OrderState.CANCELLED, OrderState.BACK}


@doors.open_to(Role.RESIDENT)
def me(visit: Visit) -> HttpResponse:
    """Nobody else can see this page."""
    again = [
        (each, claims.free_again(city=visit.slug, campaign_id=each.id, person=visit.tag, at=visit.at))
        for each in campaigns.campaigns(city=visit.slug)
    ]
    agreed = residents.consents(city=visit.slug, person_id=visit.me.id)
    mine = orders.of_person(city=visit.slug, person=visit.tag)
    return visit.render(
        "resident/me.html",
        cases=[(case, WORDS[case.reason]) for case in cases.of_person(city=visit.slug, person=visit.tag)],
        family=residents.masked(city=visit.slug, ids=_family(visit)).values(),
        called=visit.tag in residents.called(city=visit.slug, tags=[visit.tag]),
        once_more=_once_more(visit) if mine else None,
        masked=residents.masked(city=visit.slug, ids=[visit.me.id])[visit.me.id],
        orders=mine,
        again=again,
        consents=[(purpose, CONSENTS[purpose][0], agreed.get(purpose), purpose in NEEDED) for purpose in Purpose],
    )


@doors.open_to(Role.RESIDENT)
def choose(visit: Visit) -> HttpResponse:
    """How I want to be told: a consent given or withdrawn, calls wanted or not."""
    said = visit.request.POST
    if visit.posted:
        with visit.attempt():
            _choose(visit, said.get("what", ""), wanted=said.get("wanted") == "1")
            visit.say(gettext("Done."))
    return visit.go("resident:me")


@doors.open_to(Role.RESIDENT)
def erase(visit: Visit) -> HttpResponse:
    """Forget me: asked twice. Refused(WRONG_STATE) while something of mine is on its way."""
    if visit.posted:
        with visit.attempt() as tried:
            if any(order.state in ON_ITS_WAY for order in orders.of_person(city=visit.slug, person=visit.tag)):
                raise Refused(Reason.WRONG_STATE, "order")
            why = residents_write.Why.ASKED
            residents_write.erase(city=visit.slug, at=visit.at, person_ids=[visit.me.id], why=why)
        if tried.done:
            session.sign_out(visit.request)
            return visit.go("public:city")
    return visit.render("resident/erase.html")


def _choose(visit: Visit, what: str, *, wanted: bool) -> None:
    """Refused: WRONG_STATE (a consent that is needed)."""
    mine: dict[str, Any] = {"city": visit.slug, "person_id": visit.me.id}
    if what == "called":
        residents_write.prefer_calls(**mine, called=wanted)
    elif wanted:
        purpose = Purpose.NOTICES
        residents_write.consent(**mine, at=visit.at, purpose=purpose, recipient=RECIPIENTS[purpose])
    else:
        residents_write.withdraw(**mine, at=visit.at, purpose=Purpose.NOTICES)


def _once_more(visit: Visit) -> UUID | None:
    """The release at which the same can be had again now. None: none is open, or the limit is not free yet."""
    board = releases.board(visit.slug, visit.at)
    if board is None or not board.open:
        return None
    campaign = board.release.campaign_id
    free = claims.free_again(city=visit.slug, campaign_id=campaign, person=visit.tag, at=visit.at)
    return None if free else board.release.id


def _family(visit: Visit) -> list[UUID]:
    """Those behind the same phone, but for me."""
    return residents.sharing_phone(city=visit.slug, person_id=visit.me.id)
