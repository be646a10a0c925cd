"""What a statement rests on: each order with its lot, each lot with its maker and its disinfection."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from evenhand.apps.fulfilment import queries as fulfilment
from evenhand.apps.orders import queries as orders
from evenhand.apps.settlement import models
from evenhand.core.ledger import Account, Party


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as its party sees it: the order it is of, the lot its goods came from, its amounts by account."""

    day: date
    cause: str
    order_id: UUID
    units: int
    lot: str
    amounts: dict[Account, int]

    @property
    def total(self) -> int:
        return sum(self.amounts.values())


@dataclass(frozen=True, slots=True)
class LotUse:
    """A lot, and how many orders and units of a statement came from it."""

    code: str
    source: str
    disinfect: bool
    disinfected_at: datetime | None
    orders: int
    units: int


def lines(*, city: str, party: Party, outlet_id: UUID | None, first: date, last: date) -> list[Line]:
    """Every entry that has lines of this party, by day and order."""
    rows = _postings(city, party, outlet_id, first, last)
    amounts: defaultdict[tuple[date, str, UUID], dict[Account, int]] = defaultdict(dict)
    for day, cause, order_id, account, fen in rows:
        amounts[day, cause, order_id][Account(account)] = fen
    ids = list({order_id for _, _, order_id in amounts})
    units = {order.id: order.units for order in orders.orders(city=city, ids=ids)}
    lot_of = _lot_codes(city, ids)
    return [
        Line(day, cause, order_id, units.get(order_id, 0), lot_of.get(order_id, ""), by_account)
        for (day, cause, order_id), by_account in amounts.items()
    ]


def lots(*, city: str, outlet_id: UUID | None, first: date, last: date) -> list[LotUse]:
    """The lots whose goods were handed over in these days."""
    rows = models.Posting.objects.filter(city=city, day__gte=first, day__lte=last, cause="handed_over")
    if outlet_id:
        rows = rows.filter(outlet_id=outlet_id)
    ids = list(rows.values_list("order_id", flat=True).distinct())
    found: defaultdict[UUID, list[int]] = defaultdict(list)
    for parcel in fulfilment.parcels_of(city=city, order_ids=ids).values():
        found[parcel.lot_id].append(parcel.units)
    known = fulfilment.lots_by_id(city=city, ids=list(found))
    return sorted(
        (
            LotUse(lot.code, lot.source, lot.disinfect, lot.disinfected_at, len(found[lot.id]), sum(found[lot.id]))
            for lot in known.values()
        ),
        key=lambda use: use.code,
    )


def _postings(
    city: str, party: Party, outlet_id: UUID | None, first: date, last: date
) -> list[tuple[date, str, UUID, str, int]]:
    rows = models.Posting.objects.filter(city=city, day__gte=first, day__lte=last, account__in=party.accounts)
    if outlet_id:
        rows = rows.filter(outlet_id=outlet_id)
    columns = ("day", "cause", "order_id", "account", "amount_fen")
    return list(rows.order_by("day", "order_id", "cause", "line").values_list(*columns))


def _lot_codes(city: str, order_ids: list[UUID]) -> dict[UUID, str]:
    parcels = fulfilment.parcels_of(city=city, order_ids=order_ids)
    codes = fulfilment.lots_by_id(city=city, ids=list({parcel.lot_id for parcel in parcels.values()}))
    return {order_id: codes[parcel.lot_id].code for order_id, parcel in parcels.items()}
