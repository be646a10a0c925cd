"""What is fixed before anybody can know the seed: heads of the log, officials' words, the freeze, the seal, anchors."""

from collections import Counter
from datetime import datetime
from uuid import UUID

from evenhand.apps.ballots import models
from evenhand.apps.ballots.keys import log_key
from evenhand.apps.ballots.ports import Anchored
from evenhand.apps.ballots.services import entering
from evenhand.apps.journal import services as journal
from evenhand.apps.journal.ids import new_id
from evenhand.apps.journal.sockets import socket
from evenhand.core import events
from evenhand.core.draw import freeze as records
from evenhand.core.draw import heads, leaves, officials, seal, tree
from evenhand.core.draw.flaws import Flawed
from evenhand.core.draw.officials import VALUE_SIZE, Commitment, Reveal
from evenhand.core.draw.rules import Rules, parse
from evenhand.core.errors import Reason, Refused

OWN_PLACE = "notice"
"""The city's own public page."""
LEAST_PLACES = {"freeze": 3, "seal": 2}
FREEZE_BEFORE_S = 30 * 60
SIGNATURE_SIZE = 64


def write_heads(*, city: str, at: datetime) -> int:
    """Sign a head for each log that is open. Returns how many."""
    rows = models.Draw.objects.filter(city=city, state="published").order_by("id").select_for_update()
    written = 0
    for draw in rows:
        rules = parse(bytes(draw.rules))
        if rules.terms.entry_opens <= at.timestamp() < rules.terms.entry_closes:
            written += _write_head(city, at, draw, rules, _hashes(city, draw.id), heads.NO_RECORD)
    return written


def promise(*, city: str, at: datetime, draw_id: UUID, said: Commitment, by: UUID) -> None:
    """Take an official's promise.

    Refused: NOT_FOUND, WRONG_STATE (frozen), ALREADY_ENTERED, NOT_ALLOWED (signature, or an official's second).
    """
    draw, rules = _draw(city, draw_id)
    if draw.state != "published":
        raise Refused(Reason.WRONG_STATE, "commitment")
    try:
        officials.check_commitment(said, rules)
    except Flawed as flawed:
        raise Refused(Reason.NOT_ALLOWED, "commitment", flaw=str(flawed)) from None
    rows = models.Word.objects.filter(city=city, draw_id=draw_id, kind="commit")
    if rows.filter(number=said.index).exists():
        raise Refused(Reason.ALREADY_ENTERED, "commitment")
    if rows.filter(said_by=by).exists():
        raise Refused(Reason.NOT_ALLOWED, "staff")
    _say(city, at, draw_id, "commit", said.index, said.digest, said.signature, by)
    if at.timestamp() >= rules.terms.entry_closes:
        freeze(city=city, at=at, draw_id=draw_id)


def freeze(*, city: str, at: datetime, draw_id: UUID) -> bool:
    """Close the log: the final head binds every count and promise. False: a promise is missing, or it is too late."""
    draw, rules = _draw(city, draw_id)
    if draw.state != "published" or at.timestamp() < rules.terms.entry_closes:
        return False
    entering.enter(city=city, at=at, claims=entering.late_entries(city, draw))
    promised = _commitments(city, draw_id)
    if len(promised) < len(rules.terms.officials) or at.timestamp() > rules.draw_time - FREEZE_BEFORE_S:
        return False
    raw = _leaves(city, draw_id)
    hashes = [tree.leaf_hash(leaf) for leaf in raw]
    roster = leaves.roster((leaves.unpack(leaf) for leaf in raw), rules)
    districts = _districts(city, draw_id)
    record = records.record(rules, len(raw), tree.root(hashes), roster.values(), promised, districts)
    _write_head(city, at, draw, rules, hashes, records.record_digest(record))
    models.Draw.objects.filter(city=city, id=draw_id).update(state="frozen", record=record)
    journal.record(city=city, at=at, events=[events.DrawFrozen(draw_id, len(roster))])
    return True


def reveal(*, city: str, at: datetime, draw_id: UUID, said: Reveal, by: UUID) -> None:
    """Take the value behind a promise; whether it counts, the seal says.

    Refused: NOT_FOUND, WRONG_STATE, NOT_ALLOWED (it is not what was promised).
    """
    draw, rules = _draw(city, draw_id)
    if draw.state != "frozen":
        raise Refused(Reason.WRONG_STATE, "reveal")
    known = {each.index: each for each in _commitments(city, draw_id)}
    _say(city, at, draw_id, "reveal", said.index, said.value, said.signature, by)
    try:
        officials.check_reveal(said, known[said.index], rules)
    except (Flawed, KeyError):
        raise Refused(Reason.NOT_ALLOWED, "reveal") from None


def seal_reveals(*, city: str, at: datetime, draw_id: UUID) -> bool:
    """Close the reveals: what is not in it never counts. False: it is not frozen, or sealed already."""
    draw, rules = _draw(city, draw_id)
    if draw.state != "frozen":
        return False
    words = models.Word.objects.filter(city=city, draw_id=draw_id, kind="reveal").order_by("said_at", "id")
    told = [(Reveal(w.number, bytes(w.value), bytes(w.signature)), int(w.said_at.timestamp())) for w in words]
    accepted, dropped = officials.sift(told, {each.index: each for each in _commitments(city, draw_id)}, rules)
    made = seal.sign(log_key(city), rules.digest, accepted, dropped, int(at.timestamp() * 1000))
    models.Draw.objects.filter(city=city, id=draw_id).update(
        state="sealed", seal=made.raw, seal_signature=made.signature
    )
    journal.record(city=city, at=at, events=[events.DrawSealed(draw_id, len(accepted), len(dropped))])
    return True


