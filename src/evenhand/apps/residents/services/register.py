"""Enter persons into the vault: one who shows a code, or a roll of thousands.

One document is one person, in whatever spelling and however often it comes; those who share a door share a household.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from evenhand.apps.cities import queries as cities
from evenhand.apps.journal import services as journal
from evenhand.apps.residents import indexes, models, queries, sealing, vault
from evenhand.apps.residents.services import homes
from evenhand.apps.residents.services.checking import Checked, check
from evenhand.apps.residents.services.signin import use_code
from evenhand.apps.residents.services.writing import write_again, write_persons, write_phones
from evenhand.core import people
from evenhand.core.errors import Reason, Refused
from evenhand.core.events import PersonVerified
from evenhand.core.people import NewPerson


def verify(*, city: str, at: datetime, code_id: UUID, person: NewPerson) -> queries.Person:
    """Verify the one who said the code, and use the code up; the same document always finds the same person.

    Refused: ID_INVALID with its defect; INPUT_INVALID with its field; CODE_EXPIRED; BUSY where the document is being
    entered elsewhere at this moment; ID_UNCONFIRMED where it is known under another name: then other proof is asked
    for, and the one who is known keeps phone and address.
    """
    checked = check(person, today(city, at), districts(city))
    if missing := people.NEEDED - person.consents:
        raise Refused(Reason.INPUT_INVALID, "consents", missing=min(missing))
    use_code(city=city, at=at, id=code_id, phone=checked.phone)
    id = _holders(city, [checked]).get(checked.document.key)
    if id is None:
        return _enter(city, at, [checked])[0]
    _welcome_back(city, at, id, checked)
    return queries.persons(city=city, ids=[id])[0]


def enroll(*, city: str, at: datetime, persons: Iterable[NewPerson]) -> list[queries.Person]:
    """Enter many at once, in their order, as a roll or a simulation has them; those known already stay as they are.

    Refused: as a form would be, with the `row` (from 1) that is wrong; then nobody is entered.
    """
    on, served = today(city, at), districts(city)
    checked = []
    for row, person in enumerate(persons, 1):
        try:
            checked.append(check(person, on, served))
        except Refused as refused:
            raise Refused(refused.reason, refused.field, row=row, **refused.facts) from None
    return _enter(city, at, checked)


def _enter(city: str, at: datetime, checked: Sequence[Checked]) -> list[queries.Person]:
    """Write those who are not known; return all."""
    holders = _holders(city, checked)
    new = {one.document.key: one for one in checked if one.document.key not in holders}
    households = homes.settle(city, [one.home for one in new.values()])
    holders |= write_persons(city, at, list(new.values()), households)
    entered = [PersonVerified(holders[key], one.channel.value) for key, one in new.items()]
    journal.record(city=city, at=at, events=entered)
    found = {person.id: person for person in queries.persons(city=city, ids=list(set(holders.values())))}
    return [found[holders[one.document.key]] for one in checked]


def _holders(city: str, checked: Iterable[Checked]) -> dict[bytes, UUID]:
    """Whose the documents are, by a document's key, as far as they are known."""
    keys = {indexes.document(city, one.document): one.document.key for one in checked}
    rows = models.Document.objects.filter(city=city, blind_index__in=list(keys))
    return {keys[bytes(row.blind_index)]: row.person_id for row in rows}


def _welcome_back(city: str, at: datetime, id: UUID, checked: Checked) -> None:
    """Somebody known, with the phone and address of today; or forgotten once, and back."""
    known = sealing.read(city, [id], "name").get(id)
    if known and not people.same_name(known["name"], checked.name):
        raise Refused(Reason.ID_UNCONFIRMED, "name")
    household = homes.settle(city, [checked.home])[checked.home]
    if known:
        fields = {"phone": checked.phone, "address": checked.home.text}
        boxes = sealing.seal(vault.of_city(city), sealing.open_keys(city, [id])[id], id, fields)
        models.Sealed.objects.filter(city=city, person_id=id).update(**boxes)
    else:
        write_again(city, at, id, checked)
    models.Person.objects.filter(city=city, id=id).update(household_id=household, verified_at=at)
    write_phones(city, {id: checked.phone})
    journal.record(city=city, at=at, events=[PersonVerified(id, checked.channel.value)])


def today(city: str, at: datetime) -> date:
    """The day on the city's calendar."""
    return at.astimezone(ZoneInfo(cities.city(city).timezone)).date()


def districts(city: str) -> frozenset[str]:
    """Codes of the city's districts."""
    return frozenset(district.code for district in cities.districts(city))
