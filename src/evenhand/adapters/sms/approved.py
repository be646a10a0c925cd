"""Texts that a service approved beforehand: which of theirs says what one of our notices says."""

import logging
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ImproperlyConfigured

from evenhand.apps.notices.ports import Answer, Message
from evenhand.core.errors import Reason, Refused

log = logging.getLogger("evenhand.sms")


class OneByOne(ABC):
    """A gateway whose service takes one message a call, and may say at once that one will never go."""

    name: str
    reaches_people = True
    never: tuple[str, ...]
    """The service's codes that say so; after any other the message may be tried again."""

    def send(self, messages: Sequence[Message]) -> Sequence[Answer | None]:
        return [self._send(message) for message in messages]

    def receipts(self, messages: Sequence[Message]) -> Mapping[UUID, Answer]:
        found = {message.id: self._receipt(message) for message in messages}
        return {id: answer for id, answer in found.items() if answer}

    @abstractmethod
    def _send(self, message: Message) -> Answer | None: ...

    @abstractmethod
    def _receipt(self, message: Message) -> Answer | None:
        """What the service's records say of it. Refused: UNAVAILABLE."""

    def _not_taken(self, code: str) -> Answer | None:
        log.warning("%s did not take a message: %s", self.name, code)
        return Answer(taken=False, why=code) if code in self.never else None

    def _asked(self, call: Callable[[], Any]) -> Any:
        """What a call of the service's SDK returns. Refused(UNAVAILABLE): nothing, or an error of the service."""
        try:
            return call()
        except Exception as error:
            log.warning("%s gave no answer: %s", self.name, type(error).__name__)
            raise Refused(Reason.UNAVAILABLE, "sms") from error


def template(known: Mapping[str, str], message: Message) -> str:
    """The service's own name for it: `claim_granted.en`, else `claim_granted`. ImproperlyConfigured: none is set."""
    for name in (f"{message.template}.{message.language}", message.template):
        if name in known:
            return str(known[name])
    raise ImproperlyConfigured(f"no approved template is set for the notice {message.template!r}")
