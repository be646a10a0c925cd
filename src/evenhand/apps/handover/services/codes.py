"""Codes: put in force when parcels leave, re-issued when lost or locked, checked with wrong tries counted."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import F

from evenhand.apps.handover import models, queries
from evenhand.apps.notices import services as notices
from evenhand.apps.notices.services import Told
from evenhand.apps.orders import queries as orders
from evenhand.apps.residents import queries as residents
from evenhand.core import codes
from evenhand.core.errors import Reason, Refused
from evenhand.core.terms import PersonTag, Proof

LAST = 4
"""Characters of a document's number that a person may be asked for."""


def issue_codes(*, city: str, at: datetime, order_ids: Sequence[UUID]) -> None:
    """Put codes in force. One that is stays as it is, wrong tries and all."""
    models.Code.objects.bulk_create(
        (models.Code(city=city, order_id=id, issued_at=at) for id in order_ids), ignore_conflicts=True
    )


def say_codes(*, city: str, at: datetime, order_ids: Sequence[UUID]) -> None:
    """Read codes to those who want to be called: they have no page to look at. Said again, it stays one call a code."""
    going = {order.id: order.person for order in orders.orders(city=city, ids=order_ids)}
    called = residents.called(city=city, tags=list(going.values()))
    rows = models.Code.objects.filter(city=city, order_id__in=[id for id, tag in going.items() if tag in called])
    for row in rows:
        digits = codes.digits(queries.code_key(city), row.order_id, row.serial)
        words = notices.in_vault(city=city, at=at, words=digits)
        told = Told(going[row.order_id], f"handover_code:{row.order_id}:{row.serial}", {"digits": words})
        notices.tell(city=city, at=at, template="handover_code", told=[told])


def reissue_code(*, city: str, at: datetime, order_id: UUID) -> None:
    """A new code; the old digits and QR stop working, and the count of wrong tries begins anew. Refused: NOT_FOUND."""
    row = models.Code.objects.filter(city=city, order_id=order_id)
    if not row.update(serial=F("serial") + 1, wrong=0, locked_at=None, issued_at=at):
        raise Refused(Reason.NOT_FOUND, "code")


def locked(*, city: str, at: datetime, order_id: UUID) -> models.Code:
    """The code's row, locked: tries at one order follow one another. Nobody waits for flow to have issued it."""
    issue_codes(city=city, at=at, order_ids=[order_id])
    return models.Code.objects.select_for_update().get(city=city, order_id=order_id)


def kind(said: str) -> Proof:
    """Whether a QR text was shown, or six digits were said, or the last four characters of a document."""
    if "." in said:
        return Proof.QR
    return Proof.ID_LAST4 if len("".join(said.split())) == LAST else Proof.CODE


def holds(*, code: models.Code, said: str, at: datetime, person: PersonTag) -> bool:
    """Whether what was said or shown is the order's code, or its person's document ends so.

    Refused(CODE_EXPIRED): a true QR text, shown too late.
    """
    if kind(said) is Proof.ID_LAST4:
        return residents.document_ends_with(city=code.city, tag=person, said=said)
    if kind(said) is Proof.CODE:
        return codes.same(said, codes.digits(queries.code_key(code.city), code.order_id, code.serial))
    key = queries.signing_key(code.city).public_key()
    try:
        codes.check(said.strip(), key, order=code.order_id, serial=code.serial, now=at)
    except Refused as refusal:
        if refusal.reason is Reason.CODE_EXPIRED:
            raise
        return False
    return True


def count_wrong(*, code: models.Code, at: datetime) -> int:
    """One more wrong try, on a row that is locked. Returns how many are left."""
    wrong = code.wrong + 1
    row = models.Code.objects.filter(city=code.city, order_id=code.order_id)
    row.update(wrong=wrong, locked_at=at if wrong == queries.MOST_WRONG else None)
    return queries.MOST_WRONG - wrong
