"""What is inside must be refused, for this reason and because of this field."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from evenhand.core.errors import Reason, Refused


@contextmanager
def refusing(reason: Reason, field: str = "") -> Iterator[None]:
    """Fails unless the block ends in exactly this refusal."""
    with pytest.raises(Refused) as refusal:
        yield
    assert (refusal.value.reason, refusal.value.field) == (reason, field)
