"""Who works behind the doors of a city."""

from uuid import UUID

from evenhand.apps.cities import models
from evenhand.apps.journal.ids import new_id
from evenhand.core.errors import Reason, Refused
from evenhand.core.terms import Role

AT_AN_OUTLET = frozenset({Role.MERCHANT, Role.RIDER})
"""Roles of people who belong to one outlet."""


def add_staff(*, city: str, role: Role, name: str, outlet_code: str | None = None) -> UUID:
    """Let somebody work behind the door of a role. Returns the id.

    Refused(INPUT_INVALID): a resident is not staff; a merchant or rider needs an outlet; the name is empty.
    """
    if role is Role.RESIDENT:
        raise Refused(Reason.INPUT_INVALID, "role")
    if role in AT_AN_OUTLET and not outlet_code:
        raise Refused(Reason.INPUT_INVALID, "outlet_code")
    if not name.strip() or "\0" in name:
        raise Refused(Reason.INPUT_INVALID, "name")
    member = models.Staff(city=city, id=new_id(), role=role, name=name.strip(), outlet_code=outlet_code)
    member.save(force_insert=True)
    return member.id


def retire_staff(*, city: str, staff_id: UUID) -> None:
    """Let somebody work here no longer. What they did stays theirs. Refused(NOT_FOUND): nobody of that id."""
    if not models.Staff.objects.filter(city=city, id=staff_id).update(active=False):
        raise Refused(Reason.NOT_FOUND, "staff")
