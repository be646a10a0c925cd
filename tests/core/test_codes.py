"""Handover codes: derived, not stored; a QR text that only the city can have signed."""

from base64 import urlsafe_b64decode
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from evenhand.core import codes
from evenhand.core.errors import Reason, Refused

NOON = datetime(2026, 12, 5, 12, tzinfo=UTC)
ORDER = UUID("0193a5b6-0000-7000-8000-000000000001")
OTHER = UUID("0193a5b6-0000-7000-8000-000000000002")
KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
TOKEN = codes.Token(ORDER, codes.token_id(ORDER, 1), NOON + timedelta(hours=24))


def _check(text: str, *, order: UUID = ORDER, serial: int = 1, now: datetime = NOON) -> None:
    codes.check(text, KEY.public_key(), order=order, serial=serial, now=now)


def _reason(text: str, **told: Any) -> Reason:
    with pytest.raises(Refused) as refusal:
        _check(text, **told)
    return refusal.value.reason


@pytest.mark.parametrize(
    ("seconds", "six"), [(59, "119246"), (1111111109, "084774"), (1234567890, "819424"), (20000000000, "737706")]
)
def test_the_digits_are_those_of_rfc_6238_appendix_b(seconds: int, six: str) -> None:
    assert codes.hotp(b"12345678901234567890123456789012", seconds // 30) == six


@given(order=st.uuids(), serial=st.integers(1, 2**31 - 1), key=st.binary(min_size=32, max_size=32))
def test_a_code_is_six_digits_that_only_this_key_order_and_serial_make(order: UUID, serial: int, key: bytes) -> None:
    code = codes.digits(key, order, serial)
    assert len(code) == codes.DIGITS and code.isascii() and code.isdigit()
    assert code == codes.digits(key, order, serial)
    neighbors = [codes.digits(key, order, serial + n) for n in range(1, 6)]
    assert set(neighbors) != {code}, "five re-issues in a row made the very same code"


@pytest.mark.parametrize("said", ["012345", " 012 345 ", "012345", "012\u3000345"])
def test_a_code_may_be_typed_with_spaces_and_full_width_digits(said: str) -> None:
    assert codes.same(said, "012345")


@pytest.mark.parametrize("said", ["", "12345", "0123456", "012346", "\ud800", "①②③④⑤⑥", "零一二三四五"])
def test_nothing_else_is_the_code(said: str) -> None:
    assert not codes.same(said, "012345")


def test_the_text_is_signed_as_in_rfc_8037_appendix_a4() -> None:
    secret = urlsafe_b64decode(b"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=")
    text = codes.sign_jws(b"Example of Ed25519 signing", Ed25519PrivateKey.from_private_bytes(secret))
    assert text == (
        "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc"
        ".hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg"
    )


def test_a_signed_text_is_read_as_it_was_written_and_fits_a_phone() -> None:
    text = codes.sign(TOKEN, KEY)
    assert codes.read(text, KEY.public_key()) == TOKEN
    assert len(text) <= 271  # bytes of a QR code of version 10, level L: 57 modules a side (ISO/IEC 18004)
    _check(text)


def test_any_changed_character_breaks_the_text() -> None:
    text = codes.sign(TOKEN, KEY)
    signed = text.rindex(".")
    for place in range(signed):
        changed = text[:place] + ("A" if text[place] != "A" else "B") + text[place + 1 :]
        assert _reason(changed) is Reason.CODE_WRONG


def test_a_text_for_another_order_a_re_issue_or_by_another_city_is_wrong() -> None:
    text = codes.sign(TOKEN, KEY)
    forged = codes.sign(TOKEN, Ed25519PrivateKey.from_private_bytes(bytes(31) + b"\1"))
    assert _reason(text, order=OTHER) is Reason.CODE_WRONG
    assert _reason(text, serial=2) is Reason.CODE_WRONG
    assert _reason(forged) is Reason.CODE_WRONG


def test_a_text_cannot_choose_how_it_is_checked() -> None:
    body = "eyJhbGciOiJub25lIn0." + codes.sign(TOKEN, KEY).split(".")[1]
    assert _reason(f"{body}.") is Reason.CODE_WRONG
    signature = codes.sign(TOKEN, KEY).split(".")[2]
    assert _reason(f"{body}.{signature}") is Reason.CODE_WRONG


@pytest.mark.parametrize("text", ["", ".", "..", "a.b", "a.b.c.d", "一.二.三", "A" * 600, "=.=.="])
def test_rubbish_is_wrong_and_nothing_worse(text: str) -> None:
    assert _reason(text) is Reason.CODE_WRONG


def test_a_phone_whose_clock_is_ten_minutes_off_still_reads_it() -> None:
    text = codes.sign(TOKEN, KEY)
    last = TOKEN.expires_at + timedelta(minutes=10)
    _check(text, now=last - timedelta(seconds=1))
    _check(text, now=NOON - timedelta(minutes=10))
    assert _reason(text, now=last) is Reason.CODE_EXPIRED
