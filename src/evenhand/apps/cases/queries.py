"""Reads of cases: a person's own, and what waits, by its deadline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from evenhand.apps.cases import models
from evenhand.core.cases import CaseAnswer, CaseKind, CaseReason
from evenhand.core.errors import Reason, Refused
from evenhand.core.terms import Channel, PersonTag


@dataclass(frozen=True, slots=True)
class Case:
    """A case. `about`: the order or claim it concerns; `slip_id`: words in the vault; no answer yet: None."""

    id: UUID
    kind: CaseKind
    reason: CaseReason
    person: PersonTag | None
    about: UUID | None
    slip_id: UUID | None
    channel: Channel
    agent_id: UUID | None
    opened_at: datetime
    due_at: datetime
    answer: CaseAnswer | None
    answered_by: UUID | None
    answered_at: datetime | None


def case(*, city: str, id: UUID) -> Case:
    """One case. Refused: NOT_FOUND."""
    row = models.Case.objects.filter(city=city, id=id).first()
    if row is None:
        raise Refused(Reason.NOT_FOUND, "case")
    return _case(row)


def cases(*, city: str, ids: Sequence[UUID]) -> list[Case]:
    """These cases, in no order; unknown ids are missing."""
    return [_case(row) for row in models.Case.objects.filter(city=city, id__in=ids)]


def open_about(*, city: str, kind: CaseKind, about: UUID) -> Case | None:
    """The open case of a kind about something, if there is one."""
    row = models.Case.objects.filter(city=city, kind=kind, about=about, answer=None).first()
    return _case(row) if row else None


def of_person(*, city: str, person: PersonTag) -> list[Case]:
    """A person's cases, newest first."""
    return [_case(row) for row in models.Case.objects.filter(city=city, person=person).order_by("-opened_at", "id")]


def waiting(*, city: str, kinds: tuple[CaseKind, ...] = tuple(CaseKind)) -> list[Case]:
    """What nobody has answered, the most pressing first."""
    rows = models.Case.objects.filter(city=city, kind__in=kinds, answer=None).order_by("due_at", "id")
    return [_case(row) for row in rows]


def _case(row: models.Case) -> Case:
    return Case(
        id=row.id,
        kind=CaseKind(row.kind),
        reason=CaseReason(row.reason),
        person=PersonTag(bytes(row.person)) if row.person else None,
        about=row.about,
        slip_id=row.slip_id,
        channel=Channel(row.channel),
        agent_id=row.agent_id,
        opened_at=row.opened_at,
        due_at=row.due_at,
        answer=CaseAnswer(row.answer) if row.answer else None,
        answered_by=row.answered_by,
        answered_at=row.answered_at,
    )
