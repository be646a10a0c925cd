"""Alibaba Cloud SMS by its SDK (extra `sms`). Its template codes stand in the table of accounts.

Sending is not idempotent there: our id travels as `OutId`, and after a timeout the day's records are asked for it.
"""

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from alibabacloud_dysmsapi20170525.client import Client
from alibabacloud_dysmsapi20170525.models import QuerySendDetailsRequest, SendSmsRequest
from alibabacloud_tea_openapi.models import Config
from darabonba.runtime import RuntimeOptions

from evenhand.adapters import accounts
from evenhand.adapters.sms import approved
from evenhand.apps.notices.ports import Answer, Message
from evenhand.core.errors import Reason, Refused

NEEDS = {"access_key_id", "access_key_secret", "sign_name", "templates"}
KNOWS = {"endpoint", "protocol", "timeout_s"}
NEVER = (
    "isv.MOBILE_NUMBER_ILLEGAL",
    "isv.MOBILE_COUNT_OVER_LIMIT",
    "MOBILE_NOT_ON_SERVICE",
    "isv.BLACK_KEY_CONTROL_LIMIT",
)
"""Codes that say that this message will never go; any other may be tried again."""
FAILED = 2
ZONE = ZoneInfo("Asia/Shanghai")
log = logging.getLogger("evenhand.sms")


class AliyunSms:
    """See `notices.ports.SmsGateway`."""

    name = "aliyun"
    reaches_people = True

    def __init__(self, account: Mapping[str, Any] | None = None) -> None:
        said = accounts.table("aliyun", NEEDS, KNOWS) if account is None else account
        self._sign_name, self._templates = said["sign_name"], said["templates"]
        wait_ms = 1000 * said.get("timeout_s", 5)
        self._runtime = RuntimeOptions(autoretry=False, connect_timeout=wait_ms, read_timeout=wait_ms)
        self._sdk = Client(
            Config(
                access_key_id=said["access_key_id"],
                access_key_secret=said["access_key_secret"],
                endpoint=said.get("endpoint", "dysmsapi.aliyuncs.com"),
                protocol=said.get("protocol", "HTTPS"),
            )
        )

    def send(self, messages: Sequence[Message]) -> Sequence[Answer | None]:
        return [self._send(message) for message in messages]

    def receipts(self, messages: Sequence[Message]) -> Mapping[UUID, Answer]:
        found = {message.id: self._receipt(message) for message in messages}
        return {id: answer for id, answer in found.items() if answer}

    def _send(self, message: Message) -> Answer | None:
        request = SendSmsRequest(
            phone_numbers=message.phone.removeprefix("+86"),
            sign_name=self._sign_name,
            template_code=approved.template(self._templates, message),
            template_param=json.dumps(dict(message.facts), ensure_ascii=False),
            out_id=str(message.id),
        )
        try:
            body = self._asked(self._sdk.send_sms_with_options, request)
        except Refused:
            return None
        if body.code == "OK":
            return Answer(taken=True, reference=body.biz_id)
        log.warning("aliyun did not take a message: %s", body.code)
        return Answer(taken=False, why=body.code) if body.code in NEVER else None

    def _receipt(self, message: Message) -> Answer | None:
        """What the records of yesterday and today say of it. Refused: UNAVAILABLE."""
        today = datetime.now(UTC).astimezone(ZONE).date()
        for day in (today, today - timedelta(days=1)):
            for each in self._records(message.phone, f"{day:%Y%m%d}"):
                if each.out_id == str(message.id):
                    return Answer(each.send_status != FAILED, f"aliyun:{each.out_id}", each.err_code or "")
        return None

    def _records(self, phone: str, day: str) -> Sequence[Any]:
        request = QuerySendDetailsRequest(
            phone_number=phone.removeprefix("+86"), send_date=day, page_size=50, current_page=1
        )
        body = self._asked(self._sdk.query_send_details_with_options, request)
        if body.code != "OK":
            raise Refused(Reason.UNAVAILABLE, "sms", code=body.code)
        records: Sequence[Any] = body.sms_send_detail_dtos.sms_send_detail_dto or []
        return records

    def _asked(self, call: Callable[..., Any], request: object) -> Any:
        """The body of an answer. Refused(UNAVAILABLE): none came, or an error of the service."""
        try:
            return call(request, self._runtime).body
        except Exception as error:
            log.warning("aliyun gave no answer: %s", type(error).__name__)
            raise Refused(Reason.UNAVAILABLE, "sms") from error
