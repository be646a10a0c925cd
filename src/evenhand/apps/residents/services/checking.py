"""What must be right with what is said of a person before anything is written."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import date

from evenhand.apps.residents.services.homes import Door
from evenhand.core import addresses, documents, people, phones
from evenhand.core.documents import Document
from evenhand.core.errors import Reason, Refused
from evenhand.core.people import AgeBand, NewPerson, Purpose
from evenhand.core.terms import Channel


@dataclass(frozen=True, slots=True)
class Checked:
    """A person in canonical form."""

    name: str
    document: Document
    age_band: AgeBand
    phone: str
    home: Door
    channel: Channel
    consents: frozenset[Purpose]


def check(person: NewPerson, today: date, districts: Set[str]) -> Checked:
    """Refused: ID_INVALID with its defect, INPUT_INVALID with its field."""
    document = documents.parse(person.kind, person.number, today=today, issuer=person.issuer)
    if person.district not in districts:
        raise Refused(Reason.INPUT_INVALID, "district")
    return Checked(
        name=people.check_name(person.name),
        document=document,
        age_band=people.age_band(document.born, today),
        phone=phones.parse(person.phone, fixed_line=person.channel is Channel.HOTLINE),
        home=Door(person.district, addresses.check(person.address), person.place),
        channel=person.channel,
        consents=person.consents,
    )
