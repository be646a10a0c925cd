"""Towns for the tests of doors, and the gate that some of them ask."""

from collections.abc import Iterator
from importlib import import_module
from typing import TYPE_CHECKING

import pytest

from tests.gate import process

if TYPE_CHECKING:
    from tests.web.town import Town


@pytest.fixture
def town(transactional_db: None) -> "Town":
    """A city of six, half an hour before its release opens."""
    made: Town = import_module("tests.web.town").found()  # models can't be imported before the settings are read
    return made


@pytest.fixture(scope="session")
def gate(django_db_setup: None) -> Iterator[process.GateProcess]:
    """A running gate on the tests' database."""
    with process.running() as gate:
        yield gate
