"""Sign-in codes: how often one phone may ask, how long a code lives, how often it may be guessed."""

import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta

from evenhand.core.errors import Reason, Refused

DIGITS = 6
LONGEST = 32
"""Characters of what somebody types for a code."""
LIVES = timedelta(minutes=10)
TRIES = 5
CAPS = ((1, timedelta(minutes=1)), (5, timedelta(hours=1)), (10, timedelta(days=1)))
"""At most so many codes to one phone in any stretch of so long."""
LARGEST_CAP = max(count for count, _ in CAPS)


def again_at(sent: Sequence[datetime]) -> datetime | None:
    """The first moment at which one more code keeps every cap, given when earlier ones were sent; None: any moment."""
    latest = sorted(sent, reverse=True)
    return max((latest[count - 1] + span for count, span in CAPS if len(latest) >= count), default=None)


def require_may_ask(sent: Sequence[datetime], now: datetime) -> None:
    """Refused: TOO_MANY_CODES, with the moment at which the next may be asked for."""
    moment = again_at(sent)
    if moment is not None and moment > now:
        raise Refused(Reason.TOO_MANY_CODES, "phone", again_at=moment)


def code(random_bits: int) -> str:
    """Six digits from at least 64 random bits: no digit string is likelier than another by more than 1 in 10^13."""
    return str(random_bits % 10**DIGITS).zfill(DIGITS)


def plain(said: str) -> str:
    """A code as heard or typed: blanks and full width undone."""
    return "".join(unicodedata.normalize("NFKC", said[:LONGEST]).split())
