"""Reads of orders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Q

from evenhand.apps.journal.sockets import socket
from evenhand.apps.orders import models
from evenhand.apps.orders.ports import PaymentGateway, Standing
from evenhand.core.lifecycle import ORDER, OrderState
from evenhand.core.reconciling import Found, Ours, compare
from evenhand.core.terms import Fen, PersonTag, Units, Way

CITY_ACCOUNT = "city_account"
"""The payment of an order whose price and fee the city bears."""
SERVICE_ZONE = ZoneInfo("Asia/Shanghai")
"""In which payment services cut their days."""
MONEY_CAME = (Standing.PAID, Standing.REFUNDED)


@dataclass(frozen=True, slots=True)
class Order:
    """A granted claim on its way to the door. `price_fen` and `fee_fen` are for the whole order."""

    id: UUID
    claim_id: UUID
    campaign_id: UUID
    release_id: UUID
    person: PersonTag
    units: Units
    price_fen: Fen
    fee_fen: Fen
    payment: str
    way: Way
    district: str
    outlet_id: UUID
    state: OrderState
    placed_at: datetime
    pay_by: datetime | None
    promised_by: datetime

    @property
    def due_fen(self) -> Fen:
        """What the resident pays in all."""
        return Fen(0) if self.payment == CITY_ACCOUNT else Fen(self.price_fen + self.fee_fen)


@dataclass(frozen=True, slots=True)
class Payment:
    """What a gateway was asked to collect, and how that stands."""

    id: UUID
    order_id: UUID
    amount_fen: Fen
    standing: Standing
    reference: str | None


def order(*, city: str, id: UUID) -> Order | None:
    """One order."""
    row = models.Order.objects.filter(city=city, id=id).first()
    return _order(row) if row else None


def of_claim(*, city: str, claim_id: UUID) -> Order | None:
    """The order that a granted claim became."""
    row = models.Order.objects.filter(city=city, claim_id=claim_id).first()
    return _order(row) if row else None


def orders(*, city: str, ids: Sequence[UUID]) -> list[Order]:
    """These orders, in no order; unknown ids are missing."""
    return [_order(row) for row in models.Order.objects.filter(city=city, id__in=ids)]


def of_person(*, city: str, person: PersonTag) -> list[Order]:
    """A person's orders, newest first."""
    return [_order(row) for row in models.Order.objects.filter(city=city, person=person).order_by("-placed_at", "id")]


def latest(*, city: str) -> Order | None:
    """The order that was placed last."""
    row = models.Order.objects.filter(city=city).order_by("-placed_at", "-id").first()
    return _order(row) if row else None


def holders(*, city: str) -> set[PersonTag]:
    """Everybody who has, or had, an order."""
    tags = models.Order.objects.filter(city=city).values_list("person", flat=True).distinct()
    return {PersonTag(bytes(tag)) for tag in tags}


def using(*, city: str, persons: Sequence[PersonTag], since: datetime) -> set[PersonTag]:
    """Those of these persons with an order that was placed since then or that is not at its end."""
    theirs = models.Order.objects.filter(city=city, person__in=persons)
    recent = theirs.filter(Q(placed_at__gte=since) | ~Q(state__in=ORDER.final()))
    return {PersonTag(bytes(tag)) for tag in recent.values_list("person", flat=True)}


def waiting(*, city: str, outlet_id: UUID, state: OrderState, limit: int | None = None) -> list[Order]:
    """Orders of an outlet in a state, first placed first."""
    rows = models.Order.objects.filter(city=city, outlet_id=outlet_id, state=state).order_by("placed_at", "id")
    return [_order(row) for row in rows[:limit]]


def counts(*, city: str, release_id: UUID | None = None, outlet_id: UUID | None = None) -> dict[OrderState, int]:
    """How many orders are in each state, of a release, of an outlet, or of the whole city."""
    rows = models.Order.objects.filter(city=city)
    if release_id:
        rows = rows.filter(release_id=release_id)
    if outlet_id:
        rows = rows.filter(outlet_id=outlet_id)
    return {OrderState(row["state"]): row["many"] for row in rows.values("state").annotate(many=Count("id"))}


def payments(*, city: str, order_ids: Sequence[UUID]) -> list[Payment]:
    """All payments asked for these orders, oldest first."""
    rows = models.Payment.objects.filter(city=city, order_id__in=order_ids).order_by("asked_at", "id")
    return [Payment(row.id, row.order_id, Fen(row.amount_fen), Standing(row.state), row.reference) for row in rows]


@dataclass(frozen=True, slots=True)
class Compared:
    """A day's payments on both sides, in fen, and where they disagree."""

    ours_fen: int
    theirs_fen: int
    found: Sequence[Found]


def differences(*, city: str, day: date) -> list[Found]:
    """Where our payments and the service's own list of a day disagree. Refused: UNAVAILABLE."""
    return list(compared(city=city, day=day).found)


def compared(*, city: str, day: date) -> Compared:
    """Our payments beside the service's own list of a day. Refused: UNAVAILABLE.

    A payment asked for just before midnight may stand in the next day's list: until that exists, it counts as missing.
    """
    gateway: PaymentGateway = socket("payment")
    today, tomorrow = ({one.payment_id: one.amount_fen for one in gateway.received(city=city, day=each)}
                       for each in (day, day + timedelta(days=1)))  # fmt: skip
    begins = datetime.combine(day, time(), SERVICE_ZONE)
    asked = models.Payment.objects.filter(city=city, adapter=gateway.name, asked_at__gte=begins)
    of_day = asked.filter(asked_at__lt=begins + timedelta(days=1))
    listed = models.Payment.objects.filter(city=city, adapter=gateway.name, id__in=list(today))
    ours = {row.id: Ours(row.amount_fen, row.state in MONEY_CAME) for row in [*of_day, *listed]}
    theirs = today | {id: fen for id, fen in tomorrow.items() if id in ours}
    taken = sum(each.amount_fen for each in ours.values() if each.paid)
    return Compared(taken, sum(theirs.values()), compare(ours, theirs))


def _order(row: models.Order) -> Order:
    return Order(
        id=row.id,
        claim_id=row.claim_id,
        campaign_id=row.campaign_id,
        release_id=row.release_id,
        person=PersonTag(bytes(row.person)),
        units=Units(row.units),
        price_fen=Fen(row.price_fen),
        fee_fen=Fen(row.fee_fen),
        payment=row.payment,
        way=Way(row.way),
        district=row.district,
        outlet_id=row.outlet_id,
        state=OrderState(row.state),
        placed_at=row.placed_at,
        pay_by=row.pay_by,
        promised_by=row.promised_by,
    )
