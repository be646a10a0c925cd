"""Steps backward: what is cancelled, lapses or finds nobody home, and where its units go.

Each unit comes back once. It goes down the line of its lobby; without one, and after the window, to a later release.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from evenhand.apps.campaigns import queries as campaigns
from evenhand.apps.cases import services as cases
from evenhand.apps.claims import queries as claims_read
from evenhand.apps.claims import services as claims
from evenhand.apps.dispatch import services as dispatch
from evenhand.apps.fulfilment import services as fulfilment
from evenhand.apps.handover import services as handover
from evenhand.apps.handover.services import Ground
from evenhand.apps.journal.services import Recorded
from evenhand.apps.orders import queries as orders_read
from evenhand.apps.orders import services as orders
from evenhand.core.cases import CaseKind, CaseReason
from evenhand.core.lifecycle import OrderState
from evenhand.core.terms import Mode

INCIDENTS = {Ground.LOST: CaseReason.NOT_RECEIVED, Ground.DAMAGED: CaseReason.DAMAGED}
"""What a loss is as a case."""


def bring_leftovers(*, city: str, at: datetime, facts: Sequence[Recorded]) -> None:
    """Backward: what earlier releases of the campaign have left comes to the new one."""
    for campaign_id in sorted({UUID(fact.data["campaign"]) for fact in facts}):
        left = claims_read.leftovers(city=city, at=at, campaign_id=campaign_id)
        claims.carry_leftovers(city=city, at=at, release_ids=left)


def carry_leftovers(*, city: str, at: datetime, facts: Sequence[Recorded]) -> None:
    """Backward: what a closed release has left goes to the next one."""
    _carry(city, at, [fact.subject for fact in facts])


def take_back(*, city: str, at: datetime, facts: Sequence[Recorded]) -> None:
    """Backward: a cancelled order gives back money and limit, and its units unless the goods are gone."""
    cancelled = [fact.subject for fact in facts]
    orders.refund(city=city, at=at, order_ids=cancelled)
    claim_of = {order.id: order.claim_id for order in orders_read.orders(city=city, ids=cancelled)}
    claim_ids = list(claim_of.values())
    gone = [claim_of[fact.subject] for fact in facts if fact.data["reason"] in handover.LOSSES]
    claims.give_back(city=city, at=at, claim_ids=gone, units=False)
    _take_in(city, at, [id for id in claim_ids if id not in gone], limits=True)
    fulfilment.free_slots(city=city, at=at, claim_ids=claim_ids)


def close_returned(*, city: str, at: datetime, facts: Sequence[Recorded]) -> None:
    """Backward: nobody took the parcel. Money and units go back; the limit does not, for the share was at the door."""
    order_ids = orders_of(facts)
    dispatch.close_stops(city=city, parcel_ids=[fact.subject for fact in facts])
    orders.advance(city=city, order_ids=order_ids, to=OrderState.BACK)
    orders.refund(city=city, at=at, order_ids=order_ids)
    claim_ids = [order.claim_id for order in orders_read.orders(city=city, ids=order_ids)]
    _take_in(city, at, claim_ids, limits=False)


def open_incidents(*, city: str, at: datetime, facts: Sequence[Recorded]) -> None:
    """Backward: what was lost or spoiled on the way is a case, so that somebody else looks at how it came."""
    lost = {UUID(fact.data["order"]): fact.data["ground"] for fact in facts if fact.data["ground"] in handover.LOSSES}
    for order in orders_read.orders(city=city, ids=list(lost)):
        reason = INCIDENTS[lost[order.id]]
        cases.open_case(city=city, at=at, kind=CaseKind.INCIDENT, reason=reason, person=order.person, about=order.id)


def pour(*, city: str, at: datetime, subjects: Sequence[UUID]) -> None:
    """The quiet hours are over: what came back meanwhile goes on down the line."""
    claims.pour(city=city, at=at, subjects=subjects)


def orders_of(facts: Sequence[Recorded]) -> list[UUID]:
    """The orders that these facts about parcels name."""
    return [UUID(fact.data["order"]) for fact in facts]


def _take_in(city: str, at: datetime, claim_ids: Sequence[UUID], *, limits: bool) -> None:
    """Units come back and go on at once: down the line, or where the window is over, to a later release."""
    releases = claims.give_back(city=city, at=at, claim_ids=claim_ids, limits=limits)
    claims.pour(city=city, at=at, subjects=releases)
    _carry(city, at, releases)


def _carry(city: str, at: datetime, release_ids: Iterable[UUID]) -> None:
    """A ballot keeps its leftover: its own alternates come first."""
    drawn = {id for id in release_ids if campaigns.release(city=city, id=id).terms.mode is Mode.BALLOT}
    claims.carry_leftovers(city=city, at=at, release_ids=[id for id in release_ids if id not in drawn])
