"""Tencent Cloud SMS by its SDK (extra `sms`). Its template ids stand in the table of accounts, by notice and language.

Our id travels as `SessionContext`, and after a timeout the phone's reports are asked for it.
"""

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from tencentcloud.common.credential import Credential
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.sms.v20210111 import models
from tencentcloud.sms.v20210111.sms_client import SmsClient

from evenhand.adapters import accounts
from evenhand.adapters.sms import approved
from evenhand.apps.notices.ports import Answer, Message
from evenhand.core.errors import Reason, Refused

NEEDS = {"secret_id", "secret_key", "sdk_app_id", "sign_name", "templates"}
KNOWS = {"endpoint", "protocol", "region", "timeout_s"}
NEVER = (
    "FailedOperation.PhoneNumberInBlacklist",
    "InvalidParameterValue.IncorrectPhoneNumber",
    "UnsupportedOperation.ContainDomesticAndInternationalPhoneNumber",
)
"""Codes that say that this message will never go; any other may be tried again."""
REPORTS_S = 3 * 24 * 3600
log = logging.getLogger("evenhand.sms")


class TencentSms:
    """See `notices.ports.SmsGateway`."""

    name = "tencent"
    reaches_people = True

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

    def send(self, messages: Sequence[Message]) -> Sequence[Answer | None]:
        return [self._send(message) for message in messages]

    def receipts(self, messages: Sequence[Message]) -> Mapping[UUID, Answer]:
        found = {message.id: self._receipt(message) for message in messages}
        return {id: answer for id, answer in found.items() if answer}

    def _send(self, message: Message) -> Answer | None:
        request = models.SendSmsRequest()
        request.PhoneNumberSet = [message.phone]
        request.SmsSdkAppId, request.SignName = self._app, self._sign_name
        request.TemplateId = approved.template(self._templates, message)
        request.TemplateParamSet = list(message.facts.values())
        request.SessionContext = str(message.id)
        try:
            [status] = self._asked(self._sdk.SendSms, request).SendStatusSet
        except Refused:
            return None
        if status.Code == "Ok":
            return Answer(taken=True, reference=status.SerialNo)
        log.warning("tencent did not take a message: %s", status.Code)
        return Answer(taken=False, why=status.Code) if status.Code in NEVER else None

    def _receipt(self, message: Message) -> Answer | None:
        """What the phone's reports say of it. Refused: UNAVAILABLE."""
        request = models.PullSmsSendStatusByPhoneNumberRequest()
        request.BeginTime, request.Limit, request.Offset = int(time.time()) - REPORTS_S, 100, 0
        request.PhoneNumber, request.SmsSdkAppId = message.phone, self._app
        reports = self._asked(self._sdk.PullSmsSendStatusByPhoneNumber, request).PullSmsSendStatusSet
        mine = [each for each in reports if each.SessionContext == str(message.id)]
        return Answer(mine[0].ReportStatus != "FAIL", mine[0].SerialNo, mine[0].Description) if mine else None

    @staticmethod
    def _asked(call: Callable[..., Any], request: object) -> Any:
        """An answer. Refused(UNAVAILABLE): none came, or an error of the service."""
        try:
            return call(request)
        except Exception as error:
            log.warning("tencent gave no answer: %s", type(error).__name__)
            raise Refused(Reason.UNAVAILABLE, "sms") from error
