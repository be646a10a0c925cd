"""`evenhand serve`: the whole system answers at one address, survives crashes, and ends when it is told to."""

import http.client
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import psycopg
import pytest

from evenhand.cli.exits import Exit
from evenhand.cli.processes import Keeper, OwnServer
from evenhand.cli.system import System, running
from evenhand.config import keys
from evenhand.config.postgres import Server
from evenhand.core.terms import Role
from evenhand.web.kit import session
from tests.cli.conftest import Run

PATIENCE_S = 30.0
LAKESIDE = Path(__file__).resolve().parent.parent / "cities" / "lakeside.toml"


def status(url: str, path: str) -> int:
    """What a request is answered with."""
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=PATIENCE_S)
    connection.request("GET", path, headers={"Host": "localhost"})
    return connection.getresponse().status


def eventually(holds: Callable[[], bool]) -> bool:
    """Whether something comes true before patience ends."""
    pause = threading.Event()
    return any(holds() or pause.wait(0.05) for _ in range(int(PATIENCE_S / 0.05)))


def answers(database: str) -> bool:
    """Whether a database lets anybody in."""
    with suppress(psycopg.OperationalError):
        psycopg.connect(database).close()
        return True
    return False


@contextmanager
def serving(database: str, **changes: str) -> Iterator[dict[str, Any]]:
    """`evenhand serve` meanwhile: what it says of itself. Told to end, it ends well."""
    command = [sys.executable, "-m", "evenhand.cli", "serve", "--port", "0", "--json"]
    environ = {**os.environ, "EVENHAND_DATABASE_URL": database, **changes}
    with subprocess.Popen(command, env=environ, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        yield json.loads(process.stdout.readline())
        process.terminate()
    assert process.returncode == Exit.OK


def staff(database: str, role: str, outlet: str | None) -> UUID:
    """Somebody who works in Lakeside: the id."""
    id = uuid4()
    with psycopg.connect(database, options="-c role=evenhand_app -c evenhand.city=lakeside") as connection:
        connection.execute(
            "INSERT INTO cities_staff (city, id, role, name, outlet_code) VALUES ('lakeside', %s, %s, 'Ada', %s)",
            [id, role, outlet],
        )
    return id


@pytest.fixture(scope="module")
def system(installed: str) -> Iterator[System]:
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("EVENHAND_DATABASE_URL", installed)
        with running(None, key=keys.required(), gate_alone=True) as system:
            yield system


def test_doors_and_gate_answer(system: System) -> None:
    assert status(system.base_url, "/healthz") == http.client.OK
    assert status(system.base_url, "/gate/unknown") == http.client.NOT_FOUND
    assert status(system.gate_url, "/gate/unknown") == http.client.NOT_FOUND


@pytest.mark.parametrize("name", ["pages", "gate", "worker"])
def test_whoever_is_killed_is_back(system: System, name: str) -> None:
    child = system.children[name]
    before = child.pid
    child.kill()
    assert eventually(lambda: child.pid not in (None, before))
    system.await_answers()
    assert status(system.base_url, "/healthz") == http.client.OK


def test_our_own_database_is_back_after_a_crash(fresh: Server) -> None:
    keeper = Keeper(OwnServer(fresh), threading.Event())
    keeper.start()
    before = fresh.pid
    fresh.kill()
    try:
        assert eventually(lambda: fresh.pid not in (None, before))
        assert eventually(lambda: answers(fresh.url()))
    finally:
        keeper.stop()


def test_it_says_where_it_is_and_ends_in_order(installed: str) -> None:
    with serving(installed) as said:
        assert status(said["base_url"], "/healthz") == http.client.OK
    with pytest.raises(ConnectionRefusedError):
        status(said["base_url"], "/healthz")


def test_a_city_that_rehearses_can_be_entered_as_everybody_who_works_there(evenhand: Run, server: Server) -> None:
    database = server.create_database("entered")
    evenhand("load-city", str(LAKESIDE), EVENHAND_DATABASE_URL=database).check_returncode()
    agent = staff(database, "agent", None)
    rider = staff(database, "rider", "east-1")
    with serving(database) as said:
        links = said["links"]["lakeside"]
    entered = {role: session.read_demo_token(link.rpartition("/")[2]) for role, link in links.items()}
    assert entered == {"agent": ("lakeside", Role.AGENT, agent), "rider": ("lakeside", Role.RIDER, rider)}
    assert all(link.startswith(f"{said['base_url']}/demo/enter/") for link in links.values())


def test_outside_of_a_rehearsal_nobody_enters_without_a_code(installed: str) -> None:
    with serving(installed, EVENHAND_DEMO="0") as said:
        assert said["links"] == {}
