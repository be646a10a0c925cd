"""The corridor: which fact leads to which steps. The only place where anything goes backward.

A step takes all facts of one kind in a batch. It runs in the transaction that marks them as done, so its effect happens
exactly once; it must do nothing that a rollback could not undo.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from evenhand.apps.campaigns import queries as campaigns
from evenhand.apps.cases import queries as cases
from evenhand.apps.claims import queries as claims_read
from evenhand.apps.claims import services as claims
from evenhand.apps.dispatch import services as dispatch
from evenhand.apps.fulfilment import queries as fulfilment_read
from evenhand.apps.fulfilment import services as fulfilment
from evenhand.apps.handover import services as handover
from evenhand.apps.journal import services as journal
from evenhand.apps.journal.services import Recorded
from evenhand.apps.notices import services as notices
from evenhand.apps.orders import queries as orders_read
from evenhand.apps.orders import services as orders
from evenhand.apps.partners import services as partners
from evenhand.apps.settlement import queries as settlement_read
from evenhand.core import events
from evenhand.core.lifecycle import OrderState
from evenhand.core.terms import Way, Window
from evenhand.flow import draws, money, returns

ACCEPTANCE_LAPSES = "acceptance_lapses"


class Step(Protocol):
    """What follows from facts of one kind."""

    def __call__(self, *, city: str, at: datetime, facts: Sequence[Recorded]) -> None: ...


class DueStep(Protocol):
    """What happens when the hour of these subjects has come."""

    def __call__(self, *, city: str, at: datetime, subjects: Sequence[UUID]) -> None: ...


def act(kind: str, *, city: str, at: datetime, facts: Sequence[Recorded]) -> None:
    """Do all that follows from these facts of one kind. KeyError: a kind that this version does not know."""
    for step in STEPS[kind]:
        step(city=city, at=at, facts=facts)


def fall_due(kind: str, *, city: str, at: datetime, subjects: Sequence[UUID]) -> None:
    """Do what is due now. KeyError: a kind that this version does not know."""
    DUE[kind](city=city, at=at, subjects=subjects)


def open_slots(*, city: str, at: datetime, facts: Sequence[Recorded]) -> None:
    """A scheduled release gets its pick-up slots, if its goods may be collected."""
    for fact in facts:
        release = campaigns.release(city=city, id=fact.subject)
        if Way.OUTLET in release.policy.delivery.ways:
            opens, closes = release.terms.window.opens, release.terms.window.closes
            fulfilment.open_slots(city=city, window=Window(opens, closes + release.policy.delivery.promise))


def open_quotas(*, city: str, at: datetime, facts: Sequence[Recorded]) -> None:
    """A scheduled release gets its counter long before its hour, no larger than what is left of the city's budget."""
    releases = [campaigns.release(city=city, id=fact.subject) for fact in facts]
    for release in releases:  # one after another: each reserves its part of the budget
        claims.open_quotas(city=city, releases=[settlement_read.within(city=city, at=at, release=release)])
        if release.policy.surge.admit_per_s != "auto":
            claims.preset_dial(city=city, at=at, release_id=release.id, per_s=release.policy.surge.admit_per_s)


def place_orders(*, city: str, at: datetime, facts: Sequence[Recorded]) -> None:
    """A granted claim becomes an order at the outlet nearest to the person, or where the person collects it."""
    granted = claims_read.claims(city=city, keys=[fact.subject for fact in facts])
    nearest = fulfilment_read.nearest(city=city, persons=[claim.person for claim in granted])
    collected = fulfilment_read.collected(city=city, claim_ids=[claim.id for claim in granted])
    orders.place_orders(city=city, at=at, claims=granted, outlets=nearest, collected=collected)


def lapse_payments(*, city: str, at: datetime, facts: Sequence[Recorded]) -> None:
    """Who did not pay in time gives way."""
    orders.lapse(city=city, at=at, order_ids=[fact.subject for fact in facts])


def await_acceptance(*, city: str, at: datetime, facts: Sequence[Recorded]) -> None:
    """From now on the merchant has as long to accept as the policy promises."""
    waiting = orders_read.orders(city=city, ids=[fact.subject for fact in facts])
    for release_id in {order.release_id for order in waiting}:
        until = at + campaigns.release(city=city, id=release_id).policy.timers.accept
        subjects = [order.id for order in waiting if order.release_id == release_id]
        journal.put_due(city=city, kind=ACCEPTANCE_LAPSES, subjects=subjects, at=until)


