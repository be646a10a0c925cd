"""How staff sign in: what they know, a passphrase, and what they hold, a device with one-time codes (RFC 6238).

Never by a message alone. Five wrong tries lock for a quarter of an hour; a code is worth one sign-in.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django_otp.oath import TOTP

from evenhand.apps.cities import models, queries
from evenhand.apps.cities.queries import StaffMember
from evenhand.core import keys
from evenhand.core.errors import Reason, Refused

SHORTEST = 10
LONGEST = 200
MOST_WRONG = 5
LOCKED = timedelta(minutes=15)
STEP_S = 30
DRIFT = 1
"""Steps that a device's clock may be off, either way."""


def invite(*, city: str, staff_id: UUID, handle: str) -> int:
    """Let a member of staff enroll, once more if need be. Returns the serial that the link bears.

    Refused: NOT_FOUND; INPUT_INVALID (no such short name may be); KEY_REUSED (somebody else's).
    """
    member = queries.staff_member(city=city, staff_id=staff_id)
    if member is None or not member.active:
        raise Refused(Reason.NOT_FOUND, "staff")
    if not queries.HANDLE.fullmatch(handle):
        raise Refused(Reason.INPUT_INVALID, "handle")
    if models.Access.objects.filter(city=city, handle=handle).exclude(staff_id=staff_id).exists():
        raise Refused(Reason.KEY_REUSED, "handle")
    row, _ = models.Access.objects.get_or_create(city=city, staff_id=staff_id, defaults={"handle": handle})
    models.Access.objects.filter(city=city, staff_id=staff_id).update(
        handle=handle, serial=row.serial + 1, passphrase=None, last_step=0, wrong=0, locked_until=None
    )
    return row.serial + 1


def enroll(*, city: str, staff_id: UUID, serial: int, passphrase: str, code: str) -> None:
    """Take a passphrase, once the device shows a right code. Refused: CODE_EXPIRED (used, or a newer link stands),
    INPUT_INVALID (too short a passphrase), CODE_WRONG."""
    row = models.Access.objects.select_for_update().filter(city=city, staff_id=staff_id).first()
    if row is None or row.serial != serial or row.passphrase is not None:
        raise Refused(Reason.CODE_EXPIRED)
    if not SHORTEST <= len(passphrase) <= LONGEST or "\0" in passphrase:
        raise Refused(Reason.INPUT_INVALID, "passphrase", shortest=SHORTEST, longest=LONGEST)
    step = _step(secret(city=city, staff_id=staff_id, serial=serial), code, row.last_step)
    if step is None:
        raise Refused(Reason.CODE_WRONG, "code")
    models.Access.objects.filter(city=city, staff_id=staff_id).update(
        passphrase=make_password(passphrase), last_step=step
    )


def sign_in(*, city: str, at: datetime, handle: str, passphrase: str, code: str) -> StaffMember | Refused:
    """Who this is. A refusal is returned and not raised, so that the wrong try is kept.

    CODE_WRONG says of nothing which part was wrong; LOCKED until the time it names.
    """
    row = models.Access.objects.select_for_update().filter(city=city, handle=handle.strip().lower()).first()
    if row is None:
        make_password(passphrase)  # as long as for somebody who is known
        return Refused(Reason.CODE_WRONG, "code")
    if row.locked_until and row.locked_until > at:
        return Refused(Reason.LOCKED, "", again_at=row.locked_until)
    known = check_password(passphrase, row.passphrase or "")
    step = _step(secret(city=city, staff_id=row.staff_id, serial=row.serial), code, row.last_step)
    member = queries.staff_member(city=city, staff_id=row.staff_id)
    if not known or step is None or member is None or not member.active:
        return _wrong(row, at)
    models.Access.objects.filter(city=city, staff_id=row.staff_id).update(last_step=step, wrong=0, locked_until=None)
    return member


def secret(*, city: str, staff_id: UUID, serial: int) -> bytes:
    """The twenty bytes that a device is given."""
    return keys.derive(settings.EVENHAND_MASTER_KEY, "totp", f"{city}/{staff_id}/{serial}")[:20]


def _step(key: bytes, code: str, last_step: int) -> int | None:
    """The time step that a code belongs to, if it is right and newer than the last one used."""
    if not (code.isascii() and code.isdecimal() and len(code) == 6):
        return None
    device = TOTP(key, step=STEP_S)
    return device.t() if device.verify(int(code), tolerance=DRIFT, min_t=last_step + 1) else None


def _wrong(row: models.Access, at: datetime) -> Refused:
    wrong = min(row.wrong + 1, MOST_WRONG)
    locked = at + LOCKED if wrong == MOST_WRONG else None
    models.Access.objects.filter(city=row.city, staff_id=row.staff_id).update(
        wrong=0 if locked else wrong, locked_until=locked
    )
    return Refused(Reason.LOCKED, "", again_at=locked) if locked else Refused(Reason.CODE_WRONG, "code")
