"""`evenhand statement`: what stands in a city's books for some days, account by account, for people or programs."""

import json
from datetime import date, datetime

from evenhand.apps.cities import queries as cities
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.settlement import queries as settlement
from evenhand.config.errors import Misconfigured
from evenhand.core.ledger import Account

FEN_PER_YUAN = 100


def state(city: str, *, first: datetime, last: datetime, as_json: bool) -> str:
    """The sums of these days, both included. Refused: NOT_FOUND (city). Misconfigured: the days run backward."""
    cities.city(city)
    days = first.date(), last.date()
    if days[1] < days[0]:
        raise Misconfigured(f"--to {days[1]} is before --from {days[0]}")
    with city_transaction(city):
        sums = settlement.sums(city=city, first=days[0], last=days[1])
        lines = settlement.postings(city=city, day=days[0], last=days[1])
    return _json(city, days, sums, lines) if as_json else _words(city, days, sums, lines)


def _json(city: str, days: tuple[date, date], sums: dict[Account, int], lines: int) -> str:
    said = {
        "city": city,
        "from": days[0].isoformat(),
        "to": days[1].isoformat(),
        "postings": lines,
        "accounts": {account.value: sums[account] for account in Account if account in sums},
        "sum": sum(sums.values()),
    }
    return json.dumps(said, separators=(",", ":"))


def _words(city: str, days: tuple[date, date], sums: dict[Account, int], lines: int) -> str:
    amounts = [f"  {account.value:<24}{_yuan(sums[account]):>16}" for account in Account if account in sums]
    head = f"{city}, {days[0]} to {days[1]}: {lines:,} lines; above zero owed by the account, below zero owed to it"
    return "\n".join([head, *amounts, f"  {'sum':<24}{_yuan(sum(sums.values())):>16}"])


def _yuan(fen: int) -> str:
    yuan, rest = divmod(abs(fen), FEN_PER_YUAN)
    return f"{'-' if fen < 0 else ''}{yuan:,}.{rest:02d}"
