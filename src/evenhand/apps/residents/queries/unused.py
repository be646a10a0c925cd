"""Persons of whom nothing was heard for long: those who could be forgotten."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef

from evenhand.apps.residents import models
from evenhand.apps.residents.queries.persons import Person, persons


@dataclass(frozen=True, slots=True)
class Unused:
    """Persons, and the last of those who were looked at; None: nobody came after them."""

    persons: Sequence[Person]
    last: UUID | None


def unused(*, city: str, since: datetime, after: UUID, limit: int) -> Unused:
    """Persons who did nothing here since then, in the order of their ids, from the one after `after` on; locked.

    Verified before, no consent given since, no code asked for at any phone of theirs, found by no agent.
    """
    keys = models.PersonKey.objects.filter(city=city, person_id__gt=after).order_by("person_id")
    consents = models.Consent.objects.filter(city=city, person_id=OuterRef("person_id"), given_at__gte=since)
    verified = models.Person.objects.filter(city=city, id=OuterRef("person_id"), verified_at__lt=since)
    found = keys.filter(Exists(verified), ~Exists(consents)).select_for_update(skip_locked=True, of=("self",))[:limit]
    looked_at = [key.person_id for key in found]
    ids = set(looked_at)
    left = ids - _signed_in(city, since, ids) - _looked_up(city, since, ids)
    return Unused(persons(city=city, ids=list(left)), looked_at[-1] if looked_at else None)


def _signed_in(city: str, since: datetime, ids: set[UUID]) -> set[UUID]:
    codes = models.Code.objects.filter(city=city, phone_index=OuterRef("blind_index"), sent_at__gte=since)
    phones = models.Phone.objects.filter(Exists(codes), city=city, person_id__in=ids)
    return set(phones.values_list("person_id", flat=True))


def _looked_up(city: str, since: datetime, ids: set[UUID]) -> set[UUID]:
    rows = models.Lookup.objects.filter(city=city, at__gte=since, found__overlap=list(ids))
    return {person for found in rows.values_list("found", flat=True) for person in found}
