"""The running server of a data folder, found through the pid file it keeps there."""

import os
from contextlib import suppress
from pathlib import Path

import psutil

PATIENCE = 30.0
"""Seconds after which a killed process that is still there is given up."""


def find(data: Path) -> psutil.Process | None:
    """The postmaster of the data folder, if one is alive. A pid that meanwhile belongs to another program is none."""
    try:
        process = psutil.Process(_pid(data))
        is_ours = str(data) in process.cmdline() and process.status() != psutil.STATUS_ZOMBIE
    except (FileNotFoundError, ValueError, psutil.Error):
        return None
    return process if is_ours else None


def disown_pid(data: Path) -> None:
    """Mark a pid file left by a crash as stale, where its pid now belongs to another program of this user.

    PostgreSQL would take that program for a running server and refuse. It trusts, however, a file that names its own
    grandparent, as a restart inside a container may. Removing the file instead would lose the line by which it makes
    sure that no backend of the crashed server still writes.
    """
    file = data / "postmaster.pid"
    with suppress(FileNotFoundError):
        lines = file.read_text().splitlines(keepends=True)
        file.write_text("".join([f"{os.getpid()}\n", *lines[1:]]))


def kill(process: psutil.Process) -> None:
    """End a server as a power cut would: SIGKILL to the postmaster and its backends, then wait until all are gone.

    The postmaster is stopped meanwhile: neither can it clean up after a backend, nor can a backend mourn it.
    """
    with suppress(psutil.NoSuchProcess):
        process.suspend()
        family = [*process.children(recursive=True), process]
        for member in family:
            with suppress(psutil.NoSuchProcess):
                member.kill()
        psutil.wait_procs(family, timeout=PATIENCE)


def _pid(data: Path) -> int:
    """ValueError: the file is there, but its server has not written into it yet."""
    return int((data / "postmaster.pid").read_text().partition("\n")[0])
