"""Persons as other rooms may know them: a tag, a household, a district; nothing that names anyone."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count

from evenhand.apps.residents import indexes, models
from evenhand.core.people import AgeBand, LookupReason, Purpose
from evenhand.core.terms import PersonTag, Place


@dataclass(frozen=True, slots=True)
class Person:
    """A verified person. `provisional`: the document shown is no longer valid, so more must be shown at the door."""

    id: UUID
    tag: PersonTag
    household_id: UUID
    address_id: UUID
    district: str
    age_band: AgeBand
    provisional: bool
    verified_at: datetime


@dataclass(frozen=True, slots=True)
class Lookup:
    """An agent found a person in the vault."""

    at: datetime
    reason: LookupReason


@dataclass(frozen=True, slots=True)
class Home:
    """Where the goods are to go."""

    district: str
    place: Place


def person(*, city: str, person_id: UUID) -> Person | None:
    """One person."""
    return next(iter(persons(city=city, ids=[person_id])), None)


def person_by_tag(*, city: str, tag: PersonTag) -> Person | None:
    """One person, by the pseudonym that claims and orders bear."""
    return next(iter(_with_homes(city, models.Person.objects.filter(city=city, tag=tag))), None)


def persons(*, city: str, ids: Sequence[UUID]) -> list[Person]:
    """Several persons, in the order they were enrolled."""
    return _with_homes(city, models.Person.objects.filter(city=city, id__in=ids).order_by("id"))


def at_phone(*, city: str, phone: str) -> list[Person]:
    """Those who have been verified with a phone (E.164)."""
    known = models.Phone.objects.filter(city=city, blind_index=indexes.phone(city, phone))
    return persons(city=city, ids=list(known.values_list("person_id", flat=True)))


def sharing_phone(*, city: str, person_id: UUID) -> list[UUID]:
    """Who else has been verified with a phone of this person's: those whom they help."""
    mine = models.Phone.objects.filter(city=city, person_id=person_id).values_list("blind_index", flat=True)
    others = models.Phone.objects.filter(city=city, blind_index__in=list(mine)).exclude(person_id=person_id)
    return sorted(set(others.values_list("person_id", flat=True)))


def anybody(*, city: str, besides: Collection[PersonTag] = ()) -> UUID | None:
    """Whoever was enrolled first, but for some: a rehearsal's resident."""
    others = models.Person.objects.filter(city=city).exclude(tag__in=besides)
    return others.order_by("id").values_list("id", flat=True).first()


def homes(*, city: str, tags: Sequence[PersonTag]) -> dict[PersonTag, Home]:
    """Where persons live, by tag; unknown tags are left out."""
    rows = list(models.Person.objects.filter(city=city, tag__in=tags))
    doors = _doors(city, rows)
    return {PersonTag(bytes(row.tag)): _home(doors[row.household_id]) for row in rows}


def called(*, city: str, tags: Sequence[PersonTag]) -> set[PersonTag]:
    """Those of these persons who want to be called, not only written to."""
    rows = models.Person.objects.filter(city=city, tag__in=tags, called=True).values_list("tag", flat=True)
    return {PersonTag(bytes(tag)) for tag in rows}


def consents(*, city: str, person_id: UUID) -> dict[Purpose, datetime]:
    """What a person lets be done with personal data, and since when; what was withdrawn is missing."""
    rows = models.Consent.objects.filter(city=city, person_id=person_id, withdrawn_at=None).order_by("given_at")
    return {Purpose(row.purpose): row.given_at for row in rows}


def reachable(*, city: str) -> list[PersonTag]:
    """Everybody who wants messages."""
    willing = models.Consent.objects.filter(city=city, purpose=Purpose.NOTICES, withdrawn_at=None)
    known = models.Person.objects.filter(city=city, id__in=willing.values("person_id")).order_by("id")
    return [PersonTag(bytes(tag)) for tag in known.values_list("tag", flat=True)]


def lookups(*, city: str, person_id: UUID) -> list[Lookup]:
    """When agents found this person, newest first: who they are is not told, why is."""
    rows = models.Lookup.objects.filter(city=city, found__contains=[person_id]).order_by("-at")
    return [Lookup(row.at, LookupReason(row.reason)) for row in rows]


def counts(*, city: str) -> dict[AgeBand, int]:
    """How many persons of each age are known."""
    rows = models.Person.objects.filter(city=city).values_list("age_band").annotate(number=Count("*"))
    return {AgeBand(band): number for band, number in rows}


def known(*, city: str) -> int:
    """How many persons have data here that can be read: those who were not forgotten."""
    return models.PersonKey.objects.filter(city=city).count()


def _with_homes(city: str, found: Iterable[models.Person]) -> list[Person]:
    rows = list(found)
    doors = _doors(city, rows)
    return [_person(row, doors[row.household_id]) for row in rows]


def _doors(city: str, rows: Iterable[models.Person]) -> dict[UUID, models.Address]:
    """The address of each person's household."""
    households = models.Household.objects.filter(city=city, id__in={row.household_id for row in rows})
    address_of = dict(households.values_list("id", "address_id"))
    addresses = {row.id: row for row in models.Address.objects.filter(city=city, id__in=set(address_of.values()))}
    return {household: addresses[address] for household, address in address_of.items()}


def _person(row: models.Person, door: models.Address) -> Person:
    return Person(
        id=row.id,
        tag=PersonTag(bytes(row.tag)),
        household_id=row.household_id,
        address_id=door.id,
        district=door.district,
        age_band=AgeBand(row.age_band),
        provisional=row.status == "provisional",
        verified_at=row.verified_at,
    )


def _home(door: models.Address) -> Home:
    return Home(door.district, Place(door.lon, door.lat))
