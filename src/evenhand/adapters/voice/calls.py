"""Calls that a telephone system connects: each of its requests is signed after Standard Webhooks (scheme `v1`).

It posts {"call", "from", "keys", "state"} and reads, plays and listens as it is answered. Its account is the table
`[telephone]` with `secret` (base64, perhaps behind `whsec_`).
"""

import json
from collections.abc import Mapping

from django.conf import settings
from standardwebhooks import Webhook, WebhookVerificationError

from evenhand.adapters import accounts
from evenhand.apps.notices.ports import Heard
from evenhand.core.errors import Reason, Refused

ACCOUNT = "telephone"
LONGEST = 2_000
"""Characters of any one thing that is said."""


class SignedCalls:
    """See `notices.ports.Telephone`."""

    def __init__(self) -> None:
        named = ACCOUNT in settings.EVENHAND_ACCOUNTS
        self._webhook = Webhook(accounts.table(ACCOUNT, {"secret"})["secret"]) if named else None

    def heard(self, headers: Mapping[str, str], body: bytes) -> Heard:
        if self._webhook is None:
            raise Refused(Reason.UNAVAILABLE, ACCOUNT)
        lower = {name.lower(): value for name, value in headers.items()}
        try:
            self._webhook.verify(body, lower)
            told = json.loads(body)
            said = {name: str(told.get(name, "")) for name in ("call", "from", "keys", "state")}
        except (WebhookVerificationError, ValueError, AttributeError):
            raise Refused(Reason.NOT_ALLOWED, ACCOUNT) from None
        if not said["call"] or any(len(value) > LONGEST for value in said.values()):
            raise Refused(Reason.INPUT_INVALID, "call")
        return Heard(said["call"], said["from"], said["keys"], said["state"])
