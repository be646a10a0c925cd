"""Claim for somebody on the telephone or at a partner: agreed to, on record, and settled like everybody's claim."""

from datetime import datetime
from uuid import UUID

from evenhand.apps.campaigns import queries as campaigns
from evenhand.apps.claims import models, queries
from evenhand.apps.claims.services.asking import ask
from evenhand.apps.journal import services as journal
from evenhand.core import modes
from evenhand.core.errors import Reason, Refused
from evenhand.core.events import PartnerClaimed
from evenhand.core.modes.base import Refuse, Wait
from evenhand.core.terms import Request

LONGEST_RECORDING = 64
"""Characters of the number under which a telephone system keeps a recording."""


def claim_for(*, city: str, at: datetime, request: Request, agent_id: UUID, recording: str) -> queries.Claim:
    """Claim for somebody who agreed to it, through the same admission as everybody; a repeat finds its answer.

    The answer is returned, granted or not, and stays. Refused: NOT_OPEN, CLOSED, UNITS_INVALID, OUT_OF_AREA,
    KEY_REUSED, INPUT_INVALID (no recording named).
    """
    if not 0 < len(recording) <= LONGEST_RECORDING:
        raise Refused(Reason.INPUT_INVALID, "recording", longest=LONGEST_RECORDING)
    _require_now(city, at, request)
    ask(city=city, request=request, agent_id=agent_id)
    models.Assisted.objects.bulk_create(
        [models.Assisted(city=city, claim_id=request.key, agent_id=agent_id, recording=recording, consent_at=at)],
        ignore_conflicts=True,
    )
    return queries.claims(city=city, keys=[request.key])[0]


def claim_by_keys(*, city: str, at: datetime, request: Request) -> queries.Claim:
    """Claim for oneself by the keys of a telephone: as `claim_for`, without an agent who would have to be named."""
    _require_now(city, at, request)
    ask(city=city, request=request)
    return queries.claims(city=city, keys=[request.key])[0]


def claim_through(*, city: str, at: datetime, request: Request, partner_id: UUID, consent: str) -> queries.Claim:
    """Claim for somebody who agreed to it at a partner, which keeps the proof under a number of its own.

    The same admission as everybody's, and refused as `claim_for` is.
    """
    if not 0 < len(consent) <= LONGEST_RECORDING:
        raise Refused(Reason.INPUT_INVALID, "consent", longest=LONGEST_RECORDING)
    _require_now(city, at, request)
    ask(city=city, request=request)
    claim = queries.claims(city=city, keys=[request.key])[0]
    journal.record(city=city, at=at, events=[PartnerClaimed(claim.id, str(partner_id), consent)])
    return claim


def _require_now(city: str, at: datetime, request: Request) -> None:
    """Refused: what the release's rules refuse at this hour."""
    terms = campaigns.release(city=city, id=request.release).terms
    decision = modes.of(terms.mode).decide(terms, request, at)
    if isinstance(decision, Refuse):
        raise Refused(decision.reason, decision.field, **decision.facts)
    if isinstance(decision, Wait):
        raise Refused(Reason.NOT_OPEN, opens_at=terms.window.opens)
