"""Processes that are kept running: started, watched, started anew when they crash, ended in order."""

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import IO, Protocol

from evenhand.config.errors import DatabaseUnavailable
from evenhand.config.postgres import Server

PATIENCE_S = 15.0
"""How long a process may take to end before it is killed."""
LONG_LIFE_S = 30.0
"""Whoever ran this long begins a new count of crashes."""
CRASHES_MAX = 6

log = logging.getLogger("evenhand.processes")


class Kept(Protocol):
    """What can be kept running."""

    @property
    def name(self) -> str:
        """For messages."""

    def start(self) -> None:
        """Begin, unless it runs. DatabaseUnavailable, OSError: not now."""

    def wait(self) -> None:
        """Return once it has ended, or if it never began."""

    def stop(self) -> None:
        """End it, in order."""


class Child:
    """A process of ours (see `evenhand.cli.child`), with a process group and a leash of its own."""

    def __init__(
        self, name: str, what: str, *arguments: str, environ: Mapping[str, str], output: IO[bytes] | None = None
    ) -> None:
        self.name = name
        self._command = [sys.executable, "-m", "evenhand.cli.child", what, *arguments]
        self._environ = environ
        self._output = output or sys.stderr.buffer
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """Its pid; None while it does not run."""
        return self._process.pid if self._process and self._process.poll() is None else None

    def start(self) -> None:
        """Begin. What a killed predecessor left of its group is ended first, for it may hold the port."""
        self._end_group()
        self._process = subprocess.Popen(
            self._command,
            env={**os.environ, **self._environ},
            stdin=subprocess.PIPE,
            stdout=self._output,
            stderr=self._output,
            start_new_session=True,
        )

    def wait(self) -> None:
        """Return once it has ended."""
        if self._process:
            self._process.wait()

    def stop(self) -> None:
        """Ask it to end; kill it if it does not."""
        if self._process:
            self._process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(PATIENCE_S)
            self.kill()

    def kill(self) -> None:
        """SIGKILL to it and to its own children."""
        self._end_group()
        self.wait()

    def _end_group(self) -> None:
        if self._process:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)


class OwnServer:
    """Our own PostgreSQL, started anew when it crashes. Whoever shares it last stops it."""

    name = "postgres"

    def __init__(self, server: Server) -> None:
        self.start = server.start
        self.wait = server.wait

    def stop(self) -> None:
        """Nothing to do."""


class Keeper:
    """Keeps one thing running, from a thread of its own. When it crashes too often, it sets `failed` and `over`."""

    def __init__(self, kept: Kept, over: threading.Event) -> None:
        self.kept = kept
        self.failed = False
        self._over = over
        self._stopping = threading.Event()
        self._turn = threading.Lock()
        self._thread = threading.Thread(target=self._keep, name=kept.name, daemon=True)

    def start(self) -> None:
        """Start it here and now, so that what prevents it is raised here; then watch over it."""
        self.kept.start()
        self._thread.start()

    def stop(self) -> None:
        """End it, and watch no more."""
        self._stopping.set()
        with self._turn:
            self.kept.stop()

    def _keep(self) -> None:
        crashes = 0
        while crashes < CRASHES_MAX:
            began = time.monotonic()
            self.kept.wait()
            crashes = 1 if time.monotonic() - began > LONG_LIFE_S else crashes + 1
            if self._stopping.wait(0.05 * 2**crashes):
                return
            self._revive()
        self.failed = True
        self._over.set()

    def _revive(self) -> None:
        log.warning("%s ended by itself and is started anew", self.kept.name)
        with self._turn:
            if not self._stopping.is_set():
                try:
                    self.kept.start()
                except (DatabaseUnavailable, OSError) as error:
                    log.warning("%s did not start: %s", self.kept.name, error)
