"""A fake of Alibaba Cloud SMS: ACS3-HMAC-SHA256 as its gateway computes it, from the request as it arrived."""

import hashlib
import hmac
import re
from typing import Any
from urllib.parse import parse_qsl, quote, urlsplit

from evenhand.adapters.fakes.server import Asked, Said, Service
from evenhand.adapters.sms.fakes.carried import Carried

KEY_ID, SECRET = "LTAI5tFake", "fake-secret-of-aliyun"
AUTHORIZATION = re.compile(r"ACS3-HMAC-SHA256 Credential=([^,]+),SignedHeaders=([^,]+),Signature=([0-9a-f]{64})")


class FakeAliyun(Service):
    """The service and its address; `account` is what goes into the file of accounts."""

    def __init__(self) -> None:
        super().__init__()
        self.carried = Carried()

    @property
    def account(self) -> dict[str, Any]:
        return {
            "access_key_id": KEY_ID,
            "access_key_secret": SECRET,
            "sign_name": "Evenhand",
            "endpoint": self.base_url.removeprefix("http://"),
            "protocol": "HTTP",
            "timeout_s": 2,
            "templates": {"code": "SMS_1001", "order_accepted": "SMS_1002", "order_accepted.en": "SMS_1003"},
        }

    def _serve(self, asked: Asked) -> Said:
        said = dict(parse_qsl(urlsplit(asked.path).query, keep_blank_values=True))
        if not _signed(asked, said):
            self.carried.strangers += 1
            return Said.json({"Code": "SignatureDoesNotMatch", "Message": "signature", "RequestId": "fake"}, 400)
        if asked.headers.get("x-acs-action") == "QuerySendDetails":
            return Said.json(self._details(said["PhoneNumber"]))
        return self._take(said)

    def _take(self, said: dict[str, str]) -> Said:
        if said["PhoneNumbers"] in self.carried.illegal:
            return Said.json({"Code": "isv.MOBILE_NUMBER_ILLEGAL", "Message": "phone", "RequestId": "fake"})
        text = f"{said['TemplateCode']} {said['TemplateParam']}"
        if not self.carried.take(said["PhoneNumbers"], said["OutId"], text):
            return Said(dropped=True)
        return Said.json({"Code": "OK", "Message": "OK", "BizId": said["OutId"], "RequestId": "fake"})

    def _details(self, phone: str) -> dict[str, Any]:
        found = [{"OutId": id, "SendStatus": 3, "PhoneNum": to} for to, id, _ in self.carried.taken if to == phone]
        return {"Code": "OK", "TotalCount": str(len(found)), "SmsSendDetailDTOs": {"SmsSendDetailDTO": found}}


def _signed(asked: Asked, said: dict[str, str]) -> bool:
    """Whether the caller knows the secret, and the body is the one that was signed."""
    told = AUTHORIZATION.fullmatch(asked.headers.get("authorization", ""))
    body = hashlib.sha256(asked.body).hexdigest()
    if not told or told[1] != KEY_ID or asked.headers.get("x-acs-content-sha256") != body:
        return False
    query = "&".join(f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}" for name, value in sorted(said.items()))
    headers = "".join(f"{name}:{asked.headers.get(name, '').strip()}\n" for name in told[2].split(";"))
    request = "\n".join([asked.method, urlsplit(asked.path).path, query, headers, told[2], body])
    text = f"ACS3-HMAC-SHA256\n{hashlib.sha256(request.encode()).hexdigest()}"
    return hmac.compare_digest(told[3], hmac.digest(SECRET.encode(), text.encode(), "sha256").hex())