def lapse_acceptance(*, city: str, at: datetime, facts: Sequence[Recorded]) -> None:
    """Backward: whom the merchant keeps waiting gets money and limit back."""
    asked = orders_read.orders(city=city, ids=[fact.subject for fact in facts])
    waiting = [order.id for order in asked if order.state is OrderState.PAID]
    orders.cancel(city=city, at=at, order_ids=waiting, reason="not_accepted")


def offer_elsewhere(*, city: str, at: datetime, facts: Sequence[Recorded]) -> None:
    """Backward: what a merchant declines goes once to another outlet that has the goods, else back to its person."""
    for order in orders_read.orders(city=city, ids=[fact.subject for fact in facts]):
        other = fulfilment_read.elsewhere(city=city, order=order)
        if other is None or not orders.rehome(city=city, order_id=order.id, outlet_id=other):
            orders.cancel(city=city, at=at, order_ids=[order.id], reason="declined")


def finish_waves(*, city: str, at: datetime, facts: Sequence[Recorded]) -> None:
    """A wave is done with its last stop; also that of a rider whose parcels others took over."""
    parcels = [UUID(parcel) for fact in facts for parcel in fact.data.get("parcels", [str(fact.subject)])]
    dispatch.finish_waves(city=city, parcel_ids=parcels)


def issue_codes(*, city: str, at: datetime, facts: Sequence[Recorded]) -> None:
    """The code is in force before the rider rings."""
    handover.issue_codes(city=city, at=at, order_ids=returns.orders_of(facts))


def expect_pickups(*, city: str, at: datetime, facts: Sequence[Recorded]) -> None:
    """A packed parcel that is collected has its code in force, and its person is told that it lies ready."""
    orders_packed = orders_read.orders(city=city, ids=returns.orders_of(facts))
    collected = [order for order in orders_packed if order.way is Way.OUTLET]
    handover.issue_codes(city=city, at=at, order_ids=[order.id for order in collected])
    told = [notices.Told(order.person, f"ready_to_collect:{order.id}") for order in collected]
    notices.tell(city=city, at=at, template="ready_to_collect", told=told)


def say_codes(*, city: str, at: datetime, facts: Sequence[Recorded]) -> None:
    """Who wants to be called has no page to look at: the code is read to them."""
    handover.say_codes(city=city, at=at, order_ids=returns.orders_of(facts))


def tell_partners(*, city: str, at: datetime, facts: Sequence[Recorded]) -> None:
    """Other systems hear of it: ids and counts, nobody's name."""
    partners.note(city=city, at=at, facts=facts)


def telling(template: str) -> Step:
    """The step that tells persons of facts with a template, one notice a fact, whose id makes it one."""

    def tell(*, city: str, at: datetime, facts: Sequence[Recorded]) -> None:
        """Whom a fact concerns hears of it once."""
        persons = _persons(city, facts)
        told = [notices.Told(persons[fact.id], f"{template}:{fact.id}") for fact in facts if fact.id in persons]
        notices.tell(city=city, at=at, template=template, told=told)

    return tell


def open_releases(*, city: str, at: datetime, subjects: Sequence[UUID]) -> None:
    """The hour of these releases has come."""
    journal.record(city=city, at=at, events=[events.ReleaseOpened(subject) for subject in subjects])


def close_releases(*, city: str, at: datetime, subjects: Sequence[UUID]) -> None:
    """The window of these releases is over; what is left is a fact."""
    left = {subject: claims_read.left(city=city, release_id=subject) for subject in subjects}
    journal.record(city=city, at=at, events=[events.ReleaseClosed(subject, units) for subject, units in left.items()])


def end_acceptance(*, city: str, at: datetime, subjects: Sequence[UUID]) -> None:
    """The merchants' time to accept these orders is over."""
    journal.record(city=city, at=at, events=[events.AcceptanceLapsed(subject) for subject in subjects])


def end_payments(*, city: str, at: datetime, subjects: Sequence[UUID]) -> None:
    """The time to pay these orders is over."""
    journal.record(city=city, at=at, events=[events.PaymentLapsed(subject) for subject in subjects])


