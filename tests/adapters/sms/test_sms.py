"""Every adapter of `sms` keeps the same promises; the file is as safe as what stands in it."""

import json
import logging
import stat
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from evenhand.adapters.sms import file
from evenhand.adapters.sms.console import ConsoleSms
from evenhand.adapters.sms.fake import FakeSms
from evenhand.adapters.sms.file import FileSms
from evenhand.apps.notices.ports import Message, SmsGateway
from evenhand.core.errors import Reason, Refused

ONE = Message(UUID(int=1), "+8617400000001", "验证码 012345")
TWO = Message(UUID(int=2), "+8617400000002", "Your code is 543210")

ADAPTERS: dict[str, Callable[[Path], SmsGateway]] = {
    "console": lambda _: ConsoleSms(),
    "fake": lambda _: FakeSms(),
    "file": lambda folder: FileSms(folder / "sms.jsonl"),
}


@pytest.fixture(params=ADAPTERS)
def gateway(request: pytest.FixtureRequest, tmp_path: Path) -> SmsGateway:
    return ADAPTERS[request.param](tmp_path)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "sms.jsonl"


def test_each_message_is_answered_in_order(gateway: SmsGateway) -> None:
    answers = gateway.send([ONE, TWO])
    assert [answer.taken for answer in answers] == [True, True]
    assert [str(message.id) in answer.reference for message, answer in zip([ONE, TWO], answers, strict=True)] == [
        True
    ] * 2


def test_nothing_to_send_is_no_mistake(gateway: SmsGateway) -> None:
    assert list(gateway.send([])) == []


def test_a_receipt_repeats_the_answer_and_knows_nothing_of_others(gateway: SmsGateway) -> None:
    [answer] = gateway.send([ONE])
    receipts = gateway.receipts([ONE, TWO])
    assert receipts.get(ONE.id, answer) == answer
    assert TWO.id not in receipts


def test_none_of_them_reaches_a_real_phone(gateway: SmsGateway) -> None:
    assert not gateway.reaches_people


def test_a_file_takes_each_message_once_whoever_brings_it(path: Path) -> None:
    one, other = FileSms(path), FileSms(path)
    for gateway, messages in ((one, [ONE]), (other, [ONE, TWO]), (one, [TWO, ONE])):
        assert all(answer.taken for answer in gateway.send(messages))
    assert file.read(path) == [ONE, TWO]
    assert set(FileSms(path).receipts([ONE, TWO, Message(UUID(int=3), "", "")])) == {ONE.id, TWO.id}


def test_a_line_that_a_crash_left_unfinished_is_written_anew(path: Path) -> None:
    FileSms(path).send([ONE])
    with path.open("ab") as torn:
        torn.write(json.dumps({"id": str(TWO.id)}).encode()[:-5])
    FileSms(path).send([TWO])
    assert file.read(path) == [ONE, TWO]


def test_only_its_owner_may_read_the_file(path: Path) -> None:
    FileSms(path).send([ONE])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_cannot_be_written_is_a_gateway_that_is_away(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        FileSms(tmp_path / "missing" / "sms.jsonl").send([ONE])
    assert refused.value.reason is Reason.UNAVAILABLE


def test_the_console_masks_the_phone(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, "evenhand.sms"):
        ConsoleSms().send([ONE])
    assert "174****0001" in caplog.text
    assert ONE.phone.removeprefix("+86") not in caplog.text
