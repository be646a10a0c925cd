"""Two programs in one data folder use one server: the first starts it, the last to leave stops it.

Who is still there is known by a lock that each holds shared. The kernel lets go of it for a program that was killed, so
that no list of pids can go stale.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Users:
    """The programs that use the server of one data folder."""

    def __init__(self, home: Path) -> None:
        self._door = home / "postgres.lock"
        self._seats = home / "postgres.users"
        self._seat: int | None = None

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Nobody else starts, joins or leaves meanwhile."""
        door = _open(self._door)
        try:
            fcntl.flock(door, fcntl.LOCK_EX)
            yield
        finally:
            os.close(door)

    def join(self) -> None:
        """Take a seat."""
        self._seat = _open(self._seats)
        fcntl.flock(self._seat, fcntl.LOCK_SH)

    def leave(self) -> bool:
        """Give up the seat. Whether it was the last."""
        if self._seat is None:
            return False
        try:
            fcntl.flock(self._seat, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            return False
        finally:
            os.close(self._seat)
            self._seat = None


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
