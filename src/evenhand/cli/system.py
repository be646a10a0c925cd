"""The running system on one machine: doors, gate and worker over one database, reachable at one address."""

import http.client
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import IO

from evenhand.cli.processes import Child, Keeper, Kept, OwnServer
from evenhand.config.errors import Misconfigured
from evenhand.config.postgres import Server

START_S = 60.0
"""How long everything together may take until it answers."""


class NotRunning(Exception):
    """A process could not be kept running."""


@dataclass(frozen=True, slots=True)
class System:
    """What runs, and where it answers. `gate_url` differs from `base_url` where the gate is a process of its own."""

    base_url: str
    gate_url: str
    children: dict[str, Child]
    keepers: list[Keeper]
    over: threading.Event

    def wait(self) -> None:
        """Return when `over` is set. NotRunning: because something crashed too often."""
        self.over.wait()
        self.check()

    def check(self) -> None:
        """NotRunning: something crashed too often."""
        if failed := [keeper.kept.name for keeper in self.keepers if keeper.failed]:
            raise NotRunning(f"{', '.join(failed)} could not be kept running")


@contextmanager
def running(
    server: Server | None,
    *,
    key: bytes,
    host: str = "127.0.0.1",
    port: int = 0,
    workers: int = 1,
    gate_alone: bool = False,
    output: IO[bytes] | None = None,
) -> Iterator[System]:
    """Run everything over the database of EVENHAND_DATABASE_URL; when this yields, all of it answers.

    `server` is our own PostgreSQL, if it is ours to keep running. Port 0: a free one. Misconfigured: the port is taken.
    """
    port = claim_port(host, port)
    gate_port = claim_port(host, 0) if gate_alone else port
    environ = {"EVENHAND_KEY": key.hex()}
    children = {
        "pages": Child("pages", host, str(port), str(workers), environ=environ, output=output),
        "worker": Child("worker", environ=environ, output=output),
    }
    if gate_alone:
        children["gate"] = Child("gate", host, str(gate_port), str(workers), environ=environ, output=output)
    over = threading.Event()
    kept: list[Kept] = [*([OwnServer(server)] if server else []), *children.values()]
    keepers = [Keeper(each, over) for each in kept]
    system = System(f"http://{host}:{port}", f"http://{host}:{gate_port}", children, keepers, over)
    with ExitStack() as running:
        for keeper in keepers:
            running.callback(keeper.stop)
            keeper.start()
        for each in {port, gate_port}:
            _await_answer(system, host, each)
        yield system


def claim_port(host: str, port: int) -> int:
    """The port, or for 0 a free one. Misconfigured: another program listens there, or the address is not ours."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Misconfigured(f"can't listen on {host}:{port}: {error.strerror}; choose another --port") from error
        return int(probe.getsockname()[1])


def _await_answer(system: System, host: str, port: int) -> None:
    latest = time.monotonic() + START_S
    while not _answers(host, port):
        system.check()
        if time.monotonic() > latest:
            raise NotRunning(f"nothing answers on port {port} after {START_S:.0f} seconds")
        system.over.wait(0.05)


def _answers(host: str, port: int) -> bool:
    """Whether something answers there as one that lives: with whatever, but not with a fault of its own."""
    connection = http.client.HTTPConnection(host, port, timeout=5)
    try:
        connection.request("GET", "/healthz", headers={"Host": "localhost"})
        return connection.getresponse().status < http.client.INTERNAL_SERVER_ERROR
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
