"""A pass says what was signed, to whoever holds the key, until it expires, and nothing else is a pass."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.core import passes
from evenhand.core.errors import Reason, Refused
from evenhand.core.terms import Channel, CitySlug, PersonTag

NOW = datetime(2026, 12, 5, 2, 0, tzinfo=UTC)
KEY = b"k" * 32
names = st.text(st.characters(codec="utf-8", exclude_characters="\0,"), min_size=1, max_size=12)
tags = st.binary(min_size=16, max_size=16)
contents = st.builds(
    passes.Pass,
    city=names.map(CitySlug),
    person=tags.map(PersonTag),
    district=names,
    channel=st.sampled_from(Channel),
    expires_at=st.integers(1, 10**6).map(lambda s: NOW + timedelta(seconds=s)),
    household=tags,
    address=tags,
    groups=st.lists(names, max_size=3).map(tuple),
)


@given(contents)
def test_what_was_signed_is_read_back(content: passes.Pass) -> None:
    assert passes.check(passes.make(content, KEY), KEY, NOW) == content


@given(contents, st.data())
def test_any_flipped_bit_is_refused(content: passes.Pass, data: st.DataObject) -> None:
    text = passes.make(content, KEY)
    raw = bytearray(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    bit = data.draw(st.integers(0, len(raw) * 8 - 1))
    raw[bit // 8] ^= 1 << bit % 8
    with pytest.raises(Refused) as refusal:
        passes.check(urlsafe_b64encode(raw).decode(), KEY, NOW)
    assert refusal.value.reason is Reason.PASS_INVALID


@given(contents)
def test_another_key_is_refused(content: passes.Pass) -> None:
    with pytest.raises(Refused) as refusal:
        passes.check(passes.make(content, KEY), b"x" * 32, NOW)
    assert refusal.value.reason is Reason.PASS_INVALID


@given(contents)
def test_it_ends_with_its_hour(content: passes.Pass) -> None:
    text = passes.make(content, KEY)
    assert passes.check(text, KEY, content.expires_at - timedelta(seconds=1)) == content
    with pytest.raises(Refused) as refusal:
        passes.check(text, KEY, content.expires_at)
    assert refusal.value.reason is Reason.PASS_EXPIRED


@given(st.one_of(st.text(max_size=700), st.binary(max_size=200).map(lambda raw: urlsafe_b64encode(raw).decode())))
def test_anything_else_is_refused_without_a_fault(text: str) -> None:
    with pytest.raises(Refused) as refusal:
        passes.check(text, KEY, NOW)
    assert refusal.value.reason is Reason.PASS_INVALID
