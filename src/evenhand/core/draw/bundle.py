"""The bundle: everything that is published of a draw, as files of one folder or archive.

`docs/mechanisms/draw.md` tells what each holds. Nothing in it names anybody. Every file but the manifest is listed in
the manifest, and that is signed.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZipFile, ZipInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from evenhand.core.draw import audit, canonical, leaves, result, tree
from evenhand.core.draw import void as voids
from evenhand.core.draw.allocation import Outcome
from evenhand.core.draw.anchors import Anchor
from evenhand.core.draw.beacon import Silence
from evenhand.core.draw.heads import Head
from evenhand.core.draw.hold import Drawn
from evenhand.core.draw.notation import digest
from evenhand.core.draw.rules import Rules
from evenhand.core.draw.seal import Seal
from evenhand.core.draw.void import Void

VERSION = 1
PREFIX = b"evenhand/bundle/1\0"
AUDITOR_PREFIX = b"evenhand/auditor/1\0"
WITHHELD = ("leaves.bin", "rows.bin")
"""What only auditors get, where a small cell could name somebody."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the beacon brought: the round's signature, of the round awaited (`fallback` -1) or of a fallback counted
    from 0, with the relays' silence that let it apply. In a lobby without a round, the secret that was promised."""

    signature: bytes = b""
    fallback: int = -1
    silence: tuple[Silence, ...] = ()
    secret: bytes | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """An alternate who was asked: when (Unix seconds), for which category's place, why it was free."""

    unix_s: int
    category: str
    label: bytes
    reason: str


@dataclass(frozen=True, slots=True)
class Visits:
    """What auditors found: of the sample's winners, how many they visited and how many were who they should be."""

    visited: int = 0
    confirmed: int = 0


@dataclass(frozen=True)
class Record:
    """All that happened. `leaves`: the log's, in order. `heads`: the last is the final one.

    `auditors`: who recomputed what is not published, by place in the rules, and their signatures; empty, where all is.
    """

    rules: Rules
    leaves: Sequence[bytes]
    heads: Sequence[Head]
    freeze: bytes
    seal: Seal | None
    anchors: Sequence[Anchor]
    answer: Answer | None
    manual: Sequence[tuple[str, str]]
    drawn: Drawn
    signature: bytes
    voids: Sequence[Void] = ()
    asked: Sequence[Asked] = ()
    visits: Visits = Visits()
    auditors: Sequence[tuple[int, bytes]] = ()


def pack(record: Record, key: Ed25519PrivateKey, others: Mapping[str, bytes] | None = None) -> dict[str, bytes]:
    """The files by name, the manifest signed with the log's key. `others`: such as the verifier and a README."""
    files = dict(_files(record)) | dict(others or {})
    if record.auditors:
        files = {name: raw for name, raw in files.items() if name not in WITHHELD}
    listed = [[name, len(raw), digest(raw).hex()] for name, raw in sorted(files.items())]
    manifest = {"v": VERSION, "draw_id": record.rules.terms.draw_id, "files": listed}
    signature = key.sign(PREFIX + digest(canonical.write(manifest)))
    return files | {"manifest.json": canonical.write({"manifest": manifest, "signature": signature.hex()})}


def archive(files: Mapping[str, bytes]) -> bytes:
    """The files as one ZIP archive: stored, sorted, without dates, so that the same files are the same bytes."""
    whole = BytesIO()
    with ZipFile(whole, "w") as zipped:
        for name, raw in sorted(files.items()):
            zipped.writestr(ZipInfo(name), raw)
    return whole.getvalue()


def attest(key: Ed25519PrivateKey, text: bytes) -> bytes:
    """An auditor's signature: that they recomputed the result whose signed text this is."""
    return key.sign(AUDITOR_PREFIX + digest(text))


def entry_proof(record: Record, label: bytes) -> bytes:
    """One entrant's own paper: their last leaf and their row, each with its path to the root. LookupError: no such one.

    Enough to check alone, without the list: `evenhand_verify.py BUNDLE --entry FILE`.
    """
    seq = max(i for i, raw in enumerate(record.leaves) if raw[5:21] == label)
    rank = next(i for i, raw in enumerate(record.drawn.rows) if raw[12:28] == label)
    log = tree.Tree([tree.leaf_hash(raw) for raw in record.leaves])
    rows = tree.Tree([tree.leaf_hash(raw) for raw in record.drawn.rows])
    return canonical.write(
        {
            "seq": seq,
            "leaf": record.leaves[seq].hex(),
            "leaf_proof": _hexes(log.inclusion(seq)),
            "row": record.drawn.rows[rank].hex(),
            "row_proof": _hexes(rows.inclusion(rank)),
        }
    )


