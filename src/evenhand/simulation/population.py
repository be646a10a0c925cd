"""An imagined city's people: districts by their population, streets, houses, families, each with phone and document.

Nobody of them lives. Place codes begin with 19, which GB/T 2260 gives to no province; passports are of Utopia (UTO),
the specimen country of ICAO 9303; phones are of the range 1740-0 to 1740-5, kept for satellites. As a satellite phone
may still ring, whoever builds such a city must not let messages reach people.
"""

from collections.abc import Iterator
from datetime import date
from itertools import count as from_number
from itertools import islice
from random import Random

from evenhand.core.documents import DocumentKind
from evenhand.core.people import NewPerson
from evenhand.core.policy import CityPolicy
from evenhand.core.terms import Channel
from evenhand.simulation import families, papers, streets
from evenhand.simulation.families import Member
from evenhand.simulation.streets import Door

FOREIGN = 0.01
"""Share of persons with a passport."""
OWN_PHONE_FROM = 14
SHARES_PHONE_FROM, SHARES_PHONE = 70, 0.3
"""The age from which some have no phone of their own, and how many of them."""
CALLS_FROM, CALLS = 70, 0.25
"""The age from which some ask the hotline to enroll them, and how many of them."""


def people(policy: CityPolicy, *, count: int, random: Random, today: date) -> Iterator[NewPerson]:
    """`count` persons, household after household, the same ones for the same seed; what is held doesn't grow with them.

    ValueError: more than there are phones for.
    """
    if not 0 <= count <= papers.MOST:
        raise ValueError(f"a population is from 0 to {papers.MOST} persons, not {count}")
    return islice(_people(policy, random, today), count)


def _people(policy: CityPolicy, random: Random, today: date) -> Iterator[NewPerson]:
    numbers = from_number(random.randrange(papers.MOST))
    for door in streets.doors(policy, random):
        shared = ""
        for member, number in zip(families.family(random, today), numbers, strict=False):
            phone = papers.phone(number) if not shared or _has_phone(member, random) else shared
            shared = shared or phone
            yield _person(door, member, number, phone, random)


def _has_phone(member: Member, random: Random) -> bool:
    if member.age < OWN_PHONE_FROM:
        return False
    return member.age < SHARES_PHONE_FROM or random.random() >= SHARES_PHONE


def _person(door: Door, member: Member, number: int, phone: str, random: Random) -> NewPerson:
    foreign = random.random() < FOREIGN
    calls = member.age >= CALLS_FROM and random.random() < CALLS
    return NewPerson(
        name=member.name,
        kind=DocumentKind.PASSPORT if foreign else DocumentKind.RESIDENT_CARD,
        number=papers.passport(number) if foreign else papers.resident_number(number, member.born),
        issuer=papers.UTOPIA if foreign else "",
        phone=phone,
        district=door.district,
        address=door.address,
        place=door.place,
        channel=Channel.HOTLINE if calls else Channel.WEB,
    )
