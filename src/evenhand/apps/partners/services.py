"""Verbs of partners: let one in, answer a request once, tell facts until they are taken.

A fact is told in the words of Standard Webhooks 1.0: id, timestamp and HMAC-SHA-256 signature stand in its headers.
"""

import base64
import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings
from standardwebhooks import Webhook

from evenhand.apps.journal.ids import new_id
from evenhand.apps.journal.services import Recorded
from evenhand.apps.journal.sockets import socket
from evenhand.apps.partners import models
from evenhand.apps.partners.ports import Hooks
from evenhand.core import keys
from evenhand.core.errors import Reason, Refused

PREFIX = "evh_"
LONGEST_KEY = 200
AGAIN = tuple(timedelta(seconds=s) for s in (5, 30, 300, 1800, 7200, 18000, 36000, 86400))
"""How long after a try the next follows; after the last a fact waits to be asked for."""
type Answer = tuple[int, Any]


def add_partner(*, city: str, at: datetime, name: str, outlet_code: str | None = None) -> str:
    """Let another system in. Returns its key, which is shown only now. Refused(INPUT_INVALID): it has no name."""
    if not name.strip() or "\0" in name:
        raise Refused(Reason.INPUT_INVALID, "name")
    key = PREFIX + secrets.token_urlsafe(32)
    digest = sha256(key.encode()).digest()
    models.Partner.objects.create(
        city=city, id=new_id(), name=name.strip(), outlet_code=outlet_code, key_hash=digest, added_at=at
    )
    return key


def retire_partner(*, city: str, partner_id: UUID) -> None:
    """Let a key be worth nothing from now on. Refused(NOT_FOUND)."""
    if not models.Partner.objects.filter(city=city, id=partner_id).update(active=False):
        raise Refused(Reason.NOT_FOUND, "partner")


def set_hook(*, city: str, partner_id: UUID, url: str) -> str:
    """Where a partner is told facts from now on. Returns the secret that its server checks signatures with."""
    _hooks().check(url)
    models.Partner.objects.filter(city=city, id=partner_id).update(hook=url)
    return secret(city=city, partner_id=partner_id)


def secret(*, city: str, partner_id: UUID) -> str:
    """The secret of a partner's signatures: derived from the master key, kept nowhere."""
    return "whsec_" + _b64(keys.derive(settings.EVENHAND_MASTER_KEY, "hook", f"{city}/{partner_id}"))


def once(
    *, city: str, at: datetime, partner_id: UUID, key: str, asked: bytes, act: Callable[[], Answer]
) -> tuple[Answer, bool]:
    """Act on a request, or find what was answered before. Returns the answer and whether it is a repeat.

    Refused: INPUT_INVALID (no key), KEY_REUSED (the key stands for another request).
    """
    if not key or len(key) > LONGEST_KEY or not key.isprintable():
        raise Refused(Reason.INPUT_INVALID, "Idempotency-Key", longest=LONGEST_KEY)
    digest, own = sha256(asked).digest(), {"city": city, "partner_id": partner_id, "key": key}
    models.Call.objects.bulk_create([models.Call(**own, asked=digest, at=at)], ignore_conflicts=True)
    call = models.Call.objects.select_for_update().get(**own)
    if bytes(call.asked) != digest:
        raise Refused(Reason.KEY_REUSED, "Idempotency-Key")
    if call.status is not None:
        return (call.status, call.answer), True
    status, answer = act()
    models.Call.objects.filter(**own).update(status=status, answer=answer)
    return (status, answer), False


def note(*, city: str, at: datetime, facts: Sequence[Recorded]) -> None:
    """Write down what every partner is to be told of these facts; one who has no hook yet can ask for it."""
    partners = list(models.Partner.objects.filter(city=city, active=True))
    models.Telling.objects.bulk_create(
        (
            models.Telling(
                city=city,
                id=new_id(),
                partner_id=partner.id,
                event_id=fact.id,
                kind=fact.kind,
                body=_body(city, fact),
                next_at=at if partner.hook else None,
            )
            for partner in partners
            for fact in facts
        ),
        ignore_conflicts=True,
    )


def replay(*, city: str, at: datetime, partner_id: UUID, after: UUID | None) -> int:
    """Tell a partner everything after a fact again, or everything. Returns how much. Refused: NOT_YET (no hook)."""
    if not models.Partner.objects.filter(city=city, id=partner_id).exclude(hook=None).exists():
        raise Refused(Reason.NOT_YET, "hook")
    rows = models.Telling.objects.filter(city=city, partner_id=partner_id)
    return (rows.filter(event_id__gt=after) if after else rows).update(next_at=at, tries=0, taken_at=None)


@dataclass(frozen=True, slots=True)
class Due:
    """A fact on its way to a partner's server."""

    id: UUID
    partner_id: UUID
    url: str
    headers: Mapping[str, str]
    body: bytes


def take_due(*, city: str, at: datetime, limit: int) -> list[Due]:
    """What is to be told now, the oldest first. It counts as tried, and comes again unless `mark_taken` says otherwise.

    So nothing is locked while other people's servers are waited for, and a worker that dies meanwhile loses nothing.
    """
    due = models.Telling.objects.filter(city=city, next_at__lte=at).order_by("event_id")
    rows = list(due.select_for_update(skip_locked=True)[:limit])
    named = models.Partner.objects.filter(city=city, active=True).values_list("id", "hook")
    hooks = {id: hook for id, hook in named if hook}
    for row in rows:
        later = at + AGAIN[row.tries] if row.tries < len(AGAIN) and row.partner_id in hooks else None
        models.Telling.objects.filter(city=city, id=row.id).update(tries=row.tries + 1, next_at=later)
    return [_signed(city, row, hooks[row.partner_id]) for row in rows if row.partner_id in hooks]


def tell(due: Due) -> bool:
    """Tell it, in no transaction. Returns whether the partner took it."""
    return _hooks().post(due.url, due.headers, due.body)


def mark_taken(*, city: str, at: datetime, id: UUID) -> None:
    """The partner took it: it is told no more."""
    models.Telling.objects.filter(city=city, id=id).update(next_at=None, taken_at=at)


def _signed(city: str, row: models.Telling, url: str) -> Due:
    """Signed with the real time, which is what the other side compares it with."""
    now = datetime.now(tz=row.next_at.tzinfo if row.next_at else None)
    signature = Webhook(secret(city=city, partner_id=row.partner_id)).sign(str(row.event_id), now, row.body)
    headers = {
        "content-type": "application/json",
        "webhook-id": str(row.event_id),
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": signature,
    }
    return Due(row.id, row.partner_id, url, headers, row.body.encode())


def _body(city: str, fact: Recorded) -> str:
    said = {
        "type": fact.kind,
        "timestamp": fact.at.isoformat(),
        "data": {"city": city, "id": str(fact.subject), **fact.data},
    }
    return json.dumps(said, separators=(",", ":"), ensure_ascii=False)


def _b64(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _hooks() -> Hooks:
    hooks: Hooks = socket("hooks")
    return hooks
