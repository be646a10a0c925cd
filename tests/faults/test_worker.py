"""The worker is killed again and again in mid-work: each fact has its effect once, each word is said once.

It is killed while its last statement was one of those that a batch consists of, so that over the kills each of its
stages is hit. Two careless workers under the same kills must be caught, or the test proves nothing.
"""

import os
import secrets
import time
from collections.abc import Iterable, Iterator
from itertools import cycle, islice
from pathlib import Path

import psycopg
import pytest

from evenhand.adapters.sms import file
from evenhand.config.postgres import Server
from tests.faults import village as villages
from tests.faults.village import Village
from tests.gate.process import select_nothing

KILLS = int(os.environ.get("EVENHAND_KILLS", "10"))
BATCH = 120
"""Claims made at a time: facts enough to be met in the middle."""
PATIENCE_S = 60
STAGES = ('INSERT INTO "orders_order"', 'INSERT INTO "notices_notice"', 'INSERT INTO "journal_link"')
"""What a batch of facts asks of the database, in this order."""


@pytest.fixture
def village(server: Server, folder: Path) -> Iterator[Village]:
    """A city in a database of its own, with people enough for all kills."""
    folder.mkdir()
    (folder / file.NAME).touch()
    name = f"village_{secrets.token_hex(4)}"
    own = {
        "EVENHAND_DATABASE_URL": server.create_database(name),
        "EVENHAND_ADAPTERS": "sms=evenhand.adapters.sms.file.FileSms",
        "EVENHAND_HOME": str(folder),
    }
    address = psycopg.conninfo.make_conninfo(server.admin_url, dbname=name)
    with villages.village(folder, os.environ | own, address, people=3 * BATCH * KILLS) as village:
        yield village


def meet(village: Village, stage: str) -> None:
    """Until a worker is in the middle of a stage. While it has nothing to do, more people claim."""
    latest = time.monotonic() + PATIENCE_S
    while not village.is_doing(stage):
        assert time.monotonic() < latest, f"nobody came to {stage}"
        if not village.waiting():
            village.claim(BATCH)


def kill_amid(village: Village, kind: str, stages: Iterable[str]) -> None:
    """Let a worker begin and kill it in the middle of a stage; once for each."""
    for stage in stages:
        with village.working(kind):
            meet(village, stage)


def settle(village: Village, kind: str) -> None:
    """Let a worker end its work undisturbed, and be told to go."""
    with village.working(kind) as worker:
        latest = time.monotonic() + PATIENCE_S
        while village.waiting():
            assert time.monotonic() < latest, "facts still wait"
            select_nothing(0.05)
        worker.terminate()
        worker.wait(PATIENCE_S)


@pytest.mark.req("trust:I7", "trust:R8")
def test_killed_again_and_again_it_does_everything_once(village: Village) -> None:
    kill_amid(village, "real", islice(cycle(STAGES), KILLS))
    settle(village, "real")
    assert village.verdict().broken == {}
    assert len(village.granted) >= BATCH


def test_control_a_worker_that_notes_facts_as_done_before_it_acts_loses_some(village: Village) -> None:
    kill_amid(village, "forgetful", STAGES[:2])
    settle(village, "forgetful")
    assert {"lost", "untold"} <= set(village.verdict().broken)


def test_control_a_worker_that_speaks_before_it_commits_says_things_twice(village: Village) -> None:
    kill_amid(village, "hasty", STAGES[2:])
    settle(village, "hasty")
    assert set(village.verdict().broken) == {"told_twice"}
