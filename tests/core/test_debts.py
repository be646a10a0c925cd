"""Debt to districts adds up, shrinks with each release, and is explained by the same arithmetic."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.core import debts

CODES = st.sampled_from("abcdef")
PEOPLE = st.dictionaries(CODES, st.integers(1, 10**6), min_size=1)


@pytest.mark.req("domain:F9")
@given(population=PEOPLE, had=st.dictionaries(CODES, st.integers(0, 10**5)), coming=st.integers(0, 10**5))
def test_debts_are_nothing_together_and_a_release_is_shared_out_whole(
    population: dict[str, int], had: dict[str, int], coming: int
) -> None:
    found = debts.debts(had, population, coming=coming)
    assert sum(debt.owed for debt in found) == 0
    assert sum(debt.next for debt in found) == sum(debt.even for debt in found) == coming
    assert all(debt.next >= 0 for debt in found)
    assert all(abs(debt.made_good) <= abs(debt.owed) and debt.made_good * debt.owed >= 0 for debt in found)


@pytest.mark.req("domain:F9")
@given(
    population=st.dictionaries(CODES, st.integers(1, 100), min_size=1),
    had=st.dictionaries(CODES, st.integers(0, 10**4)),
)
def test_release_by_release_the_debt_shrinks_to_a_rounding(population: dict[str, int], had: dict[str, int]) -> None:
    so_far, sizes = {code: had.get(code, 0) for code in population}, []
    for _ in range(12):
        found = debts.debts(so_far, population, coming=10**6)
        sizes.append(sum(abs(debt.owed) for debt in found))
        so_far = {debt.district: debt.had + debt.next for debt in found}
    rounding = 2 * len(population)
    assert all(later <= earlier + rounding for earlier, later in pairwise(sizes))
    assert sizes[-1] <= rounding


def test_an_account_is_explained_by_its_own_numbers() -> None:
    north, south = debts.debts({"north": 900, "south": 100}, {"north": 500, "south": 500}, coming=1000)
    assert (south.fair, south.had, south.owed, south.even, south.next) == (500, 100, 400, 500, 900)
    assert (north.owed, north.next) == (-400, 100)


def test_control_parts_by_rounding_alone_would_lose_units() -> None:
    weights = {"a": 1, "b": 1, "c": 1}
    assert sum(debts.shared(100, weights).values()) == 100
    assert sum(100 * weight // 3 for weight in weights.values()) == 99
