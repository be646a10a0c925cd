"""A fake of Alipay: one address, RSA2 both ways, notices as signed forms, the day's list as zipped CSV."""

import io
import json
import zipfile
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, parse_qsl, unquote, urlencode, urlsplit

from evenhand.adapters.fakes.server import Asked, Callback, Said, Service, page
from evenhand.adapters.payment import money
from evenhand.adapters.payment.fakes.books import Books, Mood, Refusal, Trade
from evenhand.adapters.payment.fakes.rsa import Pair

APPID = "2021000000000001"
STATES = {"asked": "WAIT_BUYER_PAY", "paid": "TRADE_SUCCESS", "closed": "TRADE_CLOSED", "refunded": "TRADE_CLOSED"}
CODES = {
    "unknown": "ACQ.TRADE_NOT_EXIST",
    "paid": "ACQ.TRADE_STATUS_ERROR",
    "closed": "ACQ.TRADE_HAS_CLOSE",
    "unpaid": "ACQ.TRADE_NOT_ALLOW_REFUND",
    "used": "ACQ.CONTEXT_INCONSISTENT",
    "no_bill": "isp.bill_not_exist",
    "signature": "isv.invalid-signature",
}
HEADING = "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,对方账户,订单金额（元）,商家实收（元）"


class FakeAlipay(Service):
    """The service and its address; `account` is what its merchant writes into the file of accounts."""

    def __init__(self, notify_url: str, port: int = 0, clock: Callable[[], datetime] | None = None) -> None:
        super().__init__(port)
        self.books, self.mood = Books(clock), Mood()
        self._ours, self._merchant = Pair(), Pair()
        self._notify_url = notify_url
        self.url = f"{self.base_url}/gateway.do"

    @property
    def account(self) -> dict[str, str]:
        return {
            "gateway": self.url,
            "appid": APPID,
            "app_private_key": self._merchant.private_pem,
            "alipay_public_key": self._ours.public_pem,
            "notify_url": self._notify_url,
        }

    def pay(self, number: str) -> Callback:
        """The payer pays; what the merchant is then told. Refusal."""
        return self.tell(self.books.pay(number))

    def tell(self, trade: Trade, amount_fen: int | None = None) -> Callback:
        """A notice about a trade, with whatever amount: a service, too, can be wrong."""
        told = {
            "app_id": APPID,
            "notify_type": "trade_status_sync",
            "out_trade_no": trade.number,
            "trade_no": trade.reference,
            "trade_status": STATES[trade.state],
            "total_amount": money.yuan(trade.amount_fen if amount_fen is None else amount_fen),
            "passback_params": trade.city,
            "charset": "utf-8",
            "version": "1.0",
        }
        signature = self._ours.sign(_joined(told))
        body = urlencode(told | {"sign_type": "RSA2", "sign": signature}).encode()
        return Callback(trade.notify_url, {"Content-Type": "application/x-www-form-urlencoded"}, body)

    def _serve(self, asked: Asked) -> Said:
        address = urlsplit(asked.path)
        if address.path == "/bill":
            return Said(200, self._bill(parse_qs(address.query)["day"][0]), {"Content-Type": "application/zip"})
        said = dict(parse_qsl(address.query, keep_blank_values=True))
        method = said.get("method", "")
        try:
            self._require_signed(said)
            if method == "alipay.trade.wap.pay":
                return self._page(asked.method, said)
            return self._sealed(method, {"code": "10000", "msg": "Success"} | self._act(method, said))
        except Refusal as refusal:
            return self._sealed(method, {"code": "40004", "msg": "Business Failed", "sub_code": CODES[str(refusal)]})

    def _act(self, method: str, said: Mapping[str, str]) -> dict[str, Any]:
        content = json.loads(said["biz_content"])
        number = content.get("out_trade_no", "")
        match method:
            case "alipay.trade.query":
                return self._trade(self.books.find(number))
            case "alipay.trade.close":
                return self._trade(self.books.close(number))
            case "alipay.trade.refund":
                return self._trade(self.books.refund(number)) | {"fund_change": "Y"}
            case "alipay.trade.fastpay.refund.query":
                trade = self.books.find(number)
                return {"refund_amount": money.yuan(trade.amount_fen)} if trade.state == "refunded" else {}
            case "alipay.data.dataservice.bill.downloadurl.query":
                if not list(self.books.paid_on(content["bill_date"])):
                    raise Refusal("no_bill")
                return {"bill_download_url": f"{self.base_url}/bill?day={content['bill_date']}"}
            case _:
                raise Refusal("unknown")

    def open(self, link: str) -> str:
        """What the payer's browser does with a link: now the trade is in the books. Returns its number. Refusal."""
        said = dict(parse_qsl(urlsplit(link).query, keep_blank_values=True))
        self._require_signed(said)
        content = json.loads(said["biz_content"])
        city = unquote(content["passback_params"])
        self.books.ask(content["out_trade_no"], money.fen(content["total_amount"]), city, said["notify_url"])
        return str(content["out_trade_no"])

    def _page(self, method: str, said: Mapping[str, str]) -> Said:
        number = self.open(f"?{urlencode(said)}")
        if method == "GET":
            return page("A fake of Alipay. No money moves.", "Pay")
        status, _ = self.pay(number).deliver()
        return page(f"Paid. The merchant was told and answered {status}.")

    def _trade(self, trade: Trade) -> dict[str, Any]:
        return {
            "out_trade_no": trade.number,
            "trade_no": trade.reference,
            "trade_status": STATES[trade.state],
            "total_amount": money.yuan(trade.amount_fen),
            "subject": f"Evenhand {trade.city}",
        }

    def _bill(self, day: str) -> bytes:
        rows = [self._row(trade, at) for trade, at in self.books.paid_on(day)]
        text = "\r\n".join(["#支付宝业务明细查询", "#账号：[fake]", HEADING, *rows, "#业务明细列表结束", ""])
        archive = io.BytesIO()
        with zipfile.ZipFile(archive, "w") as files:
            files.writestr(f"{day}_业务明细(汇总).csv", "#sums\r\n".encode("gbk"))
            files.writestr(f"{day}_业务明细.csv", text.encode("gbk"))
        return archive.getvalue()

    @staticmethod
    def _row(trade: Trade, at: datetime) -> str:
        yuan, hour = money.yuan(trade.amount_fen), f"{at:%Y-%m-%d %H:%M:%S}"
        kind = "交易"
        cells = [trade.reference, trade.number, kind, f"Evenhand {trade.city}", hour, hour, "payer", yuan, yuan]
        return ",".join(f"{cell}\t" for cell in cells)

    def _require_signed(self, said: Mapping[str, str]) -> None:
        """Refusal(signature): not the merchant's."""
        plain = {name: value for name, value in said.items() if name != "sign"}
        if said.get("app_id") != APPID or not self._merchant.holds(_joined(plain), said.get("sign", "")):
            raise Refusal("signature")

    def _sealed(self, method: str, told: dict[str, Any]) -> Said:
        """An answer with its signature, unless the mood is bad."""
        if self.mood.loses(method):
            return Said(dropped=True)
        inner = json.dumps(told)
        signature = self._ours.sign(inner)
        if self.mood.tampered:
            self.mood.tampered -= 1
            inner = inner.replace("WAIT_BUYER_PAY", "TRADE_SUCCESS")
        body = f'{{"{method.replace(".", "_")}_response":{inner},"sign":"{signature}"}}'
        return Said(200, body.encode(), {"Content-Type": "application/json"})


def _joined(said: Mapping[str, str]) -> str:
    """What is signed: names in order, values as they are."""
    return "&".join(f"{name}={value}" for name, value in sorted(said.items()))
