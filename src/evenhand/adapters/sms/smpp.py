"""Messages over SMPP 3.4 (extra `sms`): a short connection a batch, long texts in parts that the phone joins.

The protocol knows no id of ours: what was handed over is remembered by this process, and by nobody after it.
"""

import logging
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from smpplib import consts, exceptions, gsm
from smpplib.client import Client

from evenhand.adapters import accounts
from evenhand.apps.notices.ports import Answer, Message
from evenhand.core.errors import Reason, Refused

NEEDS = {"host", "port", "system_id", "password"}
KNOWS = {"source", "timeout_s"}
log = logging.getLogger("evenhand.sms")


class SmppSms:
    """See `notices.ports.SmsGateway`."""

    name = "smpp"
    reaches_people = True

    def __init__(self, account: Mapping[str, Any] | None = None) -> None:
        self._account = accounts.table("smpp", NEEDS, KNOWS) if account is None else account
        self._taken: dict[UUID, Answer] = {}

    def send(self, messages: Sequence[Message]) -> Sequence[Answer | None]:
        if not messages:
            return []
        client = self._bound()
        try:
            return [self._send(client, message) for message in messages]
        finally:
            client.disconnect()

    def receipts(self, messages: Sequence[Message]) -> Mapping[UUID, Answer]:
        return {message.id: self._taken[message.id] for message in messages if message.id in self._taken}

    def _bound(self) -> Any:
        """A connection whose password was accepted. Refused: UNAVAILABLE."""
        said = self._account
        client = Client(said["host"], int(said["port"]), timeout=said.get("timeout_s", 5))
        client.logger.setLevel(logging.CRITICAL)  # it would write whole messages down
        try:
            client.connect()
            client.bind_transmitter(system_id=said["system_id"], password=said["password"])
        except (exceptions.ConnectionError, exceptions.PDUError, OSError) as error:
            raise Refused(Reason.UNAVAILABLE, "sms", why=type(error).__name__) from error
        return client

    def _send(self, client: Any, message: Message) -> Answer | None:
        parts, coding, esm_class = gsm.make_parts(message.text, encoding=consts.SMPP_ENCODING_ISO10646)
        try:
            numbers = [self._submit(client, message.phone, part, coding, esm_class) for part in parts]
        except (exceptions.ConnectionError, OSError):
            return None
        except exceptions.PDUError as error:
            log.warning("the message center did not take a message: %s", error)
            return Answer(taken=False, why="refused")
        self._taken[message.id] = answer = Answer(taken=True, reference=numbers[0])
        return answer

    def _submit(self, client: Any, phone: str, part: bytes, coding: int, esm_class: int) -> str:
        """Hand one part over and wait for the center's number of it. PDUError: refused."""
        client.send_message(
            source_addr_ton=consts.SMPP_TON_ALNUM,
            source_addr=self._account.get("source", "Evenhand"),
            dest_addr_ton=consts.SMPP_TON_INTL,
            destination_addr=phone.removeprefix("+"),
            short_message=part,
            data_coding=coding,
            esm_class=esm_class,
            registered_delivery=False,
        )
        answer = client.read_pdu()
        if answer.is_error():
            raise exceptions.PDUError(answer.command, int(answer.status))
        return bytes(answer.message_id or b"").decode()
