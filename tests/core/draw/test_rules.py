"""The rule file: one spelling, every field checked, and fields that must fit each other."""

from typing import Any

import pytest

from evenhand.core.draw import canonical, rules
from evenhand.core.draw.flaws import Flaw, Flawed
from tests.core.draw import published, samples

DAY = 86_400


def later(days: int) -> dict[str, Any]:
    t = samples.DRAWN + days * DAY
    return {"t": t, "round": samples.ROUND + days * DAY // 3, "chain": published.QUICKNET}


def flaw_of(**changes: Any) -> tuple[Flaw, str]:
    with pytest.raises(Flawed) as refusal:
        rules.build(samples.rules_table(**changes))
    return refusal.value.flaw, refusal.value.field


def test_rules_say_what_was_written_and_are_called_by_their_bytes() -> None:
    read = rules.build(samples.rules_table())
    assert canonical.read(read.raw) == samples.RULES
    assert rules.parse(read.raw) == rules.write(read.terms) == read
    assert read.draw_time == samples.DRAWN
    assert read.classes == {0}
    assert rules.build(samples.rules_table(draw_id="other")).digest != read.digest


@pytest.mark.parametrize(
    "changes", [samples.LOBBY, samples.by_hand(3), {"fallbacks": [later(1), later(2)]}, {"sources__manual": []}]
)
def test_every_level_has_its_rules(changes: dict[str, Any]) -> None:
    assert rules.build(samples.rules_table(**changes)).terms.level == changes.get("level", "A")


def test_what_rfc_8785_prints_is_what_is_written() -> None:
    assert canonical.write(published.JCS["value"]).decode() == published.JCS["text"]


@pytest.mark.parametrize(
    "raw",
    [
        b'{"a":1.0}', b'{"a":1e2}', b'{"a":NaN}', b'{"a":9007199254740992}', b'{"a":1,"a":1}', b'{"b":1,"a":1}',
        b'{ "a":1}', b'{"a":1}\n', b'{"a b":1}', b'{"":1}', b'{"\xc3\xa4":1}', b'{"a":"\\ud800"}', b'{"a":"\\u0041"}',
        b'{"a":"\xff"}', b"\xef\xbb\xbf{}", b"", b"[" * 5000, b'{"a":-0}', b'{"a":01}', b"1" * 5000,
    ],
)  # fmt: skip
@pytest.mark.req("draw:12")
def test_anything_but_the_canonical_spelling_is_refused(raw: bytes) -> None:
    with pytest.raises(Flawed) as refusal:
        canonical.read(raw)
    assert refusal.value.flaw is Flaw.NOT_CANONICAL


@pytest.mark.parametrize("raw", [b"[]", b"1", b'"text"', b"null"])
def test_rules_are_an_object(raw: bytes) -> None:
    with pytest.raises(Flawed) as refusal:
        rules.parse(raw)
    assert refusal.value.flaw is Flaw.RULES_INVALID


@pytest.mark.parametrize("field", samples.RULES)
def test_every_field_is_needed_and_none_may_be_added(field: str) -> None:
    table = {name: value for name, value in samples.rules_table().items() if name != field}
    with pytest.raises(Flawed) as refusal:
        rules.build(table)
    assert refusal.value.flaw is (Flaw.VERSION_UNKNOWN if field == "v" else Flaw.RULES_INVALID)
    assert flaw_of(**{field + "_2": 1}) == (Flaw.RULES_INVALID, field + "_2")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"log_key": "AB" * 32}, "log_key"),
        ({"log_key": "ab" * 31}, "log_key"),
        ({"head_interval_s": 301}, "head_interval_s"),
        ({"merge_delay_s": 61}, "merge_delay_s"),
        ({"entry_closes": samples.DRAWN - 1799}, "entry_closes"),
        ({"entry_opens": samples.DRAWN}, "entry_closes"),
        ({"reveal_closes": samples.DRAWN - 299}, "reveal_closes"),
        ({"reveal_closes": None}, "reveal_closes"),
        ({"officials": [samples.official(0)]}, "officials"),
        ({"officials": [samples.official(1), samples.official(0)]}, "officials"),
        ({"level": "B"}, "sources.drand"),
        ({"level": "D"}, "level"),
        ({"sources__committed": "ab" * 32}, "sources.committed"),
        ({**samples.LOBBY, "level": "C", "sources__drand": None, "sources__committed": None}, "sources.committed"),
        ({**samples.LOBBY, "officials": [samples.official(0), samples.official(1)]}, "officials"),
        ({**samples.LOBBY, "entry_closes": samples.DRAWN - 29}, "entry_closes"),
        ({"weights__max": 65}, "weights.max"),
        ({"weights__max": 5}, "weights.ladder"),
        ({"weights__ladder": []}, "weights.ladder"),
        ({"weights__ladder": [[0, 1], [0, 2]]}, "weights.ladder"),
        ({"weights__ladder": [[1, 1]]}, "weights.ladder"),
        ({"weights__ladder": [[0, 0]]}, "weights.ladder"),
        ({"weights__algorithm": "fixedpoint"}, "weights.algorithm"),
        ({"household__mode": "joint", "household__cap": 2}, "household.cap"),
        ({"categories": []}, "categories"),
        ({"categories__1__unused": "elders"}, "categories.everyone.unused"),
        ({"categories__0__unused": "nobody"}, "categories.elders.unused"),
        ({"publication": "auditor"}, "auditors"),
        ({"fallbacks": [later(0)]}, "fallbacks"),
        ({"fallbacks": [later(1)], "relays": ["one"]}, "relays"),
        ({"sources__t": samples.DRAWN + 3}, "sources.drand.t"),
        ({"cooloff_days": -1}, "cooloff_days"),
        ({"cooloff_days": True}, "cooloff_days"),
    ],
)  # fmt: skip
@pytest.mark.req("draw:12")
def test_a_field_that_breaks_a_rule_is_named(changes: dict[str, Any], field: str) -> None:
    assert flaw_of(**changes) == (Flaw.RULES_INVALID, field)


@pytest.mark.parametrize(
    ("changes", "flaw"),
    [
        ({"v": 2}, Flaw.VERSION_UNKNOWN),
        ({"v": True}, Flaw.VERSION_UNKNOWN),
        ({"sources__drand__round": 1001}, Flaw.ROUND_WRONG),
        ({"sources__drand__chain__schemeID": "pedersen-bls-chained"}, Flaw.SCHEME_UNKNOWN),
        ({"sources__drand__chain__period": 4}, Flaw.BEACON_INVALID),
        ({"sources__drand__chain__hash": "ab" * 32}, Flaw.BEACON_INVALID),
        (samples.by_hand(2), Flaw.ENTROPY_SHORT),
    ],
)
@pytest.mark.req("draw:12")
def test_a_beacon_or_a_version_that_does_not_fit_is_refused(changes: dict[str, Any], flaw: Flaw) -> None:
    assert flaw_of(**changes)[0] is flaw


@pytest.mark.parametrize(("bits", "enough"), [(63, False), (64, True)])
def test_a_draw_by_hand_needs_sixty_four_bits(bits: int, enough: bool) -> None:
    coin = {"id": "coin", "parts": [{"n": 2, "k": bits, "kind": "sequence"}]}
    changes = {**samples.by_hand(0), "sources__manual": [coin]}
    if enough:
        assert rules.build(samples.rules_table(**changes)).terms.level == "B"
    else:
        assert flaw_of(**changes)[0] is Flaw.ENTROPY_SHORT
