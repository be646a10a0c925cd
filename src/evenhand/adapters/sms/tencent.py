"""Tencent Cloud SMS by its SDK (extra `sms`). Its template ids stand in the table of accounts, by notice and language.

Our id travels as `SessionContext`, and after a timeout the phone's reports are asked for it.
"""

import time
from collections.abc import Mapping
from typing import Any

from tencentcloud.common.credential import Credential
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.sms.v20210111 import models
from tencentcloud.sms.v20210111.sms_client import SmsClient

from evenhand.adapters import accounts
from evenhand.adapters.sms import approved
from evenhand.apps.notices.ports import Answer, Message
from evenhand.core.errors import Refused

NEEDS = {"secret_id", "secret_key", "sdk_app_id", "sign_name", "templates"}
KNOWS = {"endpoint", "protocol", "region", "timeout_s"}
REPORTS_S = 3 * 24 * 3600


class TencentSms(approved.OneByOne):
    """See `notices.ports.SmsGateway`."""

    name = "tencent"
    never = (
        "FailedOperation.PhoneNumberInBlacklist",
        "InvalidParameterValue.IncorrectPhoneNumber",
        "UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber",
    )

    def __init__(self, account: Mapping[str, Any] | None = None) -> None:
        said = accounts.table("tencent", NEEDS, KNOWS) if account is None else account
        self._app, self._sign_name, self._templates = said["sdk_app_id"], said["sign_name"], said["templates"]
        http = HttpProfile(
            protocol=said.get("protocol", "https"),
            endpoint=said.get("endpoint", "sms.tencentcloudapi.com"),
            reqTimeout=said.get("timeout_s", 5),
        )
        keys = Credential(said["secret_id"], said["secret_key"])
        self._sdk = SmsClient(keys, said.get("region", "ap-guangzhou"), ClientProfile(httpProfile=http))

    def _send(self, message: Message) -> Answer | None:
        request = models.SendSmsRequest()
        request.PhoneNumberSet = [message.phone]
        request.SmsSdkAppId, request.SignName = self._app, self._sign_name
        request.TemplateId = approved.template(self._templates, message)
        request.TemplateParamSet = list(message.facts.values())
        request.SessionContext = str(message.id)
        try:
            [status] = self._asked(lambda: self._sdk.SendSms(request)).SendStatusSet
        except Refused:
            return None
        if status.Code == "Ok":
            return Answer(taken=True, reference=status.SerialNo)
        return self._not_taken(status.Code)

    def _receipt(self, message: Message) -> Answer | None:
        """What the phone's reports say of it. Refused: UNAVAILABLE."""
        request = models.PullSmsSendStatusByPhoneNumberRequest()
        request.BeginTime, request.Limit, request.Offset = int(time.time()) - REPORTS_S, 100, 0
        request.PhoneNumber, request.SmsSdkAppId = message.phone, self._app
        reports = self._asked(lambda: self._sdk.PullSmsSendStatusByPhoneNumber(request)).PullSmsSendStatusSet
        mine = [each for each in reports if each.SessionContext == str(message.id)]
        return Answer(mine[0].ReportStatus != "FAIL", mine[0].SerialNo, mine[0].Description) if mine else None
