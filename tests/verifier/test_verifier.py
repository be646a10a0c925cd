"""The verifier: it stands alone, ends with the code that the specification gives, and finds what was staged."""

import ast
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from evenhand.core.draw import bundle, receipts, rules, tree, void
from evenhand.core.draw.bundle import Answer
from evenhand.core.draw.void import Void, VoidReason
from tests.core.draw import published, samples, staged
from tests.core.draw.staged import Stage

VERIFIED, MISMATCH, BAD_INPUT, LIMITED = range(4)
KEY = {"next city": staged.MIRROR.public_key().public_bytes_raw()}
FILES = staged.files()
OWN = {"sources__drand__chain": staged.own_chain()}
LOBBY = {**samples.LOBBY, "officials": []}


def verified(files: dict[str, bytes], **more: Any) -> tuple[int, list[str], list[str]]:
    found: tuple[int, list[str], list[str]] = staged.verifier().verify(files, **more)
    return found


def test_it_imports_nothing_but_the_library_and_py_ecc() -> None:
    syntax = ast.walk(ast.parse(staged.VERIFIER.read_text("utf-8")))
    named = {node.module for node in syntax if isinstance(node, ast.ImportFrom)}
    syntax = ast.walk(ast.parse(staged.VERIFIER.read_text("utf-8")))
    named |= {alias.name for node in syntax if isinstance(node, ast.Import) for alias in node.names}
    foreign = {name.split(".")[0] for name in named if name} - sys.stdlib_module_names
    assert foreign == {"py_ecc"}


@pytest.mark.req("draw:9", "domain:R11", "domain:F2")
def test_a_draw_that_was_seen_elsewhere_is_verified() -> None:
    assert verified(FILES, places=KEY)[0] == VERIFIED
    code, _, limits = verified(FILES)
    assert (code, len(limits)) == (LIMITED, 2)
    told = json.loads(FILES["anchors.json"])
    assert verified(FILES, seen=[each["digest"] for each in told])[0] == VERIFIED


def test_another_key_for_the_mirror_does_not_match() -> None:
    assert verified(FILES, places={"next city": bytes.fromhex(samples.RULES["log_key"])})[0] == MISMATCH


