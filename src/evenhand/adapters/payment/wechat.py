"""WeChat Pay, API version 3, by its SDK (extra `pay`): requests signed with our key, answers checked with theirs.

The SDK raises bare exceptions, gives None for a callback that does not decrypt, and keeps the service's address to
itself; all of that ends here.
"""

import gzip
import hashlib
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from wechatpayv3 import WeChatPay, WeChatPayType

from evenhand.adapters import accounts
from evenhand.adapters.payment import bills
from evenhand.apps.orders.ports import Bid, Receipt, Standing
from evenhand.core.errors import Reason, Refused

NEEDS = {"mchid", "appid", "private_key", "cert_serial_no", "apiv3_key", "public_key", "public_key_id", "notify_url"}
KNOWS = {"gateway", "kind", "timeout_s"}
TOLERANCE = timedelta(minutes=5)
"""How old a callback's time may be, or how far ahead."""
KINDS = {"h5": WeChatPayType.H5, "native": WeChatPayType.NATIVE}
STANDINGS = {
    "SUCCESS": Standing.PAID,
    "REFUND": Standing.REFUNDED,
    "NOTPAY": Standing.ASKED,
    "USERPAYING": Standing.ASKED,
    "ACCEPT": Standing.ASKED,
    "PAYERROR": Standing.ASKED,
    "CLOSED": Standing.CLOSED,
    "REVOKED": Standing.CLOSED,
}
REFUSALS = {
    "ORDER_NOT_EXIST": Reason.NOT_FOUND,
    "ORDERNOTEXIST": Reason.NOT_FOUND,
    "RESOURCE_NOT_EXISTS": Reason.NOT_FOUND,
    "OUT_TRADE_NO_USED": Reason.KEY_REUSED,
}
log = logging.getLogger("evenhand.payment")


