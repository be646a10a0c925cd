"""One gate process serves all tests of this folder that don't kill it."""

from collections.abc import Iterator

import pytest

from tests.gate import process


@pytest.fixture(scope="session")
def gate(django_db_setup: None) -> Iterator[process.GateProcess]:
    """A running gate on the tests' database."""
    with process.running() as gate:
        yield gate
