"""`evenhand fakepay`: the file it writes leads our adapters to services that ask for signatures."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from evenhand.adapters.payment.wechat import WechatPay
from evenhand.apps.orders.ports import Standing
from evenhand.cli import fakepay
from evenhand.config import accounts
from evenhand.config.errors import Misconfigured


@pytest.fixture
def said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """What the running command printed."""
    monkeypatch.setenv("EVENHAND_HOME", str(tmp_path))
    over, ready, lines = threading.Event(), threading.Event(), list[str]()

    def say(line: str) -> None:
        lines.append(line)
        if len(lines) == 3:
            ready.set()

    running = threading.Thread(target=fakepay.serve, args=("http://127.0.0.1:9", 0, over), kwargs={"say": say})
    running.start()
    assert ready.wait(30)
    yield lines
    over.set()
    running.join()


def test_its_file_of_accounts_leads_to_services_that_take_payments(said: list[str], tmp_path: Path) -> None:
    file = tmp_path / fakepay.NAME
    assert file.stat().st_mode & 0o077 == 0
    assert f"EVENHAND_ACCOUNTS={file}" in said[1]
    gateway, id = WechatPay(accounts.read({"EVENHAND_ACCOUNTS": str(file)})["wechat"]), uuid4()
    gateway.create(city="testing", payment_id=id, amount_fen=450, pay_by=datetime.now(UTC) + timedelta(minutes=5))
    assert gateway.query(city="testing", payment_id=id) is Standing.ASKED


@pytest.mark.parametrize(
    ("text", "mode", "why"), [("a = 1", 0o644, "open to others"), ("a =", 0o600, "no TOML"), (None, 0, "can't be read")]
)
def test_a_file_of_accounts_that_cannot_be_used_is_named(tmp_path: Path, text: str | None, mode: int, why: str) -> None:
    file = tmp_path / "accounts.toml"
    if text is not None:
        file.write_text(text)
        file.chmod(mode)
    with pytest.raises(Misconfigured, match=why):
        accounts.read({"EVENHAND_ACCOUNTS": str(file)})
