"""Write notices: each is a row of the transaction that causes it, and one however often it is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from evenhand.apps.journal.ids import new_id
from evenhand.apps.notices import models
from evenhand.apps.notices.templates import TEMPLATES
from evenhand.apps.residents import queries as residents_read
from evenhand.apps.residents import services as residents
from evenhand.core.terms import PersonTag

SLIP = "slip"


@dataclass(frozen=True, slots=True)
class Told:
    """To whom something is said, once for each `dedupe`. `facts` fill the template and hold no personal data."""

    person: PersonTag | bytes
    dedupe: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    language: str = "zh"


def in_vault(*, city: str, at: datetime, words: str) -> str:
    """A fact that is nobody's to read before it is said: its words lie sealed, and open at the moment of sending."""
    return f"{SLIP}:{residents.seal_slip(city=city, at=at, words=words)}"


def tell(*, city: str, at: datetime, template: str, told: Sequence[Told]) -> None:
    """Write notices, to be sent once this transaction is committed. Said again, they stay one.

    Whoever wants to be called is told twice: in writing, and by a call that reads the same words.

    KeyError: no such template or language; ValueError: facts that don't fit it. Both before anything is written.
    """
    for one in told:
        TEMPLATES[template].fill(one.language, one.facts)
    called = residents_read.called(city=city, tags=[PersonTag(bytes(one.person)) for one in told])
    written = [(one, "sms", one.dedupe) for one in told]
    written += [(one, "voice", f"voice:{one.dedupe}") for one in told if bytes(one.person) in called]
    rows = [
        models.Notice(
            city=city,
            id=new_id(),
            dedupe=dedupe,
            template=template,
            language=one.language,
            medium=medium,
            person=bytes(one.person),
            facts=dict(one.facts),
            written_at=at,
        )
        for one, medium, dedupe in written
    ]
    models.Notice.objects.bulk_create(rows, ignore_conflicts=True)


def send_code(
    *, city: str, at: datetime, phone: str, language: str = "zh", medium: str = "sms", network: str = ""
) -> residents.CodeAsked:
    """Ask for a sign-in code and write the notice that brings it, or the call. Refused: as `residents.ask_code`."""
    asked = residents.ask_code(city=city, at=at, phone=phone, network=network)
    models.Notice.objects.bulk_create(
        [
            models.Notice(
                city=city,
                id=new_id(),
                dedupe=f"code:{asked.id}",
                template="code",
                language=language,
                medium=medium,
                code_id=asked.id,
                written_at=at,
            )
        ]
    )
    return asked
