"""Sign in by phone: ask for a code, say it, use it once.

The digits are never stored in the clear, returned or logged: sealed, they wait to be sent; hashed, to be said.
"""

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, QuerySet

from evenhand.apps.journal.ids import new_id
from evenhand.apps.residents import indexes, models, queries, sealing, vault
from evenhand.apps.residents.services import spending
from evenhand.core import phones, pumping, signin
from evenhand.core.errors import Reason, Refused

RANDOM_BITS = 64


@dataclass(frozen=True, slots=True)
class CodeAsked:
    """A code is on its way. Whoever says it must name this request; another may be asked for at `again_at`."""

    id: UUID
    expires_at: datetime
    again_at: datetime


def ask_code(*, city: str, at: datetime, phone: str, network: str = "") -> CodeAsked:
    """Make a code for a phone, to be sent by whoever sends messages. `network`: from where it is asked for, if known.

    Nothing in the answer tells whether the phone is known here. Refused: INPUT_INVALID; TOO_MANY_CODES with `again_at`;
    CODES_PAUSED (see `core.pumping`).
    """
    number = phones.parse(phone)
    index = indexes.phone(city, number)
    earlier = models.Code.objects.filter(city=city, phone_index=index).order_by("-nth")[: signin.LARGEST_CAP]
    latest = list(earlier.values_list("nth", "sent_at"))
    sent = [sent_at for _, sent_at in latest]
    signin.require_may_ask(sent, at)
    nth = max((nth for nth, _ in latest), default=0) + 1
    spending.spend(city=city, at=at, network=network, phone=number)
    id = _write_code(city, at, number, index, nth, network)
    return CodeAsked(id, at + signin.LIVES, signin.again_at([*sent, at]) or at)


def _write_code(city: str, at: datetime, number: str, index: bytes, nth: int, network: str) -> UUID:
    """Refused: TOO_MANY_CODES where another request for this phone was faster by less than a transaction."""
    id = new_id()
    digits = signin.code(secrets.randbits(RANDOM_BITS))
    row = models.Code(
        city=city,
        id=id,
        phone_index=index,
        nth=nth,
        digest=indexes.code(city, id, digits),
        message=vault.of_city(city).seal(sealing.message_cell(city, id), f"{number} {digits}"),
        sent_at=at,
        expires_at=at + signin.LIVES,
        network_index=indexes.origin(city, network) if network else None,
        block_index=indexes.origin(city, pumping.block(number)),
    )
    models.Code.objects.bulk_create([row], ignore_conflicts=True)
    if not models.Code.objects.filter(city=city, id=id).exists():
        raise Refused(Reason.TOO_MANY_CODES, "phone", again_at=signin.again_at([at]))
    return id


def drop_messages(*, city: str, ids: Sequence[UUID]) -> None:
    """The codes have been sent: keep nothing that could be read back."""
    models.Code.objects.filter(city=city, id__in=ids).update(message=None)


def confirm_code(*, city: str, at: datetime, id: UUID, phone: str, digits: str) -> Refused | None:
    """Say a code. None: it was right, and `verify` or `sign_in` may use it until it expires.

    The refusal is **returned**: raised, it would undo the transaction and with it the count of tries. CODE_WRONG with
    `tries_left`; LOCKED after five; CODE_EXPIRED, also for a request or phone that never was; INPUT_INVALID.
    """
    try:
        index = indexes.phone(city, phones.parse(phone))
    except Refused as refused:
        return refused
    live = models.Code.objects.filter(city=city, id=id, phone_index=index, used_at=None, expires_at__gt=at)
    counted = live.filter(tries__lt=signin.TRIES).update(tries=F("tries") + 1)
    code = live.first()
    if code is None:
        return Refused(Reason.CODE_EXPIRED, "code")
    if not counted:
        return Refused(Reason.LOCKED, "code")
    if not hmac.compare_digest(bytes(code.digest), indexes.code(city, id, signin.plain(digits))):
        return Refused(Reason.CODE_WRONG, "code", tries_left=signin.TRIES - code.tries)
    live.update(confirmed_at=at, message=None)
    return None


def sign_in(*, city: str, at: datetime, id: UUID, phone: str) -> list[queries.Person]:
    """Those who are reached at this phone, for a confirmed code, which it uses up: one, or a family to choose from.

    None: nobody is known there yet, and the code is still good to verify with. Refused: CODE_EXPIRED, INPUT_INVALID.
    """
    number = phones.parse(phone)
    _require_confirmed(_confirmed(city, at, id, number).exists())
    known = queries.at_phone(city=city, phone=number)
    if known:
        use_code(city=city, at=at, id=id, phone=number)
    return known


def use_code(*, city: str, at: datetime, id: UUID, phone: str) -> None:
    """Use a confirmed code up. Refused: CODE_EXPIRED (too late, used before, never confirmed, or another phone's)."""
    _require_confirmed(_confirmed(city, at, id, phone).update(used_at=at) == 1)


def _confirmed(city: str, at: datetime, id: UUID, phone: str) -> QuerySet[models.Code]:
    live = models.Code.objects.filter(city=city, id=id, used_at=None, expires_at__gt=at)
    return live.filter(phone_index=indexes.phone(city, phone), confirmed_at__isnull=False)


def _require_confirmed(is_confirmed: bool) -> None:
    if not is_confirmed:
        raise Refused(Reason.CODE_EXPIRED, "code")
