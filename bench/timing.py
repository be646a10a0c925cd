"""How long something takes."""

import statistics
import time
from collections.abc import Callable


def median(act: Callable[[], object], times: int = 7) -> float:
    """Milliseconds, the middle one of several."""
    took = []
    for _ in range(times):
        began = time.monotonic()
        act()
        took.append(1000 * (time.monotonic() - began))
    return round(statistics.median(took), 1)
