"""Money before the door: asked for, received, given up, given back.

The order's row is locked before its payments are touched, so that a callback and a lapse at the same moment follow one
another. The gateway has the last word on whether money came.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import QuerySet

from evenhand.apps.journal import services as journal
from evenhand.apps.journal.ids import new_id
from evenhand.apps.journal.sockets import socket
from evenhand.apps.orders import models
from evenhand.apps.orders.ports import PaymentGateway, Receipt, Standing
from evenhand.apps.orders.services import moving
from evenhand.core import events
from evenhand.core.errors import Reason, Refused
from evenhand.core.lifecycle import OrderState
from evenhand.core.terms import Fen


@dataclass(frozen=True, slots=True)
class Asked:
    """A payment that waits for its payer, at `link`."""

    id: UUID
    amount_fen: Fen
    link: str


class Settled(StrEnum):
    """What a gateway's callback led to."""

    PAID = "paid"
    REPEATED = "repeated"
    LATE = "late"
    """The order was given up meanwhile; the money went straight back."""


def start_payment(*, city: str, at: datetime, order_id: UUID, payer_ip: str = "127.0.0.1") -> Asked:
    """Ask for what an order costs; a repeat finds the payment that is open.

    Refused: NOT_FOUND, WRONG_STATE (nothing to pay now), PAYMENT_LATE, UNAVAILABLE (the gateway).
    """
    order = _locked(city, order_id)
    if order.state != OrderState.PLACED or order.pay_by is None:
        raise Refused(Reason.WRONG_STATE, "order", state=order.state)
    if order.pay_by <= at:
        raise Refused(Reason.PAYMENT_LATE, "order", pay_by=order.pay_by)
    payment = _open(city, [order_id]).first() or _asked(order, at)
    bid = _gateway().create(
        city=city, payment_id=payment.id, amount_fen=payment.amount_fen, pay_by=order.pay_by, payer_ip=payer_ip
    )
    models.Payment.objects.filter(city=city, id=payment.id).update(reference=bid.reference)
    return Asked(payment.id, Fen(payment.amount_fen), bid.link)


def settle_payment(*, city: str, at: datetime, headers: Mapping[str, str], body: bytes) -> Settled:
    """Act on a gateway's callback.

    Refused: NOT_ALLOWED (not the gateway's word), NOT_FOUND (no payment of this city), INPUT_INVALID (another amount).
    """
    receipt = _gateway().verify_callback(headers=headers, body=body)
    if receipt.city != city:
        raise Refused(Reason.NOT_FOUND, "payment")
    order, payment = _of_receipt(city, receipt)
    if receipt.amount_fen != payment.amount_fen:
        raise Refused(Reason.INPUT_INVALID, "amount_fen", asked=payment.amount_fen, paid=receipt.amount_fen)
    if payment.state in (Standing.PAID, Standing.REFUNDED):
        return Settled.REPEATED
    if order.state != OrderState.PLACED:
        _give_back(city, at, payment.id)
        return Settled.LATE
    _pay(city, at, payment.id, order.id)
    return Settled.PAID


def look_after(*, city: str, at: datetime, order_id: UUID) -> bool:
    """Ask the service about a payment whose callback has not come, and act on what it says. Returns whether it is paid.

    Refused: NOT_FOUND; UNAVAILABLE (the service does not answer: nothing is known, nothing is charged again).
    """
    order = _locked(city, order_id)
    if order.state != OrderState.PLACED:
        return order.state != OrderState.CANCELLED
    for payment in _open(city, [order_id]):
        if _gateway().query(city=city, payment_id=payment.id) == Standing.PAID:
            _pay(city, at, payment.id, order_id)
            return True
    return False


