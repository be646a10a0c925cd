"""The pace of a line: never faster than the dial says, and an honest guess of the wait."""

import time
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.gate.pace import LONGEST_S, UNKNOWN_S, Pace
from tests.gate.counter import Counter, counter
from tests.gate.process import GateProcess
from tests.gate.test_http import body, claim, known

STEPS = st.lists(st.tuples(st.floats(0, 3), st.integers(0, 200)), min_size=1, max_size=50)


@pytest.mark.req("domain:F14", "trust:I15")
@given(per_s=st.integers(1, 100), steps=STEPS)
def test_however_it_is_asked_no_more_are_let_in_than_so_many_a_second(per_s: int, steps: list) -> None:
    pace, now, begun, let_in = Pace(), 1000.0, 1000.0, 0
    for passed, wished in steps:
        now += passed
        served = min(wished, pace.allowed(per_s, now))
        pace.spend(served)
        let_in += served
        assert let_in <= per_s * (now - begun) + per_s + 1e-6


def test_without_a_rate_there_is_no_bound() -> None:
    assert Pace().allowed(None, 0.0) > 10**6


@given(st.integers(0, 10**9), st.integers(0, 10**6))
def test_a_wait_is_told_between_two_seconds_and_an_hour(waiting: int, served: int) -> None:
    pace = Pace()
    pace.spend(served)
    assert UNKNOWN_S <= pace.seconds(waiting) <= LONGEST_S


def turned(opened: Counter, rate: int) -> None:
    """Turn the dial before the gate knows the release."""
    opened.enter()
    opened.connection.execute(
        "insert into claims_dial values (%s, %s, 'rate', %s, %s, now())",
        [opened.terms.city, opened.terms.release, rate, UUID(int=0)],
    )


@pytest.mark.req("domain:F14")
def test_the_gate_lets_in_as_many_a_second_as_the_dial_says(gate: GateProcess, city: str) -> None:
    """A burst of a second is let in at once; whoever is behind it waits as long as the rate makes them."""
    opened = counter(city, quota=1000)
    turned(opened, rate=20)
    known(gate, opened)
    begun = time.monotonic()
    with ThreadPoolExecutor(20) as people:
        heard = list(people.map(lambda who: claim(gate, opened, body(opened, who))[1]["outcome"], range(80)))
    assert heard == ["granted"] * 80
    assert time.monotonic() - begun > (80 - 20) / 20 * 0.9
