"""The books of a day: what was handed over made owed by whom, and the statement that closes the day."""

from datetime import date

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evenhand.apps.settlement import queries as settlement_read
from evenhand.apps.settlement import services as settlement
from evenhand.core.errors import Reason, Refused
from evenhand.core.ledger import Account
from evenhand.core.terms import Role
from evenhand.web import words
from evenhand.web.kit import doors, files, tables
from evenhand.web.kit.tables import Column
from evenhand.web.kit.visits import Visit
from evenhand.web.words import Words

ACCOUNTS: dict[Account, Words] = {
    Account.RESIDENT_PREPAID: _("Residents, paid before"),
    Account.RESIDENT_ON_HANDOVER: _("Residents, paid at the door"),
    Account.CITY_ACCOUNT: _("City, price and fee instead of residents"),
    Account.CITY_GOODS: _("City, subsidy of goods"),
    Account.CITY_DELIVERY: _("City, part of delivery"),
    Account.CITY_COMMISSION: _("City, commission"),
    Account.PLATFORM_DELIVERY: _("Platform, part of delivery"),
    Account.PLATFORM_COMMISSION: _("Platform, commission"),
    Account.MERCHANT_DELIVERY: _("Merchants, part of delivery"),
    Account.MERCHANT_COMMISSION: _("Merchants, commission"),
    Account.MERCHANT_GOODS: _("To merchants, for goods"),
    Account.CARRIER_DELIVERY: _("To carriers, for delivery"),
    Account.INCOME_FEE: _("To the platform, fees"),
    Account.INCOME_COMMISSION: _("To the platform, commission"),
    Account.RESIDENT_REFUND: _("To residents, given back"),
    Account.CITY_REFUND: _("City, given back"),
    Account.PLATFORM_REFUND: _("Platform, given back"),
    Account.MERCHANT_REFUND: _("Merchants, given back"),
}
COLUMNS: tuple[Column[tuple[Account, int]], ...] = (
    Column("account", _("Account"), lambda line: str(ACCOUNTS[line[0]])),
    Column("owed", _("Owed by it"), lambda line: max(line[1], 0), "money"),
    Column("owing", _("Owed to it"), lambda line: max(-line[1], 0), "money"),
)


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
        return files.csv_of(f"books-{day}", COLUMNS, lines, visit.request.GET)
    return visit.render(
        "cityhall/books.html",
        day=day,
        table=tables.build(COLUMNS, lines, visit.request.GET),
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
