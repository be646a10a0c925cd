"""Entitlements: issued to winners, taken once by their person, or lapsed at their hour.

A taken entitlement counts the release's quota down like any other grant, so that all modes together never give out more
than there is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from evenhand.apps.claims import models
from evenhand.apps.claims.services import asking
from evenhand.apps.journal import services as journal
from evenhand.apps.residents import queries as residents
from evenhand.core import events
from evenhand.core.entitlements import Source, State
from evenhand.core.errors import Reason, Refused
from evenhand.core.terms import Channel, ClaimKey, PersonTag, Request, Units

LAPSES = "entitlement_lapses"
"""What falls due when an entitlement's time is over; its subject is the entitlement."""


@dataclass(frozen=True, slots=True)
class Right:
    """An entitlement to issue: an id by which a repeat is the same, whose it is, and until when."""

    id: UUID
    person: PersonTag
    units: Units
    source: Source
    district: str
    until: datetime
    channel: Channel = Channel.WEB


def claim_id(entitlement_id: UUID) -> UUID:
    """The claim that an entitlement becomes when it is taken."""
    return uuid5(entitlement_id, "claim")


def issue_entitlements(*, city: str, at: datetime, release_id: UUID, rights: Sequence[Right]) -> None:
    """Issue entitlements. One that was issued before stays as it is."""
    rows = [_row(city, at, release_id, right) for right in rights]
    models.Entitlement.objects.bulk_create(rows, ignore_conflicts=True)
    for until in {right.until for right in rights}:
        journal.put_due(city=city, kind=LAPSES, subjects=[r.id for r in rights if r.until == until], at=until)


def take_entitlement(*, city: str, at: datetime, entitlement_id: UUID, person: PersonTag) -> UUID:
    """Turn an entitlement into a granted claim; asked again, the same one. Returns the claim's id.

    Refused: NOT_FOUND (also another person's), OFFER_LAPSED, SOLD_OUT (the quota holds fewer units).
    """
    row = models.Entitlement.objects.filter(city=city, id=entitlement_id).select_for_update().first()
    if row is None or bytes(row.person) != person:
        raise Refused(Reason.NOT_FOUND, "entitlement")
    claim = claim_id(row.id)
    if row.state == State.TAKEN:
        return claim
    if row.state != State.OPEN or row.until_at <= at:
        raise Refused(Reason.OFFER_LAPSED, "entitlement")
    _settle(city, at, [row.id], State.TAKEN)
    _take(city, row, claim)
    return claim


def lapse_entitlements(*, city: str, at: datetime, ids: Sequence[UUID]) -> list[UUID]:
    """End entitlements whose time is over and that nobody took. Returns those it was."""
    open_ones = models.Entitlement.objects.filter(city=city, id__in=ids, state=State.OPEN, until_at__lte=at)
    lapsed = list(open_ones.order_by("id").select_for_update().values_list("id", flat=True))
    _settle(city, at, lapsed, State.LAPSED)
    journal.record(city=city, at=at, events=[events.EntitlementLapsed(id) for id in lapsed])
    return lapsed


def withdraw_entitlements(*, city: str, at: datetime, ids: Sequence[UUID]) -> list[UUID]:
    """End entitlements that must not be taken any more: declined, or their draw is void. Returns those it was."""
    open_ones = models.Entitlement.objects.filter(city=city, id__in=ids, state=State.OPEN)
    withdrawn = list(open_ones.order_by("id").select_for_update().values_list("id", flat=True))
    _settle(city, at, withdrawn, State.WITHDRAWN)
    return withdrawn


def _settle(city: str, at: datetime, ids: Sequence[UUID], state: State) -> None:
    models.Entitlement.objects.filter(city=city, id__in=ids).update(state=state, settled_at=at)


def _take(city: str, row: models.Entitlement, claim: UUID) -> None:
    """Settle the claim by the same function as the gate: quota, limits and cool-off of all modes are one ledger."""
    who = residents.person_by_tag(city=city, tag=PersonTag(bytes(row.person)))
    if who is None:
        raise Refused(Reason.NOT_FOUND, "person")
    request = Request(
        ClaimKey(claim), row.release_id, who.tag, Units(row.units), row.district, Channel(row.channel),
        who.household_id.bytes, who.address_id.bytes,
    )  # fmt: skip
    answer = asking.ask(city=city, request=request, source=_source(city, row))
    if not answer.granted:
        raise Refused(answer.reason or Reason.BUSY, again_at=answer.again_at)


def _source(city: str, row: models.Entitlement) -> str:
    """An alternate follows a winner: one who took nothing, or one whose units came back and are granted once more."""
    quota = models.Quota.objects.filter(city=city, release_id=row.release_id).select_for_update().get()
    back = quota.returned - quota.poured - max(0, quota.carried - quota.remaining)
    return "returned" if row.source == Source.ALTERNATE and back >= row.units > quota.remaining else "won"


def _row(city: str, at: datetime, release_id: UUID, right: Right) -> models.Entitlement:
    return models.Entitlement(
        city=city,
        id=right.id,
        release_id=release_id,
        person=right.person,
        units=right.units,
        source=right.source,
        district=right.district,
        channel=right.channel,
        issued_at=at,
        until_at=right.until,
        state=State.OPEN,
    )
