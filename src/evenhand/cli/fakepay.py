"""`evenhand fakepay`: fake payment services on this machine, and the file of accounts that leads to them."""

import os
import threading
from collections.abc import Callable
from pathlib import Path

from evenhand.adapters.payment.fakes.alipay import FakeAlipay
from evenhand.adapters.payment.fakes.wechat import FakeWechat
from evenhand.config import home

NAME = "accounts.toml"


def serve(doors: str, port: int, over: threading.Event, *, say: Callable[[str], object]) -> None:
    """Run both until `over` is set. Their keys are new each time, and so is the file."""
    notify = f"{doors.rstrip('/')}/{{city}}/payments/paid"
    with FakeWechat(notify, port) as wechat, FakeAlipay(notify, port + 1 if port else 0) as alipay:
        file = _write(home.make(home.folder()), {"wechat": wechat.account, "alipay": alipay.account})
        say(f"A fake of WeChat Pay answers at {wechat.base_url}, one of Alipay at {alipay.url}. To use one:")
        say(f"  EVENHAND_ACCOUNTS={file} EVENHAND_ADAPTERS=payment=evenhand.adapters.payment.wechat.WechatPay")
        say(f"  EVENHAND_ACCOUNTS={file} EVENHAND_ADAPTERS=payment=evenhand.adapters.payment.alipay.Alipay")
        over.wait()


def _write(folder: Path, accounts: dict[str, dict[str, str]]) -> Path:
    file = folder / NAME
    tables = [f"[{name}]\n{_table(said)}" for name, said in accounts.items()]
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as new:
        new.write("\n".join(tables))
    return file


def _table(said: dict[str, str]) -> str:
    return "".join(f"{key} = '''{value}'''\n" for key, value in said.items())
