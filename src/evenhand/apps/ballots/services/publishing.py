"""Rules: written from a release's policy by one official, published once another has approved the very bytes."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid5

from evenhand.apps.ballots import models
from evenhand.apps.ballots.keys import log_key
from evenhand.apps.campaigns import queries as campaigns
from evenhand.apps.cities import queries as cities
from evenhand.apps.cities import services as cities_services
from evenhand.apps.journal import services as journal
from evenhand.apps.journal.sockets import socket
from evenhand.core import draws, events
from evenhand.core.draw import signatures
from evenhand.core.draw.flaws import Flawed
from evenhand.core.draw.rules import Rules, parse
from evenhand.core.errors import Reason, Refused
from evenhand.core.policy.sharing import Seed
from evenhand.core.terms import Mode, Role

SUBJECT = "draw_rules"
"""What an approval of rules is about."""
HEADS = "draw_head"
SEALS = "draw_seals"
DRAWS = "draw_due"
"""What falls due: a head of the log, the end of reveals, the round. Subjects: `head_due`, the draw, the draw."""


def propose(
    *, city: str, at: datetime, release_id: UUID, officials: Sequence[tuple[str, str]], by: UUID, reason: str
) -> UUID:
    """Write the rules of a release's draw and ask for a second official. `officials`: role and public key of each.

    Rules that were declined stay on record and give way to these.
    Refused: WRONG_STATE (no ballot, rules stand already, or entry has opened), INPUT_INVALID (with the rule that a
    field breaks), NOT_ALLOWED.
    """
    release = campaigns.release(city=city, id=release_id)
    if release.terms.mode is not Mode.BALLOT or at >= release.terms.window.opens:
        raise Refused(Reason.WRONG_STATE, "release")
    _set_declined_aside(city, release_id)
    rules = _rules(city, release, officials)
    id = uuid5(release_id, f"draw/{models.Draw.objects.filter(city=city, release_id=release_id).count()}")
    approval = cities_services.request_approval(
        city=city, at=at, subject_kind=SUBJECT, subject=id, change=change(rules), reason=reason, requester=by
    )
    models.Draw.objects.create(
        city=city, id=id, release_id=release_id, code=rules.terms.draw_id, series=rules.terms.series, rules=rules.raw,
        rules_hash=rules.digest, state="proposed", proposed_by=by, proposed_at=at, approval_id=approval,
    )  # fmt: skip
    return id


def publish(*, city: str, at: datetime, draw_id: UUID, by: UUID) -> None:
    """Approve the rules as they stand, which publishes them; where they are approved already, that is all that is left.

    Refused: NOT_FOUND, WRONG_STATE (published, or entry has opened), NOT_ALLOWED (the same official).
    """
    row = models.Draw.objects.filter(city=city, id=draw_id).select_for_update().first()
    if row is None:
        raise Refused(Reason.NOT_FOUND, "draw")
    rules = parse(bytes(row.rules))
    if row.state != "proposed" or at.timestamp() >= rules.terms.entry_opens:
        raise Refused(Reason.WRONG_STATE, "rules")
    if not cities.approval(city=city, id=row.approval_id).granted:
        cities_services.approve(city=city, at=at, approval_id=row.approval_id, change=change(rules), approver=by)
    models.Draw.objects.filter(city=city, id=draw_id).update(state="published", published_at=at)
    journal.record(city=city, at=at, events=[events.DrawRulesPublished(draw_id, rules.digest.hex())])
    _put_dues(city, draw_id, rules, at)


def change(rules: Rules) -> dict[str, str]:
    """What an approval is bound to."""
    return {"rules": rules.digest.hex()}


def head_due(draw_id: UUID, unix_s: int) -> UUID:
    """Names the hour of a head."""
    return uuid5(draw_id, f"head/{unix_s}")


def _rules(city: str, release: campaigns.Release, officials: Sequence[tuple[str, str]]) -> Rules:
    here = cities.city(city)
    campaign = campaigns.campaign(city=city, id=release.campaign_id)
    day = release.terms.window.opens.date().isoformat()
    names = draws.Names(f"{city}-{campaign.code}-{day}"[-40:], city, campaign.code, day)
    beacon = socket("beacon")
    seed = release.policy.seed or Seed()
    codes = [seed.beacon or "", *seed.fallbacks]
    chain, *fallbacks = [beacon.chain(code, rehearsal=here.rehearsal) for code in codes]
    try:
        return draws.rules_of(
            release.policy,
            release.terms.window,
            names,
            chain=chain,
            fallbacks=fallbacks,
            relays=list(dict.fromkeys(relay for code in codes for relay in beacon.relays(code))),
            log_key=signatures.public_of(log_key(city)),
            officials=officials,
        )
    except Flawed as flawed:
        raise Refused(Reason.INPUT_INVALID, "rules", flaw=str(flawed)) from None


def _set_declined_aside(city: str, release_id: UUID) -> None:
    """Refused: WRONG_STATE (rules stand, or wait for a second official)."""
    rows = models.Draw.objects.filter(city=city, release_id=release_id).exclude(state="declined").select_for_update()
    for row in rows:
        if row.state != "proposed" or not cities.approval(city=city, id=row.approval_id).declined:
            raise Refused(Reason.WRONG_STATE, "rules")
        models.Draw.objects.filter(city=city, id=row.id).update(state="declined")


def _put_dues(city: str, draw_id: UUID, rules: Rules, at: datetime) -> None:
    terms = rules.terms
    journal.put_due(city=city, kind=SEALS, subjects=[draw_id], at=_time(terms.reveal_closes or 0, at))
    journal.put_due(city=city, kind=DRAWS, subjects=[draw_id], at=_time(rules.draw_time, at))
    for second in range(terms.entry_opens, terms.entry_closes, terms.head_interval_s):
        hour = second + terms.head_interval_s
        if hour < terms.entry_closes:
            journal.put_due(city=city, kind=HEADS, subjects=[head_due(draw_id, hour)], at=_time(hour, at))


def _time(unix_s: int, at: datetime) -> datetime:
    return datetime.fromtimestamp(unix_s, at.tzinfo)


def officials_of(*, city: str) -> list[UUID]:
    """Officials who may speak at a ceremony."""
    return [member.id for member in cities.staff(city=city, role=Role.OFFICIAL)]
