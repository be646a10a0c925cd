"""Lots: received, and disinfected where the campaign's policy says so."""

from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from evenhand.apps.campaigns import queries as campaigns
from evenhand.apps.cities import queries as cities
from evenhand.apps.fulfilment import models
from evenhand.apps.fulfilment.services import stock
from evenhand.apps.fulfilment.services.stock import Cause, Move
from evenhand.apps.journal import services as journal
from evenhand.apps.journal.ids import new_id
from evenhand.core import events
from evenhand.core.errors import Reason, Refused
from evenhand.core.policy.supply import Good

LONGEST = 80
"""Characters of a lot's code or source."""
MOST_UNITS = 10_000_000
COLDEST, WARMEST = -400, 80
"""Tenths of a degree in which cold goods are taken in; 8 °C is where the cold chain of medicines ends."""


def receive_lot(
    *,
    city: str,
    at: datetime,
    outlet_id: UUID,
    campaign_id: UUID,
    code: str,
    source: str,
    units: int,
    by: UUID,
    best_before: date | None = None,
    temperature: int | None = None,
) -> UUID:
    """Take goods in. The same code at the same outlet is the same lot, so that a repeat changes nothing.

    `best_before`: the last day on which they may be handed over; else their shelf life counts from now. `temperature`:
    of goods that must stay cold, in tenths of a degree Celsius.

    Refused: INPUT_INVALID (code, source, units, a day that is over, goods that came too warm or were not measured),
    KEY_REUSED (the code stands for other goods), NOT_FOUND (campaign).
    """
    code, source = _text("code", code), _text("source", source)
    if not 0 < units <= MOST_UNITS:
        raise Refused(Reason.INPUT_INVALID, "units", smallest=1, largest=MOST_UNITS)
    policy = campaigns.campaign(city=city, id=campaign_id).policy
    lot = models.Lot(
        city=city,
        id=new_id(),
        outlet_id=outlet_id,
        campaign_id=campaign_id,
        code=code,
        source=source,
        units=units,
        received_at=at,
        received_by=by,
        disinfect=policy.fulfilment.disinfect,
        expires_at=_expiry(city, at, policy.good, best_before),
        temperature=_cold_enough(policy.good, temperature),
    )
    models.Lot.objects.bulk_create([lot], ignore_conflicts=True)
    stored = models.Lot.objects.get(city=city, outlet_id=outlet_id, code=code)
    if stored.id == lot.id:
        _put_up(city, at, lot)
    elif (stored.campaign_id, stored.units) != (campaign_id, units):
        raise Refused(Reason.KEY_REUSED, "code", code=code, units=stored.units)
    return stored.id


def disinfect_lot(*, city: str, at: datetime, outlet_id: UUID, lot_id: UUID, by: UUID) -> None:
    """Record that a lot was disinfected, which puts it on the shelf to pack from; once.

    Refused: NOT_FOUND, WRONG_STATE (its policy does not ask for it).
    """
    lot = models.Lot.objects.filter(city=city, id=lot_id, outlet_id=outlet_id).first()
    if lot is None:
        raise Refused(Reason.NOT_FOUND, "lot")
    if not lot.disinfect:
        raise Refused(Reason.WRONG_STATE, "lot")
    waiting = models.Lot.objects.filter(city=city, id=lot_id, disinfected_at=None)
    if waiting.update(disinfected_at=at, disinfected_by=by):
        journal.record(city=city, at=at, events=[events.LotDisinfected(lot_id)])
        _release(city, at, lot)


def _expiry(city: str, at: datetime, good: Good, best_before: date | None) -> datetime | None:
    """When the last day is over on the city's clock."""
    if best_before is None:
        return at + good.shelf_life if good.shelf_life else None
    zone = ZoneInfo(cities.city(city).timezone)
    over = datetime.combine(best_before + timedelta(days=1), time(), zone)
    if over <= at:
        raise Refused(Reason.INPUT_INVALID, "best_before")
    return over


def _cold_enough(good: Good, temperature: int | None) -> int | None:
    if good.cold and (temperature is None or not COLDEST <= temperature <= WARMEST):
        raise Refused(Reason.INPUT_INVALID, "temperature", smallest=COLDEST / 10, largest=WARMEST / 10)
    return temperature


def _put_up(city: str, at: datetime, lot: models.Lot) -> None:
    stock.put_up(city=city, at=at, lot=lot.id, units=lot.units)
    journal.record(city=city, at=at, events=[events.LotReceived(lot.id, lot.units)])
    if not lot.disinfect:
        _release(city, at, lot)


def _release(city: str, at: datetime, lot: models.Lot) -> None:
    stock.move(city=city, at=at, cause=Cause.RELEASED, moves=[Move(lot.id, lot.units, lot.id)])


def _text(field: str, value: str) -> str:
    value = value.strip()
    if not value or len(value) > LONGEST or not value.isprintable():
        raise Refused(Reason.INPUT_INVALID, field, longest=LONGEST)
    return value
