"""The rows of new persons, table by table, thousands at a time."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from evenhand.apps.journal.ids import new_id
from evenhand.apps.residents import columns, indexes, models, sealing, vault
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
    _write_persons(city, at, entered, households)
    if models.Person.objects.filter(city=city, id__in=list(entered)).count() < len(entered):
        raise Refused(Reason.BUSY)
    _write_documents(city, entered)
    write_phones(city, {id: one.phone for id, one in entered.items()})
    _write_sealed(city, entered)
    _write_consents(city, at, entered)
    return {one.document.key: id for id, one in entered.items()}


def write_again(city: str, at: datetime, id: UUID, checked: Checked) -> None:
    """Seal anew what was erased of somebody, under a new key."""
    _write_sealed(city, {id: checked})
    _write_consents(city, at, {id: checked})


def write_phones(city: str, phones: Mapping[UUID, str]) -> None:
    """Note where persons are reached, beside what is known already."""
    rows = ((indexes.phone(city, phone), id) for id, phone in phones.items())
    columns.insert(models.Phone, city, "blind_index person_id", rows)


def _write_persons(city: str, at: datetime, entered: Entered, households: Mapping[Door, UUID]) -> None:
    rows = (
        (
            id,
            indexes.tag(city, one.document),
            households[one.home],
            one.age_band.value,
            "provisional" if one.document.void else "verified",
            one.channel.value,
            at,
        )
        for id, one in entered.items()
    )
    names = "id tag household_id age_band status channel verified_at"
    columns.insert(models.Person, city, names, rows)


def _write_documents(city: str, entered: Entered) -> None:
    rows = (
        (
            indexes.document(city, one.document),
            id,
            one.document.kind.value,
            indexes.last_four(city, one.document.number[-4:]),
        )
        for id, one in entered.items()
    )
    columns.insert(models.Document, city, "blind_index person_id kind last_four", rows)


def _write_sealed(city: str, entered: Entered) -> None:
    safe = vault.of_city(city)
    keys, boxes = [], []
    for id, one in entered.items():
        key = safe.new_key()
        keys.append((id, safe.key_id, safe.wrap(id, key)))
        boxes.append((id, *sealing.seal(safe, key, id, _fields(one)).values()))
    columns.insert(models.PersonKey, city, "person_id key_id wrapped", keys)
    columns.insert(models.Sealed, city, "person_id name phone document address", boxes)


def _fields(one: Checked) -> dict[str, str]:
    """What can be read back. A passport's number stands behind its issuer."""
    number = f"{one.document.issuer} {one.document.number}".strip()
    return {"name": one.name, "phone": one.phone, "document": number, "address": one.home.text}


def _write_consents(city: str, at: datetime, entered: Entered) -> None:
    rows = (
        (id, purpose.value, RECIPIENTS[purpose], at) for id, one in entered.items() for purpose in sorted(one.consents)
    )
    columns.insert(models.Consent, city, "person_id purpose recipient given_at", rows)
