"""Pick-up slots of an outlet: the stretches of a day in which people may collect."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta, tzinfo

from evenhand.core.policy.city import Slots
from evenhand.core.terms import Window


def of_day(slots: Slots, day: date, zone: tzinfo) -> Iterator[Window]:
    """The slots of a day; what is left of the day and too short for a slot is none."""
    starts = datetime.combine(day, slots.opens, zone)
    closes = datetime.combine(day, slots.closes, zone)
    while starts + slots.every <= closes:
        yield Window(starts, starts + slots.every)
        starts += slots.every


def days(first: datetime, last: datetime, zone: tzinfo) -> Iterator[date]:
    """The city's days from one moment to another, both included."""
    day = first.astimezone(zone).date()
    while day <= last.astimezone(zone).date():
        yield day
        day += timedelta(days=1)
