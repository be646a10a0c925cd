"""The lobby: one place a person whatever the device, an order that anybody can compute, nobody presses twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest

from evenhand.core import modes
from evenhand.core.draw import lobby
from evenhand.core.errors import Reason
from evenhand.core.modes.base import Refuse, Take, Wait
from evenhand.core.terms import Channel, Mode
from tests.gate import process
from tests.gate.counter import DAY, HOUR, OPENS, Counter, ask, counter, shared, terms
from tests.gate.process import GateProcess, until
from tests.gate.test_http import body, claim, known, signed, state, wait_for_state

EARLY = timedelta(minutes=30)
ARRIVES = OPENS - timedelta(minutes=10)


@pytest.fixture
def waiting(city: str, gate: GateProcess) -> Counter:
    """A lobby that is open, for three units."""
    opened = counter(city, quota=3, lobby=EARLY)
    opened.set_clock(ARRIVES)
    known(gate, opened)
    wait_for_state(gate, opened, "lobby")
    return opened


def join(gate: GateProcess, opened: Counter, who: int, **other: object) -> tuple[int, dict]:
    return gate.ask("POST", f"/gate/{opened.terms.release}/join", body(opened, who, **other))


def place(gate: GateProcess, opened: Counter, who: int) -> tuple[int, dict]:
    shown = {"authorization": f"Pass {signed(opened, who)}"}
    return gate.ask("GET", f"/gate/{opened.terms.release}/place", headers=shown)


def open_the_hour(gate: GateProcess, opened: Counter, standing: int) -> None:
    opened.set_clock(OPENS)

    def served() -> bool:
        told = state(gate, opened)
        return told["state"] in ("open", "sold_out") and told["servedUpTo"] == standing

    until(served, "everybody of the lobby is served")


@pytest.mark.req("people:W2", "gate:P7", "domain:F3", "trust:S3")
def test_fifty_devices_are_one_place(gate: GateProcess, waiting: Counter) -> None:
    with ThreadPoolExecutor(10) as devices:
        answers = list(devices.map(lambda _: join(gate, waiting, 1), range(50)))
    assert {status for status, _ in answers} == {202}
    assert len({told["key"] for _, told in answers}) == 1
    assert waiting.row("select arrived, standing from claims_quota where city = %(city)s") == (1, 1)


@pytest.mark.req("domain:F3", "domain:R1", "gate:P6", "draw:5")
def test_the_hour_answers_in_the_order_that_anybody_can_compute(gate: GateProcess, waiting: Counter) -> None:
    sent = {who: body(waiting, who) for who in range(1, 9)}
    for one in sent.values():
        assert gate.ask("POST", f"/gate/{waiting.terms.release}/join", one)[0] == 202
    told = place(gate, waiting, 1)[1]
    assert (told["inWaitingRoom"], told["position"], told["waitTimeKnown"]) == (True, 0, False)
    open_the_hour(gate, waiting, 8)
    rows = waiting.connection.execute(
        "select label, position, person from claims_standing where city = %s order by arrival", [waiting.terms.city]
    ).fetchall()
    rules, root, line = waiting.row("select rules, root, line from claims_lobby where city = %(city)s")
    labels = [bytes(label) for label, _, _ in rows]
    assert lobby.root(labels) == root
    assert lobby.told_secret(line, str(waiting.terms.release), rules.encode())
    order = lobby.order(rules.encode(), root, line, labels)
    assert [order.index(bytes(label)) + 1 for label, _, _ in rows] == [position for _, position, _ in rows]
    first = {int.from_bytes(person) for _, position, person in rows if position <= 3}
    heard = {who: place(gate, waiting, who)[1] for who in sent}
    assert {who for who, answer in heard.items() if answer["outcome"] == "granted"} == first
    assert {heard[who]["reason"] for who in heard if who not in first} == {"sold_out"}


def test_the_order_does_not_follow_the_arrival() -> None:
    rules = lobby.rules(city="c", campaign="m", release="r", opens=OPENS, quota=1, secret=bytes(32))
    labels = [bytes([n]) * 16 for n in range(200)]
    order = lobby.order(rules, lobby.root(labels), "committed:" + bytes(32).hex(), labels)
    assert sorted(order) == labels
    assert sum(a == b for a, b in zip(order, labels, strict=True)) < 10
    assert lobby.order(rules, lobby.root(labels), "committed:" + bytes(32).hex(), labels[::-1]) == order
    other = lobby.order(rules, lobby.root(labels[1:]), "committed:" + bytes(32).hex(), labels)
    assert other != order


def test_a_secret_that_was_not_committed_is_found_out() -> None:
    rules = lobby.rules(city="c", campaign="m", release="r", opens=OPENS, quota=1, secret=bytes(32))
    assert lobby.told_secret("committed:" + bytes(32).hex(), "r", rules)
    assert not lobby.told_secret("committed:" + bytes([1] * 32).hex(), "r", rules)
    assert not lobby.told_secret("committed:" + bytes(32).hex(), "another", rules)


def test_who_comes_after_the_freeze_stands_behind_in_order_of_arrival(gate: GateProcess, waiting: Counter) -> None:
    for who in (1, 2):
        join(gate, waiting, who)
    waiting.set_clock(OPENS - timedelta(seconds=60))
    until(lambda: join(gate, waiting, 3)[1]["position"] == 3, "the list is frozen")
    assert join(gate, waiting, 4)[1]["position"] == 4
    open_the_hour(gate, waiting, 4)
    assert [place(gate, waiting, who)[1]["outcome"] for who in (1, 2, 3, 4)] == ["granted"] * 3 + ["refused"]


def test_who_claims_at_the_hour_stands_behind_the_lobby(gate: GateProcess, waiting: Counter) -> None:
    for who in (1, 2, 3):
        join(gate, waiting, who)
    waiting.set_clock(OPENS)
    late = body(waiting, 9)
    until(lambda: claim(gate, waiting, late)[1]["outcome"] != "waiting", "the lobby is served")
    assert claim(gate, waiting, late)[1].get("reason") == "sold_out"
    assert waiting.granted() == 3


def test_a_claim_before_the_hour_is_a_place_and_the_same_key_hears_the_answer(
    gate: GateProcess, waiting: Counter
) -> None:
    mine = body(waiting, 1)
    status, told = claim(gate, waiting, mine)
    assert (status, told["outcome"], told["key"], told["chance"]) == (202, "waiting", mine["key"], 1.0)
    open_the_hour(gate, waiting, 1)
    assert claim(gate, waiting, mine) == (200, {"outcome": "granted"})


def test_a_place_outlives_a_gate_that_is_killed(server: object, city: str) -> None:
    opened = counter(city, quota=2, lobby=EARLY)
    opened.set_clock(ARRIVES)
    with process.running() as first:
        known(first, opened)
        kept = join(first, opened, 1)[1]["key"]
        first.kill()
    with process.running() as second:
        known(second, opened)
        assert join(second, opened, 1)[1]["key"] == kept


def test_nobody_is_let_in_before_the_lobby_opens(gate: GateProcess, waiting: Counter) -> None:
    waiting.set_clock(OPENS - EARLY - timedelta(seconds=1))
    wait_for_state(gate, waiting, "before")
    assert join(gate, waiting, 1)[1]["reason"] == "not_open"
    assert place(gate, waiting, 1)[0] == 404


@pytest.mark.parametrize(
    ("at", "decision"),
    [
        (OPENS - EARLY - HOUR, Refuse(Reason.NOT_OPEN, facts={"opens_at": OPENS - EARLY})),
        (OPENS - EARLY, Wait()),
        (OPENS - timedelta(microseconds=1), Wait()),
        (OPENS, Take()),
        (OPENS + DAY, Refuse(Reason.CLOSED)),
    ],
)
def test_what_the_mode_decides(server: object, at: object, decision: object) -> None:
    release = terms("lakeside", lobby=EARLY)
    opened = Counter(release, shared())
    assert modes.of(Mode.LOBBY).decide(release, ask(opened, 1), at) == decision
    wrong = ask(opened, 1, units=99, channel=Channel.WEB, key=uuid4())
    if decision == Wait():
        assert modes.of(Mode.LOBBY).decide(release, wrong, at) == Refuse(Reason.UNITS_INVALID, "units")
