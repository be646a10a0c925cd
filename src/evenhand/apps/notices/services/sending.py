"""Hand what waits to the gateway: at least once, under an id by which a gateway knows a repetition."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from evenhand.apps.cities import queries as cities
from evenhand.apps.journal.ids import new_id
from evenhand.apps.journal.sockets import plugged, socket
from evenhand.apps.notices import models, templates
from evenhand.apps.notices.ports import Answer, Message, SmsGateway
from evenhand.apps.notices.services.telling import SLIP
from evenhand.apps.residents import queries as residents
from evenhand.apps.residents import services as residents_services
from evenhand.core import signin
from evenhand.core.errors import Reason, Refused
from evenhand.core.terms import PersonTag

MOST_TRIES = 10
FIRST_WAIT = timedelta(seconds=5)
LONGEST_WAIT = timedelta(minutes=15)
CHANGES = ["tries", "try_at", "sent_at", "receipt", "failed_at", "failure"]
UNREACHABLE = Answer(taken=False, why="unreachable")
"""Nobody to send to any more: no consent to messages, no phone, or a code that has expired meanwhile."""


def send_waiting(*, city: str, at: datetime, limit: int) -> int:
    """Send up to `limit` notices whose time has come, oldest first; how many are settled, sent or failed for good.

    Called in a transaction of its own. Where it dies after the gateway has taken a message, the next one asks again.
    """
    due = Q(try_at=None) | Q(try_at__lte=at)
    waiting = models.Notice.objects.filter(due, city=city, sent_at=None, failed_at=None).order_by("id")
    rows = list(waiting.select_for_update(skip_locked=True)[:limit])
    if not rows:
        return 0
    messages = _messages(city, at, rows)
    answers = {row.id: UNREACHABLE for row in rows if row.id not in messages}
    for medium in {row.medium for row in rows}:
        answers |= _ask(medium, [row for row in rows if row.medium == medium], messages)
    for row in rows:
        _note(row, at, answers.get(row.id))
    fallen = _call_instead(at, [row for row in rows if row.failed_at and row.id in messages])
    models.Notice.objects.bulk_create(rows, update_conflicts=True, unique_fields=["city", "id"], update_fields=CHANGES)
    settled = [row for row in rows if row.id in answers]
    over = [row.code_id for row in settled if row.code_id and row.id not in fallen]
    residents_services.drop_messages(city=city, ids=over)
    return len(settled)


def _call_instead(at: datetime, failed: Sequence[models.Notice]) -> set[UUID]:
    """Whom no short message reaches is called, where there is something to call with. Returns the notices replaced."""
    replaced = [row for row in failed if row.medium == "sms"] if plugged("voice") else []
    calls = [
        models.Notice(
            city=row.city,
            id=new_id(),
            dedupe=f"voice:{row.dedupe}",
            template=row.template,
            language=row.language,
            medium="voice",
            person=row.person,
            code_id=row.code_id,
            facts=row.facts,
            written_at=at,
        )
        for row in replaced
    ]
    models.Notice.objects.bulk_create(calls, ignore_conflicts=True)
    return {row.id for row in replaced}


def _ask(medium: str, rows: Iterable[models.Notice], known: Mapping[UUID, Message]) -> dict[UUID, Answer]:
    """The gateway's answers; empty where it has none. Of what was tried before it is asked first what became of it."""
    gateway: SmsGateway = socket(medium)
    messages = {row.id: known[row.id] for row in rows if row.id in known}
    tried = [messages[row.id] for row in rows if row.tries and row.id in messages]
    try:
        told = dict(gateway.receipts(tried)) if tried else {}
        new = [message for id, message in messages.items() if id not in told]
        answers = zip(new, gateway.send(new), strict=True)
        return told | {message.id: answer for message, answer in answers if answer is not None}
    except Refused as refused:
        if refused.reason is not Reason.UNAVAILABLE:
            raise
        return {}


def _note(row: models.Notice, at: datetime, answer: Answer | None) -> None:
    """Write down on the row how the try went."""
    row.tries += 1
    if answer is None and row.tries < MOST_TRIES:
        row.try_at = at + min(FIRST_WAIT * 2 ** (row.tries - 1), LONGEST_WAIT)
    elif answer is not None and answer.taken:
        row.sent_at, row.receipt = at, answer.reference
    else:
        row.failed_at, row.failure = at, answer.why if answer else "gave_up"


def _messages(city: str, at: datetime, rows: Sequence[models.Notice]) -> dict[UUID, Message]:
    """What to send, by notice; those that lead to no phone are left out."""
    names = cities.city(city).name
    return {
        row.id: _message(row, phone, names[row.language], facts) for row, phone, facts in _addressed(city, at, rows)
    }


def _message(row: models.Notice, phone: str, city_name: str, facts: Mapping[str, Any]) -> Message:
    """What is sent of a notice. A call says digits one by one, and everything twice."""
    words = templates.preview if row.medium == "sms" else templates.spoken
    said = words(template=row.template, language=row.language, city_name=city_name, facts=facts).text
    ordered = templates.TEMPLATES[row.template].ordered(row.language, facts)
    return Message(row.id, phone, said, row.template, row.language, ordered, city_name)


def _addressed(
    city: str, at: datetime, rows: Sequence[models.Notice]
) -> Iterator[tuple[models.Notice, str, dict[str, Any]]]:
    """Rows with the phone and facts that the vault has for them."""
    phones = residents.phones_of(city=city, tags=[PersonTag(bytes(row.person)) for row in rows if row.person])
    codes = residents.code_messages(city=city, at=at, ids=[row.code_id for row in rows if row.code_id])
    minutes = signin.LIVES // timedelta(minutes=1)
    sealed = residents.slips(city=city, ids=[id for row in rows for id in _slips(row)])
    for row in rows:
        if row.code_id in codes:
            code = codes[row.code_id]
            yield row, code.phone, {"digits": code.digits, "minutes": minutes}
        elif row.person and (phone := phones.get(PersonTag(bytes(row.person)))):
            yield row, phone, _opened(row.facts, sealed)


def _opened(facts: Mapping[str, Any], sealed: Mapping[UUID, str]) -> dict[str, Any]:
    """The facts, with what lies in the vault as it is to be said."""
    return {name: value if (slip := _slip(value)) is None else sealed[slip] for name, value in facts.items()}


def _slips(row: models.Notice) -> list[UUID]:
    return [id for value in row.facts.values() if (id := _slip(value))]


def _slip(value: object) -> UUID | None:
    """The id of words in the vault, where a fact is no more than that. See `telling.in_vault`."""
    name, _, id = str(value).partition(":")
    return UUID(id) if name == SLIP else None
