"""How fast a line is served: how many may be now, where the dial says so, and how long the last of it will wait."""

import math
import time

SPAN_S = 5.0
UNKNOWN_S = 2
LONGEST_S = 3600


class Pace:
    """A bucket that fills by the second, and a memory of the last seconds' service."""

    def __init__(self) -> None:
        self._held = 0.0
        self._filled_at = 0.0
        self._served = 0.0
        self._since = time.monotonic()

    def allowed(self, per_s: float | None, now: float) -> int:
        """How many may be served now. No rate: as many as there are."""
        if per_s is None:
            return 2**31
        self._held = min(max(1.0, per_s), self._held + per_s * max(0.0, now - self._filled_at))
        self._filled_at = now
        return int(self._held)

    def spend(self, served: int) -> None:
        """So many are being served."""
        self._held = max(0.0, self._held - served)
        passed = time.monotonic() - self._since
        if passed > SPAN_S:
            self._served /= 2
            self._since += passed / 2
        self._served += served

    def seconds(self, waiting: int) -> int:
        """Whole seconds until so many are served, at the pace of the last ones; at least two, at most an hour."""
        passed = max(0.1, time.monotonic() - self._since)
        rate = self._served / passed
        return min(LONGEST_S, max(UNKNOWN_S, math.ceil(waiting / rate))) if rate else UNKNOWN_S
