"""Each attack that the specification names, played by whoever could: what it leaves behind convicts or is refused.

The operator of these tests holds the log's key and rewrites whatever helps. What they cannot rewrite is what others
keep: receipts, heads, the mirror's anchor, the officials' keys, the beacon.
"""

import json
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from itertools import count
from typing import Any

import pytest

from evenhand.core.draw import (
    allocation,
    bundle,
    freeze,
    heads,
    hold,
    keys,
    leaves,
    officials,
    receipts,
    rules,
    seal,
    tree,
)
from evenhand.core.draw.bundle import Answer, Record
from evenhand.core.draw.flaws import Flawed
from tests.core.draw import samples, staged
from tests.core.draw.staged import Stage

pytestmark = pytest.mark.req("draw:1")
VERIFIED, MISMATCH, BAD_INPUT, LIMITED = range(4)
HONEST = staged.held()
MIRROR = {"next city": staged.MIRROR.public_key().public_bytes_raw()}
OWN = {"sources__drand__chain": staged.own_chain()}


def verdict(record: Record, **more: Any) -> tuple[int, str]:
    files = bundle.pack(record, samples.LOG_KEY)
    code, told, limits = staged.verifier().verify(files, places=MIRROR, **more)
    return code, "; ".join(told + limits)


def drawn_again(record: Record, raws: list[bytes], **changes: Any) -> Record:
    """What an operator publishes who changes the list afterwards and makes everything fit that their key can sign."""
    made = record.rules
    roster = leaves.roster(map(leaves.unpack, raws), made)
    log = [tree.leaf_hash(raw) for raw in raws]
    told = json.loads(record.freeze)["commitments"]
    promised = [
        officials.Commitment(each["index"], bytes.fromhex(each["commit"]), bytes.fromhex(each["signature"]))
        for each in told
    ]
    frozen = freeze.record(made, len(log), tree.root(log), roster.values(), promised, {"north": len(roster)})
    signed = staged.log_heads(made, log, frozen, samples.DRAWN - 3500)
    assert record.answer
    line = staged.beacon_line(made, Stage(answer=record.answer))
    drawn = hold.draw(made, roster, signed[-1].root, changes.pop("salt", record.drawn.salt), line, record.manual)
    closed = changes.pop("seal", record.seal)
    return replace(
        record,
        leaves=raws,
        heads=signed,
        freeze=frozen,
        seal=closed,
        anchors=changes.pop("anchors", staged.anchored(signed[-1], closed, samples.DRAWN - 400)),
        drawn=drawn,
        signature=samples.LOG_KEY.sign(drawn.text),
        asked=staged.asked(drawn),
    )


def kept_anchors(record: Record, forged: Record) -> list[Any]:
    """The operator can reprint its own notices; the mirror's signature stays under what the mirror saw."""
    mine = [anchor for anchor in forged.anchors if anchor.kind != "mirror"]
    return [*mine, *(replace(a, digest=b.digest) for a, b in zip(
        [a for a in record.anchors if a.kind == "mirror"],
        [b for b in forged.anchors if b.kind == "mirror"], strict=True))]  # fmt: skip


def rewritten(raws: list[bytes]) -> Record:
    forged = drawn_again(HONEST, raws)
    return replace(forged, anchors=kept_anchors(HONEST, forged))


def test_the_stage_itself_is_clean() -> None:
    assert verdict(HONEST)[0] == VERIFIED
    assert verdict(drawn_again(HONEST, list(HONEST.leaves)))[0] == VERIFIED, "what the operator can do, works"


@pytest.mark.parametrize(
    "change",
    [
        lambda raws: [*raws, leaves.Leaf(staged.label(999)).pack()],
        lambda raws: raws[1:],
        lambda raws: [raws[1], raws[0], *raws[2:]],
        lambda raws: [leaves.Leaf(staged.label(1), (3, 1)).pack(), *raws[1:]],
    ],
    ids=["added", "deleted", "reordered", "label exchanged"],
)  # fmt: skip
@pytest.mark.req("domain:F2", "trust:I8")
def test_a_list_changed_after_the_freeze_contradicts_the_mirror(change: Callable[[list[bytes]], list[bytes]]) -> None:
    code, words = verdict(rewritten(change(list(HONEST.leaves))))
    assert code == MISMATCH
    assert "anchor at next city" in words


def test_a_deleted_entry_contradicts_the_receipt_that_its_owner_keeps() -> None:
    raw = HONEST.leaves[7]
    receipt = receipts.issue(samples.LOG_KEY, HONEST.rules.digest, 7, tree.leaf_hash(raw), samples.DRAWN * 1000)
    paper = {
        "rules": receipt.rules.hex(),
        "seq": 7,
        "leaf_hash": receipt.leaf_hash.hex(),
        "unix_ms": receipt.unix_ms,
        "signature": receipt.signature.hex(),
    }
    assert verdict(HONEST, more=[lambda draw: draw.check_receipt(paper)])[0] == VERIFIED
    without = drawn_again(HONEST, [each for each in HONEST.leaves if each[5:21] != raw[5:21]])
    code, words = verdict(without, more=[lambda draw: draw.check_receipt(paper)])
    assert code == MISMATCH
    assert "EVIDENCE" in words
    forged = {**paper, "signature": samples.OFFICIALS[0].sign(b"x").hex()}
    assert "EVIDENCE" not in verdict(without, more=[lambda draw: draw.check_receipt(forged)])[1]


