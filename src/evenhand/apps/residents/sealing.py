"""What is sealed of a person, and how it is read back: the vault's lock put to its tables."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from evenhand.apps.residents import models, vault

FIELDS = ("name", "phone", "document", "address")


def cell(city: str, field: str, person: UUID) -> vault.Cell:
    """Where a person's field lies."""
    return vault.Cell(city, "residents_sealed", field, person)


def message_cell(city: str, code: UUID) -> vault.Cell:
    """Where a sign-in code waits to be sent."""
    return vault.Cell(city, "residents_code", "message", code)


def slip_cell(city: str, slip: UUID) -> vault.Cell:
    """Where words lie that another room knows by an id."""
    return vault.Cell(city, "residents_slip", "box", slip)


def seal(safe: vault.Vault, key: bytes, person: UUID, fields: Mapping[str, str]) -> dict[str, bytes]:
    """A box for each field, under the person's key."""
    return {name: safe.seal(cell(safe.city, name, person), text, key) for name, text in fields.items()}


def read(city: str, persons: Sequence[UUID], *fields: str) -> dict[UUID, dict[str, str]]:
    """The named fields of persons; those whose key has been dropped are left out. vault.Unreadable."""
    keys = open_keys(city, persons)
    rows = models.Sealed.objects.filter(city=city, person_id__in=list(keys)).values("person_id", *fields)
    return {
        row["person_id"]: {
            name: vault.unseal(keys[row["person_id"]], cell(city, name, row["person_id"]), bytes(row[name]))
            for name in fields
        }
        for row in rows
    }


def open_keys(city: str, persons: Sequence[UUID]) -> dict[UUID, bytes]:
    """The persons' own keys."""
    safe = vault.of_city(city)
    rows = models.PersonKey.objects.filter(city=city, person_id__in=persons)
    return {row.person_id: safe.unwrap(row.person_id, row.key_id, bytes(row.wrapped)) for row in rows}
