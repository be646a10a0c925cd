"""Four eyes: one asks for an exact change, another approves that change and no other."""

from datetime import datetime
from uuid import UUID

from evenhand.apps.cities import models, queries
from evenhand.apps.journal.ids import new_id
from evenhand.core.errors import Reason, Refused
from evenhand.core.terms import Role


def request_approval(
    *, city: str, at: datetime, subject_kind: str, subject: UUID, change: object, reason: str, requester: UUID
) -> UUID:
    """Ask for a change, said in JSON values. Returns the approval's id.

    Refused: NOT_ALLOWED unless an active official asks, INPUT_INVALID where no reason is given.
    """
    require_official(city, requester)
    if not reason.strip() or "\0" in reason:
        raise Refused(Reason.INPUT_INVALID, "reason")
    approval = models.Approval(
        city=city,
        id=new_id(),
        subject_kind=subject_kind,
        subject=subject,
        change_hash=queries.change_hash(change),
        change=change,
        reason=reason,
        requester=requester,
        requested_at=at,
    )
    approval.save(force_insert=True)
    return approval.id


def approve(*, city: str, at: datetime, approval_id: UUID, change: object, approver: UUID) -> None:
    """Approve what was asked, by saying it again. Final.

    Refused: NOT_FOUND; NOT_ALLOWED unless another active official approves; WRONG_STATE if it was approved before;
    INPUT_INVALID if it is not the change that was asked for.
    """
    asked = _asked_by_another(city, approval_id, approver)
    if bytes(asked.change_hash) != queries.change_hash(change):
        raise Refused(Reason.INPUT_INVALID, "change")
    _decide(city, approval_id, approver=approver, approved_at=at)


def decline(*, city: str, at: datetime, approval_id: UUID, approver: UUID) -> None:
    """Say no to what was asked. Final. Refused: NOT_FOUND, NOT_ALLOWED, WRONG_STATE, as for `approve`."""
    _asked_by_another(city, approval_id, approver)
    _decide(city, approval_id, approver=approver, approved_at=at, declined_at=at)


def _asked_by_another(city: str, approval_id: UUID, official: UUID) -> models.Approval:
    require_official(city, official)
    asked = models.Approval.objects.filter(city=city, id=approval_id).first()
    if asked is None:
        raise Refused(Reason.NOT_FOUND, "approval")
    if asked.requester == official:
        raise Refused(Reason.NOT_ALLOWED, "approver")
    return asked


def _decide(city: str, approval_id: UUID, **decided: object) -> None:
    if not models.Approval.objects.filter(city=city, id=approval_id, approver=None).update(**decided):
        raise Refused(Reason.WRONG_STATE, "approval")


def require_official(city: str, staff_id: UUID) -> None:
    """Refused: NOT_ALLOWED unless this is an active official."""
    member = queries.staff_member(city=city, staff_id=staff_id)
    if member is None or member.role is not Role.OFFICIAL or not member.active:
        raise Refused(Reason.NOT_ALLOWED, "staff")
