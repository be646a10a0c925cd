"""Heads, freeze, commitments, reveals, seal and void: each holds for what it was made for and for nothing else."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.core.draw import canonical, freeze, heads, leaves, officials, rules, seal, signatures, tree, void
from evenhand.core.draw.flaws import Flaw, Flawed
from evenhand.core.draw.void import Void, VoidReason
from tests.core.draw import samples
from tests.house import tree as tree_of_the_house

RULES = rules.build(samples.rules_table())
OTHER = rules.build(samples.rules_table(draw_id="another"))
LOG = signatures.public_of(samples.LOG_KEY)
VALUES = [b"\x11" * 32, b"\x22" * 32]
COMMITMENTS = [officials.promise(key, RULES.digest, i, VALUES[i]) for i, key in enumerate(samples.OFFICIALS)]
REVEALS = [officials.reveal(key, RULES.digest, i, VALUES[i]) for i, key in enumerate(samples.OFFICIALS)]
BY_INDEX = {each.index: each for each in COMMITMENTS}
CLOSES = samples.RULES["reveal_closes"]
ROSTER = [leaves.Leaf(bytes([n]) * 16, (1 + n % 2, 1), categories=(0,) if n < 3 else ()) for n in range(20)]


def flaw_of(function: object, *arguments: object) -> Flaw:
    with pytest.raises(Flawed) as refusal:
        function(*arguments)
    return refusal.value.flaw


def test_a_head_holds_for_its_draw_its_size_and_its_root() -> None:
    head = heads.sign(samples.LOG_KEY, RULES.digest, 3, bytes(32), 1000)
    heads.check(head, RULES.digest, LOG)
    assert flaw_of(heads.check, head, OTHER.digest, LOG) is Flaw.SIGNATURE_INVALID
    grown = heads.Head(head.rules, 4, head.root, head.unix_ms, head.record, head.signature)
    assert flaw_of(heads.check, grown, RULES.digest, LOG) is Flaw.SIGNATURE_INVALID


def test_heads_never_go_back_and_nothing_follows_the_final_one() -> None:
    first, later, smaller, final = (
        heads.sign(samples.LOG_KEY, RULES.digest, size, bytes(32), at, record)
        for size, at, record in [(3, 1, bytes(32)), (5, 2, bytes(32)), (4, 3, bytes(32)), (5, 4, b"r" * 32)]
    )
    heads.check_sequence([first, later, final])
    after = heads.sign(samples.LOG_KEY, RULES.digest, 9, bytes(32), 9)
    for wrong in ([later, smaller], [later, first], [first, first], [final, after]):
        assert flaw_of(heads.check_sequence, wrong) is Flaw.PROOF_INVALID


def test_the_record_tells_the_counts_and_which_are_too_small_to_tell() -> None:
    raw = freeze.record(RULES, 23, tree.EMPTY, ROSTER, COMMITMENTS, {"south": 12, "north": 8})
    told = canonical.read(raw)
    assert told["districts"] == [["north", 8], ["south", 12]]
    assert told["categories"] == [["elders", 3]]
    assert told["weights"] == [[1, 10], [2, 10]]
    assert (told["entrants"], told["size"]) == (20, 23)
    assert freeze.small_cells(raw) == ["districts.north", "categories.elders"]


@pytest.mark.parametrize("made", [[], COMMITMENTS[:1], COMMITMENTS[::-1], [*COMMITMENTS, COMMITMENTS[0]]])
def test_nothing_is_frozen_before_every_official_has_committed(made: list[officials.Commitment]) -> None:
    assert flaw_of(freeze.record, RULES, 0, tree.EMPTY, [], made, {}) is Flaw.COMMIT_INVALID


def test_a_commitment_is_signed_by_the_official_it_names() -> None:
    stolen = officials.promise(samples.OFFICIALS[1], RULES.digest, 0, VALUES[0])
    assert flaw_of(officials.check_commitment, stolen, RULES) is Flaw.SIGNATURE_INVALID
    assert flaw_of(officials.check_commitment, COMMITMENTS[0], OTHER) is Flaw.SIGNATURE_INVALID
    stranger = officials.promise(samples.OFFICIALS[1], RULES.digest, 7, VALUES[0])
    assert flaw_of(officials.check_commitment, stranger, RULES) is Flaw.COMMIT_INVALID


@pytest.mark.req("draw:13")
def test_late_wrong_and_missing_reveals_are_dropped_and_recorded() -> None:
    on_time = [(each, CLOSES) for each in REVEALS]
    assert officials.sift(on_time, BY_INDEX, RULES) == (REVEALS, [])
    wrong = officials.reveal(samples.OFFICIALS[1], RULES.digest, 1, b"\x33" * 32)
    unsigned = officials.Reveal(1, VALUES[1], bytes(64))
    for told, why in [
        ([(REVEALS[0], CLOSES)], "missing"),
        ([(REVEALS[0], 0), (REVEALS[1], CLOSES + 1)], "late"),
        ([(REVEALS[0], 0), (wrong, 0)], "wrong"),
        ([(REVEALS[0], 0), (unsigned, 0)], "wrong"),
    ]:
        accepted, dropped = officials.sift(told, BY_INDEX, RULES)
        assert accepted == REVEALS[:1]
        assert dropped == [officials.Dropped(1, why)]
    assert officials.sift([(wrong, 0), (REVEALS[1], CLOSES), (wrong, 0)], BY_INDEX, RULES)[0] == REVEALS[1:]


def test_a_strangers_reveal_is_no_reveal() -> None:
    stranger = officials.Reveal(9, VALUES[0], bytes(64))
    accepted, dropped = officials.sift([(stranger, 0)], BY_INDEX, RULES)
    assert accepted == []
    assert [each.index for each in dropped] == [0, 1]


def test_a_seal_closes_one_list_of_one_draw() -> None:
    closed = seal.sign(samples.LOG_KEY, RULES.digest, REVEALS, [], 5)
    seal.check(closed, RULES.digest, LOG)
    assert flaw_of(seal.check, closed, OTHER.digest, LOG) is Flaw.SIGNATURE_INVALID
    other = seal.sign(samples.LOG_KEY, RULES.digest, REVEALS[:1], [officials.Dropped(1, "late")], 5)
    assert flaw_of(seal.check, seal.Seal(other.raw, closed.signature), RULES.digest, LOG) is Flaw.SIGNATURE_INVALID
    assert len({seal.salt(REVEALS), seal.salt(REVEALS[:1]), seal.salt([])}) == 3


def voided(attempt: int, reason: VoidReason = VoidReason.COURT_ORDER, signers: int = 2) -> Void:
    raw = void.record(RULES, attempt, reason, 1_700_000_000)
    return Void(raw, {i: void.sign(key, raw) for i, key in enumerate(samples.OFFICIALS[:signers])})


@pytest.mark.req("draw:13", "trust:S2")
def test_a_void_needs_two_officials_and_names_its_attempt() -> None:
    assert void.attempts([voided(0), voided(1)], RULES) == 2
    assert flaw_of(void.attempts, [voided(0, signers=1)], RULES) is Flaw.SIGNATURE_INVALID
    assert flaw_of(void.attempts, [voided(1)], RULES) is Flaw.RESULT_WRONG
    assert flaw_of(void.attempts, [voided(0)], OTHER) is Flaw.RESULT_WRONG
    twice = Void(voided(0).raw, {0: voided(0).signatures[0], 1: voided(0).signatures[0]})
    assert flaw_of(void.attempts, [twice], RULES) is Flaw.SIGNATURE_INVALID
    wrong_roster = voided(0, VoidReason.ROSTER_ERROR)
    assert void.attempts([wrong_roster], RULES) == 0
    assert flaw_of(void.attempts, [wrong_roster, voided(1)], RULES) is Flaw.SECOND_RESULT


@pytest.mark.parametrize("raw", [b"{}", b'{"reason":1}', b'{"reason":"whim"}', b"[]", b"null"])
def test_what_is_no_void_voids_nothing(raw: bytes) -> None:
    assert flaw_of(void.check, Void(raw, {}), RULES, 0) is Flaw.RESULT_WRONG


def test_every_code_of_refusal_is_explained() -> None:
    page = (tree_of_the_house.ROOT / "docs" / "mechanisms" / "draw.md").read_text("utf-8")
    explained = re.findall(r"`(\w+)`", page.partition("## Codes of refusal")[2].partition("## Not built")[0])
    assert sorted(explained) == sorted(Flaw)


@given(st.dictionaries(st.text("abcdef", min_size=1, max_size=3), st.integers(1, 40), max_size=8))
def test_no_count_by_district_is_so_small_that_it_could_name_somebody(districts: dict[str, int]) -> None:
    told = freeze.told_together(districts)
    assert all(count >= freeze.SMALLEST_CELL for count in told.values())
    assert sum(told.values()) in (0, sum(districts.values()))
    assert told or sum(districts.values()) < freeze.SMALLEST_CELL
