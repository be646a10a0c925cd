"""Messages that go to the log instead of a phone: for a first look at a new installation."""

import logging
from collections.abc import Mapping, Sequence
from uuid import UUID

from evenhand.apps.notices.ports import Answer, Message
from evenhand.core import masks

log = logging.getLogger("evenhand.sms")


class ConsoleSms:
    """See `notices.ports.SmsGateway`. The phone is masked, as it is in any log; the text is shown."""

    name = "console"
    reaches_people = False

    def send(self, messages: Sequence[Message]) -> Sequence[Answer]:
        for message in messages:
            log.info("to %s: %s", masks.phone(message.phone), message.text)
        return [Answer(taken=True, reference=f"console:{message.id}") for message in messages]

    def receipts(self, messages: Sequence[Message]) -> Mapping[UUID, Answer]:
        return {}
