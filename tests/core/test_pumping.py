"""Codes are no pump: what is asked for and never said buys nothing more."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.core import pumping
from evenhand.core.errors import Reason, Refused
from evenhand.core.pumping import OUTSTANDING, Record

pytestmark = pytest.mark.req("trust:S5")


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.77", "203.0.113.0/24"),
        ("2001:db8:1:2ff::9", "2001:db8:1:200::/56"),
        (" 10.0.0.1 ", "10.0.0.0/24"),
        ("", ""),
        ("unix:", ""),
    ],
)
def test_neighbors_are_one_network(address: str, network: str) -> None:
    assert pumping.network(address) == network


@given(said=st.integers(0, 500), asked=st.integers(0, 2000))
def test_whoever_says_half_of_them_is_never_stopped_and_whoever_says_none_soon(said: int, asked: int) -> None:
    outstanding = max(0, asked - said)
    if outstanding < OUTSTANDING + said:
        pumping.require_quiet(Record(outstanding, said))
    else:
        with pytest.raises(Refused) as refused:
            pumping.require_quiet(Record(0, 0), Record(outstanding, said))
        assert refused.value.reason is Reason.CODES_PAUSED


def test_what_is_kept_is_for_those_who_say_what_they_ask_for() -> None:
    assert Record(outstanding=2, said=1).trusted
    assert not Record(outstanding=3, said=1).trusted
    assert not Record(outstanding=0, said=0).trusted
    assert pumping.open_part(20_000) == 10_000
