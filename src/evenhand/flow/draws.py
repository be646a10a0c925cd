"""Steps of draws and winner lists: from an entry to its receipt, from a round to rights and to the next in line."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from evenhand.apps.ballots import queries as ballots_read
from evenhand.apps.ballots import services as ballots
from evenhand.apps.claims import queries as claims_read
from evenhand.apps.claims import services as claims
from evenhand.apps.journal.services import Recorded
from evenhand.apps.notices import services as notices
from evenhand.apps.orders import queries as orders_read
from evenhand.core.terms import PersonTag


def enter_ballots(*, city: str, at: datetime, facts: Sequence[Recorded]) -> None:
    """An entry becomes a leaf of its draw's log, with a receipt."""
    entered = claims_read.claims(city=city, keys=[fact.subject for fact in facts])
    order = {fact.subject: place for place, fact in enumerate(facts)}
    ballots.enter(city=city, at=at, claims=sorted(entered, key=lambda claim: order[claim.id]))


def freeze_draws(*, city: str, at: datetime, facts: Sequence[Recorded]) -> None:
    """Entry is over: the list is frozen, if every official has committed."""
    for fact in facts:
        if draw := ballots_read.draw_of(city=city, release_id=fact.subject):
            ballots.freeze(city=city, at=at, draw_id=draw.id)


def hold_draws(*, city: str, at: datetime, facts: Sequence[Recorded]) -> None:
    """The round is here: the draw is held."""
    for fact in facts:
        ballots.hold_draw(city=city, at=at, draw_id=fact.subject)


def give_results(*, city: str, at: datetime, facts: Sequence[Recorded]) -> None:
    """Winners get their rights; everybody who entered is told."""
    for fact in facts:
        rights = ballots.issue_rights(city=city, at=at, draw_id=fact.subject)
        everybody = ballots_read.entrants(city=city, draw_id=fact.subject)
        what = f"{fact.subject}/{fact.data['attempt']}"
        _tell_result(city, at, what, "ballot_won", list(rights))
        _tell_result(
            city,
            at,
            f"{fact.subject}/{fact.data['attempt']}",
            "ballot_lost",
            [tag for tag in everybody if tag not in rights],
        )


def offer_alternates(*, city: str, at: datetime, facts: Sequence[Recorded]) -> None:
    """Backward: what a winner let go is offered to the next in line."""
    _offer(city, at, [fact.subject for fact in facts])


def offer_returned(*, city: str, at: datetime, facts: Sequence[Recorded]) -> None:
    """Backward: what a winner ordered and did not get or keep is offered to the next in line."""
    ids = [UUID(fact.data.get("order", str(fact.subject))) for fact in facts]
    claim_ids = [order.claim_id for order in orders_read.orders(city=city, ids=ids)]
    _tell_offered(city, at, ballots.offer_returned(city=city, at=at, claim_ids=claim_ids))


def end_streaks(*, city: str, at: datetime, facts: Sequence[Recorded]) -> None:
    """Whoever took what was won has not lost."""
    ballots.note_taken(city=city, claim_ids=[fact.subject for fact in facts])


def withdraw_void(*, city: str, at: datetime, facts: Sequence[Recorded]) -> None:
    """Backward: rights of a void attempt end, and everybody who took part is told."""
    for fact in facts:
        attempt = fact.data["attempt"]
        ballots.take_back(city=city, at=at, draw_id=fact.subject, attempt=attempt)
        everybody = ballots_read.entrants(city=city, draw_id=fact.subject)
        _tell_result(city, at, f"{fact.subject}/{attempt}", "ballot_void", everybody)


def lapse_numbers(*, city: str, at: datetime, subjects: Sequence[UUID]) -> None:
    """Winning numbers that nobody redeemed in time."""
    ballots.lapse_numbers(city=city, at=at)


def lapse_entitlements(*, city: str, at: datetime, subjects: Sequence[UUID]) -> None:
    """Rights that nobody took in time."""
    claims.lapse_entitlements(city=city, at=at, ids=subjects)


def write_heads(*, city: str, at: datetime, subjects: Sequence[UUID]) -> None:
    """Logs say how they stand."""
    ballots.write_heads(city=city, at=at)


def seal_draws(*, city: str, at: datetime, subjects: Sequence[UUID]) -> None:
    """Reveals are over."""
    for subject in subjects:
        ballots.freeze(city=city, at=at, draw_id=subject)
        ballots.seal_reveals(city=city, at=at, draw_id=subject)


def await_round(*, city: str, at: datetime, subjects: Sequence[UUID]) -> None:
    """The hour of the round: from now on the worker asks the beacon."""


def resume_offers(*, city: str, at: datetime, subjects: Sequence[UUID]) -> None:
    """The quiet hours are over."""
    _offer(city, at, subjects)


def _offer(city: str, at: datetime, freed: Sequence[UUID]) -> None:
    _tell_offered(city, at, ballots.offer_next(city=city, at=at, entitlement_ids=freed))


def _tell_offered(city: str, at: datetime, rights: Mapping[PersonTag, UUID]) -> None:
    for tag, right in rights.items():
        _tell_result(city, at, str(right), "ballot_offered", [tag])


def _tell_result(city: str, at: datetime, what: str, template: str, persons: Sequence[bytes]) -> None:
    told = [notices.Told(person, f"{template}:{what}/{person.hex()}") for person in persons]
    notices.tell(city=city, at=at, template=template, told=told)
