"""Commitments: a draw's leaf is bound to a person by an HMAC whose key stays here, sealed under the person's own."""

import secrets
from collections.abc import Sequence
from uuid import UUID, uuid5

from evenhand.apps.residents import models, sealing, vault
from evenhand.core.draw import receipts
from evenhand.core.terms import PersonTag

BLIND_SIZE = 32


def commitments(*, city: str, draw_id: UUID, tags: Sequence[PersonTag]) -> dict[PersonTag, bytes]:
    """Each person's commitment in a draw, made once: asked again, it is the same. Unknown tags are left out."""
    people = dict(models.Person.objects.filter(city=city, tag__in=tags).values_list("id", "tag"))
    documents = sealing.read(city, list(people), "document")
    blinds = _blinds(city, draw_id, list(documents))
    return {
        PersonTag(bytes(people[id])): receipts.person_commitment(blinds[id], *_named(told["document"]))
        for id, told in documents.items()
    }


def _named(document: str) -> tuple[str, str]:
    kind, _, number = document.partition(" ")
    return kind, number


def _blinds(city: str, draw_id: UUID, ids: Sequence[UUID]) -> dict[UUID, bytes]:
    keys = sealing.open_keys(city, ids)
    safe = vault.of_city(city)
    rows = models.Blind.objects.filter(city=city, draw_id=draw_id, person_id__in=ids)
    known = {
        row.person_id: bytes.fromhex(
            vault.unseal(keys[row.person_id], _cell(city, row.person_id, draw_id), bytes(row.box))
        )
        for row in rows
    }
    new = {id: secrets.token_bytes(BLIND_SIZE) for id in ids if id not in known}
    models.Blind.objects.bulk_create(
        models.Blind(
            city=city, person_id=id, draw_id=draw_id, box=safe.seal(_cell(city, id, draw_id), blind.hex(), keys[id])
        )
        for id, blind in new.items()
    )
    return known | new


def _cell(city: str, person: UUID, draw: UUID) -> vault.Cell:
    return vault.Cell(city, "residents_blind", "box", uuid5(person, str(draw)))