def lapse(*, city: str, at: datetime, order_ids: Sequence[UUID]) -> list[UUID]:
    """Cancel orders whose time to pay is over, unless the gateway has the money after all. Returns the cancelled."""
    overdue = models.Order.objects.filter(city=city, id__in=order_ids, state=OrderState.PLACED, pay_by__lte=at)
    ids = list(overdue.order_by("id").select_for_update().values_list("id", flat=True))
    paid = {payment.order_id: payment.id for payment in _open(city, ids) if _is_paid(city, at, payment)}
    for order_id, payment_id in paid.items():
        _pay(city, at, payment_id, order_id)
    unpaid = [id for id in ids if id not in paid]
    return moving.cancel(city=city, at=at, order_ids=unpaid, reason=Reason.PAYMENT_LATE)


def refund(*, city: str, at: datetime, order_ids: Sequence[UUID]) -> int:
    """End the payments of orders that were cancelled or came back. Returns how many were given back."""
    over = models.Order.objects.filter(
        city=city, id__in=order_ids, state__in=(OrderState.CANCELLED, OrderState.BACK)
    ).order_by("id")
    ids = list(over.select_for_update().values_list("id", flat=True))
    paid = [payment.id for payment in _open(city, ids) if _is_paid(city, at, payment)]
    for payment_id in paid:
        _give_back(city, at, payment_id)
    return len(paid)


def repay(*, city: str, at: datetime, order_ids: Sequence[UUID]) -> int:
    """Give prepaid money back of orders whose entry in the books was reversed. Returns how many payments it was."""
    paid = models.Payment.objects.filter(city=city, order_id__in=order_ids, state=Standing.PAID).order_by("order_id")
    ids = list(paid.select_for_update().values_list("id", flat=True))
    for payment_id in ids:
        _give_back(city, at, payment_id)
    return len(ids)


def _is_paid(city: str, at: datetime, payment: models.Payment) -> bool:
    """Whether there is money to give back, or to keep; where there is none yet, the gateway will take none any more."""
    if payment.state == Standing.PAID or _gateway().close(city=city, payment_id=payment.id) == Standing.PAID:
        return True
    _stand(city, at, payment.id, Standing.CLOSED)
    return False


def _pay(city: str, at: datetime, payment_id: UUID, order_id: UUID) -> None:
    _stand(city, at, payment_id, Standing.PAID)
    moving.advance(city=city, order_ids=[order_id], to=OrderState.PAID)
    journal.record(city=city, at=at, events=[events.OrderPaid(order_id)])


def _give_back(city: str, at: datetime, payment_id: UUID) -> None:
    _gateway().refund(city=city, payment_id=payment_id)
    _stand(city, at, payment_id, Standing.REFUNDED)


def _stand(city: str, at: datetime, payment_id: UUID, standing: Standing) -> None:
    models.Payment.objects.filter(city=city, id=payment_id).update(state=standing, settled_at=at)


def _asked(order: models.Order, at: datetime) -> models.Payment:
    return models.Payment.objects.create(
        city=order.city,
        id=new_id(),
        order_id=order.id,
        amount_fen=order.price_fen + order.fee_fen,
        adapter=_gateway().name,
        state=Standing.ASKED,
        asked_at=at,
    )


def _of_receipt(city: str, receipt: Receipt) -> tuple[models.Order, models.Payment]:
    """Order and payment, locked in that order."""
    named = models.Payment.objects.filter(city=city, id=receipt.payment_id)
    order_id = named.values_list("order_id", flat=True).first()
    if order_id is None:
        raise Refused(Reason.NOT_FOUND, "payment")
    return _locked(city, order_id), named.select_for_update().get()


def _locked(city: str, order_id: UUID) -> models.Order:
    order = models.Order.objects.filter(city=city, id=order_id).select_for_update().first()
    if order is None:
        raise Refused(Reason.NOT_FOUND, "order")
    return order


def _open(city: str, order_ids: Sequence[UUID]) -> QuerySet[models.Payment]:
    return models.Payment.objects.filter(city=city, order_id__in=order_ids, state__in=(Standing.ASKED, Standing.PAID))


def _gateway() -> PaymentGateway:
    gateway: PaymentGateway = socket("payment")
    return gateway
