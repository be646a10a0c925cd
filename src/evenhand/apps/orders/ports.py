"""What orders need from outside: someone who collects money."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID


class Standing(StrEnum):
    """How a payment stands."""

    ASKED = "asked"
    PAID = "paid"
    CLOSED = "closed"
    REFUNDED = "refunded"


@dataclass(frozen=True, slots=True)
class Bid:
    """What a gateway answers to a new payment: its own number for it, and the address where the person pays."""

    reference: str
    link: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """A gateway's word, its signature checked, that a payment was made."""

    city: str
    payment_id: UUID
    amount_fen: int
    reference: str


class PaymentGateway(Protocol):
    """Collects money for us under the ids we choose.

    Every call may be repeated: the same id gets the same answer. Refused: NOT_FOUND (no such payment there),
    UNAVAILABLE (the gateway does not answer; ask again).
    """

    name: str
    thanks: str
    """What we answer to a callback that was acted on; anything else makes the service say it again."""

    def create(
        self, *, city: str, payment_id: UUID, amount_fen: int, pay_by: datetime, payer_ip: str = "127.0.0.1"
    ) -> Bid:
        """Ask for an amount, of somebody at this address. Refused(KEY_REUSED): the id stands for another amount."""

    def query(self, *, city: str, payment_id: UUID) -> Standing:
        """How a payment stands."""

    def close(self, *, city: str, payment_id: UUID) -> Standing:
        """Take no money for it any more. PAID: it came too late, the money is there."""

    def refund(self, *, city: str, payment_id: UUID) -> Standing:
        """Give all of it back. Refused(WRONG_STATE): nothing was paid."""

    def received(self, *, city: str, day: date) -> Sequence[Receipt]:
        """The gateway's own list of what was paid on a day, as it cuts days (Asia/Shanghai), to compare ours with."""

    def verify_callback(self, *, headers: Mapping[str, str], body: bytes) -> Receipt:
        """What a callback says. Refused(NOT_ALLOWED): not signed by the gateway, changed on the way, or too old."""
