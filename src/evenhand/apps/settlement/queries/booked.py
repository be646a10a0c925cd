"""What stands in the books: sums, days' statements, and the same sums again from what was handed over and corrected."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Sum

from evenhand.apps.campaigns import queries as campaigns
from evenhand.apps.cities import queries as cities
from evenhand.apps.handover import queries as handover
from evenhand.apps.orders import queries as orders
from evenhand.apps.orders.queries import Order
from evenhand.apps.settlement import models
from evenhand.core import ledger
from evenhand.core.ledger import Account, Line, Rates, Sale
from evenhand.core.policy import ReleasePolicy
from evenhand.core.policy.words import Payer
from evenhand.core.terms import Way


@dataclass(frozen=True, slots=True)
class Statement:
    """What a day made owed, by account, in fen: above zero owed by it, below zero owed to it, together zero."""

    id: UUID
    day: date
    sums: dict[Account, int]
    postings: int
    drawn_at: datetime


def statement(*, city: str, day: date) -> Statement | None:
    """A day's statement, if it was drawn."""
    row = models.Statement.objects.filter(city=city, day=day).first()
    return _statement(row) if row else None


def statements(*, city: str) -> list[Statement]:
    """All statements drawn, newest first."""
    return [_statement(row) for row in models.Statement.objects.filter(city=city).order_by("-day")]


def sums(*, city: str, first: date, last: date, outlet_id: UUID | None = None) -> dict[Account, int]:
    """Postings of these days by account, both included, as they are: whether they add up is for the reader to ask.

    Of an outlet, or of the whole city.
    """
    rows = models.Posting.objects.filter(city=city, day__gte=first, day__lte=last)
    if outlet_id:
        rows = rows.filter(outlet_id=outlet_id)
    totals = rows.values("account").annotate(total=Sum("amount_fen"))
    return {Account(row["account"]): row["total"] for row in totals if row["total"]}


def postings(*, city: str, day: date, last: date | None = None) -> int:
    """How many lines a day, or a stretch of days up to `last`, has so far."""
    return models.Posting.objects.filter(city=city, day__gte=day, day__lte=last or day).count()


def of_order(*, city: str, order_id: UUID) -> list[Line]:
    """The lines of one order, as they were posted."""
    rows = models.Posting.objects.filter(city=city, order_id=order_id).order_by("at", "line")
    return [Line(Account(row.account), row.amount_fen) for row in rows]


def recomputed(*, city: str, first: date, last: date) -> dict[Account, int]:
    """What `sums` must say once all is posted: handovers of these days times their rates, and corrections, anew."""
    zone = ZoneInfo(cities.city(city).timezone)
    since, until = (datetime.combine(day, time(), zone) for day in (first, last + timedelta(days=1)))
    found = handover.between(city=city, since=since, until=until)
    handed_over = orders.orders(city=city, ids=[each.order_id for each in found])
    lines = [*entries(city=city, orders=handed_over).values(), *_corrected(city, first, last)]
    return {account: fen for account, fen in ledger.sums(line for entry in lines for line in entry).items() if fen}


def _corrected(city: str, first: date, last: date) -> list[Sequence[Line]]:
    """The entries that corrections of these days make, from what was agreed on."""
    rows = list(models.Correction.objects.filter(city=city, day__gte=first, day__lte=last))
    reversed_ids = [row.order_id for row in rows if row.kind == "reversal"]
    opposite = entries(city=city, orders=orders.orders(city=city, ids=reversed_ids))
    refunds = [ledger.refund(row.amount_fen, row.payer) for row in rows if row.payer]
    return [*(ledger.reversal(opposite[id]) for id in reversed_ids), *refunds]


def unbalanced(*, city: str) -> list[UUID]:
    """Entries whose lines don't add up to zero: an audit's question, and the answer is none."""
    totals = (
        models.Posting.objects.filter(city=city).values("entry").annotate(total=Sum("amount_fen"), lines=Count("id"))
    )
    return sorted(row["entry"] for row in totals if row["total"])


def entries(*, city: str, orders: Iterable[Order]) -> dict[UUID, Sequence[Line]]:
    """The lines that each handed-over order makes, by order, under the rates of its release."""
    orders = list(orders)
    policies = {id: campaigns.release(city=city, id=id).policy for id in {order.release_id for order in orders}}
    return {order.id: ledger.entry(_sale(order), rates(policies[order.release_id], order.way)) for order in orders}


def rates(policy: ReleasePolicy, way: Way = Way.HOME) -> Rates:
    """What a campaign's policy says of costs. What is collected costs nobody a delivery."""
    return Rates(
        goods_fen=policy.subsidy.goods_fen,
        delivery_fen=policy.delivery.cost_fen if way is Way.HOME else 0,
        delivery_bp=policy.subsidy.delivery_bp.shares(),
        commission_bp=policy.commission.rate_bp,
        commission_payer=_payer(policy.commission.payer),
        payment_bp=policy.payment_fee.rate_bp,
        payment_payer=_payer(policy.payment_fee.payer),
        fee_fen=policy.delivery.fee_fen,
    )


def _payer(payer: Payer) -> str | None:
    return None if payer is Payer.NONE else payer


def _sale(order: Order) -> Sale:
    return Sale(
        order.units,
        order.price_fen,
        order.fee_fen,
        prepaid=order.payment == "prepaid",
        by_city=order.payment == orders.CITY_ACCOUNT,
    )


def _statement(row: models.Statement) -> Statement:
    by_account = {Account(name): total for name, total in row.sums.items()}
    return Statement(row.id, row.day, by_account, row.postings, row.drawn_at)
