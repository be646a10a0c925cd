"""The gate and PostgreSQL are killed under load, again and again: nothing acknowledged is lost, oversold or doubled."""

import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

import psycopg
import pytest

from evenhand.config.postgres import Server
from evenhand.core import keys, passes
from evenhand.core.terms import Channel, PersonTag
from tests.faults import judge, writers
from tests.gate import counter, process
from tests.gate.counter import Counter
from tests.gate.process import GateProcess

KILLS = int(os.environ.get("EVENHAND_KILLS", "10"))
KEY = bytes(range(7, 39))
QUOTA = 10**6
DISK_BYTES = 8192
"""Of any file, from the moment on that the disk is full."""


@dataclass
class Site:
    """A server, a release and a gate of their own, to be killed at will."""

    server: Server
    opened: Counter
    gate: GateProcess

    def sign(self, person: bytes) -> str:
        expires = counter.OPENS.replace(year=2050)
        city = self.opened.terms.city
        content = passes.Pass(city, PersonTag(person), "north", Channel.WEB, expires)
        return passes.make(content, keys.derive(KEY, "pass", city))

    def load(self) -> writers.Load:
        return writers.Load(f"{self.gate.url}/gate/{self.opened.terms.release}/claim", self.sign)

    def verdict(self, load: writers.Load) -> judge.Verdict:
        with psycopg.connect(self.server.url("faults"), options="-c role=evenhand_app") as connection:
            connection.execute(f"set evenhand.city = '{self.opened.terms.city}'")
            return judge.judge(connection, self.opened.terms.city, self.opened.terms.release, load.history)

    def kill_database(self) -> None:
        self.server.kill()
        self.server.start()

    def kill_gate(self) -> None:
        self.gate.kill()
        self.gate.process = process.start(self.gate.port, self.environ()).process
        process.await_port(self.gate.port, self.gate.process)

    def cut_connections(self) -> None:
        """Each of the gate's connections ends, wherever its batch is: before its commit or after it."""
        self._each_backend("select pg_terminate_backend(pid)")

    def break_the_disk(self) -> None:
        """No more can be written: the next write of the log fails, and PostgreSQL begins anew from what is on disk."""
        pids = self._each_backend("select pid")
        for pid in pids:
            with suppress(FileNotFoundError):
                _limit_files(pid)
        process.until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids), "a write fails")

    def _each_backend(self, select: str) -> list[int]:
        with psycopg.connect(self.server.admin_url, autocommit=True) as admin:
            rows = admin.execute(f"{select} from pg_stat_activity where application_name like 'evenhand gate %'")
            return [pid for (pid,) in rows.fetchall()]

    def move_the_clock(self) -> None:
        """The city's time jumps an hour ahead, and back: windows that were opened stay as they are."""
        for hours in (1, -1):
            self.opened.set_clock(counter.OPENS + hours * counter.HOUR, rate=1)

    def environ(self) -> dict[str, str]:
        return os.environ | {"EVENHAND_DATABASE_URL": self.server.url("faults"), "EVENHAND_KEY": KEY.hex()}


def _limit_files(pid: int) -> None:
    """A limit of a process is lowered by its own user. FileNotFoundError: it has ended."""
    owner = Path(f"/proc/{pid}").stat()
    own = {"user": owner.st_uid, "group": owner.st_gid, "extra_groups": []} if os.geteuid() == 0 else {}
    command = ["prlimit", f"--pid={pid}", f"--fsize={DISK_BYTES}:"]
    subprocess.run(command, check=False, stderr=subprocess.DEVNULL, **own)


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    """A site with a release that cannot run dry."""
    with tempfile.TemporaryDirectory(prefix="evenhand-faults-") as folder:
        home = Path(folder)
        home.chmod(0o755)
        with Server(home) as server:
            server.create_database("faults")
            monkeypatch.setenv("EVENHAND_DATABASE_URL", server.url("faults"))
            subprocess.run([sys.executable, "-m", "evenhand.cli", "migrate"], check=True, stdout=subprocess.DEVNULL)
            with counter.connect() as connection:
                opened = _release(connection)
                site = Site(server, opened, GateProcess(process.free_port(), None))
                site.gate = process.start(site.gate.port, site.environ())
                process.await_port(site.gate.port, site.gate.process)
                yield site
            site.gate.kill()


def _release(connection: psycopg.Connection) -> Counter:
    city = f"t{secrets.token_hex(6)}"
    connection.execute(
        "insert into cities_city (slug, name, timezone, policy, policy_hash)"
        " values (%s, '{}', 'UTC', '{}', repeat('0', 64))",
        [city],
    )
    return counter.opened_on(connection, counter.terms(city, QUOTA))


@pytest.mark.req("trust:I3", "trust:R7", "gate:P3")
def test_killed_cut_and_out_of_disk_again_and_again_nothing_acknowledged_is_lost(site: Site) -> None:
    with site.load().running() as load:
        faults = cycle((site.kill_database, site.kill_gate, site.cut_connections, site.break_the_disk))
        for fault in islice(faults, KILLS):
            load.wait_for_answers(200)
            fault()
        load.wait_for_answers(200)
    verdict = site.verdict(load)
    assert verdict.broken == {}
    assert verdict.acknowledged > 200 * KILLS
    assert verdict.unknown > 0


@pytest.mark.req("gate:G6")
def test_control_a_gate_that_answers_before_its_commit_is_found_out(site: Site) -> None:
    """A gate that says "granted" too early must be caught when its database is killed."""
    site.gate.kill()
    site.gate.process = process.start(site.gate.port, site.environ(), "tests.faults.hasty:app").process
    process.await_port(site.gate.port, site.gate.process)
    lost = 0
    with site.load().running() as load:
        for _ in range(KILLS):
            load.wait_for_answers(100)
            site.kill_database()
            load.wait_for_answers(1)
            lost = site.verdict(load).lost
            if lost:
                break
    assert lost > 0


@pytest.mark.req("gate:G6")
def test_control_without_waiting_for_the_disk_acknowledged_claims_are_lost(site: Site) -> None:
    """The same run with commits that don't wait for the disk must be caught, or the test above proves nothing."""
    with psycopg.connect(site.server.admin_url, autocommit=True) as admin:
        admin.execute("alter system set synchronous_commit = off")
        admin.execute("alter system set wal_writer_delay = '10s'")
        admin.execute("alter system set wal_writer_flush_after = '1GB'")
        admin.execute("select pg_reload_conf()")
    lost = 0
    with site.load().running() as load:
        for _ in range(KILLS):
            load.wait_for_answers(200)
            site.kill_database()
            load.wait_for_answers(1)
            lost = site.verdict(load).lost
            if lost:
                break
    assert lost > 0
