"""How figures, money and times are written, in the language that is active and on the city's clock."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from evenhand.core.policy.words import Text

type Words = str | Promise
"""Words now, or words that wait for the reader's language."""

FEN_PER_YUAN = 100


def number(value: int) -> str:
    """Digits in groups of three."""
    return f"{value:,}"


def money(fen: int) -> str:
    """An amount of fen in yuan, exact: `¥12.50`; a minus sign stands before the currency."""
    yuan, rest = divmod(abs(fen), FEN_PER_YUAN)
    return f"{'−' if fen < 0 else ''}¥{yuan:,}.{rest:02d}"


def clock(at: datetime) -> str:
    """Hour and minute on the city's clock."""
    return timezone.localtime(at).strftime("%H:%M")


WEEKDAYS = (_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun"))


def day(on: date) -> str:
    """A day with its weekday."""
    date = date_format(on, pgettext("a day, as Django's date format", "j M"))
    return gettext("%(weekday)s %(date)s") % {"weekday": WEEKDAYS[on.weekday()], "date": date}


def moment(at: datetime) -> str:
    """A day and an hour on the city's clock."""
    return f"{day(timezone.localtime(at))} {clock(at)}"


def soon(at: datetime, now: datetime) -> str:
    """A moment as people say it: today and tomorrow by name."""
    days = (timezone.localtime(at).date() - timezone.localtime(now).date()).days
    if days == 0:
        return gettext("today %(hour)s") % {"hour": clock(at)}
    if days == 1:
        return gettext("tomorrow %(hour)s") % {"hour": clock(at)}
    return moment(at)


def duration(span: timedelta) -> str:
    """A length of time in its largest whole unit."""
    minutes = int(span.total_seconds()) // 60
    if minutes and minutes % (24 * 60) == 0:
        days = minutes // (24 * 60)
        return ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    if minutes and minutes % 60 == 0:
        hours = minutes // 60
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours}
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": minutes}


def distance(meters: int) -> str:
    """Meters, or kilometers with one decimal from one kilometer on."""
    return f"{meters} m" if meters < 1000 else f"{meters / 1000:,.1f} km"


def chinese() -> bool:
    """Whether the reader reads Chinese."""
    return (get_language() or "").startswith("zh")


def of(text: Text | Mapping[str, str]) -> str:
    """A city's own text in the reader's language, or in the other where that one is missing."""
    by_language = text.json() if isinstance(text, Text) else text
    first, second = ("zh", "en") if chinese() else ("en", "zh")
    return by_language.get(first) or by_language.get(second, "")
