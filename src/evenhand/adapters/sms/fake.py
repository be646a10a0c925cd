"""A gateway as bad as a real one can be: it fails before it takes a message, or after, and refuses numbers."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from evenhand.apps.notices.ports import Answer, Message
from evenhand.core.errors import Reason, Refused


class FakeSms:
    """See `notices.ports.SmsGateway`. Tests tell it what to do next; `carried` is what reached phones, in order."""

    name = "fake"
    reaches_people = False

    def __init__(self) -> None:
        self.carried: list[Message] = []
        self.refused_phones: Collection[str] = ()
        self.deaf = 0
        """How many of the next calls fail before anything is taken."""
        self.mute = 0
        """How many of the next calls take everything and then give no answer."""

    def send(self, messages: Sequence[Message]) -> Sequence[Answer]:
        if self.deaf:
            self.deaf -= 1
            raise Refused(Reason.UNAVAILABLE, "sms")
        answers = [self._take(message) for message in messages]
        if self.mute:
            self.mute -= 1
            raise Refused(Reason.UNAVAILABLE, "sms")
        return answers

    def receipts(self, messages: Sequence[Message]) -> Mapping[UUID, Answer]:
        known = {message.id for message in self.carried}
        return {message.id: self._receipt(message.id) for message in messages if message.id in known}

    def _take(self, message: Message) -> Answer:
        """A gateway that knows no ids: what comes twice is carried twice."""
        if message.phone in self.refused_phones:
            return Answer(taken=False, why="number refused")
        self.carried.append(message)
        return self._receipt(message.id)

    def _receipt(self, id: UUID) -> Answer:
        return Answer(taken=True, reference=f"fake:{id}")
