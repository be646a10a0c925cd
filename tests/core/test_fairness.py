"""Measures of evenness: exact values, and the laws they obey."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.core import fairness

AMOUNTS = st.lists(st.integers(0, 50) | st.fractions(0, 5, max_denominator=9), min_size=1, max_size=12)


def test_coverage_is_the_part_of_the_eligible_who_were_served() -> None:
    assert fairness.coverage(1, 3) == Fraction(1, 3)
    assert fairness.coverage(0, 0) == 0


@pytest.mark.parametrize(("served", "eligible"), [(4, 3), (-1, 3), (1, 0)])
def test_nobody_is_served_who_is_not_eligible(served: int, eligible: int) -> None:
    with pytest.raises(ValueError, match=f"{served} served of {eligible} eligible"):
        fairness.coverage(served, eligible)


def test_served_rates_name_every_group_that_has_anybody() -> None:
    rates = fairness.served_rates({"east": 2, "moon": 0}, {"east": 3, "west": 4, "nowhere": 0})
    assert rates == {"east": Fraction(2, 3), "west": Fraction(0)}


def test_a_group_without_anybody_eligible_is_not_served() -> None:
    with pytest.raises(ValueError, match="nobody eligible: moon"):
        fairness.served_rates({"moon": 1}, {"east": 3})


@pytest.mark.parametrize(
    ("amounts", "gini"),
    [
        ([5, 5, 5], 0),
        ([0, 0, 0, 10], Fraction(3, 4)),
        ([1, 2, 3, 4], Fraction(1, 4)),
        ([5, 0], Fraction(1, 2)),
        ([7], 0),
        ([0, 0], 0),
        ([], 0),
    ],
)
def test_gini(amounts: list[int], gini: Fraction) -> None:
    assert fairness.gini(amounts) == gini


@pytest.mark.parametrize(
    ("rates", "jain"),
    [
        ([5, 5, 5], 1),
        ([0, 0, 0, 10], Fraction(1, 4)),
        ([1, 2, 3], Fraction(6, 7)),
        ([Fraction(1, 2), Fraction(1, 4)], Fraction(9, 10)),
        ([0, 0], 1),
        ([], 1),
    ],
)
def test_jain(rates: list[Fraction], jain: Fraction) -> None:
    assert fairness.jain(rates) == jain


@given(AMOUNTS)
def test_gini_is_half_the_mean_difference_over_the_mean(amounts: list[Fraction]) -> None:
    """The definition itself, which needs every pair."""
    total, size = sum(amounts), len(amounts)
    pairs = sum(abs(a - b) for a in amounts for b in amounts)
    assert fairness.gini(amounts) == (Fraction(pairs) / (2 * size * total) if total else 0)


@given(AMOUNTS, st.randoms(), st.integers(2, 9))
def test_neither_order_nor_unit_matters(amounts: list[Fraction], random: object, factor: int) -> None:
    scaled = [amount * factor for amount in amounts]
    random.shuffle(scaled)
    assert fairness.gini(scaled) == fairness.gini(amounts)
    assert fairness.jain(scaled) == fairness.jain(amounts)


@given(AMOUNTS)
def test_measures_stay_in_their_ranges(amounts: list[Fraction]) -> None:
    size = len(amounts)
    assert 0 <= fairness.gini(amounts) <= Fraction(size - 1, size)
    assert Fraction(1, size) <= fairness.jain(amounts) <= 1


@given(AMOUNTS.filter(lambda amounts: len(amounts) > 1 and len(set(amounts)) > 1))
def test_taking_from_the_most_to_give_to_the_least_makes_it_more_even(amounts: list[Fraction]) -> None:
    *middle, most = sorted(amounts)
    least = middle.pop(0)
    even = [*middle, Fraction(most + least, 2), Fraction(most + least, 2)]
    assert fairness.gini(even) < fairness.gini(amounts)
    assert fairness.jain(even) > fairness.jain(amounts)


@pytest.mark.parametrize("measure", [fairness.gini, fairness.jain])
def test_nobody_has_less_than_nothing(measure: object) -> None:
    with pytest.raises(ValueError, match="below 0: -1"):
        measure([3, -1])
