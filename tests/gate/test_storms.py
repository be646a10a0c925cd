"""What a bad day sends: storms of one person, slow clients, rubbish, a full line, several gates, two cities at once."""

import asyncio
import os
import random
import socket
from collections import Counter as Tally
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import pytest

from evenhand.apps.claims.admission import GRANTED, Left, Settled
from evenhand.config.memory import resident_mb
from evenhand.core.errors import Reason
from evenhand.gate import batches
from evenhand.gate.releases import City, CityClock, Release
from tests.gate import process
from tests.gate.counter import OPENS, Counter, ask, counter, terms
from tests.gate.process import GateProcess
from tests.gate.test_http import body, claim, known

RUBBISH = int(os.environ.get("EVENHAND_RUBBISH", "400"))
DEVICES = 50


@pytest.fixture
def opened(city: str, gate: GateProcess) -> Counter:
    return known(gate, counter(city, quota=1000))


def at_once(gate: GateProcess, opened: Counter, sent: list[dict]) -> list[dict]:
    with ThreadPoolExecutor(DEVICES) as devices:
        return [answer for _, answer in devices.map(lambda one: claim(gate, opened, one), sent)]


@pytest.mark.req("trust:I15", "domain:R9")
def test_a_storm_of_one_person_is_one_share(gate: GateProcess, opened: Counter) -> None:
    same = body(opened, 1)
    assert at_once(gate, opened, [same] * 200) == [{"outcome": "granted"}] * 200
    heard = Tally(
        answer.get("reason", "granted") for answer in at_once(gate, opened, [body(opened, 2) for _ in range(200)])
    )
    assert heard == {"granted": 1, "person_limit": 199}
    assert opened.granted() == 2


@pytest.mark.req("trust:I15")
def test_who_sends_slowly_holds_nobody_up(gate: GateProcess, opened: Counter) -> None:
    with ExitStack() as slow:
        for _ in range(DEVICES):
            half = slow.enter_context(socket.create_connection(("127.0.0.1", gate.port)))
            half.sendall(
                f"POST /gate/{opened.terms.release}/claim HTTP/1.1\r\nHost: x\r\nContent-Length: 300\r\n\r\n{{".encode()
            )
        heard = at_once(gate, opened, [body(opened, who) for who in range(100)])
    assert heard == [{"outcome": "granted"}] * 100


def rubbish(opened: Counter, number: int) -> tuple[str, bytes]:
    """A request that means nothing: noise, cut or changed JSON, wrong types, wrong addresses."""
    chance = random.Random(number)
    good = f'{{"pass":"{chance.randbytes(40).hex()}","key":"{opened.terms.release}","units":1}}'.encode()
    kinds = [
        chance.randbytes(chance.randrange(600)),
        good[: chance.randrange(len(good))],
        good.replace(b"1}", b"1e999}"),
        b"[" * 2000,
        b'{"pass":' + b'"' + b"\\u0000" * 50 + b'"}',
        good,
    ]
    return f"/gate/{opened.terms.release}/claim", chance.choice(kinds)


