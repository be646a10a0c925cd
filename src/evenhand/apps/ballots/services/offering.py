"""After the draw: winners get rights, losers their streak, and what lapses goes to the next in line, by rank alone.

Nobody is offered anything in the quiet hours; what falls free then is offered when they end.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from evenhand.apps.ballots import models
from evenhand.apps.ballots.services import holding
from evenhand.apps.campaigns import queries as campaigns
from evenhand.apps.cities import queries as cities
from evenhand.apps.claims import services as claims
from evenhand.apps.claims.services import Right
from evenhand.apps.journal import services as journal
from evenhand.core import draws
from evenhand.core.draw import allocation, result
from evenhand.core.draw.allocation import Outcome
from evenhand.core.draw.result import Row
from evenhand.core.draw.rules import parse
from evenhand.core.entitlements import Source
from evenhand.core.policy import ReleasePolicy
from evenhand.core.terms import PersonTag, Units

RESUMES = "offers_resume"
"""What falls due when quiet hours end: a lapsed right whose place was not offered yet."""


def issue_rights(*, city: str, at: datetime, draw_id: UUID) -> dict[PersonTag, UUID]:
    """Rights of all winners of the attempt that counts; and streaks of everybody. Returns the rights by person."""
    draw = models.Draw.objects.get(city=city, id=draw_id)
    policy = campaigns.release(city=city, id=draw.release_id).policy
    who = _who(city, draw_id)
    rows = [row for row in _rows(city, draw) if row.outcome is Outcome.WINNER and row.label in who]
    until = _awake(city, policy, at) + timedelta(seconds=draws.wave_s(policy))
    offers = [_Offered(who[row.label], row.category) for row in rows]
    rights = _issue(city, at, draw, policy, offers, until)
    _count_streaks(city, draw, set(rights), [each.person_tag for each in who.values()])
    return rights


def offer_next(*, city: str, at: datetime, entitlement_ids: Sequence[UUID]) -> dict[PersonTag, UUID]:
    """Offer the places of rights that nobody took to the next in line. Returns the new rights by person."""
    found: dict[PersonTag, UUID] = {}
    for id in sorted(entitlement_ids):
        offer = models.Offer.objects.filter(city=city, entitlement_id=id).first()
        if offer is not None and not models.Offer.objects.filter(city=city, freed_by=id).exists():
            found |= _pass_on(city, at, offer)
    return found


def offer_returned(*, city: str, at: datetime, claim_ids: Sequence[UUID]) -> dict[PersonTag, UUID]:
    """Offer what winners took and what came back again to the next in line, once. Returns the new rights by person."""
    offers = models.Offer.objects.filter(city=city, claim_id__in=claim_ids)
    return offer_next(city=city, at=at, entitlement_ids=list(offers.values_list("entitlement_id", flat=True)))


def note_taken(*, city: str, claim_ids: Sequence[UUID]) -> None:
    """Whoever took a right has won: the streak of losses ends, also an alternate's."""
    for offer in models.Offer.objects.filter(city=city, claim_id__in=claim_ids):
        draw = models.Draw.objects.get(city=city, id=offer.draw_id)
        entrant = models.Entrant.objects.filter(city=city, draw_id=offer.draw_id, label=offer.label).first()
        if entrant:
            _set_streak(city, draw, PersonTag(bytes(entrant.person)), 0, before=0)


class _Entrant:
    """A row of the table, with the person as a tag."""

    def __init__(self, row: models.Entrant) -> None:
        self.person_tag, self.district, self.label = PersonTag(bytes(row.person)), row.district, bytes(row.label)


@dataclass(frozen=True, slots=True)
class _Offered:
    """A place of a category for somebody; `round` counts alternates after a winner."""

    who: _Entrant
    category: int
    round: int = 0
    freed_by: UUID | None = None


def _who(city: str, draw_id: UUID) -> Mapping[bytes, _Entrant]:
    rows = models.Entrant.objects.filter(city=city, draw_id=draw_id, withdrawn_at=None)
    return {bytes(row.label): _Entrant(row) for row in rows}


def _rows(city: str, draw: models.Draw) -> list[Row]:
    packed = models.Row.objects.filter(city=city, draw_id=draw.id, attempt=draw.attempt).order_by("rank")
    return [result.unpack(bytes(row)) for row in packed.values_list("packed", flat=True)]


