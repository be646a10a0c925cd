"""A whole draw, held from rules to bundle with real signatures: quicknet's round 1000, or a chain of our own."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from py_ecc.bls.hash_to_curve import hash_to_G1
from py_ecc.bls.point_compression import compress_G1, compress_G2
from py_ecc.optimized_bls12_381 import G2, multiply

from evenhand.core.draw import (
    anchors,
    beacon,
    bls,
    bundle,
    chains,
    freeze,
    heads,
    hold,
    keys,
    leaves,
    officials,
    seal,
    tree,
)
from evenhand.core.draw import rules as rule_files
from evenhand.core.draw.anchors import Anchor, AnchorKind
from evenhand.core.draw.beacon import Silence
from evenhand.core.draw.bundle import Answer, Asked, Record
from evenhand.core.draw.notation import be64, digest
from evenhand.core.draw.shape import Chain
from tests.core.draw import published, samples

VERIFIER = Path(__file__).resolve().parents[3] / "verifier" / "evenhand_verify.py"
MIRROR = Ed25519PrivateKey.from_private_bytes(b"mirror".ljust(32, b"\0"))
AUDITORS = [Ed25519PrivateKey.from_private_bytes(bytes([index + 77]) * 32) for index in range(2)]
SECRET = 0x5EC2E7
"""The private key of a chain of our own, which only tests know."""


@cache
def verifier() -> ModuleType:
    """The verifier's file as a module: it is no part of the package."""
    spec = spec_from_file_location("evenhand_verify", VERIFIER)
    assert spec and spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@cache
def own_chain() -> dict[str, Any]:
    high, low = compress_G2(multiply(G2, SECRET))
    told = dict(published.QUICKNET, public_key=(high.to_bytes(48) + low.to_bytes(48)).hex(), beaconID="rehearsal")
    return dict(told, hash=chains.chain_hash(Chain(**told)).hex())


@cache
def own_round(number: int) -> bytes:
    point = multiply(hash_to_G1(digest(be64(number)), bls.DST, sha256), SECRET)
    return compress_G1(point).to_bytes(48)


def label(number: int) -> bytes:
    return sha256(b"label %d" % number).digest()[:16]


