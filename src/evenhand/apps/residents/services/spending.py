"""What codes a city may still send today: each network and block by its own record, all by the city's purse."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Count, F, Q

from evenhand.apps.cities import queries as cities
from evenhand.apps.residents import indexes, models
from evenhand.core import pumping
from evenhand.core.errors import Reason, Refused
from evenhand.core.pumping import DAY, HOUR, CodeFigures, Record


def spend(*, city: str, at: datetime, network: str, phone: str) -> None:
    """Take one code out of the day's purse, for a code that is written in the same transaction.

    Refused: CODES_PAUSED. What is refused here is refused to whoever asks, known in the city or not.
    """
    asked_from = _record(city, at, "network_index", network)
    pumping.require_quiet(asked_from, _record(city, at, "block_index", pumping.block(phone)))
    day, budget = _day(city, at), settings.EVENHAND_CODES_A_DAY
    models.Purse.objects.bulk_create([models.Purse(city=city, day=day)], ignore_conflicts=True)
    if _take(city, day, "open_sent", pumping.open_part(budget)):
        return
    if (asked_from.trusted or not network) and _take(city, day, "kept_sent", budget - pumping.open_part(budget)):
        return
    raise Refused(Reason.CODES_PAUSED, "phone")


def code_figures(*, city: str, at: datetime) -> CodeFigures:
    """Codes of the last day, and how many were said."""
    told = models.Code.objects.filter(city=city, sent_at__gt=at - DAY).aggregate(
        sent=Count("id"), said=Count("id", filter=Q(confirmed_at__isnull=False))
    )
    return CodeFigures(told["sent"], told["said"], settings.EVENHAND_CODES_A_DAY)


def _take(city: str, day: date, part: str, most: int) -> bool:
    return bool(models.Purse.objects.filter(city=city, day=day, **{f"{part}__lt": most}).update(**{part: F(part) + 1}))


def _record(city: str, at: datetime, column: str, name: str) -> Record:
    """What became of the codes of a network or block. Of a network that nobody knows, nothing is held against it."""
    if not name:
        return Record(0, 0)
    mine = models.Code.objects.filter(city=city, sent_at__gt=at - DAY, **{column: indexes.origin(city, name)})
    told = mine.aggregate(
        outstanding=Count("id", filter=Q(confirmed_at=None, sent_at__gt=at - HOUR)),
        said=Count("id", filter=Q(confirmed_at__isnull=False)),
    )
    return Record(told["outstanding"], told["said"])


def _day(city: str, at: datetime) -> date:
    return at.astimezone(ZoneInfo(cities.city(city).timezone)).date()
