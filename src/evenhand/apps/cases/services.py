"""Verbs of cases: open one for a person, answer it once."""

from datetime import datetime
from uuid import UUID

from evenhand.apps.cases import models, queries
from evenhand.apps.journal import services as journal
from evenhand.apps.journal.ids import new_id
from evenhand.apps.residents import services as residents
from evenhand.core import events
from evenhand.core.cases import ANSWERS, DEADLINES, LONGEST_WORDS, REASONS, CaseAnswer, CaseKind, CaseReason
from evenhand.core.errors import Reason, Refused
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


def answer_case(*, city: str, at: datetime, id: UUID, by: UUID, answer: CaseAnswer) -> queries.Case:
    """Answer a case. Refused: NOT_FOUND, WRONG_STATE (answered), INPUT_INVALID, NOT_ALLOWED (by who opened it)."""
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
    journal.record(city=city, at=at, events=[events.CaseAnswered(id, row.kind, answer.value)])
    return queries.case(city=city, id=id)


def _open(row: models.Case) -> queries.Case:
    row.save(force_insert=True)
    about = str(row.about) if row.about else ""
    journal.record(city=row.city, at=row.opened_at, events=[events.CaseOpened(row.id, row.kind, row.reason, about)])
    return queries.case(city=row.city, id=row.id)
