"""What a scanner reads from a carton: a GS1 element string, as scanners send it or as it is printed in brackets.

Only what a lot needs is read: article (01), lot (10), made on (11), best before (15), use by (17), units (30, 37).
Source: GS1 General Specifications, application identifiers and the century rule for two-digit years.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

SEPARATOR = "\x1d"
"""FNC1 between elements of variable length; scanners send the ASCII group separator."""
FIXED = {"00": 18, "01": 14, "02": 14, "11": 6, "13": 6, "15": 6, "17": 6, "20": 2}
READ = {"01", "02", "10", "11", "13", "15", "17", "20", "21", "30", "37", "00"}
BRACKETED = re.compile(r"\((\d{2,4})\)([^(]*)")
CENTURY = 51
"""A year this much or more ahead lies in the century before, and half a century behind in the next."""


@dataclass(frozen=True, slots=True)
class Carton:
    """What a carton says of itself; None where it does not."""

    article: str | None
    lot: str | None
    made_on: date | None
    best_before: date | None
    units: int | None


def read(text: str, *, today: date) -> Carton | None:
    """What the text says. None: it is no element string, or one of its parts is not what it claims to be."""
    try:
        parts = dict(_parts(text.strip()))
        return _carton(parts, today) if parts else None
    except ValueError:
        return None


def _carton(parts: Mapping[str, str], today: date) -> Carton:
    units = parts.get("37") or parts.get("30")
    ends = parts.get("17") or parts.get("15")
    article = parts.get("01") or parts.get("02")
    if article is not None and not _checks(article):
        raise ValueError(article)
    return Carton(
        article=article,
        lot=parts.get("10"),
        made_on=_day(parts["11"], today) if "11" in parts else None,
        best_before=_day(ends, today) if ends else None,
        units=_count(units) if units else None,
    )


def _parts(text: str) -> Iterator[tuple[str, str]]:
    if text.startswith("("):
        if BRACKETED.sub("", text) or not all(value.strip() for _, value in BRACKETED.findall(text)):
            raise ValueError(text)
        yield from ((name, value.strip()) for name, value in BRACKETED.findall(text))
        return
    rest = re.sub(r"^\](?:C1|d2|Q3|e0)", "", text).lstrip(SEPARATOR)
    while rest:
        name, rest = rest[:2], rest[2:]
        if name not in READ:
            raise ValueError(name)
        end = FIXED.get(name, rest.find(SEPARATOR) if SEPARATOR in rest else len(rest))
        value, rest = rest[:end], rest[end:].removeprefix(SEPARATOR)
        if not value or (name in FIXED and len(value) != FIXED[name]):
            raise ValueError(name)
        yield name, value


def _day(digits: str, today: date) -> date:
    """Six digits, the day 00 being the last of its month."""
    number = _count(digits)
    year, month, day = number // 10_000, number // 100 % 100, number % 100
    ahead = year - today.year % 100
    century = today.year - today.year % 100 + (-100 if ahead >= CENTURY else 100 if ahead < 1 - CENTURY else 0)
    if day:
        return date(century + year, month, day)
    following = date(century + year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


def _count(digits: str) -> int:
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 8):
        raise ValueError(digits)
    return int(digits)


def _checks(article: str) -> bool:
    """Whether the last digit of a GTIN fits the others: weights 3 and 1 from the right."""
    if not (article.isascii() and article.isdecimal()):
        return False
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(reversed(article)))
    return total % 10 == 0
