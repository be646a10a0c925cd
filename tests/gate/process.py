"""A gate of its own process, asked over HTTP."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

START_S = 60
LOOK_S = 0.02
GRANIAN = ["--interface", "asgi", "--workers", "1", "--loop", "uvloop", "--no-ws", "--log-level", "warning"]


@dataclass
class GateProcess:
    """A running gate."""

    port: int
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def ask(self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None) -> tuple[int, Any]:
        """Status and JSON of one request. `body` is sent as it is if it is bytes."""
        data = body if isinstance(body, bytes) or body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, headers or {}, method=method)
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            return error.code, json.load(error)

    def kill(self) -> None:
        """SIGKILL to the server and its workers, as a crash would end them."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(port: int, environ: dict[str, str] | None = None, application: str = "evenhand.gate.app:app") -> GateProcess:
    """Start a gate on a port, in a process group of its own."""
    command = [sys.executable, "-m", "granian", *GRANIAN, "--port", str(port), application]
    return GateProcess(port, subprocess.Popen(command, env=environ or dict(os.environ), start_new_session=True))


def await_port(port: int, process: subprocess.Popen[bytes]) -> None:
    """Until the port answers."""

    def answers() -> bool:
        assert process.poll() is None, f"the gate ended with {process.returncode}"
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    until(answers, "the gate opens its port")


def until[Seen](look: Callable[[], Seen], what: str) -> Seen:
    """What `look` shows as soon as it shows something; it fails after a minute, saying `what` did not come.

    Another process tells nobody that it has changed its mind: one can only look again, after a pause.
    """
    latest = time.monotonic() + START_S
    while not (seen := look()):
        assert time.monotonic() < latest, f"in vain waited for: {what}"
        select_nothing(LOOK_S)
    return seen


def select_nothing(seconds: float) -> None:
    """The pause between two looks at another process. No test counts on its length."""
    time.sleep(seconds)


@contextmanager
def running() -> Iterator[GateProcess]:
    """A gate that answers, until the end of the context."""
    gate = start(free_port())
    try:
        await_port(gate.port, gate.process)
        yield gate
    finally:
        if gate.process.poll() is None:
            gate.process.terminate()
            gate.process.wait(30)
