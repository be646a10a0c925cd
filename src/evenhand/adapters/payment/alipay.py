"""Alipay by its SDK (extra `pay`): a page on the payer's phone, RSA2 on both sides.

A payment exists there only once its payer has opened the link: until then the service calls it unknown, and we call it
asked. The link itself ends with the time to pay; money that comes later all the same goes straight back.
"""

import io
import logging
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import parse_qsl, quote, unquote
from urllib.request import urlopen
from uuid import UUID
from zoneinfo import ZoneInfo

from alipay import AliPay
from alipay.utils import AliPayConfig

from evenhand.adapters import accounts
from evenhand.adapters.payment import bills, money
from evenhand.apps.orders.ports import Bid, Receipt, Standing
from evenhand.core.errors import Reason, Refused

NEEDS = {"appid", "app_private_key", "alipay_public_key", "notify_url"}
KNOWS = {"gateway", "timeout_s"}
ZONE = ZoneInfo("Asia/Shanghai")
"""The service's own, in which it reads hours and cuts its days."""
STANDINGS = {
    "WAIT_BUYER_PAY": Standing.ASKED,
    "TRADE_SUCCESS": Standing.PAID,
    "TRADE_FINISHED": Standing.PAID,
    "TRADE_CLOSED": Standing.CLOSED,
}
PAID = ("TRADE_SUCCESS", "TRADE_FINISHED")
UNKNOWN = "ACQ.TRADE_NOT_EXIST"
log = logging.getLogger("evenhand.payment")


