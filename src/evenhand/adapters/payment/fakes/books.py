"""What a fake service remembers: trades by the merchant's number, and how each stands."""

import secrets
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Trade:
    """A payment in the service's books. `state`: asked, paid, closed or refunded."""

    number: str
    amount_fen: int
    city: str
    notify_url: str
    reference: str
    state: str = "asked"
    paid_at: datetime | None = None


class Refusal(Exception):
    """What the service answers instead of doing it: its own code."""


@dataclass(slots=True)
class Mood:
    """How next answers go wrong: `tampered` many don't fit their signature; the one to `mute`'s address is lost."""

    tampered: int = 0
    mute: str = ""

    def loses(self, address: str) -> bool:
        """Whether the answer to this one is lost. It happens once."""
        lost = bool(self.mute) and self.mute in address
        self.mute = "" if lost else self.mute
        return lost


class Books:
    """Trades, changed under one lock: a service serves many at once."""

    def __init__(self, clock: Callable[[], datetime] | None = None) -> None:
        self.clock = clock or partial(datetime.now, UTC)
        self._trades: dict[str, Trade] = {}
        self._lock = threading.RLock()

    def ask(self, number: str, amount_fen: int, city: str, notify_url: str) -> Trade:
        """A new trade, or the same one again. Refusal(used): the number stands for another amount."""
        with self._lock:
            reference = f"42{secrets.randbelow(10**26):026}"
            trade = self._trades.setdefault(number, Trade(number, amount_fen, city, notify_url, reference))
        if trade.amount_fen != amount_fen:
            raise Refusal("used")
        return trade

    def find(self, number: str) -> Trade:
        """Refusal(unknown)."""
        if number not in self._trades:
            raise Refusal("unknown")
        return self._trades[number]

    def pay(self, number: str) -> Trade:
        """The payer pays; a second time takes nothing. Refusal: unknown, closed."""
        with self._lock:
            trade = self.find(number)
            if trade.state == "closed":
                raise Refusal("closed")
            if trade.state == "asked":
                trade = self._put(replace(trade, state="paid", paid_at=self.clock()))
            return trade

    def close(self, number: str) -> Trade:
        """Refusal: unknown, paid."""
        with self._lock:
            trade = self.find(number)
            if trade.paid_at:
                raise Refusal("paid")
            return self._put(replace(trade, state="closed"))

    def refund(self, number: str) -> Trade:
        """Refusal: unknown, unpaid."""
        with self._lock:
            trade = self.find(number)
            if not trade.paid_at:
                raise Refusal("unpaid")
            return self._put(replace(trade, state="refunded"))

    def forget(self, number: str) -> None:
        """As if it had never been: for lists that lack something."""
        del self._trades[number]

    def paid_on(self, day: str) -> Iterator[tuple[Trade, datetime]]:
        """What was paid on a day of the service's own zone, with the hour there."""
        for trade in list(self._trades.values()):
            if trade.paid_at and (at := trade.paid_at.astimezone(ZONE)).date().isoformat() == day:
                yield trade, at

    def _put(self, trade: Trade) -> Trade:
        self._trades[trade.number] = trade
        return trade
