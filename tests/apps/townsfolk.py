"""A town and people who come to be verified, for the tests of the vault and of whatever writes to them."""

import secrets
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from evenhand.apps.cities import services as cities
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.residents import queries, services
from evenhand.core.documents import DocumentKind
from evenhand.core.people import NewPerson
from evenhand.core.policy import parse_city
from evenhand.core.terms import Place
from evenhand.simulation import papers

FILE = Path(__file__).resolve().parents[2] / "cities" / "guangan.toml"
DISTRICT, OTHER_DISTRICT = "linshui", "qianfeng"


def found_town() -> str:
    """The slug of a fresh rehearsing city, which has a real one's policy under a name of its own."""
    slug = f"t{secrets.token_hex(6)}"
    policy = parse_city(FILE.read_text("utf-8").replace('slug = "guangan"', f'slug = "{slug}"'))
    with city_transaction(slug) as at:
        cities.load_city(policy=policy, rehearsal=True, at=at)
    return slug


def newcomer(n: int = 0, **changes: Any) -> NewPerson:
    """The n-th of any number of persons who have nothing in common but their district."""
    person = NewPerson(
        name="唐杰玉",
        kind=DocumentKind.RESIDENT_CARD,
        number=papers.resident_number(n, date(1968, 2, 12)),
        phone=papers.phone(n),
        district=DISTRICT,
        address=f"阳光花园路{n + 1}号102室",
        place=Place(106.908838, 30.30228),
    )
    return replace(person, **changes)


def digits_of(town: str, code_id: UUID) -> str:
    """What stands in the message that brings a code."""
    with city_transaction(town) as at:
        return queries.code_messages(city=town, at=at, ids=[code_id])[code_id].digits


def say_code(town: str, phone: str) -> UUID:
    """Ask for a code and say it; what `verify` and `sign_in` want to see."""
    with city_transaction(town) as at:
        asked = services.ask_code(city=town, at=at, phone=phone)
    digits = digits_of(town, asked.id)
    with city_transaction(town) as at:
        assert services.confirm_code(city=town, at=at, id=asked.id, phone=phone, digits=digits) is None
    return asked.id


def verify(town: str, person: NewPerson) -> queries.Person:
    """The whole way through the resident's door."""
    code_id = say_code(town, person.phone)
    with city_transaction(town) as at:
        return services.verify(city=town, at=at, code_id=code_id, person=person)


def enroll(town: str, *persons: NewPerson) -> list[queries.Person]:
    """Several at once, without a code."""
    with city_transaction(town) as at:
        return services.enroll(city=town, at=at, persons=persons)
