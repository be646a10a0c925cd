"""The books: what one handed-over order makes whom owe, and that it all adds up.

Money is integer fen. A line above zero is owed by its account, a line below zero is owed to it; the lines of an entry
add up to zero. Six rules, each a transfer from one account to another:

goods      resident (or the city's account) pays the price to the merchant
subsidy    the city pays `goods_fen` a unit                to the merchant
fee        the same pays the order's fee                   to the platform
delivery   payers share `delivery_fen` by basis points     to the carrier
commission its payer pays a rate of the goods' value       to the platform  (value = price + subsidy; fen rounded down)
payment    its payer pays a rate of what was prepaid      to the payment service  (fen rounded down)

What was posted stays. A `reversal` takes an entry back by its opposite; a `refund` gives a resident money that somebody
else bears.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

FULL_BP = 10_000
"""Basis points in a whole."""


class Account(StrEnum):
    """The chart of accounts: a party and what for."""

    RESIDENT_PREPAID = "resident.prepaid"
    RESIDENT_ON_HANDOVER = "resident.on_handover"
    CITY_ACCOUNT = "city.account"
    CITY_GOODS = "city.goods"
    CITY_DELIVERY = "city.delivery"
    CITY_COMMISSION = "city.commission"
    PLATFORM_DELIVERY = "platform.delivery"
    PLATFORM_COMMISSION = "platform.commission"
    MERCHANT_DELIVERY = "merchant.delivery"
    MERCHANT_COMMISSION = "merchant.commission"
    CITY_PAYMENT = "city.payment"
    PLATFORM_PAYMENT = "platform.payment"
    MERCHANT_PAYMENT = "merchant.payment"
    MERCHANT_GOODS = "merchant.goods"
    CARRIER_DELIVERY = "carrier.delivery"
    SERVICE_PAYMENT = "service.payment"
    INCOME_FEE = "income.fee"
    INCOME_COMMISSION = "income.commission"
    RESIDENT_REFUND = "resident.refund"
    CITY_REFUND = "city.refund"
    PLATFORM_REFUND = "platform.refund"
    MERCHANT_REFUND = "merchant.refund"


class Party(StrEnum):
    """Whom a statement is for. The platform's income is the platform's."""

    CITY = "city"
    PLATFORM = "platform"
    MERCHANT = "merchant"
    CARRIER = "carrier"
    SERVICE = "service"
    """The payment service."""

    @property
    def accounts(self) -> tuple[Account, ...]:
        """Its lines of the chart."""
        owners = (self, "income") if self is Party.PLATFORM else (self,)
        return tuple(account for account in Account if account.split(".")[0] in owners)


@dataclass(frozen=True, slots=True)
class Line:
    """One account's part of an entry."""

    account: Account
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Sale:
    """A handed-over order: `price_fen` and `fee_fen` are for the whole order, as the resident was shown them."""

    units: int
    price_fen: int
    fee_fen: int
    prepaid: bool
    by_city: bool = False
    """The city's own account pays what the resident would."""

    @property
    def payer(self) -> Account:
        """Who owes price and fee."""
        if self.by_city:
            return Account.CITY_ACCOUNT
        return Account.RESIDENT_PREPAID if self.prepaid else Account.RESIDENT_ON_HANDOVER


@dataclass(frozen=True, slots=True)
class Rates:
    """What a policy says of costs. Payers: `city`, `platform`, `merchant`; their order matters to `split`."""

    goods_fen: int = 0
    delivery_fen: int = 0
    delivery_bp: Mapping[str, int] | None = None
    commission_bp: int = 0
    commission_payer: str | None = None
    payment_bp: int = 0
    payment_payer: str | None = None
    fee_fen: int = 0
    """What a resident pays for delivery, an order: part of what is prepaid."""


class Unbalanced(Exception):
    """Lines that don't add up to zero: a fault of the program, never an answer to a person."""


def entry(sale: Sale, rates: Rates) -> tuple[Line, ...]:
    """The lines of a handed-over order, in the chart's order; none where nothing is owed."""
    balance: Counter[Account] = Counter()
    for owing, owed, amount in _transfers(sale, rates):
        balance[owing] += amount
        balance[owed] -= amount
    return tuple(Line(account, balance[account]) for account in Account if balance[account])


