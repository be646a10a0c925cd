"""Placing: each granted claim becomes one order, at the price and by the hour that its release promised."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Protocol
from uuid import UUID, uuid5

from evenhand.apps.campaigns import queries as campaigns
from evenhand.apps.campaigns.queries import Release
from evenhand.apps.claims.queries import Claim
from evenhand.apps.journal import services as journal
from evenhand.apps.orders import models
from evenhand.apps.orders.queries import CITY_ACCOUNT
from evenhand.core import events
from evenhand.core.lifecycle import OrderState
from evenhand.core.policy import ReleasePolicy
from evenhand.core.policy.words import Pay
from evenhand.core.terms import PersonTag, Way

PAYMENT_LAPSES = "payment_lapses"
"""What falls due when a prepaid order's time to pay is over; its subject is the order."""

PAYMENTS = {Pay.PREPAY: "prepaid", Pay.ON_HANDOVER: "on_handover", Pay.CITY_ACCOUNT: CITY_ACCOUNT, Pay.FREE: "free"}


def order_id(claim_id: UUID) -> UUID:
    """The id of the order that a claim becomes: the same, whoever asks, however often."""
    return uuid5(claim_id, "order")


class Collected(Protocol):
    """When and where goods are collected."""

    @property
    def outlet_id(self) -> UUID: ...
    @property
    def ends_at(self) -> datetime: ...


def place_orders(
    *,
    city: str,
    at: datetime,
    claims: Sequence[Claim],
    outlets: Mapping[PersonTag, UUID],
    collected: Mapping[UUID, Collected] = MappingProxyType({}),
) -> list[UUID]:
    """Place the orders of granted claims, each at its person's outlet, or by claim where it is collected.

    Returns the new ones; a repeat places none. KeyError: a person without an outlet.
    """
    releases = {id: campaigns.release(city=city, id=id) for id in {claim.release_id for claim in claims}}
    granted = [claim for claim in claims if claim.granted and claim.returned_at is None]
    placed = models.Order.objects.filter(city=city, id__in=[order_id(claim.id) for claim in granted])
    known = set(placed.values_list("id", flat=True))
    orders = [
        _order(city, at, claim, releases[claim.release_id], outlets[claim.person], collected.get(claim.id))
        for claim in granted
        if order_id(claim.id) not in known
    ]
    models.Order.objects.bulk_create(orders)
    _tell(city, at, orders)
    return [order.id for order in orders]


def _order(
    city: str, at: datetime, claim: Claim, release: Release, nearest: UUID, slot: Collected | None
) -> models.Order:
    """Whoever collects pays no fee for delivery, and is promised the slot."""
    policy = release.policy
    free = policy.price.pay is Pay.FREE
    price = 0 if free else claim.units * policy.price.resident_fen
    fee = 0 if free or slot else policy.delivery.fee_fen
    payment = _payment(policy, price + fee)
    prepaid = payment == "prepaid"
    return models.Order(
        city=city,
        id=order_id(claim.id),
        claim_id=claim.id,
        campaign_id=release.campaign_id,
        release_id=release.id,
        person=claim.person,
        units=claim.units,
        price_fen=price,
        fee_fen=fee,
        payment=payment,
        way=Way.OUTLET if slot else Way.HOME,
        district=claim.district,
        outlet_id=slot.outlet_id if slot else nearest,
        state=OrderState.PLACED if prepaid else OrderState.PAID,
        placed_at=at,
        pay_by=at + policy.timers.paying(claim.channel) if prepaid else None,
        promised_by=slot.ends_at if slot else at + policy.delivery.promise,
    )


def _payment(policy: ReleasePolicy, due_fen: int) -> str:
    """Nobody is sent to a gateway, or asked at the door, for nothing."""
    if not due_fen:
        return "free"
    return PAYMENTS[policy.price.pay]


def _tell(city: str, at: datetime, orders: Sequence[models.Order]) -> None:
    """An order with nothing to pay before the door counts as paid at once."""
    facts = [events.OrderPlaced(order.id, str(order.claim_id)) for order in orders]
    paid = [events.OrderPaid(order.id) for order in orders if order.pay_by is None]
    journal.record(city=city, at=at, events=[*facts, *paid])
    for hour in {order.pay_by for order in orders if order.pay_by}:
        waiting = [order.id for order in orders if order.pay_by == hour]
        journal.put_due(city=city, kind=PAYMENT_LAPSES, subjects=waiting, at=hour)
