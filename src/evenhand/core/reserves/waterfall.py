"""The waterfall: who is served by what others let go, and when."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from uuid import UUID, uuid5


def served(wishes: Iterable[int], units: int) -> list[int]:
    """Whose wishes so many units fill: their places. Asked in turn; a small wish passes one that is too great."""
    found = []
    for place, wish in enumerate(wishes):
        if wish <= units:
            found.append(place)
            units -= wish
    return found


def awake(local: datetime, quiet: tuple[time, time]) -> datetime:
    """The first moment from `local` on that lies outside of the quiet hours, which may run over midnight."""
    begins, ends = quiet
    now = local.time()
    if not (begins <= now or now < ends if begins > ends else begins <= now < ends):
        return local
    morning = datetime.combine(local.date(), ends, local.tzinfo)
    return morning if morning > local else morning + timedelta(days=1)


def poured_key(standing: UUID) -> UUID:
    """The key of the claim that a place in the line becomes in the waterfall: the same, however often it is asked."""
    return uuid5(standing, "poured")
