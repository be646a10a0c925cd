"""What notices need from outside: someone who carries short messages to phones, and someone who calls and reads them.

The sockets' names are `sms` and `voice`; both keep the same promises. At `telephone` somebody connects those who call.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Message:
    """A text for a phone (E.164); neither shows in logs or tracebacks. Tried again, the id is the same.

    Services that carry only texts approved beforehand fill one of theirs, known by `template` and `language`, with
    `facts`, in the order in which the text names them; `signature` stands before it.
    """

    id: UUID
    phone: str = field(repr=False)
    text: str = field(repr=False)
    template: str = field(default="", compare=False)
    language: str = field(default="zh", compare=False)
    facts: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    signature: str = field(default="", compare=False)


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

    def send(self, messages: Sequence[Message]) -> Sequence[Answer | None]:
        """One answer for each, in order. None: no answer came, and it may or may not have been taken.

        Refused(UNAVAILABLE): that is so of all of them.
        """

    def receipts(self, messages: Sequence[Message]) -> Mapping[UUID, Answer]:
        """What became of messages tried before; those that never came here are left out. Refused(UNAVAILABLE)."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a telephone system says of a call: its number, who calls, the keys pressed, and what we told it to keep."""

    call: str
    phone: str = field(repr=False)
    keys: str = field(repr=False)
    state: str = field(repr=False)


class Telephone(Protocol):
    """Connects people who call with the phone menu."""

    def heard(self, headers: Mapping[str, str], body: bytes) -> Heard:
        """What a request says. Refused: NOT_ALLOWED (not signed by it), INPUT_INVALID, UNAVAILABLE (no account)."""