class Alipay:
    """See `orders.ports.PaymentGateway`. `out_trade_no` is the payment's id; the city travels as `passback_params`."""

    name = "alipay"
    thanks = "success"

    def __init__(self, account: Mapping[str, Any] | None = None) -> None:
        said = accounts.table("alipay", NEEDS, KNOWS) if account is None else account
        self._appid, self._notify_url, self._timeout = said["appid"], said["notify_url"], said.get("timeout_s", 5)
        self._sdk = AliPay(
            appid=said["appid"],
            app_notify_url=None,
            app_private_key_string=said["app_private_key"],
            alipay_public_key_string=said["alipay_public_key"],
            sign_type="RSA2",
            config=AliPayConfig(timeout=self._timeout),
        )
        if "gateway" in said:
            self._sdk._gateway = said["gateway"]

    def create(
        self, *, city: str, payment_id: UUID, amount_fen: int, pay_by: datetime, payer_ip: str = "127.0.0.1"
    ) -> Bid:
        query = self._sdk.api_alipay_trade_wap_pay(
            subject=f"Evenhand {city}",
            out_trade_no=payment_id.hex,
            total_amount=money.yuan(amount_fen),
            notify_url=self._notify_url.replace("{city}", city),
            time_expire=pay_by.astimezone(ZONE).strftime("%Y-%m-%d %H:%M:%S"),
            passback_params=quote(city),
        )
        return Bid(payment_id.hex, f"{self._sdk._gateway}?{query}")

    def query(self, *, city: str, payment_id: UUID) -> Standing:
        trade = self._trade(city, payment_id)
        return self._standing(payment_id, trade) if trade else Standing.ASKED

    def close(self, *, city: str, payment_id: UUID) -> Standing:
        trade = self._trade(city, payment_id)
        if trade is None:
            return Standing.CLOSED
        standing = self._standing(payment_id, trade)
        if standing is not Standing.ASKED:
            return standing
        try:
            self._ask("alipay.trade.close", {"out_trade_no": payment_id.hex})
        except Refused as refused:
            if refused.reason is not Reason.WRONG_STATE:
                raise
        standing = self.query(city=city, payment_id=payment_id)
        if standing is Standing.ASKED:
            raise Refused(Reason.UNAVAILABLE, "payment")
        return standing

    def refund(self, *, city: str, payment_id: UUID) -> Standing:
        trade = self._trade(city, payment_id)
        standing = self._standing(payment_id, trade) if trade else Standing.ASKED
        if standing is Standing.REFUNDED:
            return standing
        if trade is None or standing is not Standing.PAID:
            raise Refused(Reason.WRONG_STATE, "payment", standing=standing)
        # The number of the refund is the payment's: asked for twice, it is one.
        said = {"refund_amount": trade["total_amount"], "out_request_no": payment_id.hex}
        self._ask("alipay.trade.refund", {"out_trade_no": payment_id.hex, **said})
        return Standing.REFUNDED

    def received(self, *, city: str, day: date) -> Sequence[Receipt]:
        asked = {"bill_type": "trade", "bill_date": day.isoformat()}
        try:
            told = self._ask("alipay.data.dataservice.bill.downloadurl.query", asked)
        except Refused as refused:
            if refused.facts.get("code") == "isp.bill_not_exist":
                return []
            raise
        text = self._download(told["bill_download_url"])
        return [receipt for receipt in bills.alipay(text) if receipt.city == city]

    def verify_callback(self, *, headers: Mapping[str, str], body: bytes) -> Receipt:
        try:
            said = dict(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True))
            signed = self._sdk.verify(said, said.pop("sign"))
        except Exception as error:
            raise Refused(Reason.NOT_ALLOWED, "sign") from error
        if not signed or said.get("app_id") != self._appid or said.get("trade_status") not in PAID:
            raise Refused(Reason.NOT_ALLOWED, "sign")
        city, id = unquote(said["passback_params"]), UUID(said["out_trade_no"])
        return Receipt(city, id, money.fen(said["total_amount"]), said["trade_no"])

    def _trade(self, city: str, payment_id: UUID) -> dict[str, Any] | None:
        """A payment in the service's books. None: it is not there, for nobody has opened its link."""
        try:
            trade = self._ask("alipay.trade.query", {"out_trade_no": payment_id.hex})
        except Refused as refused:
            if refused.reason is Reason.NOT_FOUND:
                return None
            raise
        if str(trade.get("subject", city)).rsplit(" ", 1)[-1] != city:
            raise Refused(Reason.NOT_FOUND, "payment")
        return trade

    def _standing(self, payment_id: UUID, trade: Mapping[str, Any]) -> Standing:
        """A trade given back in full is closed to the service; whether money came and went, its refunds say."""
        standing = STANDINGS[trade["trade_status"]]
        return Standing.REFUNDED if standing is Standing.CLOSED and self._given_back(payment_id) else standing

    def _given_back(self, payment_id: UUID) -> bool:
        number = payment_id.hex
        said = {"out_trade_no": number, "out_request_no": number}
        return "refund_amount" in self._ask("alipay.trade.fastpay.refund.query", said)

    def _ask(self, method: str, said: dict[str, str]) -> dict[str, Any]:
        """One call. Refused: what it refused; UNAVAILABLE where no answer came, or one with a wrong signature."""
        try:
            told: dict[str, Any] = self._sdk.server_api(method, said)
        except Exception as error:
            log.warning("alipay gave no answer to be believed: %s", type(error).__name__)
            raise Refused(Reason.UNAVAILABLE, "payment") from error
        if told.get("code") == "10000":
            return told
        code = str(told.get("sub_code", ""))
        if code == UNKNOWN:
            raise Refused(Reason.NOT_FOUND, "payment")
        unsure = told.get("code") == "20000" or code.endswith("SYSTEM_ERROR")
        raise Refused(Reason.UNAVAILABLE if unsure else Reason.WRONG_STATE, "payment", code=code)

    def _download(self, url: str) -> str:
        """The day's list out of its archive; the file beside it holds only sums."""
        try:
            with urlopen(url, timeout=self._timeout) as answer:  # noqa: S310 - an address that came signed
                archive = zipfile.ZipFile(io.BytesIO(answer.read()))
            name = next(name for name in archive.namelist() if "汇总" not in name)
            return archive.read(name).decode("gbk")
        except (OSError, zipfile.BadZipFile, StopIteration, UnicodeDecodeError) as error:
            raise Refused(Reason.UNAVAILABLE, "payment") from error
