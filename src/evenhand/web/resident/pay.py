"""Pay: amount and deadline, then over to the payment service. A rehearsal's service takes no money and says so."""

from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext

from evenhand.apps.campaigns import queries as campaigns
from evenhand.apps.journal.sockets import socket
from evenhand.apps.orders import queries as orders_read
from evenhand.apps.orders import services as orders
from evenhand.core.errors import Reason, Refused
from evenhand.core.terms import Role
from evenhand.web.kit import doors
from evenhand.web.kit.visits import Visit
from evenhand.web.resident import parcels


@doors.open_to(Role.RESIDENT)
def pay(visit: Visit, order: UUID) -> HttpResponse:
    """What is to be paid and until when; a press asks the payment service."""
    mine = parcels.own(visit, order)
    asked = None
    if visit.posted:
        with visit.attempt() as tried:
            payer_ip = visit.request.META.get("REMOTE_ADDR", "127.0.0.1")
            asked = orders.start_payment(city=visit.slug, at=visit.at, order_id=mine.id, payer_ip=payer_ip)
        if not tried.done:
            return visit.go("resident:progress", order=mine.id)
    far = campaigns.release(city=visit.slug, id=mine.release_id).policy.service_area.far
    return visit.render("resident/pay.html", order=mine, asked=asked, rehearsed=_rehearsed(), far=mine.district in far)


@doors.open_to(Role.RESIDENT)
def paid(visit: Visit, order: UUID) -> HttpResponse:
    """ "I have paid": the service is asked, and nothing is ever charged again for not knowing."""
    mine = parcels.own(visit, order)
    if visit.posted:
        with visit.attempt() as tried:
            if orders.look_after(city=visit.slug, at=visit.at, order_id=mine.id):
                visit.say(gettext("Your payment has arrived."))
                return visit.go("resident:progress", order=mine.id)
        if not tried.done:
            return visit.go("resident:paid", order=mine.id)
    return visit.render("resident/paid.html", order=mine)


@doors.open_to(Role.RESIDENT)
def rehearse(visit: Visit, order: UUID) -> HttpResponse:
    """The payment service of a rehearsal, as if the person had paid on its own page. Refused: NOT_ALLOWED elsewhere."""
    mine = parcels.own(visit, order)
    if not (visit.posted and visit.city.rehearsal and _rehearsed()):
        raise Refused(Reason.NOT_ALLOWED)
    with visit.attempt():
        for payment in orders_read.payments(city=visit.slug, order_ids=[mine.id]):
            told = socket("payment").pay(city=visit.slug, payment_id=payment.id)
            orders.settle_payment(city=visit.slug, at=visit.at, headers=told.headers, body=told.body)
    return visit.go("resident:progress", order=mine.id)


def _rehearsed() -> bool:
    """Whether the payment service that is plugged in can be told to have been paid."""
    return hasattr(socket("payment"), "pay")
