"""What templates may say: icons, states, addresses of files, figures and times."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from hashlib import sha256
from typing import Any

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import QueryDict
from django.template.context import RequestContext
from django.templatetags.static import static
from django.utils.safestring import SafeString

from evenhand.web import states, words
from evenhand.web.kit import pictures

register = template.Library()
register.filter("words", words.of)
register.filter("number", words.number)
register.filter("money", words.money)
register.filter("clock", words.clock)
register.filter("moment", words.moment)
register.filter("duration", words.duration)
register.filter("distance", words.distance)
register.simple_tag(pictures.icon, name="icon")
register.simple_tag(pictures.qr, name="qr")


@register.filter
def day(on: date) -> str:
    """A day with its weekday; of a moment, its day on the city's clock."""
    return words.day(on)


@register.filter
def soon(at: datetime, now: datetime) -> str:
    """A moment as people say it: today and tomorrow by name."""
    return words.soon(at, now)


@register.filter
def epoch_ms(at: datetime) -> int:
    """Milliseconds since 1970, for scripts."""
    return int(at.timestamp() * 1000)


@register.filter
def percent(part: float) -> str:
    """A part of one, in percent, with a decimal where it is small."""
    return f"{100 * part:.1f}%" if part < 0.1 else f"{100 * part:.0f}%"


@register.filter
def celsius(tenths: int) -> str:
    """A temperature kept in tenths of a degree."""
    return f"{tenths / 10:.1f} °C"


@register.filter
def at_zero(count: int) -> list[int]:
    """A list to loop over `count` times."""
    return list(range(count))


@register.simple_tag
def asset(path: str) -> str:
    """The address of one of our files, with its digest: a changed file is fetched at once, others never again."""
    return f"{static(path)}?v={_digest(path)}"


@register.simple_tag(takes_context=True)
def here(context: RequestContext, **changed: str) -> str:
    """This page's own address with some parts of its query changed."""
    query = QueryDict(context["request"].META["QUERY_STRING"], mutable=True)
    for name, value in changed.items():
        query[name] = value
    return f"?{query.urlencode()}"


@register.inclusion_tag("kit/chip.html")
def chip(name: str) -> Mapping[str, Any]:
    """A state's word, icon and color."""
    return {"state": states.state(name)}


@register.simple_tag
def chip_word(name: str) -> words.Words:
    """A state's word alone, for paper."""
    return states.state(name).word


@register.simple_tag
def map_credit() -> Mapping[str, str]:
    """Whose data maps are drawn from, and the number under which the authority reviewed them; "": none is set."""
    return {"source": settings.EVENHAND_MAP_SOURCE, "review": settings.EVENHAND_MAP_REVIEW}


@register.simple_tag
def mark() -> SafeString:
    """The house's own mark: two equal beams."""
    return pictures.MARK


@cache
def _digest(path: str) -> str:
    found = finders.find(path)
    if found is None:
        raise LookupError(f"no such file among the assets: {path}")
    with open(found, "rb") as file:  # noqa: PTH123 - the finder answers with text
        return sha256(file.read()).hexdigest()[:10]
