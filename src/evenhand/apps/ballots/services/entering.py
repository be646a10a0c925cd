"""Entries: each becomes a leaf of the log and gets a receipt in the transaction that makes it durable.

A person has one label in a draw, whatever they send; the last leaf counts. Where a household enters jointly, the
label is the household's.
"""

import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from evenhand.apps.ballots import models
from evenhand.apps.ballots.keys import log_key
from evenhand.apps.campaigns import queries as campaigns
from evenhand.apps.claims import queries as claims_read
from evenhand.apps.claims.queries import Claim
from evenhand.apps.journal import services as journal
from evenhand.apps.residents import queries as residents_read
from evenhand.apps.residents import services as residents
from evenhand.apps.residents.queries import Person
from evenhand.core import draws, events
from evenhand.core.draw import leaves, receipts, tree
from evenhand.core.draw.leaves import NO_TAG, Leaf
from evenhand.core.draw.rules import Rules, parse
from evenhand.core.draw.shape import HouseholdMode
from evenhand.core.errors import Reason, Refused
from evenhand.core.policy.words import Household
from evenhand.core.terms import PersonTag

LABEL_SIZE = 16


def enter(*, city: str, at: datetime, claims: Sequence[Claim]) -> int:
    """Append the leaves of entries that have none yet, in this order. Returns how many were appended.

    An entry of a draw whose rules are not published stays a claim without a leaf.
    """
    appended = 0
    for release_id in dict.fromkeys(claim.release_id for claim in claims):
        draw = (
            models.Draw.objects.filter(city=city, release_id=release_id, state="published").select_for_update().first()
        )
        if draw is not None:
            appended += _enter(city, at, draw, [claim for claim in claims if claim.release_id == release_id])
    return appended


def withdraw(*, city: str, at: datetime, draw_id: UUID, person: PersonTag) -> None:
    """Take an entry back while entry is open. Refused: NOT_FOUND, CLOSED. To enter again keeps the label."""
    draw = models.Draw.objects.filter(city=city, id=draw_id).select_for_update().first()
    entrant = models.Entrant.objects.filter(city=city, draw_id=draw_id, person=person, withdrawn_at=None).first()
    if draw is None or entrant is None:
        raise Refused(Reason.NOT_FOUND, "entry")
    rules = parse(bytes(draw.rules))
    if draw.state != "published" or at.timestamp() >= rules.terms.entry_closes:
        raise Refused(Reason.CLOSED)
    seq = _next_seq(city, draw_id)
    _append(city, at, draw, rules, seq, leaves.withdrawal(bytes(entrant.label)), None)
    models.Entrant.objects.filter(city=city, draw_id=draw_id, person=person).update(withdrawn_at=at, seq=seq)


def _enter(city: str, at: datetime, draw: models.Draw, claims: Sequence[Claim]) -> int:
    rules = parse(bytes(draw.rules))
    known = set(
        models.Leaf.objects.filter(city=city, draw_id=draw.id, claim_id__in=[claim.id for claim in claims]).values_list(
            "claim_id", flat=True
        )
    )
    new = [claim for claim in claims if claim.id not in known]
    commitments = residents.commitments(city=city, draw_id=draw.id, tags=[claim.person for claim in new])
    seq = _next_seq(city, draw.id)
    for place, claim in enumerate(new, seq):
        who = residents_read.person_by_tag(city=city, tag=claim.person)
        if who is not None:
            _enter_one(city, at, draw, rules, place, claim, who, commitments[claim.person])
    journal.record(city=city, at=at, events=[events.BallotEntered(claim.id, str(draw.id)) for claim in new])
    return len(new)


def _enter_one(
    city: str, at: datetime, draw: models.Draw, rules: Rules, seq: int, claim: Claim, who: Person, commitment: bytes
) -> None:
    policy = campaigns.release(city=city, id=claim.release_id).policy
    entrant = _entrant(city, draw, rules, claim, who, joint=policy.household_entry is Household.JOINT)
    groups = _groups(city, claim.person)
    indexes = tuple(i for i, each in enumerate(rules.terms.categories) if each.who in groups)
    tickets = draws.tickets(policy, losses(city, draw.series, claim.person), groups)
    leaf = Leaf(bytes(entrant.label), (tickets, 1), bytes(entrant.household), commitment, indexes)
    leaves.check(leaf, rules)
    hashed = _append(city, at, draw, rules, seq, leaf, claim.id)
    entrant.claim_id, entrant.district, entrant.withdrawn_at, entrant.seq = claim.id, claim.district, None, seq
    entrant.code = receipts.code(rules.digest, hashed)
    models.Entrant.objects.bulk_create(
        [entrant],
        update_conflicts=True,
        unique_fields=["city", "draw_id", "person"],
        update_fields=["claim_id", "district", "withdrawn_at", "code", "seq"],
    )


def _entrant(city: str, draw: models.Draw, rules: Rules, claim: Claim, who: Person, *, joint: bool) -> models.Entrant:
    """The person's row, or a new one under a new label. In a joint household whoever entered last speaks for all."""
    rows = models.Entrant.objects.filter(city=city, draw_id=draw.id)
    mine = rows.filter(person=claim.person).first()
    if mine is not None:
        return mine
    tag = _household(city, draw, rules, who)
    if joint and (other := rows.filter(household=tag).first()):
        rows.filter(person=other.person).delete()
        other.person = claim.person
        return other
    return models.Entrant(
        city=city, draw_id=draw.id, person=claim.person, label=secrets.token_bytes(LABEL_SIZE), household=tag
    )


def _household(city: str, draw: models.Draw, rules: Rules, who: Person) -> bytes:
    """A tag that is the household's in this draw alone; zeros where households are not looked at."""
    if rules.terms.household.mode is HouseholdMode.CAPPED and rules.terms.household.cap >= NOT_LOOKED_AT:
        return NO_TAG
    return residents_read.household_tag(city=city, draw_id=draw.id, household_id=who.household_id)


NOT_LOOKED_AT = 255


def _append(
    city: str, at: datetime, draw: models.Draw, rules: Rules, seq: int, leaf: Leaf, claim_id: UUID | None
) -> bytes:
    raw = leaf.pack()
    hashed = tree.leaf_hash(raw)
    ms = int(at.timestamp() * 1000)
    receipt = receipts.issue(log_key(city), rules.digest, seq, hashed, ms)
    models.Leaf.objects.create(
        city=city, draw_id=draw.id, seq=seq, leaf=raw, leaf_hash=hashed, claim_id=claim_id, unix_ms=ms,
        receipt=receipt.signature,
    )  # fmt: skip
    return hashed


def _next_seq(city: str, draw_id: UUID) -> int:
    """The draw's row is locked: nobody else appends meanwhile."""
    return models.Leaf.objects.filter(city=city, draw_id=draw_id).count()


def _groups(city: str, person: PersonTag) -> list[str]:
    return list(models.Evidence.objects.filter(city=city, person=person).values_list("code", flat=True))


def losses(city: str, series: str, person: PersonTag) -> int:
    """How often in a row a person has lost in a series."""
    row = models.Streak.objects.filter(city=city, series=series, person=person).first()
    return row.losses if row else 0


def late_entries(city: str, draw: models.Draw) -> list[Claim]:
    """Entries made in time whose leaves are still to be appended, in the order in which they came."""
    rows = models.Leaf.objects.filter(city=city, draw_id=draw.id).exclude(claim_id=None)
    known = {id for id in rows.values_list("claim_id", flat=True) if id}
    return claims_read.entered(city=city, release_id=draw.release_id, without=known)
