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

GATES = 1
"""Processes of a gate of its own: one grants faster than its database can keep up with on the same machine."""
START_S = 60.0
"""How long everything together may take until it answers."""
LOOPBACK = "127.0.0.1"


class NotRunning(Exception):
    """A process could not be kept running."""


@dataclass(frozen=True, slots=True)
class System:
    """What runs, and where it answers. The ports differ where the gate is a process of its own."""

    host: str
    port: int
    gate_port: int
    children: dict[str, Child]
    keepers: list[Keeper]
    over: threading.Event

    @property
    def base_url(self) -> str:
        """Where the doors are."""
        return f"http://{self.host}:{self.port}"

    @property
    def gate_url(self) -> str:
        """Where /gate is."""
        return f"http://{self.host}:{self.gate_port}"

    def wait(self) -> None:
        """Return when `over` is set. NotRunning: because something crashed too often."""
        self.over.wait()
        self.check()

    def check(self) -> None:
        """NotRunning: something crashed too often."""
        if failed := [keeper.kept.name for keeper in self.keepers if keeper.failed]:
            raise NotRunning(f"{', '.join(failed)} could not be kept running")

    def await_answers(self) -> None:
        """Return once doors and gate answer. NotRunning: they don't, for a minute."""
        latest = time.monotonic() + START_S
        while not (_answers(self.host, self.port) and _answers(self.host, self.gate_port)):
            self.check()
            if time.monotonic() > latest:
                raise NotRunning(f"nothing answers at {self.base_url} after {START_S:.0f} seconds")
            self.over.wait(0.05)


@contextmanager
def running(
    server: Server | None,
    *,
    key: bytes,
    host: str = LOOPBACK,
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
    commands = {"pages": ("doors" if gate_alone else "pages", host, str(port), str(workers)), "worker": ("worker",)}
    environ = {"EVENHAND_KEY": key.hex()}
    if gate_alone:
        commands["gate"] = ("gate", host, str(gate_port), str(GATES))
        environ["EVENHAND_GATE_URL"] = f"http://{host}:{gate_port}"
    children = {name: Child(name, *command, environ=environ, output=output) for name, command in commands.items()}
    over = threading.Event()
    kept: list[Kept] = [*([OwnServer(server)] if server else []), *children.values()]
    system = System(host, port, gate_port, children, [Keeper(each, over) for each in kept], over)
    with ExitStack() as running:
        for keeper in system.keepers:
            running.callback(keeper.stop)
            keeper.start()
        system.await_answers()
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
