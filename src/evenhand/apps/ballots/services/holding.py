"""The draw: the round is fetched or brought by hand, verified, and the whole result follows in one transaction.

Nothing is chosen here. The same rules, log, seal and round give the same bytes, whoever holds it and however often; and
the database keeps one result an attempt.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from evenhand.apps.ballots import models
from evenhand.apps.ballots.keys import log_key
from evenhand.apps.ballots.queries import silences
from evenhand.apps.ballots.services import fixing
from evenhand.apps.journal import services as journal
from evenhand.apps.journal.sockets import socket
from evenhand.core import events
from evenhand.core.draw import beacon, canonical, chains, hold, keys, leaves, result, tree
from evenhand.core.draw.allocation import Outcome
from evenhand.core.draw.flaws import Flawed
from evenhand.core.draw.leaves import Leaf
from evenhand.core.draw.rules import Rules, parse
from evenhand.core.draw.shape import Drand
from evenhand.core.errors import Reason, Refused


def fetch_rounds(*, city: str, at: datetime) -> int:
    """Ask the beacon for rounds that are due, of draws that wait for one. Returns how many came.

    What relays say that have none a day later is kept: it lets the fallback apply, if the rules foresee one.
    """
    came = 0
    for draw in models.Draw.objects.filter(city=city, state="sealed").order_by("id"):
        rules = parse(bytes(draw.rules))
        step = silences.in_force(city, draw.id, draw.attempt, rules)
        awaited = beacon.awaited(rules, draw.attempt, step)
        if awaited is None or at.timestamp() < chains.time_of(awaited.chain, awaited.round) or _is_known(city, draw):
            continue
        found = socket("beacon").fetch(awaited.chain, awaited.round, at)
        if found is None:
            _note_silence(city, at, draw, rules, step)
        elif not fixing.lacking(city, draw.id):
            bring_round(city=city, at=at, draw_id=draw.id, number=awaited.round, signature=found[0], source=found[1])
            came += 1
    return came


def bring_round(*, city: str, at: datetime, draw_id: UUID, number: int, signature: bytes, source: str) -> None:
    """Take a round, whoever brings it: its signature says whether it is the beacon's.

    Refused: NOT_FOUND, WRONG_STATE (not sealed, or its anchors are missing), NOT_YET, INPUT_INVALID (another round, or
    not the beacon's).
    """
    draw, rules = _draw(city, draw_id)
    if draw.state != "sealed" or fixing.lacking(city, draw_id):
        raise Refused(Reason.WRONG_STATE, "draw", lacking=fixing.lacking(city, draw_id))
    step = silences.in_force(city, draw_id, draw.attempt, rules)
    awaited = _awaited(rules, draw.attempt, step)
    if at.timestamp() < chains.time_of(awaited.chain, awaited.round):
        raise Refused(Reason.NOT_YET, "round")
    if number != awaited.round:
        raise Refused(Reason.INPUT_INVALID, "round")
    try:
        beacon.check(awaited.chain, awaited.round, signature)
    except Flawed:
        raise Refused(Reason.INPUT_INVALID, "signature") from None
    if not _is_known(city, draw):
        models.Round.objects.create(
            city=city, draw_id=draw.id, attempt=draw.attempt, number=number, signature=signature, source=source,
            fallback=step, brought_at=at,
        )  # fmt: skip
        journal.record(city=city, at=at, events=[events.RoundReached(draw_id, signature.hex(), source)])


def hold_draw(*, city: str, at: datetime, draw_id: UUID) -> bool:
    """Hold it with the round that came. False: it was held already. Refused: WRONG_STATE (nothing to hold it with)."""
    draw, rules = _draw(city, draw_id)
    if models.Result.objects.filter(city=city, draw_id=draw_id, attempt=draw.attempt).exists():
        return False
    came = models.Round.objects.filter(city=city, draw_id=draw_id, attempt=draw.attempt).first()
    if draw.state != "sealed" or came is None:
        raise Refused(Reason.WRONG_STATE, "draw")
    drawn = compute(city, draw, rules, bytes(came.signature), came.fallback)
    _write(city, at, draw, drawn, came)
    models.Draw.objects.filter(city=city, id=draw_id).update(state="drawn")
    winners = sum(result.unpack(row).outcome == Outcome.WINNER for row in drawn.rows)
    journal.record(city=city, at=at, events=[events.DrawHeld(draw_id, draw.attempt, winners)])
    return True


def compute(city: str, draw: models.Draw, rules: Rules, signature: bytes, fallback: int = -1) -> hold.Drawn:
    """The draw from what is stored, with a round's signature."""
    raw = leaf_bytes(city, draw.id)
    entrants = roster(raw, rules)
    awaited = _awaited(rules, draw.attempt, fallback)
    line = beacon.line(awaited, signature)
    return hold.draw(rules, entrants, tree.root([tree.leaf_hash(leaf) for leaf in raw]), _salt(draw), line)


def roster(raw: list[bytes], rules: Rules) -> Mapping[bytes, Leaf]:
    """Who counts."""
    return leaves.roster((leaves.unpack(leaf) for leaf in raw), rules)


def _salt(draw: models.Draw) -> bytes:
    """From the sealed values alone: what was said later, or is stored elsewhere, has no way in."""
    told = canonical.read(bytes(draw.seal or b"{}"), "seal")
    return keys.salt({each["index"]: bytes.fromhex(each["v"]) for each in told["reveals"]})


def _write(city: str, at: datetime, draw: models.Draw, drawn: hold.Drawn, came: models.Round) -> None:
    models.Result.objects.create(
        city=city,
        draw_id=draw.id,
        attempt=draw.attempt,
        beacon=bytes(came.signature).hex(),
        source=came.source,
        ikm=drawn.ikm,
        salt=drawn.salt,
        log_root=drawn.log_root,
        result_root=drawn.result_root,
        entrants=len(drawn.rows),
        cutoffs=list(drawn.cutoffs),
        sizes=list(drawn.sizes),
        signature=result.sign(log_key(city), drawn.text),
        drawn_at=at,
    )
    models.Row.objects.bulk_create(
        (
            models.Row(
                city=city, draw_id=draw.id, attempt=draw.attempt, rank=rank, label=result.unpack(row).label, packed=row
            )
            for rank, row in enumerate(drawn.rows, 1)
        ),
        batch_size=5000,
    )


def _note_silence(city: str, at: datetime, draw: models.Draw, rules: Rules, step: int) -> None:
    """Keep what relays say; where no fallback is left, waiting goes on."""
    late = _awaited(rules, draw.attempt, step)
    if step + 1 == len(rules.terms.fallbacks) or not beacon.is_overdue(late, int(at.timestamp())):
        return
    models.Silence.objects.bulk_create(
        (
            models.Silence(
                city=city, draw_id=draw.id, attempt=draw.attempt, fallback=step, relay=relay, answer=answer, asked_at=at
            )
            for relay, answer in socket("beacon").silent(late.chain, late.round)
        ),
        ignore_conflicts=True,
    )


def _awaited(rules: Rules, attempt: int, fallback: int = -1) -> Drand:
    found = beacon.awaited(rules, attempt, fallback)
    if found is None:
        raise Refused(Reason.WRONG_STATE, "round")
    return found


def _is_known(city: str, draw: models.Draw) -> bool:
    return models.Round.objects.filter(city=city, draw_id=draw.id, attempt=draw.attempt).exists()


def _draw(city: str, draw_id: UUID) -> tuple[models.Draw, Rules]:
    row = models.Draw.objects.filter(city=city, id=draw_id).select_for_update().first()
    if row is None:
        raise Refused(Reason.NOT_FOUND, "draw")
    return row, parse(bytes(row.rules))


def leaf_bytes(city: str, draw_id: UUID) -> list[bytes]:
    rows = models.Leaf.objects.filter(city=city, draw_id=draw_id).order_by("seq")
    return [bytes(leaf) for leaf in rows.values_list("leaf", flat=True)]
