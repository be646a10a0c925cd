"""Single values of a policy file and how each is spelled: durations "30m", local hours "10:00", places [lon, lat].

`SCALARS` reads: a raw TOML or JSON value in, the value out; ValueError: the rule that the raw value breaks.
`spelled` writes: the one JSON form of a value, which its reader takes back.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, time, timedelta
from decimal import Decimal
from enum import Enum

from evenhand.core.terms import Place

DURATION = re.compile(r"(\d{1,4})([smhd])")
HOUR = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
SECONDS = {"d": 86400, "h": 3600, "m": 60, "s": 1}


def _bool(raw: object) -> bool:
    if not isinstance(raw, bool):
        raise ValueError("must be true or false")
    return raw


def _int(raw: object) -> int:
    if not isinstance(raw, int) or isinstance(raw, bool):
        raise ValueError("must be a whole number")
    return raw


def _decimal(raw: object) -> Decimal:
    """JSON columns come back as floats; their shortest text is the decimal that was written."""
    number = Decimal(str(raw)) if isinstance(raw, int | float | Decimal) and not isinstance(raw, bool) else None
    if number is None or not number.is_finite():
        raise ValueError("must be a number")
    return number


def _str(raw: object) -> str:
    if not isinstance(raw, str):
        raise ValueError("must be text in quotes")
    return raw


def _date(raw: object) -> date:
    try:
        return raw if type(raw) is date else date.fromisoformat(_str(raw))
    except ValueError:
        raise ValueError("must be a date like 2026-12-05") from None


def _time(raw: object) -> time:
    if not isinstance(raw, str) or not (parts := HOUR.fullmatch(raw)):
        raise ValueError('must be a local hour like "10:00"')
    return time(int(parts[1]), int(parts[2]))


def _timedelta(raw: object) -> timedelta:
    if not isinstance(raw, str) or not (parts := DURATION.fullmatch(raw)):
        raise ValueError('must be a duration like "30m", "24h" or "3d"')
    return timedelta(seconds=int(parts[1]) * SECONDS[parts[2]])


def _place(raw: object) -> Place:
    try:
        lon, lat = raw if isinstance(raw, list | tuple) else ()
        return Place(float(_decimal(lon)), float(_decimal(lat)))
    except ValueError:
        raise ValueError("must be [longitude, latitude] in degrees") from None


SCALARS: Mapping[type, Callable[[object], object]] = {
    bool: _bool,
    int: _int,
    Decimal: _decimal,
    str: _str,
    date: _date,
    time: _time,
    timedelta: _timedelta,
    Place: _place,
}


def member(kind: type[Enum], raw: object) -> Enum:
    """The member of an enumeration with this value. ValueError: there is none."""
    try:
        return kind(raw)
    except ValueError:
        raise ValueError(f"must be one of {', '.join(str(each.value) for each in kind)}") from None


def spelled_duration(value: timedelta) -> str:
    """A duration in the largest unit that divides it."""
    seconds = int(value.total_seconds())
    unit = next(unit for unit, length in SECONDS.items() if seconds % length == 0)
    return f"{seconds // SECONDS[unit]}{unit}"


SPELLINGS: Mapping[type, Callable[..., object]] = {
    Decimal: lambda value: int(value) if value == value.to_integral_value() else float(value),
    date: date.isoformat,
    time: lambda value: value.strftime("%H:%M"),
    timedelta: spelled_duration,
    Place: lambda place: [place.lon, place.lat],
}
