"""Reads that open the vault: each shows one task what it needs and masks the rest."""

import hmac
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from evenhand.apps.residents import models, sealing, vault
from evenhand.apps.residents.queries import persons
from evenhand.core import masks
from evenhand.core.people import Purpose
from evenhand.core.terms import PersonTag, Place


@dataclass(frozen=True, slots=True)
class Masked:
    """A person as a screen may show one: `王**`, `138****5678`, `110***********002X`."""

    name: str
    phone: str
    document: str


@dataclass(frozen=True, slots=True)
class Doorstep:
    """What a rider needs to find a door, and only while the order is theirs: that is the asker's to know."""

    name: str
    phone: str
    address: str
    district: str
    place: Place


@dataclass(frozen=True, slots=True)
class CodeMessage:
    """A sign-in code on its way to a phone (E.164). Never to be shown or logged."""

    phone: str
    digits: str


def masked(*, city: str, ids: Sequence[UUID]) -> dict[UUID, Masked]:
    """Persons behind their masks."""
    opened = sealing.read(city, ids, "name", "phone", "document")
    return {id: _masked(fields) for id, fields in opened.items()}


def doorsteps(*, city: str, tags: Sequence[PersonTag]) -> dict[PersonTag, Doorstep]:
    """Doors to find, by tag: the address in full, name and phone masked."""
    ids = _ids(city, tags)
    homes = persons.homes(city=city, tags=tags)
    opened = sealing.read(city, list(ids.values()), "name", "phone", "address")
    return {tag: _doorstep(opened[id], homes[tag]) for tag, id in ids.items() if id in opened}


def document_ends_with(*, city: str, tag: PersonTag, said: str) -> bool:
    """Whether a person's document ends with these characters, as heard or typed. False: nobody of that tag."""
    opened = sealing.read(city, list(_ids(city, [tag]).values()), "document")
    plain = "".join(unicodedata.normalize("NFKC", said[:40]).split()).upper()
    return bool(plain) and any(
        hmac.compare_digest(fields["document"][-len(plain) :].encode(), plain.encode(errors="replace"))
        for fields in opened.values()
    )


def phone_of(*, city: str, tag: PersonTag) -> str | None:
    """Where to send a person messages, if they want any. For the sender of notices alone."""
    return phones_of(city=city, tags=[tag]).get(tag)


def phones_of(*, city: str, tags: Sequence[PersonTag]) -> dict[PersonTag, str]:
    """Where to send messages (E.164). Those who have not consented to messages, or withdrew, are left out."""
    ids = _ids(city, tags)
    consents = models.Consent.objects.filter(city=city, purpose=Purpose.NOTICES, withdrawn_at=None)
    willing = set(consents.filter(person_id__in=list(ids.values())).values_list("person_id", flat=True))
    opened = sealing.read(city, list(willing), "phone")
    return {tag: opened[id]["phone"] for tag, id in ids.items() if id in opened}


def code_messages(*, city: str, at: datetime, ids: Sequence[UUID]) -> dict[UUID, CodeMessage]:
    """Sign-in codes that still wait to be sent and are still good. For the sender of notices alone."""
    safe = vault.of_city(city)
    rows = models.Code.objects.filter(city=city, id__in=ids, expires_at__gt=at, message__isnull=False)
    texts = {row.id: safe.unseal(sealing.message_cell(city, row.id), bytes(row.message or b"")) for row in rows}
    return {id: CodeMessage(*text.split(" ")) for id, text in texts.items()}


def slips(*, city: str, ids: Sequence[UUID]) -> dict[UUID, str]:
    """Words that other rooms know by an id. For whoever answers a case alone."""
    safe = vault.of_city(city)
    rows = models.Slip.objects.filter(city=city, id__in=ids)
    return {row.id: safe.unseal(sealing.slip_cell(city, row.id), bytes(row.box)) for row in rows}


def _ids(city: str, tags: Sequence[PersonTag]) -> dict[PersonTag, UUID]:
    rows = models.Person.objects.filter(city=city, tag__in=tags).values_list("tag", "id")
    return {PersonTag(bytes(tag)): id for tag, id in rows}


def _masked(fields: Mapping[str, str]) -> Masked:
    return Masked(
        masks.name(fields["name"]), masks.phone(fields["phone"]), masks.number(fields["document"].rsplit(" ", 1)[-1])
    )


def _doorstep(fields: Mapping[str, str], home: persons.Home) -> Doorstep:
    return Doorstep(
        masks.name(fields["name"]), masks.phone(fields["phone"]), fields["address"], home.district, home.place
    )
