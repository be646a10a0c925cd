"""What crashes is started anew; what is stopped stays stopped; nothing outlives its supervisor."""

import subprocess
import sys
import threading
from collections import deque

import psutil
import pytest

from evenhand.cli import processes
from evenhand.cli.processes import Keeper
from evenhand.config.errors import DatabaseUnavailable

PATIENCE_S = 30


class Sleeper:
    """Something to be kept running that ends when it is told to, and counts its lives."""

    name = "sleeper"

    def __init__(self, failures: int = 0) -> None:
        self.lives = 0
        self.started = threading.Semaphore(0)
        self._ends: deque[threading.Event] = deque([threading.Event()])
        self._failures = failures

    def start(self) -> None:
        self.lives += 1
        self._ends.append(threading.Event())
        self.started.release()
        if self.lives > 1 and self._failures:
            self._failures -= 1
            self._ends[-1].set()
            raise DatabaseUnavailable("not now")

    def wait(self) -> None:
        self._ends[-1].wait()

    def stop(self) -> None:
        self._ends[-1].set()


def test_what_crashes_is_started_anew() -> None:
    sleeper, over = Sleeper(), threading.Event()
    keeper = Keeper(sleeper, over)
    keeper.start()
    for _ in range(3):
        assert sleeper.started.acquire(timeout=PATIENCE_S)
        sleeper.stop()
    assert sleeper.started.acquire(timeout=PATIENCE_S)
    keeper.stop()
    assert (sleeper.lives, keeper.failed, over.is_set()) == (4, False, False)


def test_what_cannot_start_just_now_is_tried_again() -> None:
    sleeper = Sleeper(failures=2)
    keeper = Keeper(sleeper, threading.Event())
    keeper.start()
    sleeper.stop()
    for _ in range(4):
        assert sleeper.started.acquire(timeout=PATIENCE_S)
    keeper.stop()
    assert not keeper.failed


def test_what_crashes_over_and_over_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "CRASHES_MAX", 3)
    over = threading.Event()
    keeper = Keeper(Sleeper(failures=100), over)
    keeper.start()
    keeper.kept.stop()
    assert over.wait(PATIENCE_S)
    assert keeper.failed
    keeper.stop()


def test_a_child_ends_with_its_supervisor_however_that_ended() -> None:
    program = (
        "import sys; from evenhand.cli.processes import Child\n"
        "child = Child('gate', 'gate', '127.0.0.1', '0', '1', environ={})\n"
        "child.start(); print(child.pid, flush=True); sys.stdin.read()"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as supervisor:
        assert supervisor.stdout
        child = psutil.Process(int(supervisor.stdout.readline()))
        supervisor.kill()
    child.wait(PATIENCE_S)  # raises if it stays