def _persons(city: str, facts: Sequence[Recorded]) -> dict[UUID, bytes]:
    """Whose facts these are, by the fact's id: facts about claims, orders, parcels and cases alike."""
    ids = {fact.id: UUID(fact.data.get("order", str(fact.subject))) for fact in facts}
    by_order = {order.id: order.person for order in orders_read.orders(city=city, ids=list(ids.values()))}
    by_claim = {claim.id: claim.person for claim in claims_read.claims(city=city, keys=list(ids.values()))}
    by_case = {case.id: case.person for case in cases.cases(city=city, ids=list(ids.values())) if case.person}
    known = by_order | by_claim | by_case
    return {fact: known[subject] for fact, subject in ids.items() if subject in known}


STEPS: dict[str, tuple[Step, ...]] = {
    "CampaignPublished": (),
    "ReleaseScheduled": (open_quotas, returns.bring_leftovers, open_slots, tell_partners),
    "ReleaseOpened": (tell_partners,),
    "ReleaseClosed": (returns.carry_leftovers, draws.freeze_draws, tell_partners),
    "DialTurned": (),
    "AnnouncementPosted": (),
    "CityFrozen": (),
    "CityThawed": (),
    "ResidentsExported": (),
    "PartnerClaimed": (),
    "LobbyFrozen": (),
    "LobbyDrawn": (),
    "ReserveReturned": (),
    "UnitsPoured": (),
    "LeftoverCarried": (),
    "PersonVerified": (),
    "ClaimEntered": (draws.enter_ballots,),
    "BallotEntered": (telling("ballot_entered"),),
    "DrawRulesPublished": (),
    "DrawFrozen": (),
    "DrawSealed": (),
    "RoundReached": (draws.hold_draws,),
    "DrawHeld": (draws.give_results,),
    "DrawVoided": (draws.withdraw_void,),
    "EntitlementLapsed": (draws.offer_alternates,),
    "WinnersImported": (),
    "NumberRedeemed": (),
    "NumbersLapsed": (),
    "PersonForgotten": (),
    "PersonLookedUp": (),
    "CaseOpened": (telling("case_opened"),),
    "CaseAnswered": (telling("case_answered"),),
    "ClaimGranted": (place_orders, draws.end_streaks, telling("claim_granted")),
    "OrderPlaced": (),
    "OrderPaid": (await_acceptance,),
    "PaymentLapsed": (lapse_payments,),
    "AcceptanceLapsed": (lapse_acceptance,),
    "OrderCancelled": (returns.take_back, draws.offer_returned, telling("order_cancelled"), tell_partners),
    "OrderAccepted": (telling("order_accepted"), tell_partners),
    "OrderDeclined": (offer_elsewhere,),
    "StockCounted": (),
    "LotReceived": (),
    "LotDisinfected": (),
    "ParcelPacked": (expect_pickups, tell_partners),
    "WavePlanned": (),
    "WaveDiscarded": (),
    "ParcelDispatched": (issue_codes, telling("out_for_delivery"), say_codes, tell_partners),
    "HandoverFailed": (finish_waves, telling("handover_failed")),
    "HandedOver": (finish_waves, money.post_handovers, telling("handed_over"), tell_partners),
    "ParcelReturned": (returns.close_returned, draws.offer_returned, finish_waves, tell_partners),
    "HandoverDecided": (finish_waves, returns.open_incidents),
    "RiderReplaced": (finish_waves,),
    "StatementDrawn": (),
    "CorrectionPosted": (money.repay_reversed,),
    "PeriodMoved": (),
}

DUE: dict[str, DueStep] = {
    "release_opens": open_releases,
    "release_closes": close_releases,
    "lobby_freezes": claims.freeze_lobbies,
    "lobby_drawn": claims.draw_lobbies,
    "reserve_returns": claims.return_reserves,
    "waterfall_pours": returns.pour,
    "payment_lapses": end_payments,
    "entitlement_lapses": draws.lapse_entitlements,
    "numbers_lapse": draws.lapse_numbers,
    "draw_head": draws.write_heads,
    "draw_seals": draws.seal_draws,
    "draw_due": draws.await_round,
    "offers_resume": draws.resume_offers,
    ACCEPTANCE_LAPSES: end_acceptance,
}
