"""Verbs of cases: open one for a person, answer it once."""

from datetime import datetime
from uuid import UUID

from evenhand.apps.cases import models, queries
from evenhand.apps.claims import queries as claims_read
from evenhand.apps.claims import services as claims
from evenhand.apps.handover import services as handover
from evenhand.apps.journal import services as journal
from evenhand.apps.journal.ids import new_id
from evenhand.apps.orders import queries as orders_read
from evenhand.apps.orders import services as orders
from evenhand.apps.orders.queries import Order
from evenhand.apps.residents import services as residents
from evenhand.core import events
from evenhand.core.cases import ANSWERS, DEADLINES, LONGEST_WORDS, REASONS, CaseAnswer, CaseKind, CaseReason
from evenhand.core.errors import Reason, Refused
from evenhand.core.lifecycle import OrderState
from evenhand.core.terms import Channel, PersonTag


def open_case(
    *,
    city: str,
    at: datetime,
    kind: CaseKind,
    reason: CaseReason,
    person: PersonTag | None = None,
    about: UUID | None = None,
    words: str = "",
    channel: Channel = Channel.WEB,
    agent_id: UUID | None = None,
) -> queries.Case:
    """Open a case; asked again about the same thing while it is open, it is the same case.

    Refused: INPUT_INVALID (a reason of another kind, words too long).
    """
    if reason not in REASONS[kind]:
        raise Refused(Reason.INPUT_INVALID, "reason")
    if len(words) > LONGEST_WORDS:
        raise Refused(Reason.INPUT_INVALID, "words", longest=LONGEST_WORDS)
    known = queries.open_about(city=city, kind=kind, about=about) if about else None
    return known or _open(
        models.Case(
            city=city,
            id=new_id(),
            kind=kind,
            person=person,
            about=about,
            reason=reason,
            slip_id=residents.seal_slip(city=city, at=at, words=words.strip()) if words.strip() else None,
            channel=channel,
            agent_id=agent_id,
            opened_at=at,
            due_at=at + DEADLINES[kind],
        )
    )


def dispute(*, city: str, at: datetime, person: PersonTag, claim_id: UUID) -> queries.Case:
    """ "Somebody used my document": a case about a claim in one's own name, and the goods are stopped where they are.

    What nobody has packed is cancelled at once, and the limit is free again. What is packed or under way keeps going to
    its door, but its old code opens nothing any more: whoever holds that does not get the parcel, and the person who
    disputes sees the new one. Refused: NOT_FOUND (no granted claim of this person).
    """
    claim = claims_read.claim(city=city, key=claim_id)
    if claim is None or claim.person != person or not claim.granted:
        raise Refused(Reason.NOT_FOUND, "claim")
    case = open_case(city=city, at=at, kind=CaseKind.DISPUTE, reason=CaseReason.NOT_ME, person=person, about=claim_id)
    order = orders_read.of_claim(city=city, claim_id=claim_id)
    if order and not orders.cancel(city=city, at=at, order_ids=[order.id], reason="disputed"):
        _stop(city, at, order)
    return case


def _stop(city: str, at: datetime, order: Order) -> None:
    if order.state is OrderState.OUT:
        handover.reissue_code(city=city, at=at, order_id=order.id)


def answer_case(*, city: str, at: datetime, id: UUID, by: UUID, answer: CaseAnswer) -> queries.Case:
    """Answer a case; a dispute that is upheld gives its person the limit back, and units from the victims' reserve.

    Refused: NOT_FOUND, WRONG_STATE (answered), INPUT_INVALID, NOT_ALLOWED (by who opened it).
    """
    row = models.Case.objects.filter(city=city, id=id).select_for_update().first()
    if row is None:
        raise Refused(Reason.NOT_FOUND, "case")
    if row.answer:
        raise Refused(Reason.WRONG_STATE, "case")
    if answer not in ANSWERS[CaseKind(row.kind)]:
        raise Refused(Reason.INPUT_INVALID, "answer")
    if row.agent_id == by and row.kind != CaseKind.CALLBACK:
        raise Refused(Reason.NOT_ALLOWED, "case")
    models.Case.objects.filter(city=city, id=id).update(answer=answer, answered_by=by, answered_at=at)
    if row.kind == CaseKind.DISPUTE and answer is CaseAnswer.UPHELD and row.about:
        _repair(city, at, row.about)
    journal.record(city=city, at=at, events=[events.CaseAnswered(id, row.kind, answer.value)])
    return queries.case(city=city, id=id)


def _repair(city: str, at: datetime, claim_id: UUID) -> None:
    """Undo a claim that its person did not make. Goods that somebody holds already do not come back."""
    order = orders_read.of_claim(city=city, claim_id=claim_id)
    gone = order is not None and order.state is OrderState.HANDED_OVER
    claims.give_back(city=city, at=at, claim_ids=[claim_id], units=not gone)
    claims.make_good(city=city, claim_id=claim_id)


def _open(row: models.Case) -> queries.Case:
    row.save(force_insert=True)
    about = str(row.about) if row.about else ""
    journal.record(city=row.city, at=row.opened_at, events=[events.CaseOpened(row.id, row.kind, row.reason, about)])
    return queries.case(city=row.city, id=row.id)
