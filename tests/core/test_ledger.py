"""The books: every entry adds up to zero, to the fen, and says who bears what."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.core import ledger
from evenhand.core.ledger import Account, Line, Party, Rates, Sale

PAYERS = ("platform", "city", "merchant")
FEN = st.integers(0, 10**9)
PAYERS_OF_PRICE = (Account.RESIDENT_PREPAID, Account.RESIDENT_ON_HANDOVER, Account.CITY_ACCOUNT)


@st.composite
def shares(draw: st.DrawFn) -> Mapping[str, int]:
    payers = draw(st.permutations(PAYERS))[: draw(st.integers(1, 3))]
    cuts = sorted(draw(st.lists(st.integers(0, 10_000), min_size=len(payers) - 1, max_size=len(payers) - 1)))
    edges = [0, *cuts, 10_000]
    return {payer: after - before for payer, before, after in zip(payers, edges, edges[1:], strict=False)}


SALES = st.builds(
    Sale, units=st.integers(1, 1000), price_fen=FEN, fee_fen=FEN, prepaid=st.booleans(), by_city=st.booleans()
)
RATES = st.builds(
    Rates,
    goods_fen=st.integers(0, 10**6),
    delivery_fen=FEN,
    delivery_bp=shares(),
    commission_bp=st.integers(0, 10_000),
    commission_payer=st.none() | st.sampled_from(PAYERS),
)


@pytest.mark.req("trust:I10")
@given(sale=SALES, rates=RATES)
def test_an_entry_adds_up_to_zero_and_names_each_account_once(sale: Sale, rates: Rates) -> None:
    lines = ledger.entry(sale, rates)
    assert sum(line.amount_fen for line in lines) == 0
    assert len({line.account for line in lines}) == len(lines)
    assert all(type(line.amount_fen) is int and line.amount_fen for line in lines)


@given(sale=SALES, rates=RATES)
def test_the_payer_pays_what_was_shown_and_not_a_fen_more(sale: Sale, rates: Rates) -> None:
    amounts = {line.account: line.amount_fen for line in ledger.entry(sale, rates)}
    paid = {each: amounts.get(each, 0) for each in PAYERS_OF_PRICE}
    assert paid == {each: sale.price_fen + sale.fee_fen if each is sale.payer else 0 for each in PAYERS_OF_PRICE}
    assert (sale.payer is Account.CITY_ACCOUNT) == sale.by_city


@given(sale=SALES, rates=RATES)
def test_the_carrier_gets_the_whole_cost_and_the_merchant_price_and_subsidy(sale: Sale, rates: Rates) -> None:
    amounts = {line.account: line.amount_fen for line in ledger.entry(sale, rates)}
    assert amounts.get(Account.CARRIER_DELIVERY, 0) == -rates.delivery_fen
    assert amounts.get(Account.MERCHANT_GOODS, 0) == -(sale.price_fen + sale.units * rates.goods_fen)


@given(amount=FEN, parts=shares())
def test_a_split_is_whole_and_only_the_last_share_may_be_above_its_part(amount: int, parts: Mapping[str, int]) -> None:
    split = ledger.split(amount, parts)
    assert list(split) == list(parts) and sum(split.values()) == amount
    *others, last = ((split[payer], amount * bp) for payer, bp in parts.items())
    assert all(exact - 10_000 < got * 10_000 <= exact for got, exact in others)
    assert 0 <= last[0] * 10_000 - last[1] < 10_000 * len(parts)


def test_half_of_an_odd_cost_goes_up_on_the_last_payer() -> None:
    assert ledger.split(501, {"platform": 5000, "city": 5000}) == {"platform": 250, "city": 251}


def test_an_entry_says_who_bears_what() -> None:
    sale = Sale(units=5, price_fen=250, fee_fen=200, prepaid=False)
    rates = Rates(
        goods_fen=50,
        delivery_fen=701,
        delivery_bp={"platform": 5000, "city": 5000},
        commission_bp=333,
        commission_payer="city",
    )
    assert ledger.entry(sale, rates) == (
        Line(Account.RESIDENT_ON_HANDOVER, 450),
        Line(Account.CITY_GOODS, 250),
        Line(Account.CITY_DELIVERY, 351),
        Line(Account.CITY_COMMISSION, 16),
        Line(Account.PLATFORM_DELIVERY, 350),
        Line(Account.MERCHANT_GOODS, -500),
        Line(Account.CARRIER_DELIVERY, -701),
        Line(Account.INCOME_FEE, -200),
        Line(Account.INCOME_COMMISSION, -16),
    )


def test_a_gift_that_costs_nobody_anything_has_no_lines() -> None:
    assert ledger.entry(Sale(units=5, price_fen=0, fee_fen=0, prepaid=False), Rates()) == ()


@pytest.mark.parametrize("parts", [{"platform": 9_999}, {"platform": 5_000, "city": 5_001}, {}])
def test_shares_that_make_no_whole_are_refused(parts: Mapping[str, int]) -> None:
    with pytest.raises(ValueError, match="basis points"):
        ledger.split(100, parts)


def test_a_payer_outside_the_chart_is_refused() -> None:
    with pytest.raises(ValueError, match=r"courier\.delivery"):
        ledger.entry(Sale(1, 0, 0, False), Rates(delivery_fen=5, delivery_bp={"courier": 10_000}))


@pytest.mark.req("trust:I10")
@given(entries=st.lists(st.tuples(SALES, RATES), min_size=1, max_size=20), data=st.data())
def test_sums_are_zero_together_and_a_lost_line_is_noticed(
    entries: list[tuple[Sale, Rates]], data: st.DataObject
) -> None:
    lines = [line for sale, rates in entries for line in ledger.entry(sale, rates)]
    assert sum(ledger.sums(lines).values()) == 0
    if lines:
        lines.pop(data.draw(st.integers(0, len(lines) - 1)))
        with pytest.raises(ledger.Unbalanced):
            ledger.sums(lines)


def test_the_payment_service_keeps_a_part_of_what_was_prepaid_and_of_nothing_else() -> None:
    rates = Rates(payment_bp=60, payment_payer="platform")
    lines = {line.account: line.amount_fen for line in ledger.entry(Sale(5, 500, 100, prepaid=True), rates)}
    assert (lines[Account.PLATFORM_PAYMENT], lines[Account.SERVICE_PAYMENT]) == (3, -3)
    assert Party.SERVICE.accounts == (Account.SERVICE_PAYMENT,)
    for sale in (Sale(5, 500, 100, prepaid=False), Sale(5, 500, 100, prepaid=False, by_city=True)):
        assert Account.SERVICE_PAYMENT not in {line.account for line in ledger.entry(sale, rates)}


def test_a_budget_counts_the_fees_of_payment_that_the_city_bears() -> None:
    rates = Rates(payment_bp=100, payment_payer="city", fee_fen=100)
    sold = [line for _ in range(3) for line in ledger.entry(Sale(5, 500, 100, prepaid=True), rates)]
    paid = sum(line.amount_fen for line in sold if line.account is Account.CITY_PAYMENT)
    assert paid <= ledger.borne_by_city(15, 3, 100, rates) == 18