def test_without_py_ecc_it_says_what_it_did_not_check(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(staged.verifier(), "pairing", None)
    staged.verifier().beacon_holds.cache_clear()
    code, _, limits = verified(FILES, places=KEY)
    staged.verifier().beacon_holds.cache_clear()
    assert code == LIMITED
    assert "py_ecc" in limits[0]


def test_it_runs_alone_on_the_archive_and_on_the_folder(tmp_path: Path) -> None:
    archive, folder = tmp_path / "draw.zip", tmp_path / "draw"
    archive.write_bytes(bundle.archive(FILES))
    folder.mkdir()
    for name, raw in FILES.items():
        (folder / name).write_bytes(raw)
    for path in (archive, folder):
        run = subprocess.run(  # isolated: no path, no environment, no package of ours
            [sys.executable, "-I", staged.VERIFIER, path, "--place", f"next city={KEY['next city'].hex()}", "--json"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert (run.returncode, run.stderr) == (VERIFIED, "")
        assert json.loads(run.stdout)["verdict"] == "VERIFIED"


@pytest.mark.req("draw:12")
def test_what_is_no_bundle_is_bad_input(tmp_path: Path) -> None:
    main = staged.verifier().main
    for raw in (b"", b"PK", b"{}", bundle.archive({"rules.json": b"{}"}), bundle.archive(FILES)[:-1]):
        (tmp_path / "x").write_bytes(raw)
        assert main([str(tmp_path / "x")]) == BAD_INPUT
    assert main([str(tmp_path / "nothing")]) == BAD_INPUT
    assert main([str(tmp_path / "x"), "--place", "next city=AB"]) == BAD_INPUT


def test_every_byte_of_an_archive_counts(tmp_path: Path) -> None:
    whole = bundle.archive(FILES)
    for place in range(0, len(whole), len(whole) // 40):
        changed = bytearray(whole)
        changed[place] ^= 1
        (tmp_path / "x").write_bytes(changed)
        assert staged.verifier().main([str(tmp_path / "x")]) in (MISMATCH, BAD_INPUT)


@pytest.mark.parametrize("people", [0, 1, 2])
def test_small_and_empty_draws_are_draws(people: int) -> None:
    assert verified(staged.files(Stage(people=people)), places=KEY)[0] == VERIFIED


OWN_ANSWER = Answer(staged.own_round(1000))
DAY_LATER = 1000 + 28_800


def voided(attempt: int = 0, reason: VoidReason = VoidReason.COURT_ORDER, **changes: Any) -> Void:
    raw = void.record(rules.build(samples.rules_table(**changes)), attempt, reason, samples.DRAWN)
    return Void(raw, {i: void.sign(key, raw) for i, key in enumerate(samples.OFFICIALS)})


def fallen_back(at: int) -> Stage:
    later = {"t": samples.DRAWN + 86_400, "round": DAY_LATER, "chain": staged.own_chain()}
    answer = Answer(staged.own_round(DAY_LATER), 0, staged.silence(at))
    return Stage(changes={**OWN, "fallbacks": [later]}, answer=answer)


SECRET = b"s" * 32
PROMISED = staged.keys.lobby_commitment(samples.RULES["draw_id"], SECRET).hex()
HAND = ("1.2.3.4.5.6./", "7.8.9.10.11.12./", "40.41.42.43.44.45./")
STAGES = {
    "a chain that the rules bring along": (Stage(changes=OWN, answer=OWN_ANSWER), VERIFIED, ""),
    "drawn by hand": (Stage(changes=samples.BY_HAND, manual=HAND, answer=None), LIMITED, "level B"),
    "a lobby": (Stage(changes=LOBBY, manual=()), LIMITED, "level L"),
    "a lobby whose round was missing": (
        Stage(changes={**LOBBY, "sources__committed": PROMISED}, manual=(), answer=Answer(secret=SECRET)),
        LIMITED,
        "level C",
    ),
    "one official withheld": (Stage(revealing=(0,)), VERIFIED, ""),
    "both officials late": (Stage(reveal_at=samples.DRAWN), LIMITED, "no official"),
    "fallback": (fallen_back(samples.DRAWN + 86_400), LIMITED, "fallback"),
    "void, and held again": (
        Stage(changes=OWN, voids=[voided(**OWN)], answer=Answer(staged.own_round(DAY_LATER))),
        VERIFIED,
        "",
    ),
    "void for good": (
        Stage(changes=OWN, voids=[voided(0, VoidReason.ROSTER_ERROR, **OWN)], answer=OWN_ANSWER),
        LIMITED,
        "counts for nobody",
    ),
    "withheld": (
        Stage(
            changes={
                "publication": "auditor",
                "auditors": [
                    {"name": f"auditor {i}", "key": key.public_key().public_bytes_raw().hex()}
                    for i, key in enumerate(staged.AUDITORS)
                ],
            },
            withheld=True,
        ),
        LIMITED,
        "not public",
    ),
}


@pytest.mark.parametrize("name", STAGES)
@pytest.mark.req("draw:13", "draw:7")
def test_every_way_a_draw_may_go_is_told(name: str) -> None:
    stage, expected, words = STAGES[name]
    code, _, limits = verified(staged.files(stage), places=KEY)
    assert code == expected, limits
    assert words in "; ".join(limits)


WRONG = {
    "a list frozen after the officials could know": Stage(frozen_at=samples.DRAWN - 1799),
    "a list frozen before entry closed": Stage(frozen_at=samples.DRAWN - 3601),
    "a seal after the round": Stage(sealed_at=samples.DRAWN),
    "anchors after the round": Stage(anchored_at=samples.DRAWN),
    "relays asked too early": fallen_back(samples.DRAWN + 86_399),
    "another round's signature": Stage(answer=Answer(bytes.fromhex(published.ROUNDS[123]))),
    "a second result without a void": Stage(changes=OWN, answer=Answer(staged.own_round(DAY_LATER))),
    "a wrong roster drawn again": Stage(
        changes=OWN,
        voids=[voided(0, VoidReason.ROSTER_ERROR, **OWN), voided(1, **OWN)],
        answer=Answer(staged.own_round(DAY_LATER)),
    ),
    "a wrong roster voided twice": Stage(
        changes=OWN, voids=[voided(n, VoidReason.ROSTER_ERROR, **OWN) for n in range(2)], answer=OWN_ANSWER
    ),
    "a promise that was not made": Stage(changes=LOBBY, manual=(), answer=Answer(secret=SECRET)),
    "numbers of another lottery": Stage(manual=("9319./2.5.8.10.46./",)),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_must_not_happen_does_not_pass(name: str) -> None:
    assert verified(staged.files(WRONG[name]), places=KEY)[0] == MISMATCH


def test_a_voided_attempt_names_its_reason() -> None:
    _, told, _ = verified(staged.files(STAGES["void, and held again"][0]), places=KEY)
    assert any("court_order" in words for words in told)


@pytest.mark.req("people:P2")
def test_one_entrant_checks_their_own_paper(tmp_path: Path) -> None:
    record = staged.held()
    paper = tmp_path / "entry.json"
    paper.write_bytes(bundle.entry_proof(record, record.drawn.rows[0][12:28]))
    verifier = staged.verifier()
    told = json.loads(paper.read_bytes())
    assert "rank 1 of 55: winner" in verified(FILES, more=[lambda draw: draw.check_entry(told)])[1][-1]
    for field in ("leaf", "row"):
        changed = told[field][:-2] + ("00" if told[field][-2:] != "00" else "01")
        other = {**told, field: changed}
        assert verified(FILES, more=[lambda draw, other=other: draw.check_entry(other)])[0] in (MISMATCH, BAD_INPUT)
    second = json.loads(bundle.entry_proof(record, record.drawn.rows[1][12:28]))
    crossed = {**told, "row": second["row"], "row_proof": second["row_proof"]}
    assert verified(FILES, more=[lambda draw: draw.check_entry(crossed)])[0] == MISMATCH
    with pytest.raises(ValueError, match=r"arg|iter"):
        bundle.entry_proof(record, bytes(16))
    assert verifier


def test_a_code_from_a_slip_of_paper_finds_its_row() -> None:
    record = staged.held()
    code = receipts.code(record.rules.digest, tree.leaf_hash(record.leaves[-1]))
    for typed, expected in ((code, MISMATCH), ("0000-0000-0000", MISMATCH)):
        assert verified(FILES, more=[lambda draw, typed=typed: draw.look_up(typed)])[0] == expected
    code = receipts.code(record.rules.digest, tree.leaf_hash(record.leaves[1]))
    found = verified(FILES, more=[lambda draw: draw.look_up(code.lower().replace("-", " "))])
    assert "rank" in found[1][-1]


def test_the_example_of_the_specification() -> None:
    verifier = staged.verifier()
    hmac = verifier.hmac_with(bytes.fromhex(published.EXAMPLE["prk"]))
    for label, tickets, key in (published.EXAMPLE["A"], published.EXAMPLE["B"]):
        assert verifier.key_of(hmac, label, tickets).hex() == key


@pytest.mark.parametrize("name", published.ED25519)
def test_its_signatures_are_rfc_8032_and_strict(name: str) -> None:
    public, text, signature = (bytes.fromhex(part) for part in published.ED25519[name])
    verifier = staged.verifier()
    assert verifier.signature_holds(public, signature, text)
    lifted = (int.from_bytes(signature[32:], "little") + verifier.ORDER).to_bytes(32, "little")
    for bad in (signature[:32] + lifted, signature[::-1], bytes(64), signature[:-1]):
        assert not verifier.signature_holds(public, bad, text)
    assert not verifier.signature_holds(b"\xff" * 32, signature, text)
    assert not verifier.signature_holds(public, signature, text + b"x")
