"""What is published of a draw, put together from what is stored: the whole bundle, or one entrant's own paper.

Nothing is computed anew here but proofs; a bundle asked for twice is the same bytes, until an alternate is asked.
"""

import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from uuid import UUID

from django.conf import settings

from evenhand.apps.ballots import models
from evenhand.apps.ballots.keys import log_key
from evenhand.apps.ballots.queries.draws import anchors, heads, leaf_bytes, results, row_bytes
from evenhand.apps.ballots.queries.silences import silences
from evenhand.apps.ballots.queries.values import Anchor as Stored
from evenhand.apps.ballots.queries.values import Draw, Result
from evenhand.core.draw import blocks, bundle, canonical, result, tree
from evenhand.core.draw.allocation import Outcome
from evenhand.core.draw.anchors import Anchor, AnchorKind
from evenhand.core.draw.bundle import Answer, Asked, Record
from evenhand.core.draw.heads import Head
from evenhand.core.draw.hold import Drawn
from evenhand.core.draw.seal import Seal
from evenhand.core.draw.void import Void

OF = {"freeze": "head", "seal": "seal"}
LAPSED = "lapsed"
README = b"""A draw, as it was held, in files that anybody can check without a network:

    python3 evenhand_verify.py THIS.zip

Take the verifier from somewhere else, if you can: any copy will do. `pip install py_ecc` lets it check the beacon too.
Nothing in here names anybody. Entrants find themselves by the code on their receipt:

    python3 evenhand_verify.py THIS.zip --code 7QK2-M8XR-T04C
"""


def bundle_files(*, city: str, draw: Draw) -> Mapping[str, bytes] | None:
    """The files of the bundle, the verifier among them. None: the attempt that counts is not drawn yet."""
    made = record(city=city, draw=draw)
    others = {"README.txt": README, "evenhand_verify.py": settings.EVENHAND_VERIFIER.read_bytes()}
    return bundle.pack(made, log_key(city), others) if made else None


def bundle_name(*, city: str, draw: Draw) -> str:
    """What the bundle is called: another name where another alternate was asked, or another attempt counts."""
    return f"{draw.code}-{draw.attempt}-{len(_voids(city, draw))}-{len(_asked(city, draw))}.zip"


def record(*, city: str, draw: Draw) -> Record | None:
    """All that happened. None: the attempt that counts is not drawn yet."""
    made = _made(city, draw)
    if made is None:
        return None
    return Record(
        rules=draw.rules,
        leaves=leaf_bytes(city=city, draw_id=draw.id),
        heads=_heads(city, draw),
        freeze=draw.record,
        seal=Seal(draw.seal, draw.seal_signature),
        anchors=_anchors(city, draw),
        answer=_answer(city, draw, made),
        manual=(),
        drawn=_drawn(draw, made, row_bytes(city=city, draw_id=draw.id, attempt=draw.attempt)),
        signature=made.signature,
        voids=_voids(city, draw),
        asked=_asked(city, draw),
    )


def own_paper(*, city: str, draw: Draw, label: bytes) -> Mapping[str, object] | None:
    """An entrant's leaf and row, each with its path, and what both are proved against. None: not drawn, or no such one.

    Enough for `evenhand_verify.py BUNDLE --entry FILE` and for a browser that recomputes the key by itself.
    """
    made = _made(city, draw)
    row = models.Row.objects.filter(city=city, draw_id=draw.id, attempt=draw.attempt, label=label).first()
    entrant = models.Entrant.objects.filter(city=city, draw_id=draw.id, label=label).first()
    if made is None or row is None or entrant is None:
        return None
    leaf = models.Leaf.objects.get(city=city, draw_id=draw.id, seq=entrant.seq)
    log, rows = _block_roots(city, draw.id, draw.attempt)
    return {
        "rules": draw.rules.digest.hex(),
        "log_root": made.log_root.hex(),
        "log_size": models.Leaf.objects.filter(city=city, draw_id=draw.id).count(),
        "salt": made.salt.hex(),
        "ikm": made.ikm.decode(),
        "result_root": made.result_root.hex(),
        "entrants": made.entrants,
        "seq": leaf.seq,
        "leaf": bytes(leaf.leaf).hex(),
        "leaf_proof": _hexes(blocks.inclusion(leaf.seq, _leaf_block(city, draw.id, leaf.seq), log)),
        "row": bytes(row.packed).hex(),
        "row_proof": _hexes(blocks.inclusion(row.rank - 1, _row_block(city, draw, row.rank - 1), rows)),
    }


def winning_codes(*, city: str, draw: Draw, most: int) -> Sequence[tuple[int, str]]:
    """Ranks of winners, the first in order first, with the codes on their receipts: what may be read out in a room."""
    rows = models.Row.objects.filter(city=city, draw_id=draw.id, attempt=draw.attempt).order_by("rank")
    won: list[tuple[int, bytes]] = []
    for row in rows.iterator(chunk_size=500):
        if result.unpack(bytes(row.packed)).outcome is Outcome.WINNER:
            won.append((row.rank, bytes(row.label)))
        if len(won) == most:
            break
    named = models.Entrant.objects.filter(city=city, draw_id=draw.id, label__in=[label for _, label in won])
    codes = {bytes(label): code for label, code in named.values_list("label", "code")}
    return [(rank, codes[label]) for rank, label in won if label in codes]


