"""Post what was handed over, draw a day's statement."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from evenhand.apps.cities import queries as cities
from evenhand.apps.handover import queries as handover
from evenhand.apps.journal import services as journal
from evenhand.apps.journal.ids import new_id
from evenhand.apps.orders import queries as orders_read
from evenhand.apps.orders.queries import Order
from evenhand.apps.settlement import models, queries
from evenhand.apps.settlement.queries import Statement
from evenhand.core import events, ledger
from evenhand.core.errors import Reason, Refused
from evenhand.core.ledger import Line

HANDED_OVER = "handed_over"
"""The cause of an entry. A later correction has a cause of its own."""


def post_handovers(*, city: str, at: datetime, order_ids: Sequence[UUID]) -> int:
    """Post an entry for each of these orders that was handed over and has none. Returns how many entries it was.

    An entry belongs to the day of the handover in the city's time zone, or, once that is closed, to the next open one.
    """
    known = models.Posting.objects.filter(city=city, order_id__in=order_ids, cause=HANDED_OVER)
    posted = set(known.values_list("order_id", flat=True))
    handed_over = [each for each in handover.of_orders(city=city, order_ids=order_ids) if each.order_id not in posted]
    zone = ZoneInfo(cities.city(city).timezone)
    days = {each.order_id: each.at.astimezone(zone).date() for each in handed_over}
    open_days = {day: open_day(city, day) for day in sorted(set(days.values()))}
    orders = {order.id: order for order in orders_read.orders(city=city, ids=list(days))}
    entries = queries.entries(city=city, orders=orders.values())
    models.Posting.objects.bulk_create(
        posting
        for id, lines in entries.items()
        for posting in postings(city, at, orders[id], open_days[days[id]], lines, HANDED_OVER)
    )
    return len(entries)


def draw_statement(*, city: str, at: datetime, day: date) -> Statement:
    """Close a day and say what it made owed; a repeat finds the statement that was drawn.

    Refused(NOT_YET): the day has not begun. ledger.Unbalanced: the postings don't add up, so nothing is drawn.
    """
    if day > at.astimezone(ZoneInfo(cities.city(city).timezone)).date():
        raise Refused(Reason.NOT_YET, "day", day=day.isoformat())
    drawn = None if _lock(city, day) else queries.statement(city=city, day=day)
    return drawn or _draw(city, at, day)


def _draw(city: str, at: datetime, day: date) -> Statement:
    found = queries.sums(city=city, first=day, last=day)
    sums = ledger.sums(Line(account, total) for account, total in found.items())
    row = models.Statement.objects.create(
        city=city, id=new_id(), day=day, sums=sums, postings=queries.postings(city=city, day=day), drawn_at=at
    )
    models.Day.objects.filter(city=city, day=day).update(closed_at=at)
    journal.record(city=city, at=at, events=[events.StatementDrawn(row.id, day.isoformat())])
    return Statement(row.id, day, sums, row.postings, at)


def open_day(city: str, day: date) -> date:
    """The first day from this one on that is still open, and stays open until the transaction ends."""
    while not _lock(city, day):
        day += timedelta(days=1)
    return day


def _lock(city: str, day: date) -> bool:
    """Hold a day of the books. Returns whether it is open."""
    models.Day.objects.bulk_create([models.Day(city=city, day=day)], ignore_conflicts=True)
    return models.Day.objects.select_for_update().get(city=city, day=day).closed_at is None


def postings(
    city: str, at: datetime, order: Order, day: date, lines: Sequence[Line], cause: str
) -> list[models.Posting]:
    """An entry's rows, each with an id that follows from order and cause: written twice, it is refused."""
    entry = uuid5(order.id, cause)
    return [
        models.Posting(
            city=city,
            id=uuid5(entry, str(number)),
            entry=entry,
            line=number,
            account=line.account,
            amount_fen=line.amount_fen,
            order_id=order.id,
            outlet_id=order.outlet_id,
            cause=cause,
            day=day,
            at=at,
        )
        for number, line in enumerate(lines, 1)
    ]
