"""Winning numbers: redeemed once, by their person; or lapsed at their hour.

A wrong number is an answer and not an exception: its count must outlive the transaction.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4, uuid5

from evenhand.apps.ballots import models
from evenhand.apps.campaigns import queries as campaigns
from evenhand.apps.claims import services as claims
from evenhand.apps.claims.services import Right
from evenhand.apps.journal import services as journal
from evenhand.apps.residents import queries as residents
from evenhand.core import events, modes, winners
from evenhand.core.entitlements import Source
from evenhand.core.errors import Reason, Refused
from evenhand.core.modes.base import Redeem, Refuse
from evenhand.core.terms import Channel, ClaimKey, PersonTag, Request, Units

FAILURES_COUNT_FOR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Redeemed:
    """How it went: the claim that the number became, or why not; `tries_left` within the hour."""

    claim_id: UUID | None
    reason: Reason | None = None
    again_at: datetime | None = None
    tries_left: int = winners.FAILURES


def redeem(
    *, city: str, at: datetime, release_id: UUID, person: PersonTag, number: str, channel: Channel = Channel.WEB
) -> Redeemed:
    """Redeem a number for its person; asked again by the same person, the same claim.

    Reasons: NUMBER_UNKNOWN (also another person's), NUMBER_USED, NUMBER_EXPIRED, NUMBER_REVOKED, NOT_OPEN, LOCKED.
    Refused: NOT_FOUND (release, person), and what the mode refuses.
    """
    release = campaigns.release(city=city, id=release_id)
    _decide(city, at, release, person, channel)
    left = winners.FAILURES - _failures(city, at, person)
    if left <= 0:
        return Redeemed(None, Reason.LOCKED, tries_left=0)
    row = _find(city, release.campaign_id, person, number)
    if row is None:
        models.Failure.objects.create(city=city, id=uuid4(), person=person, at=at)
        return Redeemed(None, Reason.NUMBER_UNKNOWN, tries_left=left - 1)
    if row.redeemed_at:
        mine = row.person is not None and bytes(row.person) == person
        claim = claims.claim_id(_entitlement(row)) if mine else None
        return Redeemed(claim, None if mine else Reason.NUMBER_USED)
    reason = _against(row, at)
    if reason is not None:
        return Redeemed(None, reason, row.valid_from if reason is Reason.NOT_OPEN else None)
    return Redeemed(_redeem(city, at, release, row, person, channel))


def lapse_numbers(*, city: str, at: datetime) -> int:
    """Let numbers lapse whose time is over and that nobody redeemed. Returns how many newly did."""
    over = models.Winner.objects.filter(city=city, valid_until__lte=at, redeemed_at=None, lapsed_at=None)
    rows = list(over.exclude(status=winners.Status.REVOKED).order_by("number").select_for_update())
    for campaign_id, list_id in sorted({(row.campaign_id, row.list_id) for row in rows}):
        numbers = [row.number for row in rows if (row.campaign_id, row.list_id) == (campaign_id, list_id)]
        listed = models.Winner.objects.filter(city=city, campaign_id=campaign_id, list_id=list_id)
        listed.filter(number__in=numbers).update(lapsed_at=at)
        fact = events.NumbersLapsed(campaign_id, list_id, len(numbers))
        journal.record(city=city, at=at, events=[fact])
    return len(rows)


def _decide(city: str, at: datetime, release: campaigns.Release, person: PersonTag, channel: Channel) -> None:
    who = residents.person_by_tag(city=city, tag=person)
    if who is None:
        raise Refused(Reason.NOT_FOUND, "person")
    request = Request(ClaimKey(release.id), release.id, person, Units(0), who.district, channel)
    match modes.of(release.terms.mode).decide(release.terms, request, at):
        case Refuse(reason, field, facts):
            raise Refused(reason, field, **facts)
        case Redeem():
            return
        case _:
            raise Refused(Reason.WRONG_STATE, "release")


def _failures(city: str, at: datetime, person: PersonTag) -> int:
    recent = models.Failure.objects.filter(city=city, person=person, at__gt=at - FAILURES_COUNT_FOR)
    return recent.count()


def _find(city: str, campaign_id: UUID, person: PersonTag, text: str) -> models.Winner | None:
    """The number's row, locked, if it may be this person's."""
    try:
        number = winners.number(text)
    except ValueError:
        return None
    rows = models.Winner.objects.filter(city=city, campaign_id=campaign_id, number=number)
    row = rows.select_for_update().first()
    if row is None or (row.id_index and not residents.holds(city=city, tag=person, index=bytes(row.id_index))):
        return None
    return row


def _against(row: models.Winner, at: datetime) -> Reason | None:
    if row.status == winners.Status.REVOKED:
        return Reason.NUMBER_REVOKED
    if at < row.valid_from:
        return Reason.NOT_OPEN
    return Reason.NUMBER_EXPIRED if row.valid_until <= at or row.lapsed_at else None


def _redeem(
    city: str, at: datetime, release: campaigns.Release, row: models.Winner, person: PersonTag, channel: Channel
) -> UUID:
    who = residents.person_by_tag(city=city, tag=person)
    district = who.district if who else ""
    id = _entitlement(row)
    right = Right(id, person, Units(row.units), Source.NUMBER, district, row.valid_until, channel)
    claims.issue_entitlements(city=city, at=at, release_id=release.id, rights=[right])
    claim = claims.take_entitlement(city=city, at=at, entitlement_id=id, person=person)
    own = models.Winner.objects.filter(city=city, campaign_id=row.campaign_id, number=row.number)
    own.update(entitlement_id=id, person=person, redeemed_at=at)
    journal.record(city=city, at=at, events=[events.NumberRedeemed(id, row.list_id)])
    return claim


def _entitlement(row: models.Winner) -> UUID:
    return uuid5(row.campaign_id, f"number/{row.list_id}/{row.number}")
