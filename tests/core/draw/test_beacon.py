"""The beacon against rounds that drand published, in both readings; everything that is no proper signature is false."""

import pytest

from evenhand.core.draw import agree, beacon, bls, chains, rules
from evenhand.core.draw.beacon import Silence
from evenhand.core.draw.flaws import Flaw, Flawed
from evenhand.core.draw.notation import be64, digest
from evenhand.core.draw.shape import Chain
from tests.core.draw import published, samples

CHAIN = Chain(**published.QUICKNET)
KEY = bytes.fromhex(CHAIN.public_key)
RULES = rules.build(samples.rules_table())
READINGS = [bls.plain, bls.fast]


def message(number: int) -> bytes:
    return digest(be64(number))


def signature(number: int) -> bytes:
    return bytes.fromhex(published.ROUNDS[number])


@pytest.mark.parametrize("holds", READINGS)
def test_published_rounds_hold_and_exchanged_ones_do_not(holds: object) -> None:
    assert holds(KEY, message(123), signature(123))
    assert holds(KEY, message(1000), signature(1000))
    assert not holds(KEY, message(123), signature(1000))


@pytest.mark.parametrize("holds", READINGS)
def test_signatures_under_the_other_groups_tag_do_not_hold(holds: object) -> None:
    key = bytes.fromhex(published.FASTNET["public_key"])
    for number, text in published.FASTNET["rounds"].items():
        assert not holds(key, message(number), bytes.fromhex(text))


OUTSIDE = (0x80 << 376 | 4).to_bytes(48)
"""A point on the curve, x = 4, that is not in the subgroup."""


@pytest.mark.parametrize(
    "bad",
    [
        b"\xc0" + bytes(47),
        bytes(48),
        b"\xff" * 48,
        signature(1000)[:-1],
        signature(1000) + b"\0",
        bytes([signature(1000)[0] & 0x7F]) + signature(1000)[1:],
        bytes([signature(1000)[0] ^ 0x20]) + signature(1000)[1:],
        OUTSIDE,
    ],
)
@pytest.mark.req("draw:11", "draw:12")
def test_a_bad_point_is_no_signature(bad: bytes) -> None:
    assert not bls.holds(KEY, message(1000), bad)
    if len(bad) == 48 and not bad[0] & bls.INFINITE:
        assert not bls.plain(KEY, message(1000), bad)


def test_a_point_at_infinity_is_no_key() -> None:
    assert not bls.holds(b"\xc0" + bytes(95), message(1000), signature(1000))
    assert not bls.holds(KEY[:-1], message(1000), signature(1000))


def test_randomness_is_what_drand_published() -> None:
    assert beacon.check(CHAIN, 1000, signature(1000)).hex() == published.RANDOMNESS_1000
    with pytest.raises(Flawed) as refusal:
        beacon.check(CHAIN, 1001, signature(1000))
    assert refusal.value.flaw is Flaw.BEACON_INVALID


def test_a_chain_is_called_by_the_hash_of_its_parameters() -> None:
    assert chains.chain_hash(CHAIN).hex() == CHAIN.hash


def test_rounds_and_hours_agree() -> None:
    for number in (1, 2, 1000, 10**9):
        at = chains.time_of(CHAIN, number)
        assert [chains.round_at(CHAIN, at + more) - number for more in (-1, 0, 2, 3)] == [-1, 0, 0, 1]


def test_a_void_waits_for_the_round_a_day_later() -> None:
    first, second = beacon.awaited(RULES), beacon.awaited(RULES, attempt=1)
    assert first and second
    assert second.round - first.round == 28_800
    assert agree.drawn_at(second) - agree.drawn_at(first) == 86_400
    assert beacon.awaited(rules.build(samples.rules_table(**samples.BY_HAND))) is None


def test_a_fallback_is_decided_by_stored_answers_not_by_a_person() -> None:
    late = beacon.awaited(RULES)
    assert late
    due = agree.drawn_at(late) + 86_400
    one, two = RULES.terms.relays
    beacon.check_silence([Silence(one, due, "404"), Silence(two, due, "404")], RULES, late)
    for told in (
        [],
        [Silence(one, due, "404")],
        [Silence(one, due, "404"), Silence(one, due + 1, "404")],
        [Silence(one, due, "404"), Silence(two, due - 1, "404")],
        [Silence(one, due, "404"), Silence("https://elsewhere.example", due, "404")],
    ):
        with pytest.raises(Flawed):
            beacon.check_silence(told, RULES, late)
