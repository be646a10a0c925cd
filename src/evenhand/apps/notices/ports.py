"""What notices need from outside: someone who carries short messages to phones. The socket's name is `sms`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Message:
    """A text for a phone (E.164); neither shows in logs or tracebacks. Tried again, the id is the same."""

    id: UUID
    phone: str = field(repr=False)
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a gateway said of a message: taken, under a number of its own, or not, and why it never will."""

    taken: bool
    reference: str = ""
    why: str = ""


class SmsGateway(Protocol):
    """Carries short messages."""

    name: str
    reaches_people: bool
    """Whether messages end on real phones. An imagined city refuses to be built where they do."""

    def send(self, messages: Sequence[Message]) -> Sequence[Answer]:
        """One answer for each, in order. Refused(UNAVAILABLE): no answer came, and any of them may have been taken."""

    def receipts(self, ids: Sequence[UUID]) -> Mapping[UUID, Answer]:
        """What became of messages tried before; those that never came here are left out. Refused(UNAVAILABLE)."""
