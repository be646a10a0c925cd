"""A draw held: fixed bytes for the same input, everybody in it once, a sample that nobody chose."""

import pytest

from evenhand.core.draw import allocation, audit, hold, leaves, result, rules, tree
from evenhand.core.draw.allocation import Outcome
from evenhand.core.draw.flaws import Flaw, Flawed
from tests.core.draw import samples

RULES = rules.build(samples.rules_table())
ROSTER = {bytes([n]) * 16: leaves.Leaf(bytes([n]) * 16, (1 + n % 3, 1)) for n in range(40)}
SALT, ROOT, LINE = b"s" * 32, b"r" * 32, "drand:ab:1000:cd"


def held(roster: dict[bytes, leaves.Leaf] = ROSTER, line: str = LINE) -> hold.Drawn:
    return hold.draw(RULES, roster, ROOT, SALT, line, [("ex", "1./")])


@pytest.mark.req("trust:I8")
def test_the_same_input_gives_the_same_bytes_in_whatever_order_it_comes() -> None:
    again = held(dict(reversed(ROSTER.items())))
    assert again == held()
    assert again.text == held().text
    assert held(line="drand:ab:1001:cd").result_root != again.result_root


def test_everybody_has_one_row_and_the_rows_tell_all() -> None:
    rows = [result.unpack(raw) for raw in held().rows]
    assert [row.rank for row in rows] == list(range(1, 41))
    assert {row.label for row in rows} == set(ROSTER)
    assert [row.key for row in rows] == sorted(row.key for row in rows)
    outcomes = [Outcome.WINNER] * 5 + [Outcome.ALTERNATE] * 2 + [Outcome.NONE] * 33
    assert [row.outcome for row in rows] == outcomes, "two places for elders, whom nobody is, went to everyone"
    assert all(row.pack() == raw for row, raw in zip(rows, held().rows, strict=True))


def test_a_row_is_proved_in_the_result() -> None:
    drawn = held()
    hashes = [tree.leaf_hash(row) for row in drawn.rows]
    tree.check_inclusion(hashes[6], 6, 40, tree.Tree(hashes).inclusion(6), drawn.result_root)


def test_an_empty_roster_is_a_draw_without_winners() -> None:
    drawn = held({})
    assert drawn.rows == []
    assert drawn.result_root == tree.EMPTY
    assert set(drawn.cutoffs) == {allocation.UNFILLED}


@pytest.mark.parametrize("raw", [b"", b"EHR1" + bytes(61), b"EHR2" + bytes(62), b"EHR1" + bytes(56) + b"\4" + bytes(5)])
def test_what_is_no_row_is_refused(raw: bytes) -> None:
    with pytest.raises(Flawed) as refusal:
        result.unpack(raw)
    assert refusal.value.flaw is Flaw.RESULT_WRONG


@pytest.mark.req("draw:8")
def test_the_sample_is_the_draws_own_choice() -> None:
    winners = list(ROSTER)
    picked = audit.sample(held().prk, winners, 9)
    assert picked == audit.sample(held().prk, reversed(winners), 9)
    assert len(set(picked)) == 9
    assert audit.sample(held(line="drand:ab:1001:cd").prk, winners, 9) != picked
    assert sorted(audit.sample(held().prk, winners)) == sorted(winners)
    assert (1 - 0.05) ** audit.FIVE_PERCENT < 0.05
    assert (1 - 0.01) ** audit.ONE_PERCENT < 0.05
