"""A fake of whatever carries messages behind `HttpSms`: it checks the signature with the standard's own library."""

import json
from base64 import b64encode
from typing import Any, Self

from standardwebhooks import Webhook, WebhookVerificationError

from evenhand.adapters.fakes.server import Asked, Said, Server
from evenhand.adapters.sms.fakes.carried import Carried

SECRET = "whsec_" + b64encode(b"fake-secret-of-an-http-gateway").decode()


class FakeHttp:
    """The service and its address; `account` is what goes into the file of accounts."""

    def __init__(self) -> None:
        self.carried = Carried()
        self._server, self._webhook = Server(self._serve), Webhook(SECRET)

    def __enter__(self) -> Self:
        self._server.__enter__()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.__exit__()

    @property
    def account(self) -> dict[str, Any]:
        return {"url": self._server.url, "secret": SECRET, "timeout_s": 2}

    def _serve(self, asked: Asked) -> Said:
        try:
            said = self._webhook.verify(asked.body, dict(asked.headers))
        except WebhookVerificationError:
            self.carried.strangers += 1
            return Said(401)
        if asked.path.endswith("/receipts"):
            known = set(self.carried.ids())
            return _json({id: {"taken": True, "reference": id} for id in said["ids"] if id in known})
        return self._take(said)

    def _take(self, said: dict[str, str]) -> Said:
        if said["phone"] in self.carried.illegal:
            return _json({"taken": False, "why": "number refused"})
        self.carried.taken.append((said["phone"], said["id"], said["text"]))
        if self.carried.mute:
            self.carried.mute -= 1
            return Said(dropped=True)
        return _json({"taken": True, "reference": said["id"]})


def _json(told: object) -> Said:
    return Said(200, json.dumps(told).encode(), {"Content-Type": "application/json"})