def test_two_stories_told_by_one_log_convict_it() -> None:
    """A head shown to one half of the city, and another log published to all."""
    early = HONEST.heads[1]
    paper = {name: getattr(early, name) for name in ("size", "unix_ms")}
    paper |= {name: getattr(early, name).hex() for name in ("root", "record", "signature")}
    assert verdict(HONEST, more=[lambda draw: draw.check_foreign_head(paper)])[0] == VERIFIED
    other = drawn_again(HONEST, list(HONEST.leaves)[1:])
    code, words = verdict(other, more=[lambda draw: draw.check_foreign_head(paper)])
    assert code == MISMATCH
    assert "EVIDENCE" in words


def test_labels_ground_after_the_round_come_too_late() -> None:
    """With the PRK known, a label with a small key is soon found. Entering it changes the root, and with it the PRK."""
    best = min(map(staged.label, range(1000, 3000)), key=lambda label: keys.key(HONEST.drawn.prk, label))
    assert keys.key(HONEST.drawn.prk, best) < HONEST.drawn.rows[0][28:60], "in the old order it would be first"
    forged = rewritten([*HONEST.leaves, leaves.Leaf(best).pack()])
    assert forged.drawn.prk != HONEST.drawn.prk
    assert verdict(forged)[0] == MISMATCH


def test_a_second_roll_with_another_round_is_no_result() -> None:
    assert verdict(staged.held(Stage(changes=OWN, answer=Answer(staged.own_round(1000)))))[0] == VERIFIED
    assert verdict(staged.held(Stage(changes=OWN, answer=Answer(staged.own_round(1001)))))[0] == MISMATCH


def test_officials_who_collude_cannot_exchange_their_values() -> None:
    """Both officials and the operator roll new values until the winner suits them; the commitments were frozen."""
    made = HONEST.rules
    for turn in count():
        values = [sha256(b"%d %d" % (turn, index)).digest() for index in range(2)]
        told = [officials.reveal(key, made.digest, i, values[i]) for i, key in enumerate(samples.OFFICIALS)]
        rolled = drawn_again(HONEST, list(HONEST.leaves), salt=seal.salt(told))
        if rolled.drawn.rows[0][12:28] == staged.label(6):
            break
    closed = seal.sign(samples.LOG_KEY, made.digest, told, [], (samples.DRAWN - 500) * 1000)
    forged = drawn_again(HONEST, list(HONEST.leaves), salt=seal.salt(told), seal=closed)
    code, words = verdict(replace(forged, anchors=kept_anchors(HONEST, forged)))
    assert code == MISMATCH
    assert "not what was promised" in words


def test_two_officials_alone_cannot_change_a_result_unseen() -> None:
    """They commit anew too, and the operator freezes anew: the mirror has the first final head."""
    made = HONEST.rules
    promised = [officials.promise(key, made.digest, i, b"\x99" * 32) for i, key in enumerate(samples.OFFICIALS)]
    told = [officials.reveal(key, made.digest, i, b"\x99" * 32) for i, key in enumerate(samples.OFFICIALS)]
    closed = seal.sign(samples.LOG_KEY, made.digest, told, [], (samples.DRAWN - 500) * 1000)
    base = replace(HONEST, freeze=refrozen(promised))
    forged = drawn_again(base, list(HONEST.leaves), salt=seal.salt(told), seal=closed)
    assert verdict(forged)[0] == VERIFIED, "without anybody else, the story holds together"
    assert verdict(replace(forged, anchors=kept_anchors(HONEST, forged)))[0] == MISMATCH


def refrozen(promised: list[officials.Commitment]) -> bytes:
    told = json.loads(HONEST.freeze)
    told["commitments"] = [
        {"index": each.index, "commit": each.digest.hex(), "signature": each.signature.hex()} for each in promised
    ]
    return staged.written(told)


def test_the_last_revealer_gains_nothing_by_waiting_for_the_round() -> None:
    late = staged.held(Stage(reveal_at=samples.DRAWN + 1, revealing=(1,)))
    assert late.seal
    assert json.loads(late.seal.raw)["dropped"] == [{"index": 0, "why": "missing"}, {"index": 1, "why": "late"}]
    assert late.drawn.salt == keys.salt({}), "dropped before anybody could know what the value would do"


