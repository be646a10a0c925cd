"""A fake of Tencent Cloud SMS: TC3-HMAC-SHA256 as its gateway computes it, from the request as it arrived."""

import hashlib
import hmac
import json
import re
from datetime import UTC, datetime
from typing import Any

from evenhand.adapters.fakes.server import Asked, Said, Service
from evenhand.adapters.sms.fakes.carried import Carried

SECRET_ID, SECRET_KEY = "AKIDfake", "fake-secret-of-tencent"
AUTHORIZATION = re.compile(
    r"TC3-HMAC-SHA256 Credential=([^/]+)/(\d{4}-\d\d-\d\d)/sms/tc3_request, "
    r"SignedHeaders=([^,]+), Signature=([0-9a-f]{64})"
)
STALE_S = 300


class FakeTencent(Service):
    """The service and its address; `account` is what goes into the file of accounts."""

    def __init__(self) -> None:
        super().__init__()
        self.carried = Carried()

    @property
    def account(self) -> dict[str, Any]:
        return {
            "secret_id": SECRET_ID,
            "secret_key": SECRET_KEY,
            "sdk_app_id": "1400000001",
            "sign_name": "Evenhand",
            "endpoint": self.base_url.removeprefix("http://"),
            "protocol": "http",
            "timeout_s": 2,
            "templates": {"code": "1001", "order_accepted": "1002", "order_accepted.en": "1003"},
        }

    def _serve(self, asked: Asked) -> Said:
        if not _signed(asked):
            self.carried.strangers += 1
            return _response({"Error": {"Code": "AuthFailure.SignatureFailure", "Message": "signature"}})
        said = json.loads(asked.body)
        if asked.headers.get("x-tc-action") == "PullSmsSendStatusByPhoneNumber":
            return _response({"PullSmsSendStatusSet": self._reports(said["PhoneNumber"])})
        return self._take(said)

    def _take(self, said: dict[str, Any]) -> Said:
        [phone], id = said["PhoneNumberSet"], said["SessionContext"]
        if phone in self.carried.illegal:
            return _response(
                {"SendStatusSet": [{"Code": "InvalidParameterValue.IncorrectPhoneNumber", "SerialNo": ""}]}
            )
        text = f"{said['TemplateId']} {json.dumps(said['TemplateParamSet'], ensure_ascii=False)}"
        if not self.carried.take(phone, id, text):
            return Said(dropped=True)
        return _response(
            {"SendStatusSet": [{"Code": "Ok", "SerialNo": id, "PhoneNumber": phone, "SessionContext": id}]}
        )

    def _reports(self, phone: str) -> list[dict[str, Any]]:
        taken = self.carried.taken
        return [
            {"SessionContext": id, "SerialNo": id, "ReportStatus": "SUCCESS", "Description": ""}
            for to, id, _ in taken
            if to == phone
        ]


def _signed(asked: Asked) -> bool:
    """Whether the caller knows the secret, and the body is the one that was signed, just now."""
    told, time = (
        AUTHORIZATION.fullmatch(asked.headers.get("authorization", "")),
        asked.headers.get("x-tc-timestamp", "0"),
    )
    if not told or told[1] != SECRET_ID or abs(datetime.now(UTC).timestamp() - int(time)) > STALE_S:
        return False
    headers = "".join(f"{name}:{asked.headers.get(name, '')}\n" for name in told[3].split(";"))
    body = hashlib.sha256(asked.body).hexdigest()
    request = "\n".join([asked.method, asked.path, "", headers, told[3], body])
    digest = hashlib.sha256(request.encode()).hexdigest()
    text = f"TC3-HMAC-SHA256\n{time}\n{told[2]}/sms/tc3_request\n{digest}"
    key = f"TC3{SECRET_KEY}".encode()
    for part in (told[2], "sms", "tc3_request"):
        key = hmac.digest(key, part.encode(), "sha256")
    return hmac.compare_digest(told[4], hmac.digest(key, text.encode(), "sha256").hex())


def _response(told: dict[str, Any]) -> Said:
    return Said.json({"Response": told | {"RequestId": "fake"}})
