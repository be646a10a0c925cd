"""The command line as a person uses it: a process, its words and its exit code."""

import os
import subprocess
import sys
from collections.abc import Callable

import pytest

from evenhand.config.postgres import Server

type Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def evenhand() -> Run:
    """Runs a command to its end, in this run's environment changed by keywords (None takes a variable away)."""

    def run(*arguments: str, **changes: str | None) -> subprocess.CompletedProcess[str]:
        environ = {name: value for name, value in {**os.environ, **changes}.items() if value is not None}
        command = [sys.executable, "-m", "evenhand.cli", *arguments]
        return subprocess.run(command, env=environ, capture_output=True, text=True, check=False)

    return run


@pytest.fixture(scope="session")
def installed(server: Server) -> str:
    """The address of a database that `evenhand migrate` made ready."""
    address = server.create_database("installed")
    environ = {**os.environ, "EVENHAND_DATABASE_URL": address}
    subprocess.run([sys.executable, "-m", "evenhand.cli", "migrate"], env=environ, check=True, capture_output=True)
    return address
