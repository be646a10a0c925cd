"""A fake of WeChat Pay, API version 3: SHA256-RSA2048 both ways, callbacks in AES-256-GCM, the day's list as CSV."""

import gzip
import hashlib
import json
import re
import secrets
import time
from base64 import b64encode
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from evenhand.adapters.fakes.server import Asked, Callback, Said, Service, page
from evenhand.adapters.payment import money
from evenhand.adapters.payment.fakes.books import Books, Mood, Refusal, Trade
from evenhand.adapters.payment.fakes.rsa import Pair

MCHID, APPID, SERIAL, KEY_ID = "1900000001", "wx0000000000000001", "5157F09EFDC096DE", "PUB_KEY_ID_0119000000012024"
STALE_S = 300
HEADING = "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,"
HEADING += "货币种类,应结订单金额,代金券金额,商品名称,商户数据包,手续费,费率,订单金额,费率备注"
SUMS = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"
STATES = {"asked": "NOTPAY", "paid": "SUCCESS", "closed": "CLOSED", "refunded": "REFUND"}
CODES = {
    "unknown": (404, "ORDER_NOT_EXIST"),
    "used": (403, "OUT_TRADE_NO_USED"),
    "paid": (400, "ORDERPAID"),
    "closed": (400, "ORDER_CLOSED"),
    "unpaid": (403, "NOT_ENOUGH"),
    "no_bill": (400, "NO_STATEMENT_EXIST"),
    "signature": (401, "SIGN_ERROR"),
}
AUTHORIZATION = re.compile(
    r'WECHATPAY2-SHA256-RSA2048 mchid="(?P<mchid>\w+)",nonce_str="(?P<nonce>\w+)",signature="(?P<signature>[^"]+)",'
    r'timestamp="(?P<time>\d+)",serial_no="(?P<serial>\w+)"'
)


