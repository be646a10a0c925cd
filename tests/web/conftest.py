"""Towns for the tests of doors."""

from importlib import import_module
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.web.town import Town


@pytest.fixture
def town(transactional_db: None) -> "Town":
    """A city of six, half an hour before its release opens."""
    made: Town = import_module("tests.web.town").found()  # models can't be imported before the settings are read
    return made
