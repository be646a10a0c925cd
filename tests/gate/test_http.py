"""The gate over HTTP: what it answers to right and wrong requests."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from evenhand.core import keys, passes
from evenhand.core.terms import Channel
from tests.gate.counter import HOUR, OPENS, Counter, counter, person
from tests.gate.process import GateProcess, until

IN_YEARS = OPENS + timedelta(days=9999)


def signed(opened: Counter, who: int, **other: object) -> str:
    """A pass for an imagined person."""
    city = opened.terms.city
    content = {"city": city, "person": person(who), "district": "north", "channel": Channel.WEB, "expires_at": IN_YEARS}
    return passes.make(passes.Pass(**content | other), keys.derive(settings.EVENHAND_MASTER_KEY, "pass", city))


def claim(gate: GateProcess, opened: Counter, body: object) -> tuple[int, dict]:
    return gate.ask("POST", f"/gate/{opened.terms.release}/claim", body)


def body(opened: Counter, who: int, **other: object) -> dict:
    return {"pass": signed(opened, who), "key": str(uuid4()), "units": 1} | other


@pytest.fixture
def opened(city: str, gate: GateProcess) -> Counter:
    """A counter that the gate has learned of."""
    return known(gate, counter(city, quota=3))


def known(gate: GateProcess, opened: Counter) -> Counter:
    """Wait until the gate has looked."""
    until(lambda: gate.ask("GET", f"/gate/{opened.terms.release}")[0] != 404, "the gate knows the release")
    return opened


def state(gate: GateProcess, opened: Counter) -> dict:
    return gate.ask("GET", f"/gate/{opened.terms.release}")[1]


def wait_for_state(gate: GateProcess, opened: Counter, word: str) -> None:
    until(lambda: state(gate, opened)["state"] == word, f"the gate says {word}")


def test_a_claim_is_granted_and_found_again(gate: GateProcess, opened: Counter) -> None:
    sent = body(opened, 1)
    assert claim(gate, opened, sent) == (200, {"outcome": "granted"})
    address = f"/gate/{opened.terms.release}/claim/{sent['key']}"
    assert gate.ask("GET", address, headers={"authorization": f"Pass {sent['pass']}"}) == (200, {"outcome": "granted"})
    stranger = gate.ask("GET", address, headers={"authorization": f"Pass {signed(opened, 2)}"})
    assert stranger == (404, {"outcome": "refused", "reason": "not_found", "field": "key"})


def test_a_second_claim_hears_when_to_come_again(gate: GateProcess, opened: Counter) -> None:
    claim(gate, opened, body(opened, 1))
    status, answer = claim(gate, opened, body(opened, 1))
    assert (status, answer["reason"], answer["again_at"]) == (200, "person_limit", "2026-12-07T16:00:00Z")


@pytest.mark.req("trust:R6", "trust:R12", "gate:P5")
def test_sold_out_is_answered_from_memory_but_a_lost_grant_is_told_again(gate: GateProcess, opened: Counter) -> None:
    sent = [body(opened, who) for who in (1, 2, 3)]
    assert [claim(gate, opened, one)[1]["outcome"] for one in sent] == ["granted"] * 3
    wait_for_state(gate, opened, "sold_out")
    assert [claim(gate, opened, one)[1]["outcome"] for one in sent] == ["granted"] * 3
    assert refused_without_a_row(gate, opened)


def refused_without_a_row(gate: GateProcess, opened: Counter) -> bool:
    """Whether strangers come to be refused without anything being stored, soon after the last unit is gone."""
    rows = 0
    for stranger in range(100, 200):
        assert claim(gate, opened, body(opened, stranger))[1]["reason"] == "sold_out"
        before, (rows,) = rows, opened.row("select count(*) from claims_claim where city = %(city)s")
        if rows == before:
            return True
    return False


@pytest.mark.parametrize(("at", "word"), [(OPENS - HOUR, "before"), (OPENS + 9 * HOUR, "closed")])
def test_outside_the_hours(gate: GateProcess, opened: Counter, at: object, word: str) -> None:
    opened.set_clock(at)
    wait_for_state(gate, opened, word)
    status, answer = claim(gate, opened, body(opened, 1))
    assert (status, answer["reason"]) == (200, {"before": "not_open", "closed": "closed"}[word])


@pytest.mark.parametrize(
    ("other", "status", "reason", "field"),
    [
        ({"units": 6}, 422, "units_invalid", "units"),
        ({"units": 0}, 422, "units_invalid", "units"),
        ({"units": "many"}, 400, "input_invalid", "units"),
        ({"key": "mine"}, 400, "input_invalid", "key"),
        ({"pass": "x" * 300}, 401, "pass_invalid", "pass"),
        ({"pass": 5}, 400, "input_invalid", "pass"),
        ({"110101199003070000": 1}, 400, "input_invalid", "body"),
    ],
)
def test_a_wrong_field_is_named(
    gate: GateProcess, opened: Counter, other: dict, status: int, reason: str, field: str
) -> None:
    found, answer = claim(gate, opened, body(opened, 1) | other)
    assert (found, answer["reason"], answer.get("field")) == (status, reason, field)


def test_passes_of_elsewhere_or_long_ago_are_refused(gate: GateProcess, opened: Counter) -> None:
    expired = signed(opened, 1, expires_at=OPENS - HOUR)
    assert claim(gate, opened, body(opened, 1) | {"pass": expired})[1]["reason"] == "pass_expired"
    elsewhere = signed(opened, 1, city="elsewhere")
    assert claim(gate, opened, body(opened, 1) | {"pass": elsewhere})[1]["reason"] == "pass_invalid"
    outside = signed(opened, 1, district="moon")
    assert claim(gate, opened, body(opened, 1) | {"pass": outside})[1]["reason"] == "out_of_area"


@pytest.mark.parametrize("path", ["/gate/", "/gate/nothing", f"/gate/{UUID(int=7)}/claim", "/gate", "/"])
def test_an_unknown_address_is_not_found(gate: GateProcess, path: str) -> None:
    assert gate.ask("GET", path)[0] == 404


@pytest.mark.parametrize("sent", [b"", b"{", b"[]", b"null", b"\xff\xfe", b'{"pass":', b"x" * 5000, b"{}" * 5000])
def test_what_is_no_claim_is_refused(gate: GateProcess, opened: Counter, sent: bytes) -> None:
    status, answer = claim(gate, opened, sent)
    assert (status, answer["reason"]) == (400, "input_invalid")


@hypothesis_settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sent=st.binary(max_size=300) | st.text(max_size=100).map(lambda text: f'{{"pass":"{text}"}}'.encode()))
def test_nothing_makes_it_fail(gate: GateProcess, opened: Counter, sent: bytes) -> None:
    status, answer = claim(gate, opened, sent)
    assert 400 <= status < 500
    assert answer["outcome"] == "refused"
