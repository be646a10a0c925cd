"""An imagined city's people: repeatable, plausible, and nobody who lives."""

from collections import Counter, defaultdict
from datetime import date
from itertools import islice
from math import cos, dist, radians
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenhand.core import addresses, documents, people, phones
from evenhand.core.documents import DocumentKind, eighteen
from evenhand.core.people import AgeBand, NewPerson
from evenhand.core.policy import CityPolicy, parse_city
from evenhand.core.terms import Channel
from evenhand.simulation import papers, population, streets

TODAY = date(2020, 3, 2)
MANY = 6_000


def policy() -> CityPolicy:
    return parse_city((Path(__file__).resolve().parents[2] / "cities" / "guangan.toml").read_text("utf-8"))


def imagine(count: int, seed: int = 1) -> list[NewPerson]:
    return list(population.people(policy(), count=count, random=Random(seed), today=TODAY))


@pytest.fixture(scope="module")
def crowd() -> list[NewPerson]:
    return imagine(MANY)


def test_the_same_seed_brings_the_same_people_and_another_others() -> None:
    assert imagine(200) == imagine(300)[:200]
    assert imagine(200, seed=1) != imagine(200, seed=2)


def test_people_come_as_they_are_asked_for() -> None:
    endless = population.people(policy(), count=papers.MOST, random=Random(1), today=TODAY)
    assert len(list(islice(endless, 10))) == 10


@pytest.mark.parametrize("count", [-1, papers.MOST + 1])
def test_more_people_than_phones_are_refused(count: int) -> None:
    with pytest.raises(ValueError, match="a population is from 0"):
        imagine(count)


def test_everybody_could_be_verified(crowd: list[NewPerson]) -> None:
    for person in crowd:
        documents.parse(person.kind, person.number, today=TODAY, issuer=person.issuer)
        assert phones.parse(person.phone) == person.phone
        assert people.check_name(person.name) == person.name
        assert addresses.check(person.address) == person.address


def test_nobody_is_somebody_who_lives(crowd: list[NewPerson]) -> None:
    cards = [person.number for person in crowd if person.kind is DocumentKind.RESIDENT_CARD]
    assert not {number[:2] for number in cards} & eighteen.PROVINCES
    assert {person.issuer for person in crowd if person.kind is DocumentKind.PASSPORT} == {"UTO"}
    assert all(person.phone.startswith("+861740") for person in crowd)


def test_no_number_comes_twice(crowd: list[NewPerson]) -> None:
    assert len({person.number for person in crowd}) == MANY


@given(one=st.integers(0, 2 * papers.MOST), other=st.integers(0, 2 * papers.MOST))
def test_different_places_in_line_make_different_numbers(one: int, other: int) -> None:
    born = date(1970, 1, 1)
    same = (one - other) % (papers.PLACES * papers.ORDERS) == 0
    assert (papers.resident_number(one, born) == papers.resident_number(other, born)) == same
    assert (papers.phone(one) == papers.phone(other)) == ((one - other) % papers.PHONES == 0)


def test_districts_have_their_share_of_the_people(crowd: list[NewPerson]) -> None:
    share = Counter(person.district for person in crowd)
    population_of = {district.code: district.population or 0 for district in policy().city.districts}
    for code, number in population_of.items():
        assert share[code] / MANY == pytest.approx(number / sum(population_of.values()), abs=0.05)


def households(crowd: list[NewPerson]) -> list[list[NewPerson]]:
    behind = defaultdict(list)
    for person in crowd:
        behind[person.district, addresses.canonical(person.address)].append(person)
    return list(behind.values())


def test_one_to_five_share_a_door_and_one_door_is_one_place(crowd: list[NewPerson]) -> None:
    found = households(crowd)
    assert {len(members) for members in found} == {1, 2, 3, 4, 5}
    assert 2 < MANY / len(found) < 3
    assert all(len({person.place for person in members}) == 1 for members in found)


def test_homes_lie_around_their_districts_center_and_not_on_it(crowd: list[NewPerson]) -> None:
    town = policy()
    for district in town.city.districts:
        center = town.center(district)
        stretch = cos(radians(center.lat))
        away = [
            streets.KM_PER_DEGREE * dist((p.place.lon * stretch, p.place.lat), (center.lon * stretch, center.lat))
            for p in crowd
            if p.district == district.code
        ]
        assert max(away) < 15
        assert min(away) > 0
        assert len(set(away)) > 20


def test_ages_are_mixed_and_some_share_a_phone_or_call_the_hotline(crowd: list[NewPerson]) -> None:
    bands = Counter(_band(person) for person in crowd)
    assert all(bands[band] > MANY / 200 for band in AgeBand)
    assert 0.8 < len({person.phone for person in crowd}) / MANY < 0.95
    callers = {_band(person) for person in crowd if person.channel is Channel.HOTLINE}
    assert callers - {AgeBand.UNKNOWN} == {AgeBand.SEVENTIES, AgeBand.OLDEST}


def _band(person: NewPerson) -> AgeBand:
    document = documents.parse(person.kind, person.number, today=TODAY, issuer=person.issuer)
    return people.age_band(document.born, TODAY)


def test_streets_have_names_of_their_own() -> None:
    names = [streets.street_name(n) for n in range(5_000)]
    assert len({addresses.canonical(name) for name in names}) == len(names)
