"""Codes are no pump: how many may be sent to strangers before they are said, and what is kept for those who say them.

Whoever is paid for messages, or wants a city to pay for them, asks for codes and never says one. So every code that was
said earns its network, and its block of numbers, one more that may be outstanding.
"""

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address, ip_network

from evenhand.core.errors import Reason, Refused

OUTSTANDING = 20
"""Codes that a network, or a block of ten thousand numbers, may have outstanding before any was said."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
"""Codes are outstanding for an hour, whatever became of them; what was said earns trust for a day."""
ALARM_FROM, ALARM_PERCENT = 50, 30
"""From so many codes a day on, fewer said than this share is an alarm."""
PREFIXES = {4: 24, 6: 56}
LAST_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of a network or block: codes of the last hour not said yet, and codes said in the last day."""

    outstanding: int
    said: int

    @property
    def trusted(self) -> bool:
        """Whether at least one in three was said."""
        return 2 * self.said >= self.outstanding and self.said > 0


@dataclass(frozen=True, slots=True)
class CodeFigures:
    """What was sent and said in a day, and what may be sent."""

    sent: int
    said: int
    budget: int

    @property
    def alarming(self) -> bool:
        return self.sent >= ALARM_FROM and 100 * self.said < ALARM_PERCENT * self.sent


def network(address: str) -> str:
    """The network of an internet address: a /24, or a /56 of the newer kind. Empty: it is no address."""
    try:
        known = ip_address(address.strip())
    except ValueError:
        return ""
    return str(ip_network((known, PREFIXES[known.version]), strict=False))


def block(phone: str) -> str:
    """The ten thousand numbers among which a number (E.164) is."""
    return phone[:-LAST_DIGITS]


def require_quiet(*records: Record) -> None:
    """Refused: CODES_PAUSED, where one of the records has too much outstanding."""
    if any(each.outstanding >= OUTSTANDING + each.said for each in records):
        raise Refused(Reason.CODES_PAUSED, "phone")


def open_part(budget: int) -> int:
    """How much of a day's budget anybody may use; the rest is kept for networks that have said what they asked for."""
    return budget // 2