def _made(city: str, draw: Draw) -> Result | None:
    return next((each for each in results(city=city, draw_id=draw.id) if each.attempt == draw.attempt), None)


def _answer(city: str, draw: Draw, made: Result) -> Answer:
    """The round, with the silence of the one before it, where that let a fallback apply."""
    told = silences(city=city, draw_id=draw.id, attempt=draw.attempt)
    silent = told[draw.fallback - 1] if draw.fallback >= 0 else ()
    return Answer(bytes.fromhex(made.beacon), draw.fallback, tuple(silent))


def _drawn(draw: Draw, made: Result, rows: Sequence[bytes]) -> Drawn:
    return Drawn(
        draw.rules.digest, made.log_root, made.ikm, made.salt, rows, tuple(made.sizes), tuple(made.cutoffs),
        made.result_root,
    )  # fmt: skip


def _heads(city: str, draw: Draw) -> list[Head]:
    told = heads(city=city, draw_id=draw.id)
    return [Head(draw.rules.digest, h.size, h.root, h.unix_ms, h.record, h.signature) for h in told]


def _anchors(city: str, draw: Draw) -> list[Anchor]:
    return [_anchor(each) for each in anchors(city=city, draw_id=draw.id)]


def _anchor(stored: Stored) -> Anchor:
    """A mirror's proof is what it signed and when, by its own clock; other places have the hour at which we wrote."""
    kind = _kind(stored.place)
    unix_s, proof = int(stored.anchored_at.timestamp()), b""
    if kind is AnchorKind.MIRROR:
        told = json.loads(stored.proof)
        unix_s, proof = int(told["unix_s"]), bytes.fromhex(told["signature"])
    return Anchor(OF[stored.kind], stored.place, kind, unix_s, stored.digest, proof)


def _kind(place: str) -> AnchorKind:
    if place.startswith(("http://", "https://")):
        return AnchorKind.MIRROR
    return AnchorKind.NOTICE if place == "notice" else AnchorKind.FILE


def _voids(city: str, draw: Draw) -> list[Void]:
    """Of every attempt that does not count: also of the last, where the list was wrong and no other follows."""
    rows = models.Void.objects.filter(city=city, draw_id=draw.id).order_by("attempt")
    return [
        Void(bytes(row.raw), {int(index): bytes.fromhex(signed) for index, signed in row.signatures.items()})
        for row in rows
    ]


def _asked(city: str, draw: Draw) -> list[Asked]:
    """Alternates who were asked, in the order in which they were."""
    rows = models.Offer.objects.filter(city=city, draw_id=draw.id, attempt=draw.attempt, round__gt=0)
    offers = list(rows)
    ranked = models.Row.objects.filter(city=city, draw_id=draw.id, attempt=draw.attempt)
    ranks = dict(ranked.filter(label__in=[offer.label for offer in offers]).values_list("label", "rank"))
    ranks = {bytes(label): rank for label, rank in ranks.items()}
    offers.sort(key=lambda offer: (offer.offered_at, ranks[bytes(offer.label)]))
    codes = [category.code for category in draw.rules.terms.categories]
    return [Asked(int(o.offered_at.timestamp()), codes[o.category], bytes(o.label), LAPSED) for o in offers]


@lru_cache(maxsize=16)
def _block_roots(city: str, draw_id: UUID, attempt: int) -> tuple[list[bytes], list[bytes]]:
    """Of log and result: neither changes once it is drawn, so a process finds them once."""
    leaves = models.Leaf.objects.filter(city=city, draw_id=draw_id).order_by("seq").values_list("leaf_hash", flat=True)
    rows = row_bytes(city=city, draw_id=draw_id, attempt=attempt)
    return blocks.roots([bytes(each) for each in leaves]), blocks.roots([tree.leaf_hash(row) for row in rows])


def _leaf_block(city: str, draw_id: UUID, index: int) -> list[bytes]:
    start = index // blocks.BLOCK * blocks.BLOCK
    rows = models.Leaf.objects.filter(city=city, draw_id=draw_id, seq__gte=start, seq__lt=start + blocks.BLOCK)
    return [bytes(each) for each in rows.order_by("seq").values_list("leaf_hash", flat=True)]


def _row_block(city: str, draw: Draw, index: int) -> list[bytes]:
    start = index // blocks.BLOCK * blocks.BLOCK
    rows = models.Row.objects.filter(city=city, draw_id=draw.id, attempt=draw.attempt)
    rows = rows.filter(rank__gt=start, rank__lte=start + blocks.BLOCK).order_by("rank")
    return [tree.leaf_hash(bytes(each)) for each in rows.values_list("packed", flat=True)]


def _hexes(proof: Sequence[bytes]) -> list[str]:
    return [each.hex() for each in proof]


def paper_file(paper: Mapping[str, object]) -> bytes:
    """The paper for the verifier's `--entry`."""
    return canonical.write({name: paper[name] for name in ("seq", "leaf", "leaf_proof", "row", "row_proof")})
