"""Alibaba Cloud SMS by its SDK (extra `sms`). Its template codes stand in the table of accounts.

Sending is not idempotent there: our id travels as `OutId`, and after a timeout the day's records are asked for it.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
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
FAILED = 2
ZONE = ZoneInfo("Asia/Shanghai")


class AliyunSms(approved.OneByOne):
    """See `notices.ports.SmsGateway`."""

    name = "aliyun"
    never = (
        "isv.MOBILE_NUMBER_ILLEGAL",
        "isv.MOBILE_COUNT_OVER_LIMIT",
        "MOBILE_NOT_ON_SERVICE",
        "isv.BLACK_KEY_CONTROL_LIMIT",
    )

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

    def _send(self, message: Message) -> Answer | None:
        request = SendSmsRequest(
            phone_numbers=message.phone.removeprefix("+86"),
            sign_name=self._sign_name,
            template_code=approved.template(self._templates, message),
            template_param=json.dumps(dict(message.facts), ensure_ascii=False),
            out_id=str(message.id),
        )
        try:
            body = self._asked(lambda: self._sdk.send_sms_with_options(request, self._runtime)).body
        except Refused:
            return None
        if body.code == "OK":
            return Answer(taken=True, reference=body.biz_id)
        return self._not_taken(body.code)

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
        body = self._asked(lambda: self._sdk.query_send_details_with_options(request, self._runtime)).body
        if body.code != "OK":
            raise Refused(Reason.UNAVAILABLE, "sms", code=body.code)
        records: Sequence[Any] = body.sms_send_detail_dtos.sms_send_detail_dto or []
        return records