def test_a_winner_built_in_needs_a_category_in_the_rules() -> None:
    """A row that says winner where the walk says none."""
    rows = list(HONEST.drawn.rows)
    last = bytearray(rows[-1])
    last[60:66] = bytes([1, 1, 0, 0, 0, 9])
    rows[-1] = bytes(last)
    favored = replace(HONEST.drawn, rows=rows, result_root=tree.root([tree.leaf_hash(row) for row in rows]))
    record = replace(HONEST, drawn=favored, signature=samples.LOG_KEY.sign(favored.text))
    code, words = verdict(record)
    assert code == MISMATCH
    assert "rows" in words
    stolen = leaves.Leaf(staged.label(1), categories=(1,))
    with pytest.raises(Flawed):
        leaves.check(stolen, HONEST.rules)


def test_whoever_applies_again_keeps_the_label_and_with_it_the_chance() -> None:
    mine = HONEST.drawn.rows[-1][12:28]
    again = [*HONEST.leaves, leaves.withdrawal(mine).pack(), leaves.Leaf(mine).pack()]
    roster = leaves.roster(map(leaves.unpack, again), HONEST.rules)
    assert keys.key(HONEST.drawn.prk, mine, roster[mine].weight[0]) == keys.key(HONEST.drawn.prk, mine)
    assert sum(label == mine for label in roster) == 1


def test_an_alternate_asked_out_of_turn_is_seen() -> None:
    line = [row[12:28] for row in HONEST.drawn.rows if row[60] == allocation.Outcome.ALTERNATE]
    jumped = [replace(HONEST.asked[0], label=line[1])]
    assert verdict(replace(HONEST, asked=jumped))[0] == MISMATCH
    assert verdict(replace(HONEST, asked=HONEST.asked * 2))[0] == MISMATCH


def test_an_auditors_sample_that_somebody_chose_is_seen() -> None:
    files = bundle.pack(HONEST, samples.LOG_KEY)
    told = json.loads(files["audit.json"])
    told["sample"] = told["sample"][1:] + told["sample"][:1]
    changed = staged.resigned({**files, "audit.json": staged.written(told)})
    assert staged.verifier().verify(changed)[0] == MISMATCH


def test_a_head_that_forgets_who_was_there_is_refused() -> None:
    shrunk = [*HONEST.heads[:2], heads.sign(samples.LOG_KEY, HONEST.rules.digest, 5, bytes(32), 10**13)]
    with pytest.raises(Flawed):
        heads.check_sequence(shrunk)


# ---------------------------------------------------------------- three copies that somebody could have built instead


class RerollableCopy:
    """A draw whose seed the operator picks when it runs, as many systems do."""

    def __init__(self, seed: bytes) -> None:
        self.prk = sha256(seed).digest()

    def winner(self, labels: list[bytes]) -> bytes:
        return keys.order(self.prk, [(label, 1) for label in labels])[0][1]


def test_control_a_rerollable_copy_gives_the_prize_to_whom_its_operator_likes() -> None:
    labels = [leaves.unpack(raw).label for raw in HONEST.leaves]
    tries = next(n for n in count() if RerollableCopy(b"%d" % n).winner(labels) == labels[3])
    assert tries < 5000
    files = bundle.pack(HONEST, samples.LOG_KEY)
    rerolled = files["ikm.txt"].replace(b"drand:", b"seed%d:" % tries)
    assert staged.verifier().verify(staged.resigned({**files, "ikm.txt": rerolled}))[0] == MISMATCH


def test_control_an_unsalted_hash_of_a_document_is_opened_by_counting() -> None:
    """Four digits of an eighteen-digit number, the rest known or guessed: found in ten thousand hashes."""
    number = "110105194912310021"
    published = sha256(f"id18{number}".encode()).digest()
    guessed = (f"{number[:14]}{tail:04d}" for tail in range(10_000))
    assert next(each for each in guessed if sha256(f"id18{each}".encode()).digest() == published) == number
    bound = receipts.person_commitment(b"k" * 32, "id18", number)
    guessed = (f"{number[:14]}{tail:04d}" for tail in range(10_000))
    assert not any(sha256(b"evenhand/person/1\0id18\0" + each.encode()).digest() == bound for each in guessed)


def test_control_a_float_weight_ties_what_keys_tell_apart() -> None:
    """log(u)/w in doubles: keys that differ only beyond the 53rd bit fall together, and the rules take no fraction."""
    near = [b"\x80" + bytes(30) + bytes([last]) for last in (1, 2)]
    as_floats = {int.from_bytes(key) / 2**256 for key in near}
    assert (len(as_floats), len(set(near))) == (1, 2)
    with pytest.raises(Flawed):
        rules.build(samples.rules_table(weights__max=2.5))
    half = leaves.Leaf(staged.label(1), (5, 2))
    with pytest.raises(Flawed):
        leaves.check(half, HONEST.rules)
    code, _ = verdict(replace(HONEST, leaves=[half.pack(), *HONEST.leaves[1:]]))
    assert code in (MISMATCH, BAD_INPUT)
