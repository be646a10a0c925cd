"""A fake of whatever carries messages behind `HttpSms`: it checks the signature with the standard's own library."""

from base64 import b64encode
from typing import Any

from standardwebhooks import Webhook, WebhookVerificationError

from evenhand.adapters.fakes.server import Asked, Said, Service
from evenhand.adapters.sms.fakes.carried import Carried

SECRET = "whsec_" + b64encode(b"fake-secret-of-an-http-gateway").decode()


class FakeHttp(Service):
    """The service and its address; `account` is what goes into the file of accounts."""

    def __init__(self) -> None:
        super().__init__()
        self.carried = Carried()
        self._webhook = Webhook(SECRET)

    @property
    def account(self) -> dict[str, Any]:
        return {"url": self.base_url, "secret": SECRET, "timeout_s": 2}

    def _serve(self, asked: Asked) -> Said:
        try:
            said = self._webhook.verify(asked.body, dict(asked.headers))
        except WebhookVerificationError:
            self.carried.strangers += 1
            return Said(401)
        if asked.path.endswith("/receipts"):
            known = set(self.carried.ids())
            return Said.json({id: {"taken": True, "reference": id} for id in said["ids"] if id in known})
        return self._take(said)

    def _take(self, said: dict[str, str]) -> Said:
        if said["phone"] in self.carried.illegal:
            return Said.json({"taken": False, "why": "number refused"})
        if not self.carried.take(said["phone"], said["id"], said["text"]):
            return Said(dropped=True)
        return Said.json({"taken": True, "reference": said["id"]})
