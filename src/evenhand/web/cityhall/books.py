"""The books of a day: what was handed over made owed by whom, and the statement that closes the day."""

from datetime import date

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext

from evenhand.apps.settlement import queries as settlement_read
from evenhand.apps.settlement import services as settlement
from evenhand.core.errors import Reason, Refused
from evenhand.core.terms import Role
from evenhand.web import words
from evenhand.web.kit import doors, files, periods, tables
from evenhand.web.kit.visits import Visit


@doors.open_to(Role.OFFICIAL, Role.AUDITOR)
def books(visit: Visit) -> HttpResponse:
    """A day's sums by account; they add up to nothing. An official closes the day."""
    day = _day(visit)
    if visit.posted:
        _draw(visit, day)
        return visit.go("cityhall:books")
    sums = settlement_read.sums(city=visit.slug, first=day, last=day)
    lines = sorted(sums.items())
    if visit.request.GET.get("format") == "csv":
        return files.csv_of(f"books-{day}", periods.SUMS, lines, visit.request.GET)
    return visit.render(
        "cityhall/books.html",
        day=day,
        table=tables.build(periods.SUMS, lines, visit.request.GET),
        total=sum(sums.values()),
        turnover=sum(amount for amount in sums.values() if amount > 0),
        postings=settlement_read.postings(city=visit.slug, day=day),
        statement=settlement_read.statement(city=visit.slug, day=day),
        statements=settlement_read.statements(city=visit.slug),
    )


def _draw(visit: Visit, day: date) -> None:
    if visit.me.role is not Role.OFFICIAL:
        raise Refused(Reason.NOT_ALLOWED)
    with visit.attempt():
        settlement.draw_statement(city=visit.slug, at=visit.at, day=day)
        visit.say(gettext("The statement of %(day)s is drawn.") % {"day": words.day(day)})


def _day(visit: Visit) -> date:
    """The day that the address names, else today. Refused: INPUT_INVALID."""
    said = visit.request.POST.get("day") or visit.request.GET.get("day")
    try:
        return date.fromisoformat(said) if said else timezone.localtime(visit.at).date()
    except ValueError:
        raise Refused(Reason.INPUT_INVALID, "day") from None