def _transfers(sale: Sale, rates: Rates) -> Iterator[tuple[Account, Account, int]]:
    subsidy = sale.units * rates.goods_fen
    yield sale.payer, Account.MERCHANT_GOODS, sale.price_fen
    yield Account.CITY_GOODS, Account.MERCHANT_GOODS, subsidy
    yield sale.payer, Account.INCOME_FEE, sale.fee_fen
    for payer, share in split(rates.delivery_fen, rates.delivery_bp or {"platform": FULL_BP}).items():
        yield Account(f"{payer}.delivery"), Account.CARRIER_DELIVERY, share
    if rates.commission_payer:
        commission = (sale.price_fen + subsidy) * rates.commission_bp // FULL_BP
        yield Account(f"{rates.commission_payer}.commission"), Account.INCOME_COMMISSION, commission
    if rates.payment_payer and sale.payer is Account.RESIDENT_PREPAID:
        kept = (sale.price_fen + sale.fee_fen) * rates.payment_bp // FULL_BP
        yield Account(f"{rates.payment_payer}.payment"), Account.SERVICE_PAYMENT, kept


def reversal(lines: Iterable[Line]) -> tuple[Line, ...]:
    """The opposite of an entry: together they are nothing, account by account."""
    return tuple(Line(line.account, -line.amount_fen) for line in lines)


def refund(amount_fen: int, payer: str) -> tuple[Line, ...]:
    """Money given back to a resident, borne by `city`, `platform` or `merchant`. ValueError: nothing to give."""
    if amount_fen <= 0:
        raise ValueError(f"a refund of {amount_fen} fen")
    return Line(Account.RESIDENT_REFUND, -amount_fen), Line(Account(f"{payer}.refund"), amount_fen)


def borne_by_city(units: int, orders: int, price_fen: int, rates: Rates, *, instead_fen: int = 0) -> int:
    """The most that so many units in so many orders may cost the city; `price_fen` is a unit's.

    `instead_fen`: what the city pays of each order instead of its resident.
    """
    delivery = split(rates.delivery_fen, rates.delivery_bp or {"platform": FULL_BP}).get(Party.CITY, 0)
    value = units * (price_fen + rates.goods_fen)
    commission = value * rates.commission_bp // FULL_BP if rates.commission_payer == Party.CITY else 0
    prepaid = units * price_fen + orders * rates.fee_fen
    kept = prepaid * rates.payment_bp // FULL_BP if rates.payment_payer == Party.CITY else 0
    return units * rates.goods_fen + orders * (delivery + instead_fen) + commission + kept


def affordable(left_fen: int, *, quota: int, smallest: int, price_fen: int, rates: Rates, instead_fen: int = 0) -> int:
    """How many units of a quota a budget bears, in claims of `smallest`, the dearest way to share them out."""

    def cost(claims: int) -> int:
        return borne_by_city(claims * smallest, claims, price_fen, rates, instead_fen=instead_fen)

    low, high = 0, quota // smallest
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if cost(middle) <= left_fen else (low, middle - 1)
    return low * smallest


def split(amount_fen: int, shares_bp: Mapping[str, int]) -> dict[str, int]:
    """The amount shared out by basis points, each rounded down, the remainder to the last. ValueError: not a whole."""
    if sum(shares_bp.values()) != FULL_BP:
        raise ValueError(f"shares add up to {sum(shares_bp.values())} basis points, not {FULL_BP}")
    parts = {payer: amount_fen * bp // FULL_BP for payer, bp in shares_bp.items()}
    *_, last = shares_bp
    parts[last] += amount_fen - sum(parts.values())
    return parts


def sums(lines: Iterable[Line]) -> dict[Account, int]:
    """The balance of each account named. Unbalanced: together they aren't zero."""
    balance: Counter[Account] = Counter()
    for line in lines:
        balance[line.account] += line.amount_fen
    if sum(balance.values()):
        raise Unbalanced(f"{sum(balance.values())} fen too many in {dict(balance)}")
    return dict(balance)
