"""Data folders outside of private homes, because a server that root starts runs as another user."""

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from evenhand.config.postgres import Server


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder that does not exist yet."""
    path = Path(tempfile.gettempdir()) / f"evenhand-{secrets.token_hex(6)}"
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def fresh(folder: Path) -> Iterator[Server]:
    """A server of its own, running."""
    with Server(folder) as server:
        yield server
