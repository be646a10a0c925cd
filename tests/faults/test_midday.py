"""In the middle of a city's day its processes are killed, one after another: the day ends with every promise kept."""

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import psutil
import psycopg
import pytest

from evenhand.adapters.sms import file
from evenhand.cli.exits import Exit
from evenhand.config.postgres import Server
from tests.gate.process import select_nothing
from tests.journeys import days
from tests.journeys.days import Day, Home

CITY, PACKS, SHARE = "guangan", 60, 5
PATIENCE_S = 300
CLAIMS = "SELECT count(*) FROM claims_claim"
PAYMENTS = "SELECT count(*) FROM orders_payment WHERE state = 'paid'"
PARCELS = "SELECT count(*) FROM fulfilment_parcel"
HANDOVERS = "SELECT count(*) FROM handover_handover"
KILLS = [
    ("gate", CLAIMS, 15),
    ("postgres", CLAIMS, 40),
    ("worker", CLAIMS, 70),
    ("doors", PAYMENTS, 10),
    ("postgres", PAYMENTS, 30),
    ("worker", PARCELS, 1),
    ("doors", HANDOVERS, 2),
    ("postgres", HANDOVERS, 6),
    ("worker", HANDOVERS, 10),
]
"""Who is killed once there are so many of these."""
TOLD_OF = {
    "ClaimGranted": "claim_granted",
    "OrderCancelled": "order_cancelled",
    "OrderAccepted": "order_accepted",
    "ParcelDispatched": "out_for_delivery",
    "HandoverFailed": "handover_failed",
    "HandedOver": "handed_over",
}
"""Facts of which a person is told, and in which words."""


@dataclass(frozen=True)
class Disturbed:
    """A day that is being played by a process, and somebody who kills what belongs to it."""

    home: Home
    server: Server
    process: "subprocess.Popen[str]"

    def await_count(self, query: str, least: int) -> None:
        """Until a query counts so many, as far as the database can be asked."""
        latest = time.monotonic() + PATIENCE_S
        while self._count(query) < least:
            assert self.process.poll() is None, "the day is over"
            assert time.monotonic() < latest, f"never {least}: {query}"
            select_nothing(0.02)

    def kill(self, victim: str) -> None:
        """SIGKILL to a process and its own children."""
        if victim == "postgres":
            self.server.kill()
        else:
            os.killpg(self._find(victim), signal.SIGKILL)

    def _count(self, query: str) -> int:
        with suppress(psycopg.Error), psycopg.connect(self.server.admin_url, dbname="evenhand") as eye:
            return int(eye.execute(query).fetchone()[0])
        return 0

    def _find(self, victim: str) -> int:
        """The process group of a process that the day keeps running; waits while it is being started anew."""
        while True:
            for child in psutil.Process(self.process.pid).children():
                with suppress(psutil.Error):
                    if victim in child.cmdline():
                        return child.pid
            select_nothing(0.02)


@dataclass(frozen=True)
class Ended:
    """How the disturbed day ended; its server runs."""

    home: Home
    day: Day

    def ids(self, query: str) -> list[str]:
        """The only column of a query, as text."""
        return [str(id) for (id,) in self.home.rows(CITY, query)]


@pytest.fixture(scope="module")
def ended() -> Iterator[Ended]:
    """A day in which everybody on the list was killed."""
    with days.home() as home:
        command = home.command(CITY, residents=5 * PACKS, packs=PACKS, stream=8)
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        with subprocess.Popen(command, env=home.environ(), text=True, **pipes) as process:
            disturbed = Disturbed(home, Server(home.folder), process)
            for victim, query, least in KILLS:
                disturbed.await_count(query, least)
                disturbed.kill(victim)
            said = process.communicate()
        with Server(home.folder):
            yield Ended(home, Day.of_output(process.returncode, *said))


@pytest.mark.req("trust:I1", "trust:I3", "trust:R7")
def test_every_promise_is_kept(ended: Ended) -> None:
    assert (ended.day.code, ended.day.complaints) == (Exit.OK, set()), ended.day.said
    line = ended.day.of(CITY)
    assert (line["granted"], line["quota"]) == (PACKS, PACKS * SHARE)
    assert [line[name] for name in ("oversold", "doubled", "lost", "ledger_sum")] == [0, 0, 0, 0]
    cancelled = len(ended.ids("SELECT id FROM orders_order WHERE state = 'cancelled'"))
    assert line["handed_over"] + line["returned"] + cancelled == PACKS


@pytest.mark.req("trust:I7", "trust:R8")
def test_every_fact_was_told_once(ended: Ended) -> None:
    """Each in its own words, to whom it concerns; nothing was said of what did not happen."""
    facts = ended.home.rows(CITY, "SELECT kind, id FROM journal_event")
    expected = sorted(f"{TOLD_OF[kind]}:{id}" for kind, id in facts if kind in TOLD_OF)
    assert sorted(ended.ids("SELECT dedupe FROM notices_notice")) == expected
    messages = [str(message.id) for message in file.read(ended.home.folder / file.NAME)]
    assert sorted(messages) == sorted(ended.ids("SELECT id FROM notices_notice WHERE sent_at IS NOT NULL"))
    assert len(messages) == len(expected) > 4 * PACKS


def test_nobody_was_shown_a_traceback(ended: Ended) -> None:
    """The log says in words that the database was away."""
    log = (ended.home.folder / "day.log").read_text("utf-8")
    assert "the database cannot be asked" in log
    assert "Traceback" not in log
    assert "Traceback" not in ended.day.said
