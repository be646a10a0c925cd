"""A month of releases: those that are scheduled, and the hours that a campaign's policy promises and nobody set yet."""

import re
from calendar import Calendar
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.utils import timezone

from evenhand.apps.campaigns.queries import Campaign, Release
from evenhand.core.policy import release_window
from evenhand.web import words
from evenhand.web.kit.visits import Visit
from evenhand.web.words import Words

MONTH = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")


@dataclass(frozen=True, slots=True)
class Entry:
    """What a day holds: goods and hour, units if it is scheduled, else the address of the form that schedules it."""

    goods: Words
    opens: str
    units: int | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the sheet."""

    on: date
    inside: bool
    today: bool
    entries: Sequence[Entry]


@dataclass(frozen=True, slots=True)
class Month:
    """The sheet: its weeks, and the months before and after as they stand in an address."""

    first: date
    weeks: Sequence[Sequence[Day]]
    before: str
    after: str
    weekdays: Sequence[Words] = words.WEEKDAYS


def month(visit: Visit, campaigns: Sequence[Campaign], releases: Sequence[Release]) -> Month:
    """The month that the address asks for, else the one that runs."""
    today = timezone.localtime(visit.at).date()
    asked = MONTH.fullmatch(visit.request.GET.get("month", ""))
    first = date(int(asked[1]), int(asked[2]), 1) if asked else today.replace(day=1)
    weeks = [
        [Day(on, on.month == first.month, on == today, _entries(visit, on, campaigns, releases)) for on in week]
        for week in Calendar().monthdatescalendar(first.year, first.month)
    ]
    return Month(first, weeks, _name(first - timedelta(days=1)), _name(first + timedelta(days=31)))


def _name(on: date) -> str:
    return f"{on:%Y-%m}"


def _entries(visit: Visit, on: date, campaigns: Iterable[Campaign], releases: Iterable[Release]) -> list[Entry]:
    there = [each for each in releases if timezone.localtime(each.terms.window.opens).date() == on]
    set_for = {each.campaign_id for each in there}
    entries = [
        Entry(words.of(each.policy.good.name), words.clock(each.terms.window.opens), each.terms.quota) for each in there
    ]
    return [*entries, *_promised(visit, on, [each for each in campaigns if each.id not in set_for])]


def _promised(visit: Visit, on: date, campaigns: Iterable[Campaign]) -> Iterator[Entry]:
    """Hours that lie ahead and that the policy promises."""
    for each in campaigns:
        window = release_window(each.policy, on, ZoneInfo(visit.city.timezone))
        if window and window.opens > visit.at:
            asked = {
                "campaign": str(each.id),
                "day": on.isoformat(),
                "opens": words.clock(window.opens),
                "closes": words.clock(window.closes),
                "quota": (each.policy.on(on) or each.policy).quota,
            }
            yield Entry(words.of(each.policy.good.name), words.clock(window.opens), None, f"?{urlencode(asked)}#set")