def _pass_on(city: str, at: datetime, freed: models.Offer) -> dict[PersonTag, UUID]:
    draw = models.Draw.objects.get(city=city, id=freed.draw_id)
    policy = campaigns.release(city=city, id=draw.release_id).policy
    if _is_void(city, freed) or freed.round >= policy.waterfall.rounds:
        return {}
    awake = _awake(city, policy, at)
    if awake > at:
        journal.put_due(city=city, kind=RESUMES, subjects=[freed.entitlement_id], at=awake)
        return {}
    label = _next(city, draw, freed.category)
    who = _who(city, draw.id).get(label or b"")
    if label is None or who is None:
        return {}
    offered = _Offered(who, freed.category, freed.round + 1, freed.entitlement_id)
    return _issue(city, at, draw, policy, [offered], at + timedelta(seconds=draws.wave_s(policy)))


def _is_void(city: str, freed: models.Offer) -> bool:
    return models.Void.objects.filter(city=city, draw_id=freed.draw_id, attempt=freed.attempt).exists()


def _next(city: str, draw: models.Draw, category: int) -> bytes | None:
    """The first in line who is eligible and was not asked yet."""
    rules = parse(bytes(draw.rules))
    roster = holding.roster(holding.leaf_bytes(city, draw.id), rules)
    line = [row.label for row in _rows(city, draw) if row.outcome is Outcome.ALTERNATE]
    offers = models.Offer.objects.filter(city=city, draw_id=draw.id, attempt=draw.attempt)
    asked = frozenset(bytes(label) for label in offers.values_list("label", flat=True))
    return allocation.next_up(rules, roster, line, category, asked)


def _issue(
    city: str, at: datetime, draw: models.Draw, policy: ReleasePolicy, offers: Sequence[_Offered], until: datetime
) -> dict[PersonTag, UUID]:
    """Rights and where they come from. A right's id follows from draw, attempt and label: a repeat issues none."""
    units = Units(policy.units.max)
    ids = {each.who.label: uuid5(draw.id, f"{draw.attempt}/{each.who.label.hex()}") for each in offers}
    rights = [
        Right(
            ids[e.who.label],
            e.who.person_tag,
            units,
            Source.ALTERNATE if e.round else Source.WINNER,
            e.who.district,
            until,
        )
        for e in offers
    ]
    claims.issue_entitlements(city=city, at=at, release_id=draw.release_id, rights=rights)
    models.Offer.objects.bulk_create(
        (
            models.Offer(
                city=city, entitlement_id=ids[each.who.label], draw_id=draw.id, attempt=draw.attempt,
                label=each.who.label, category=each.category, round=each.round, freed_by=each.freed_by, offered_at=at,
                claim_id=claims.claim_id(ids[each.who.label]),
            )
            for each in offers
        ),
        ignore_conflicts=True,
    )  # fmt: skip
    return {each.who.person_tag: ids[each.who.label] for each in offers}


def _awake(city: str, policy: ReleasePolicy, at: datetime) -> datetime:
    """The first moment from now on that is not in the quiet hours."""
    local = at.astimezone(ZoneInfo(cities.city(city).timezone))
    begins, ends = policy.waterfall.quiet
    if not _quiet(local.time(), begins, ends):
        return at
    morning = local.replace(hour=ends.hour, minute=ends.minute, second=0, microsecond=0)
    return morning if morning > local else morning + timedelta(days=1)


def _quiet(now: time, begins: time, ends: time) -> bool:
    return begins <= now or now < ends if begins > ends else begins <= now < ends


def _count_streaks(city: str, draw: models.Draw, won: set[PersonTag], everybody: Sequence[PersonTag]) -> None:
    """Once a draw: the row remembers which draw it counted last."""
    for person in everybody:
        row = models.Streak.objects.filter(city=city, series=draw.series, person=person).first()
        if row is None or row.draw_id != draw.id:
            before = row.losses if row else 0
            _set_streak(city, draw, person, 0 if person in won else before + 1, before=before)


def _set_streak(city: str, draw: models.Draw, person: PersonTag, losses: int, *, before: int) -> None:
    models.Streak.objects.bulk_create(
        [models.Streak(city=city, series=draw.series, person=person, losses=losses, before=before, draw_id=draw.id)],
        update_conflicts=True,
        unique_fields=["city", "series", "person"],
        update_fields=["losses", "before", "draw_id"],
    )
