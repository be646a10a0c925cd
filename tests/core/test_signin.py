"""Codes by message: no phone is asked to read more than the caps allow, in any stretch of time."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.core import signin
from evenhand.core.errors import Reason, Refused

NOON = datetime(2026, 12, 5, 12, tzinfo=UTC)


@pytest.mark.req("people:K8")
@given(waits=st.lists(st.integers(0, 3 * 3600), max_size=80))
def test_no_stretch_of_time_holds_more_than_its_cap(waits: list[int]) -> None:
    sent: list[datetime] = []
    now = NOON
    for wait in waits:
        now += timedelta(seconds=wait)
        if (signin.again_at(sent) or now) <= now:
            sent.append(now)
    for count, span in signin.CAPS:
        assert all(later - earlier >= span for earlier, later in zip(sent, sent[count:], strict=False))


@given(ages=st.lists(st.integers(0, 400_000), max_size=30))
def test_the_last_ten_codes_are_all_one_needs_to_know(ages: list[int]) -> None:
    sent = [NOON - timedelta(seconds=age) for age in ages]
    assert signin.again_at(sent) == signin.again_at(sorted(sent)[-signin.LARGEST_CAP :])


def test_whoever_asks_too_soon_hears_when_to_ask_again() -> None:
    with pytest.raises(Refused) as refused:
        signin.require_may_ask([NOON], NOON + timedelta(seconds=59))
    assert refused.value.reason is Reason.TOO_MANY_CODES
    assert refused.value.facts == {"again_at": NOON + timedelta(minutes=1)}
    signin.require_may_ask([NOON], NOON + timedelta(minutes=1))


@given(bits=st.integers(0, 2**64 - 1))
def test_a_code_is_six_digits(bits: int) -> None:
    assert len(signin.code(bits)) == 6
    assert int(signin.code(bits)) == bits % 1_000_000
