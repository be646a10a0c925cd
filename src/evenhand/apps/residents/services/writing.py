"""The rows of new persons, table by table, thousands at a time."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from evenhand.apps.journal.ids import new_id
from evenhand.apps.residents import indexes, models, sealing, vault
from evenhand.apps.residents.services.checking import Checked
from evenhand.apps.residents.services.homes import Door
from evenhand.core.errors import Reason, Refused
from evenhand.core.people import RECIPIENTS

type Entered = Mapping[UUID, Checked]


def write_persons(
    city: str, at: datetime, checked: Sequence[Checked], households: Mapping[Door, UUID]
) -> dict[bytes, UUID]:
    """Write all there is of these persons; their ids by their documents' keys.

    Refused: BUSY where another transaction enters one of them at this moment; tried again, this one finds them.
    """
    entered = {new_id(): one for one in checked}
    rows = [_person(city, at, id, one, households[one.home]) for id, one in entered.items()]
    models.Person.objects.bulk_create(rows, ignore_conflicts=True)
    if models.Person.objects.filter(city=city, id__in=list(entered)).count() < len(entered):
        raise Refused(Reason.BUSY)
    _write_documents(city, entered)
    write_phones(city, {id: one.phone for id, one in entered.items()})
    _write_sealed(city, entered)
    _write_consents(city, at, entered)
    return {one.document.key: id for id, one in entered.items()}


def write_phones(city: str, phones: Mapping[UUID, str]) -> None:
    """Note where persons are reached, beside what is known already."""
    rows = [
        models.Phone(city=city, blind_index=indexes.phone(city, phone), person_id=id) for id, phone in phones.items()
    ]
    models.Phone.objects.bulk_create(rows, ignore_conflicts=True)


def _person(city: str, at: datetime, id: UUID, one: Checked, household: UUID) -> models.Person:
    return models.Person(
        city=city,
        id=id,
        tag=indexes.tag(city, one.document),
        household_id=household,
        age_band=one.age_band.value,
        status="provisional" if one.document.void else "verified",
        channel=one.channel.value,
        verified_at=at,
    )


def _write_documents(city: str, entered: Entered) -> None:
    models.Document.objects.bulk_create(
        models.Document(
            city=city,
            blind_index=indexes.document(city, one.document),
            person_id=id,
            kind=one.document.kind.value,
        )
        for id, one in entered.items()
    )


def _write_sealed(city: str, entered: Entered) -> None:
    safe = vault.of_city(city)
    keys, boxes = [], []
    for id, one in entered.items():
        key = safe.new_key()
        keys.append(models.PersonKey(city=city, person_id=id, key_id=safe.key_id, wrapped=safe.wrap(id, key)))
        boxes.append(models.Sealed(city=city, person_id=id, **sealing.seal(safe, key, id, _fields(one))))
    models.PersonKey.objects.bulk_create(keys)
    models.Sealed.objects.bulk_create(boxes)


def _fields(one: Checked) -> dict[str, str]:
    """What can be read back. A passport's number stands behind its issuer."""
    number = f"{one.document.issuer} {one.document.number}".strip()
    return {"name": one.name, "phone": one.phone, "document": number, "address": one.home.text}


def _write_consents(city: str, at: datetime, entered: Entered) -> None:
    models.Consent.objects.bulk_create(
        models.Consent(
            city=city,
            id=new_id(),
            person_id=id,
            purpose=purpose.value,
            recipient=RECIPIENTS[purpose],
            given_at=at,
        )
        for id, one in entered.items()
        for purpose in sorted(one.consents)
    )
