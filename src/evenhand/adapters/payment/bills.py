"""Day lists of payment services: CSV with Chinese headings, of which we read the columns that we compare."""

import csv
import unicodedata
from collections.abc import Iterator
from uuid import UUID

from evenhand.adapters.payment import money
from evenhand.apps.orders.ports import Receipt
from evenhand.core.errors import Reason, Refused


def wechat(text: str) -> Iterator[Receipt]:
    """Payments of a WeChat Pay list (`SUCCESS`): every value behind a backtick, the sums in a second table below."""
    for row in _table(text, "商户订单号"):
        plain = {name: value.lstrip("`") for name, value in row.items()}
        yield _receipt(plain["商户数据包"], plain["商户订单号"], plain["订单金额"], plain["微信订单号"])


def alipay(text: str) -> Iterator[Receipt]:
    """Payments of an Alipay list (`trade`): refunds are rows of their own; the city stands last in what was sold."""
    for row in _table(text, "商户订单号"):
        plain = {unicodedata.normalize("NFKC", name): value.strip() for name, value in row.items()}
        if plain["业务类型"] == "交易":
            city = plain["商品名称"].rsplit(" ", 1)[-1]
            yield _receipt(city, plain["商户订单号"], plain["订单金额(元)"], plain["支付宝交易号"])


def _table(text: str, heading: str) -> Iterator[dict[str, str]]:
    """The rows below the line that holds this heading, up to the first that is shorter or begins another table."""
    lines = [line for line in csv.reader(text.splitlines()) if line and not line[0].startswith("#")]
    start = next((n for n, line in enumerate(lines) if heading in [cell.strip() for cell in line]), None)
    if start is None:
        raise Refused(Reason.UNAVAILABLE, "payment", why="bill")
    names = [cell.strip() for cell in lines[start]]
    for line in lines[start + 1 :]:
        if len(line) != len(names):
            return
        yield dict(zip(names, line, strict=True))


def _receipt(city: str, number: str, yuan: str, reference: str) -> Receipt:
    return Receipt(city, _id(number), money.fen(yuan), reference)


def _id(number: str) -> UUID:
    """The payment that a number of ours names; a stranger's counts as one that we do not know."""
    try:
        return UUID(number)
    except ValueError:
        return UUID(int=0)