class FakeWechat(Service):
    """The service and its address; `account` is what its merchant writes into the file of accounts."""

    def __init__(self, notify_url: str, port: int = 0, clock: Callable[[], datetime] | None = None) -> None:
        super().__init__(port)
        self.books, self.mood = Books(clock), Mood()
        self._ours, self._merchant, self._apiv3 = Pair(), Pair(), secrets.token_hex(16)
        self._notify_url = notify_url

    @property
    def account(self) -> dict[str, str]:
        return {
            "gateway": self.base_url,
            "mchid": MCHID,
            "appid": APPID,
            "private_key": self._merchant.private_pem,
            "cert_serial_no": SERIAL,
            "apiv3_key": self._apiv3,
            "public_key": self._ours.public_pem,
            "public_key_id": KEY_ID,
            "notify_url": self._notify_url,
        }

    def pay(self, number: str) -> Callback:
        """The payer pays; what the merchant is then told. Refusal."""
        return self.tell(self.books.pay(number))

    def tell(self, trade: Trade, amount_fen: int | None = None) -> Callback:
        """A callback about a trade, with whatever amount: a service, too, can be wrong."""
        said = self._trade(trade) | {"amount": {"total": trade.amount_fen if amount_fen is None else amount_fen}}
        nonce = secrets.token_hex(6)
        sealed = AESGCM(self._apiv3.encode()).encrypt(nonce.encode(), json.dumps(said).encode(), b"transaction")
        resource = {
            "original_type": "transaction",
            "algorithm": "AEAD_AES_256_GCM",
            "ciphertext": b64encode(sealed).decode(),
            "associated_data": "transaction",
            "nonce": nonce,
        }
        told = {
            "id": secrets.token_hex(16),
            "event_type": "TRANSACTION.SUCCESS",
            "resource_type": "encrypt-resource",
            "resource": resource,
        }
        body = json.dumps(told)
        return Callback(trade.notify_url, {"Content-Type": "application/json", **self._signed(body)}, body.encode())

    def _serve(self, asked: Asked) -> Said:
        address = urlsplit(asked.path)
        if address.path.startswith("/pay/"):
            return self._page(asked.method, address.path.removeprefix("/pay/"))
        try:
            self._require_signed(asked)
            answer = self._sealed(*self._act(asked, address.path, parse_qs(address.query)))
        except Refusal as refusal:
            status, code = CODES[str(refusal)]
            return self._sealed(status, json.dumps({"code": code, "message": code}))
        return Said(dropped=True) if self.mood.loses(asked.path) else answer

    def _act(self, asked: Asked, path: str, query: dict[str, list[str]]) -> tuple[int, str | bytes]:
        said = json.loads(asked.body) if asked.body else {}
        match path.strip("/").split("/")[1:]:
            case ["pay", "transactions", "h5" | "native" as kind]:
                trade = self.books.ask(
                    said["out_trade_no"], said["amount"]["total"], said.get("attach", ""), said["notify_url"]
                )
                link = f"{self.base_url}/pay/{trade.number}"
                return 200, json.dumps({"h5_url" if kind == "h5" else "code_url": link})
            case ["pay", "transactions", "out-trade-no", number]:
                return 200, json.dumps(self._trade(self.books.find(number)))
            case ["pay", "transactions", "out-trade-no", number, "close"]:
                self.books.close(number)
                return 204, ""
            case ["refund", "domestic", "refunds"]:
                trade = self.books.refund(said["out_trade_no"])
                return 200, json.dumps({"status": "PROCESSING", "out_trade_no": trade.number})
            case ["bill", "tradebill"]:
                return 200, json.dumps(self._bill_link(query["bill_date"][0]))
            case ["billdownload", "file"]:
                return 200, gzip.compress(self._bill(query["token"][0]).encode())
            case _:
                raise Refusal("unknown")

    def _page(self, method: str, number: str) -> Said:
        if method == "GET":
            return page("A fake of WeChat Pay. No money moves.", "Pay")
        status, _ = self.pay(number).deliver()
        return page(f"Paid. The merchant was told and answered {status}.")

    def _trade(self, trade: Trade) -> dict[str, Any]:
        paid = {"transaction_id": trade.reference, "success_time": trade.paid_at.isoformat()} if trade.paid_at else {}
        return {
            "appid": APPID,
            "mchid": MCHID,
            "out_trade_no": trade.number,
            "attach": trade.city,
            "trade_state": STATES[trade.state],
            "amount": {"total": trade.amount_fen, "currency": "CNY"},
            **paid,
        }

    def _bill_link(self, day: str) -> dict[str, str]:
        if not list(self.books.paid_on(day)):
            raise Refusal("no_bill")
        digest = hashlib.sha1(self._bill(day).encode()).hexdigest()  # noqa: S324 - the service's choice
        return {
            "hash_type": "SHA1",
            "hash_value": digest,
            "download_url": f"{self.base_url}/v3/billdownload/file?token={day}",
        }

    def _bill(self, day: str) -> str:
        rows = [self._row(trade, at) for trade, at in self.books.paid_on(day)]
        return "\r\n".join(["\ufeff" + HEADING, *rows, SUMS, f"`{len(rows)},`0.00,`0.00,`0.00,`0.00,`0.00,`0.00", ""])

    @staticmethod
    def _row(trade: Trade, at: datetime) -> str:
        yuan = money.yuan(trade.amount_fen)
        cells = [
            f"{at:%Y-%m-%d %H:%M:%S}", APPID, MCHID, "0", "", trade.reference, trade.number, "payer", "MWEB", "SUCCESS",
            "OTHERS", "CNY", yuan, "0.00", trade.number, trade.city, "0.00", "0.60%", yuan, "",
        ]  # fmt: skip
        return ",".join(f"`{cell}" for cell in cells)

    def _require_signed(self, asked: Asked) -> None:
        """Refusal(signature): not the merchant's, or too old."""
        said = AUTHORIZATION.fullmatch(asked.headers.get("authorization", ""))
        if not said or said["mchid"] != MCHID or said["serial"] != SERIAL:
            raise Refusal("signature")
        text = f"{asked.method}\n{asked.path}\n{said['time']}\n{said['nonce']}\n{asked.body.decode()}\n"
        if not self._merchant.holds(text, said["signature"]) or abs(time.time() - int(said["time"])) > STALE_S:
            raise Refusal("signature")

    def _sealed(self, status: int, body: str | bytes) -> Said:
        """An answer with its signature, unless the mood is bad."""
        if isinstance(body, bytes):
            return Said(status, body, {"Content-Type": "application/octet-stream"})
        headers = {"Content-Type": "application/json", **self._signed(body)}
        if self.mood.tampered:
            self.mood.tampered -= 1
            body = body.replace("NOTPAY", "SUCCESS")
        return Said(status, body.encode(), headers)

    def _signed(self, body: str) -> dict[str, str]:
        at, nonce = str(int(self.books.clock().timestamp())), secrets.token_hex(16)
        return {
            "Wechatpay-Timestamp": at,
            "Wechatpay-Nonce": nonce,
            "Wechatpay-Serial": KEY_ID,
            "Wechatpay-Signature": self._ours.sign(f"{at}\n{nonce}\n{body}\n"),
            "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048",
        }