def anchor_waiting(*, city: str, at: datetime) -> int:
    """Put what is fixed into places that don't have it yet, while it still precedes the round. Returns how many.

    Of two workers that serve a city one does it; the other passes on.
    """
    done = 0
    waiting = models.Draw.objects.filter(city=city, state__in=("frozen", "sealed")).order_by("id")
    for draw in waiting.select_for_update(skip_locked=True):
        rules = parse(bytes(draw.rules))
        if at.timestamp() < rules.draw_time:
            done += sum(_anchor(city, at, draw, rules, kind) for kind in ("freeze", "seal"))
    return done


def lacking(city: str, draw_id: UUID) -> str:
    """What is not anchored in enough places: `freeze`, `seal`, or nothing."""
    rows = models.Anchor.objects.filter(city=city, draw_id=draw_id).values_list("kind", flat=True)
    counted = Counter(rows)
    return next((kind for kind, least in LEAST_PLACES.items() if counted[kind] < least), "")


def _anchor(city: str, at: datetime, draw: models.Draw, rules: Rules, kind: str) -> int:
    """A place whose own clock says that it came too late proves nothing, and does not count."""
    digest, body = _fixed(city, draw, kind)
    if not body:
        return 0
    known = set(models.Anchor.objects.filter(city=city, draw_id=draw.id, kind=kind).values_list("place", flat=True))
    name = f"{draw.code}-{kind}-{draw.attempt}"
    found = socket("anchors").anchor(city=city, name=name, digest=digest, body=body, known=known)
    in_time = [each for each in found if each.unix_s is None or each.unix_s < rules.draw_time]
    new = [each for each in [Anchored(OWN_PLACE, ""), *in_time] if each.place not in known]
    models.Anchor.objects.bulk_create(
        models.Anchor(
            city=city, draw_id=draw.id, kind=kind, place=each.place, digest=digest, proof=each.proof, anchored_at=at
        )
        for each in new
    )  # fmt: skip
    return len(new)


def _fixed(city: str, draw: models.Draw, kind: str) -> tuple[bytes, bytes]:
    """The digest that is anchored, and its body."""
    if kind == "seal":
        made = seal.Seal(bytes(draw.seal or b""), bytes(draw.seal_signature or b""))
        return made.digest, made.raw
    last = models.Head.objects.filter(city=city, draw_id=draw.id).order_by("-number").first()
    if last is None or draw.record is None:
        return b"", b""
    head = heads.Head(
        bytes(draw.rules_hash), last.size, bytes(last.root), last.unix_ms, bytes(last.record), bytes(last.signature)
    )
    return head.digest, head.text + head.signature


def _draw(city: str, draw_id: UUID) -> tuple[models.Draw, Rules]:
    row = models.Draw.objects.filter(city=city, id=draw_id).select_for_update().first()
    if row is None:
        raise Refused(Reason.NOT_FOUND, "draw")
    return row, parse(bytes(row.rules))


def _leaves(city: str, draw_id: UUID) -> list[bytes]:
    rows = models.Leaf.objects.filter(city=city, draw_id=draw_id).order_by("seq")
    return [bytes(leaf) for leaf in rows.values_list("leaf", flat=True)]


def _hashes(city: str, draw_id: UUID) -> list[bytes]:
    rows = models.Leaf.objects.filter(city=city, draw_id=draw_id).order_by("seq")
    return [bytes(each) for each in rows.values_list("leaf_hash", flat=True)]


def _write_head(city: str, at: datetime, draw: models.Draw, rules: Rules, hashes: list[bytes], record: bytes) -> int:
    """The next head; none where time or log would stand still. The final one (with a record) is always written."""
    last = models.Head.objects.filter(city=city, draw_id=draw.id).order_by("-number").first()
    ms = int(at.timestamp() * 1000)
    if last is not None and ms <= last.unix_ms:
        if record == heads.NO_RECORD:
            return 0
        ms = last.unix_ms + 1
    head = heads.sign(log_key(city), rules.digest, len(hashes), tree.root(hashes), ms, record)
    models.Head.objects.create(
        city=city, draw_id=draw.id, number=last.number + 1 if last else 0, size=head.size, root=head.root,
        unix_ms=head.unix_ms, record=head.record, signature=head.signature,
    )  # fmt: skip
    return 1


def _commitments(city: str, draw_id: UUID) -> list[Commitment]:
    rows = models.Word.objects.filter(city=city, draw_id=draw_id, kind="commit").order_by("number")
    return [Commitment(row.number, bytes(row.value), bytes(row.signature)) for row in rows]


def _districts(city: str, draw_id: UUID) -> dict[str, int]:
    rows = models.Entrant.objects.filter(city=city, draw_id=draw_id, withdrawn_at=None)
    return records.told_together(Counter(rows.values_list("district", flat=True)))


def _say(
    city: str, at: datetime, draw_id: UUID, kind: str, number: int, value: bytes, signature: bytes, by: UUID
) -> None:
    if len(value) != VALUE_SIZE or len(signature) != SIGNATURE_SIZE:
        raise Refused(Reason.INPUT_INVALID, kind)
    models.Word.objects.create(
        city=city, draw_id=draw_id, id=new_id(), kind=kind, number=number, value=value, signature=signature,
        said_by=by, said_at=at,
    )  # fmt: skip