class WechatPay:
    """See `orders.ports.PaymentGateway`. `out_trade_no` is the payment's id; the city travels as `attach`."""

    name = "wechat"
    thanks = ""

    def __init__(self, account: Mapping[str, Any] | None = None, clock: Callable[[], datetime] | None = None) -> None:
        said = accounts.table("wechat", NEEDS, KNOWS) if account is None else account
        self._clock = clock or partial(datetime.now, UTC)
        self._notify_url = said["notify_url"]
        self._mchid, self._serial, self._kind = said["mchid"], said["public_key_id"], said.get("kind", "h5")
        self._sdk = WeChatPay(
            KINDS[self._kind],
            mchid=said["mchid"],
            private_key=said["private_key"],
            cert_serial_no=said["cert_serial_no"],
            apiv3_key=said["apiv3_key"],
            appid=said["appid"],
            notify_url=said["notify_url"],
            public_key=said["public_key"],
            public_key_id=said["public_key_id"],
            timeout=(said.get("timeout_s", 5), said.get("timeout_s", 5)),
        )
        if "gateway" in said:
            self._sdk._core._gate_way = said["gateway"]

    def create(
        self, *, city: str, payment_id: UUID, amount_fen: int, pay_by: datetime, payer_ip: str = "127.0.0.1"
    ) -> Bid:
        answer = self._ask(
            self._sdk.pay,
            description=payment_id.hex,
            out_trade_no=payment_id.hex,
            amount={"total": amount_fen, "currency": "CNY"},
            attach=city,
            notify_url=self._notify_url.replace("{city}", city),
            time_expire=pay_by.isoformat(timespec="seconds"),
            scene_info={"payer_client_ip": payer_ip, "h5_info": {"type": "Wap"}},
        )
        return Bid(payment_id.hex, answer["h5_url" if self._kind == "h5" else "code_url"])

    def query(self, *, city: str, payment_id: UUID) -> Standing:
        return STANDINGS[self._trade(city, payment_id)["trade_state"]]

    def close(self, *, city: str, payment_id: UUID) -> Standing:
        standing = self.query(city=city, payment_id=payment_id)
        if standing is not Standing.ASKED:
            return standing
        try:
            self._ask(self._sdk.close, out_trade_no=payment_id.hex)
        except Refused as refused:
            if refused.reason is not Reason.WRONG_STATE:
                raise
        # Whether it was paid between question and answer, only the service knows.
        standing = self.query(city=city, payment_id=payment_id)
        if standing is Standing.ASKED:
            raise Refused(Reason.UNAVAILABLE, "payment")
        return standing

    def refund(self, *, city: str, payment_id: UUID) -> Standing:
        trade = self._trade(city, payment_id)
        standing = STANDINGS[trade["trade_state"]]
        if standing is Standing.REFUNDED:
            return standing
        if standing is not Standing.PAID:
            raise Refused(Reason.WRONG_STATE, "payment", standing=standing)
        total = trade["amount"]["total"]
        amount = {"refund": total, "total": total, "currency": "CNY"}
        # The number of the refund is the payment's: asked for twice, it is one.
        answer = self._ask(self._sdk.refund, out_refund_no=payment_id.hex, amount=amount, out_trade_no=payment_id.hex)
        if answer["status"] not in ("SUCCESS", "PROCESSING"):
            raise Refused(Reason.UNAVAILABLE, "payment", status=answer["status"])
        return Standing.REFUNDED

    def received(self, *, city: str, day: date) -> Sequence[Receipt]:
        try:
            told = self._ask(self._sdk.trade_bill, bill_date=day.isoformat(), bill_type="SUCCESS")
        except Refused as refused:
            if refused.facts.get("code") in ("NO_STATEMENT_EXIST", "STATEMENT_NOT_EXIST"):
                return []
            raise
        text = self._bill(told)
        return [receipt for receipt in bills.wechat(text) if receipt.city == city]

    def verify_callback(self, *, headers: Mapping[str, str], body: bytes) -> Receipt:
        told = {name.lower(): value for name, value in headers.items()}
        # The SDK would go and fetch certificates for any serial that a stranger writes here.
        if told.get("wechatpay-serial") != self._serial:
            raise Refused(Reason.NOT_ALLOWED, "wechatpay-serial")
        try:
            said = self._sdk.callback(headers=told, body=body)
        except Exception as error:
            raise Refused(Reason.NOT_ALLOWED, "wechatpay-signature") from error
        if not said or said.get("event_type") != "TRANSACTION.SUCCESS":
            raise Refused(Reason.NOT_ALLOWED, "wechatpay-signature")
        self._require_fresh(told.get("wechatpay-timestamp", ""))
        return self._receipt(said["resource"])

    def _require_fresh(self, timestamp: str) -> None:
        if not timestamp.isdecimal() or abs(self._clock().timestamp() - int(timestamp)) > TOLERANCE.total_seconds():
            raise Refused(Reason.NOT_ALLOWED, "wechatpay-timestamp")

    def _receipt(self, paid: Mapping[str, Any]) -> Receipt:
        """What a decrypted callback says. It must be ours, and paid."""
        if paid["mchid"] != self._mchid or paid["trade_state"] != "SUCCESS":
            raise Refused(Reason.NOT_ALLOWED, "resource")
        return Receipt(paid["attach"], UUID(paid["out_trade_no"]), paid["amount"]["total"], paid["transaction_id"])

    def _trade(self, city: str, payment_id: UUID) -> dict[str, Any]:
        """A payment in the service's books. Refused: NOT_FOUND, also for another city's."""
        trade = self._ask(self._sdk.query, out_trade_no=payment_id.hex)
        if trade.get("attach") != city:
            raise Refused(Reason.NOT_FOUND, "payment")
        return trade

    def _ask(self, call: Callable[..., tuple[int, Any]], **said: object) -> dict[str, Any]:
        """One call. Refused: what it refused; UNAVAILABLE where no answer came, or one with a wrong signature."""
        try:
            status, text = call(**said)
            told: dict[str, Any] = json.loads(text) if text else {}
        except Exception as error:
            log.warning("wechat pay gave no answer to be believed: %s", type(error).__name__)
            raise Refused(Reason.UNAVAILABLE, "payment") from error
        if status < 300:
            return told
        code = str(told.get("code", status))
        otherwise = Reason.UNAVAILABLE if status >= 500 or status == 429 else Reason.WRONG_STATE
        raise Refused(REFUSALS.get(code, otherwise), "payment", code=code)

    def _bill(self, told: Mapping[str, str]) -> str:
        """The day's list, whole: its hash came in the signed answer. Refused: UNAVAILABLE."""
        try:
            status, content = self._sdk.download_bill(url=told["download_url"])
        except Exception as error:
            raise Refused(Reason.UNAVAILABLE, "payment") from error
        text = gzip.decompress(content) if content[:2] == b"\x1f\x8b" else bytes(content)
        if status != 200 or hashlib.sha1(text).hexdigest() != told["hash_value"]:  # noqa: S324 - the service's choice
            raise Refused(Reason.UNAVAILABLE, "payment", why="hash")
        return text.decode("utf-8-sig")
