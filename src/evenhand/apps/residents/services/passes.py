"""Passes: what a verified person shows at the gate."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings

from evenhand.apps.residents import queries
from evenhand.core import keys, passes
from evenhand.core.errors import Reason, Refused
from evenhand.core.passes import Pass
from evenhand.core.terms import Channel, CitySlug


def issue_pass(*, city: str, person_id: UUID, channel: Channel, expires_at: datetime) -> str:
    """A pass for one person. Refused: NOT_FOUND."""
    known = queries.persons(city=city, ids=[person_id])
    if not known:
        raise Refused(Reason.NOT_FOUND, "person")
    return _sign(city, known, channel, expires_at)[person_id]


def issue_passes(*, city: str, person_ids: Sequence[UUID], channel: Channel, expires_at: datetime) -> dict[UUID, str]:
    """Passes for many, by person. Persons unknown here are left out."""
    return _sign(city, queries.persons(city=city, ids=person_ids), channel, expires_at)


def pass_key(city: str) -> bytes:
    """What signs a city's passes; the gate derives the same from the master key."""
    return keys.derive(settings.EVENHAND_MASTER_KEY, "pass", city)


def _sign(city: str, persons: Sequence[queries.Person], channel: Channel, expires_at: datetime) -> dict[UUID, str]:
    key = pass_key(city)
    return {
        person.id: passes.make(
            Pass(
                city=CitySlug(city),
                person=person.tag,
                district=person.district,
                channel=channel,
                expires_at=expires_at,
                household=person.household_id.bytes,
                address=person.address_id.bytes,
            ),
            key,
        )
        for person in persons
    }