@pytest.mark.req("gate:G6", "trust:I15")
def test_rubbish_is_refused_in_words_and_leaves_no_trace(gate: GateProcess, opened: Counter) -> None:
    def send(number: int) -> tuple[int, Any]:
        path, sent = rubbish(opened, number)
        return gate.ask("POST", path, sent)

    with ThreadPoolExecutor(8) as devices:
        list(devices.map(send, range(200)))
        before = resident_mb(gate.process.pid)
        heard = list(devices.map(send, range(200, 200 + RUBBISH)))
    assert {status // 100 for status, _ in heard} == {4}
    assert {answer["outcome"] for _, answer in heard} == {"refused"}
    assert not [answer for _, answer in heard if "Traceback" in str(answer)]
    assert resident_mb(gate.process.pid) - before < 20, "memory is flat"
    assert claim(gate, opened, body(opened, 7)) == (200, {"outcome": "granted"})
    assert opened.granted() == 1


def line_of(settles: asyncio.Event, counted: list[int]) -> batches.Counter:
    """A counter in this process whose database settles a batch once it is let."""

    async def settle(_: Any, __: str, ___: Any, requests: Any) -> Settled:
        await settles.wait()
        counted.append(len(requests))
        return Settled(Left(10**9), [GRANTED] * len(requests))

    release = Release(terms("x1"), City("x1", b"", CityClock(OPENS, 1, 0)), Left(10**9), OPENS)
    return batches.Counter(release, _Pool(), asyncio.Event(), settle)


class _Pool:
    """A pool whose connections nobody asks anything."""

    def acquire(self) -> "_Pool":
        return self

    async def __aenter__(self) -> None: ...
    async def __aexit__(self, *_: object) -> None: ...


@pytest.mark.req("trust:I15", "gate:G4")
@pytest.mark.parametrize(("most", "refused"), [(100, 1000 - 100), (10**6, 0)])
def test_a_line_that_is_full_says_so_at_once_and_whoever_is_in_it_is_served(
    monkeypatch: pytest.MonkeyPatch, most: int, refused: int
) -> None:
    """Ten times as many as the line holds. The second case is the control: an unbounded line refuses nobody."""
    monkeypatch.setattr(batches, "WAITING_MAX", most)
    counted: list[int] = []

    async def storm() -> Tally[Any]:
        settles = asyncio.Event()
        line = line_of(settles, counted)
        opened = Counter(terms("x1"), None)
        answers = [line.ask(ask(opened, who)) for who in range(1000)]
        early = [answer.result() for answer in answers if answer.done()]
        assert {answer.reason for answer in early} <= {Reason.BUSY} and not any(answer.granted for answer in early)
        settles.set()
        heard = await asyncio.gather(*answers)
        await line.close()
        return Tally(answer.granted for answer in heard)

    heard = asyncio.run(storm())
    assert heard[True] == sum(counted) == 1000 - refused and heard[False] == refused


@pytest.mark.req("gate:G4")
def test_one_batch_that_fails_ends_no_line() -> None:
    """A wrong answer of the database costs its batch; those behind it are served."""

    async def two() -> list[Any]:
        asked = 0

        async def settle(_: Any, __: str, ___: Any, requests: Any) -> Settled:
            nonlocal asked
            asked += 1
            if asked <= batches.IN_FLIGHT:
                raise TypeError("a row that should be there is not")
            return Settled(Left(5), [GRANTED] * len(requests))

        release = Release(terms("x1"), City("x1", b"", CityClock(OPENS, 1, 0)), Left(5), OPENS)
        line = batches.Counter(release, _Pool(), asyncio.Event(), settle)
        opened = Counter(terms("x1"), None)
        heard = [await asyncio.wait_for(line.ask(ask(opened, who)), 20) for who in range(batches.IN_FLIGHT + 1)]
        await line.close()
        return heard

    *failed, served = asyncio.run(two())
    assert {answer.reason for answer in failed} == {Reason.UNAVAILABLE}
    assert served.granted


@pytest.mark.req("gate:P1", "trust:I11")
def test_several_gates_on_one_release_and_two_cities_at_the_same_minute_stay_exact(
    gate: GateProcess, make_city: Any
) -> None:
    cities = [counter(make_city(), quota=quota) for quota in (30, 50)]
    with process.running() as other:
        for opened in cities:
            known(gate, opened)
            known(other, opened)
        asks = [(g, c, body(c, who)) for who in range(120) for c in cities for g in (gate, other)]
        with ThreadPoolExecutor(24) as people:
            heard = list(people.map(lambda one: (one[1].terms.city, claim(*one)[1]["outcome"]), asks))
    said = Tally(city for city, outcome in heard if outcome == "granted")
    for opened, quota in zip(cities, (30, 50), strict=True):
        assert (opened.remaining(), opened.granted(), said[opened.terms.city]) == (0, quota, quota)
