"""A party's statement as people read it: on a page, as a workbook, as a paper to sign."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from evenhand.apps.cities import queries as cities
from evenhand.apps.fulfilment import queries as fulfilment
from evenhand.apps.settlement import queries as settlement
from evenhand.apps.settlement.queries import Line, LotUse, Period
from evenhand.core.ledger import Account, Party
from evenhand.core.lifecycle import PeriodState
from evenhand.web import words
from evenhand.web.kit import papers, sheets
from evenhand.web.kit.sheets import Sheet
from evenhand.web.kit.tables import Column
from evenhand.web.kit.visits import Visit
from evenhand.web.words import Words

PARTIES: dict[Party, Words] = {
    Party.CITY: _("City"),
    Party.PLATFORM: _("Platform"),
    Party.MERCHANT: _("Merchant"),
    Party.CARRIER: _("Carrier"),
    Party.SERVICE: _("Payment service"),
}
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
    Account.CITY_PAYMENT: _("City, fees of payment"),
    Account.PLATFORM_PAYMENT: _("Platform, fees of payment"),
    Account.MERCHANT_PAYMENT: _("Merchants, fees of payment"),
    Account.MERCHANT_GOODS: _("To merchants, for goods"),
    Account.CARRIER_DELIVERY: _("To carriers, for delivery"),
    Account.SERVICE_PAYMENT: _("To the payment service, fees"),
    Account.INCOME_FEE: _("To the platform, fees"),
    Account.INCOME_COMMISSION: _("To the platform, commission"),
    Account.RESIDENT_REFUND: _("To residents, given back"),
    Account.CITY_REFUND: _("City, given back"),
    Account.PLATFORM_REFUND: _("Platform, given back"),
    Account.MERCHANT_REFUND: _("Merchants, given back"),
}
SUMS: tuple[Column[tuple[Account, int]], ...] = (
    Column("account", _("Account"), lambda line: str(ACCOUNTS[line[0]])),
    Column("owed", _("Owed by it"), lambda line: max(line[1], 0), "money"),
    Column("owing", _("Owed to it"), lambda line: max(-line[1], 0), "money"),
)
LOTS: tuple[Column[LotUse], ...] = (
    Column("lot", _("Lot"), lambda lot: lot.code),
    Column("source", _("Maker or sender"), lambda lot: lot.source),
    Column("disinfected", _("Disinfected"), lambda lot: lot.disinfected_at),
    Column("orders", _("Orders"), lambda lot: lot.orders, "number"),
    Column("units", _("Units"), lambda lot: lot.units, "number"),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """A statement with the names that belong to it, and who may do what with it now."""

    period: Period
    party: str
    state: str
    drawn_by: str
    approved_by: str

    @property
    def owes(self) -> int:
        return max(self.period.balance, 0)

    @property
    def is_owed(self) -> int:
        return max(-self.period.balance, 0)


def shown(city: str, period: Period) -> Shown:
    """A statement, ready to be shown."""
    state = "settled" if period.state is PeriodState.CLOSED else period.state.value
    names = [_name(city, staff) for staff in (period.drawn_by, period.approved_by)]
    return Shown(period, party(city, period), state, *names)


def party(city: str, period: Period) -> str:
    """Whom a statement is for: a merchant by the name of its outlet."""
    outlet = fulfilment.outlet(city=city, id=period.outlet_id) if period.outlet_id else None
    return words.of(outlet.name) if outlet else str(PARTIES[period.party])


def evidence(city: str, period: Period) -> tuple[list[Line], list[LotUse]]:
    """The entries and the lots that a statement rests on."""
    said: dict[str, Any] = {"city": city, "outlet_id": period.outlet_id, "first": period.first, "last": period.last}
    return settlement.lines(party=period.party, **said), settlement.lots(**said)


def file(visit: Visit, period: Period, kind: str) -> HttpResponse:
    """A statement as a file, `xlsx` or `pdf`, with its evidence."""
    lines, lots = evidence(visit.slug, period)
    name = f"statement-{visit.slug}-{period.party}-{period.first}-{period.last}"
    content = _paper(visit, period, lots) if kind == "pdf" else _workbook(period, lines, lots)
    return sheets.attachment(name, content, kind)


def _workbook(period: Period, lines: Sequence[Line], lots: Sequence[LotUse]) -> bytes:
    sums = sorted(period.sums.items())
    entries: tuple[Column[Any], ...] = (
        Column("day", _("Day"), lambda line: line.day),
        Column("order", _("Order"), lambda line: str(line.order_id)),
        Column("cause", _("Cause"), lambda line: line.cause.partition(":")[0]),
        Column("lot", _("Lot"), lambda line: line.lot),
        Column("units", _("Units"), lambda line: line.units, "number"),
        *(
            Column(name, ACCOUNTS[name], _amount(name), "money")
            for name in period.party.accounts
            if name in period.sums
        ),
        Column("total", _("Total"), lambda line: line.total, "money"),
    )
    return sheets.workbook(
        [Sheet(_("Sums"), SUMS, sums), Sheet(_("Orders"), entries, lines), Sheet(_("Lots"), LOTS, lots)]
    )


def _amount(account: Account) -> Any:
    return lambda line: line.amounts.get(account)


def _paper(visit: Visit, period: Period, lots: Sequence[LotUse]) -> bytes:
    context = {
        "city": visit.city,
        "shown": shown(visit.slug, period),
        "sums": [(ACCOUNTS[account], max(fen, 0), max(-fen, 0)) for account, fen in sorted(period.sums.items())],
        "lots": lots,
        "at": visit.at,
    }
    return papers.pdf("papers/statement.html", context)


def _name(city: str, staff: Any) -> str:
    member = cities.staff_member(city=city, staff_id=staff) if staff else None
    return member.name if member else ""