def _files(record: Record) -> Iterator[tuple[str, bytes]]:
    yield "rules.json", record.rules.raw
    yield "leaves.bin", b"".join(record.leaves)
    yield "heads.json", canonical.write(_heads(record))
    yield "freeze.json", record.freeze
    yield "seal.json", canonical.write(_seal(record.seal))
    yield "anchors.json", canonical.write([_anchor(each) for each in record.anchors])
    yield "beacon.json", canonical.write(_answer(record.answer))
    yield "manual.json", canonical.write([list(each) for each in record.manual])
    yield "ikm.txt", record.drawn.ikm
    yield "rows.bin", b"".join(record.drawn.rows)
    yield "result.json", canonical.write(_result(record))
    yield "voids.json", canonical.write([voids.told(each) for each in record.voids])
    yield "alternates.json", canonical.write([_asked(each) for each in record.asked])
    yield "audit.json", canonical.write(_audit(record))
    yield "auditors.json", canonical.write([[index, signature.hex()] for index, signature in record.auditors])


def _heads(record: Record) -> list[dict[str, object]]:
    """Each head with the proof that the log of the head before is its beginning."""
    log = tree.Tree([tree.leaf_hash(raw) for raw in record.leaves])
    told, before = [], 0
    for head in record.heads:
        proof = log.consistency(before, head.size) if before else ()
        told.append(
            {
                "size": head.size,
                "root": head.root.hex(),
                "unix_ms": head.unix_ms,
                "record": head.record.hex(),
                "signature": head.signature.hex(),
                "proof": _hexes(proof),
            }
        )
        before = head.size
    return told


def _seal(closed: Seal | None) -> object:
    if closed is None:
        return None
    return {"seal": canonical.read(closed.raw), "signature": closed.signature.hex()}


def _anchor(anchor: Anchor) -> dict[str, object]:
    return {
        "of": anchor.of,
        "place": anchor.place,
        "kind": anchor.kind.value,
        "unix_s": anchor.unix_s,
        "digest": anchor.digest.hex(),
        "proof": anchor.proof.hex(),
    }


def _answer(answer: Answer | None) -> object:
    if answer is None:
        return None
    if answer.secret is not None:
        return {"secret": answer.secret.hex()}
    silence = [{"relay": each.relay, "unix_s": each.at, "answer": each.answer} for each in answer.silence]
    return {"signature": answer.signature.hex(), "fallback": answer.fallback, "silence": silence}


def _result(record: Record) -> dict[str, object]:
    drawn, categories = record.drawn, record.rules.terms.categories
    tickets = {raw[5:21]: int.from_bytes(raw[21:25]) for raw in record.leaves if raw[4] == leaves.Kind.ENTRY}
    entered, won = Counter(tickets[raw[12:28]] for raw in drawn.rows), _won(drawn.rows, tickets)
    return {
        "entrants": len(drawn.rows),
        "salt": drawn.salt.hex(),
        "result_root": drawn.result_root.hex(),
        "categories": [
            {"code": category.code, "size": size, "cutoff": cutoff.hex()}
            for category, size, cutoff in zip(categories, drawn.sizes, drawn.cutoffs, strict=True)
        ],
        "histogram": [[weight, entered[weight], won[weight]] for weight in sorted(entered)],
        "signature": record.signature.hex(),
    }


def _won(rows: Iterable[bytes], tickets: Mapping[bytes, int]) -> Counter[int]:
    return Counter(tickets[raw[12:28]] for raw in rows if raw[60] == Outcome.WINNER)


def _asked(asked: Asked) -> dict[str, object]:
    return {
        "unix_s": asked.unix_s,
        "category": asked.category,
        "label": asked.label.hex(),
        "reason": asked.reason,
    }


def _audit(record: Record) -> dict[str, object]:
    won = (row.label for row in map(result.unpack, record.drawn.rows) if row.outcome is Outcome.WINNER)
    sample = audit.sample(record.drawn.prk, won)
    visits = record.visits
    return {
        "sample": [label.hex() for label in sample],
        "visited": visits.visited,
        "confirmed": visits.confirmed,
    }


def _hexes(digests: Iterable[bytes]) -> list[str]:
    return [each.hex() for each in digests]
