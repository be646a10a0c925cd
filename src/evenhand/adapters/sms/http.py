"""Messages that another program carries: told over HTTP, each request signed after Standard Webhooks (scheme `v1`).

POST {url}           {"id", "phone", "text"}    answered by {"taken", "reference", "why"}
POST {url}/receipts  {"ids"}                    answered by {id: {"taken", "reference", "why"}}
"""

import json
import urllib.request
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.error import HTTPError
from uuid import UUID

from standardwebhooks import Webhook

from evenhand.adapters import accounts
from evenhand.apps.notices.ports import Answer, Message
from evenhand.core.errors import Reason, Refused


class HttpSms:
    """See `notices.ports.SmsGateway`. `secret` is base64, perhaps behind `whsec_`."""

    name = "http"
    reaches_people = True
    account = "sms_http"

    def __init__(self, account: Mapping[str, Any] | None = None) -> None:
        said = accounts.table(self.account, {"url", "secret"}, {"timeout_s"}) if account is None else account
        self._url, self._webhook, self._timeout = said["url"], Webhook(said["secret"]), said.get("timeout_s", 5)

    def send(self, messages: Sequence[Message]) -> Sequence[Answer | None]:
        return [self._send(message) for message in messages]

    def receipts(self, messages: Sequence[Message]) -> Mapping[UUID, Answer]:
        ids = [str(message.id) for message in messages]
        told = self._post("/receipts", ids[0] if ids else "none", {"ids": ids})
        if told is None:
            raise Refused(Reason.UNAVAILABLE, "sms")
        return {UUID(id): _answer(each) for id, each in told.items()}

    def _send(self, message: Message) -> Answer | None:
        said = {"id": str(message.id), "phone": message.phone, "text": message.text}
        told = self._post("", str(message.id), said)
        return _answer(told) if told else None

    def _post(self, path: str, id: str, said: object) -> Any | None:
        """What the other program says. None: nothing that could be read."""
        body, at = json.dumps(said, ensure_ascii=False), datetime.now(UTC)
        headers = {
            "content-type": "application/json",
            "webhook-id": id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": self._webhook.sign(id, at, body),
        }
        request = urllib.request.Request(self._url + path, body.encode(), headers)  # noqa: S310 - the operator's own
        try:
            with urllib.request.urlopen(request, timeout=self._timeout) as answer:  # noqa: S310 - the operator's own
                return json.load(answer)
        except (HTTPError, OSError, ValueError):
            return None


def _answer(told: Mapping[str, Any]) -> Answer:
    return Answer(bool(told["taken"]), str(told.get("reference", "")), str(told.get("why", "")))