def entries(count: int) -> list[bytes]:
    """Leaves of so many: some edited, some withdrawn, some elders, some who live together."""
    made = []
    for number in range(count):
        home = label(10_000 + number // 3) if number % 3 == 0 or number % 6 == 1 else leaves.NO_TAG
        classes = (0,) if number % 5 == 0 else ()
        made.append(
            leaves.Leaf(label(number), (1 + number % 3, 1), home, sha256(b"%d" % number).digest(), classes).pack()
        )
    made += [leaves.Leaf(label(number), (6, 1)).pack() for number in range(0, count, 11)]
    return made + [leaves.withdrawal(label(number)).pack() for number in range(4, count, 13)]


@dataclass
class Stage:
    """What is played; each field can be played otherwise."""

    changes: dict[str, Any] = field(default_factory=dict)
    people: int = 60
    manual: Sequence[str] = ("9319./2.5.8.10.12./",)
    answer: Answer | None = field(default_factory=lambda: Answer(bytes.fromhex(published.ROUNDS[1000])))
    voids: Sequence[Any] = ()
    reveal_at: int = samples.RULES["reveal_closes"]
    revealing: Sequence[int] = (0, 1)
    sealed_at: int = samples.DRAWN - 500
    frozen_at: int = samples.DRAWN - 3500
    anchored_at: int = samples.DRAWN - 400
    withheld: bool = False


def held(stage: Stage | None = None) -> Record:
    """The draw, held as the stage says."""
    stage = stage or Stage()
    made = rule_files.build(samples.rules_table(**stage.changes))
    raws = entries(stage.people)
    roster = leaves.roster(map(leaves.unpack, raws), made)
    lobby = made.terms.reveal_closes is None
    commitments = [] if lobby else promised(made)
    log = [tree.leaf_hash(raw) for raw in raws]
    record = freeze.record(made, len(log), tree.root(log), roster.values(), commitments, {"north": len(roster)})
    frozen_at = samples.DRAWN - 30 if lobby else stage.frozen_at
    signed = log_heads(made, log, record, frozen_at)
    closed, accepted = None, []
    if not lobby:
        told = [
            (officials.reveal(samples.OFFICIALS[i], made.digest, i, bytes([17 * (i + 1)]) * 32), stage.reveal_at)
            for i in stage.revealing
        ]
        accepted, dropped = officials.sift(told, {each.index: each for each in commitments}, made)
        closed = seal.sign(samples.LOG_KEY, made.digest, accepted, dropped, stage.sealed_at * 1000)
    manual = [(source.id, text) for source, text in zip(made.terms.sources.manual, stage.manual, strict=True)]
    line = beacon_line(made, stage)
    drawn = hold.draw(made, roster, signed[-1].root, seal.salt(accepted), line, manual)
    return Record(
        made, raws, signed, record, closed, anchored(signed[-1], closed, stage.anchored_at), stage.answer, manual,
        drawn, samples.LOG_KEY.sign(drawn.text), stage.voids, asked(drawn),
        auditors=[(i, bundle.attest(key, drawn.text)) for i, key in enumerate(AUDITORS)] if stage.withheld else (),
    )  # fmt: skip


def promised(made: rule_files.Rules) -> list[officials.Commitment]:
    keys_of = enumerate(samples.OFFICIALS)
    return [officials.promise(key, made.digest, i, bytes([17 * (i + 1)]) * 32) for i, key in keys_of]


def log_heads(made: rule_files.Rules, log: list[bytes], record: bytes, frozen_at: int) -> list[heads.Head]:
    sizes = [0, len(log) // 3, len(log) // 2, len(log)]
    at = (frozen_at - 900) * 1000
    growing = [
        heads.sign(samples.LOG_KEY, made.digest, size, tree.root(log[:size]), at + i * 300_000)
        for i, size in enumerate(sizes[:-1])
    ]
    final = heads.sign(
        samples.LOG_KEY, made.digest, len(log), tree.root(log), frozen_at * 1000, freeze.record_digest(record)
    )
    return [*growing, final]


def anchored(head: heads.Head, closed: seal.Seal | None, at: int) -> list[Anchor]:
    placed = [("head", head.digest)] + ([("seal", closed.digest)] if closed else [])
    return [
        anchor
        for of, what in placed
        for anchor in (
            Anchor(of, "city notice", AnchorKind.NOTICE, at, what),
            Anchor(of, "notary", AnchorKind.FILE, at, what),
            anchors.mirror(MIRROR, of, "next city", what, at),
        )
    ]


def beacon_line(made: rule_files.Rules, stage: Stage) -> str | None:
    if stage.answer is None:
        return None
    if stage.answer.secret is not None:
        return keys.committed_line(stage.answer.secret)
    awaited = beacon.awaited(made, _attempt(stage), stage.answer.fallback)
    assert awaited
    return beacon.line(awaited, stage.answer.signature)


def asked(drawn: hold.Drawn) -> list[Asked]:
    first = next((raw[12:28] for raw in drawn.rows if raw[60] == 2 and raw[62:] == (1).to_bytes(4)), None)
    return [Asked(samples.DRAWN + 9000, "everyone", first, "declined")] if first else []


def files(stage: Stage | None = None) -> dict[str, bytes]:
    return bundle.pack(
        held(stage), samples.LOG_KEY, {"README.txt": b"Read docs.", "evenhand_verify.py": VERIFIER.read_bytes()}
    )


def resigned(changed: dict[str, bytes], key: Ed25519PrivateKey = samples.LOG_KEY) -> dict[str, bytes]:
    """The files with a manifest that lists them as they are: what an operator could publish."""
    listed = [[name, len(raw), digest(raw).hex()] for name, raw in sorted(changed.items()) if name != "manifest.json"]
    told = json.loads(changed["manifest.json"])
    told["manifest"]["files"] = listed
    told["signature"] = key.sign(bundle.PREFIX + digest(written(told["manifest"]))).hex()
    return changed | {"manifest.json": written(told)}


def written(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def silence(at: int) -> tuple[Silence, ...]:
    return tuple(Silence(relay, at, "404 no such round") for relay in samples.RULES["relays"])


def _attempt(stage: Stage) -> int:
    """Which attempt the stage's result is of, also where its voids are wrong."""
    return sum(b"roster_error" not in each.raw for each in stage.voids)
