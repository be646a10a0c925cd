"""Streets and houses: doors without end, clustered in neighborhoods around the centers of a city's districts."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import cos, radians
from random import Random

from evenhand.core.policy import CityPolicy, District
from evenhand.core.terms import Place

KM_PER_DEGREE = 111.2
"""Of latitude."""
NEIGHBORHOODS = 6
NEIGHBORHOOD_KM, HOUSE_KM, ENTRANCE_KM = 2.2, 0.45, 0.015
"""How far neighborhoods lie from the center, houses from the middle of theirs, entrances from the middle of a house."""
HOUSES_PER_STREET = 180
ENTRANCES, FLOORS, FLATS = 3, 6, 2
INHABITED = 0.8
"""Share of flats with somebody in them."""

FIRST = "阳光新春和平人民建设解放文化幸福团结中山滨江东风长青金桂翠竹"
"""Pairs of characters."""
SECOND = "花园河畔广场学府公园书院湖滨桥头"
KINDS = "路街巷道"


@dataclass(frozen=True, slots=True)
class Door:
    """An address that a household can have to itself."""

    district: str
    address: str
    place: Place


def doors(policy: CityPolicy, random: Random) -> Iterator[Door]:
    """Doors without end; each district has its share of the city's population (equal shares where none is known)."""
    districts = policy.city.districts
    known = all(district.population for district in districts)
    weights = [district.population or 0 if known else 1 for district in districts]
    open_doors = {district.code: _of_district(policy, district, random) for district in districts}
    while True:
        district = random.choices(districts, weights)[0]
        yield next(open_doors[district.code])


def _of_district(policy: CityPolicy, district: District, random: Random) -> Iterator[Door]:
    center = policy.center(district)
    middles = [_near(center, NEIGHBORHOOD_KM, random) for _ in range(NEIGHBORHOODS)]
    house = 0
    while True:
        street, number = divmod(house, HOUSES_PER_STREET)
        place = _near(random.choice(middles), HOUSE_KM, random)
        yield from _of_house(district.code, f"{street_name(street)}{number + 1}号", place, random)
        house += 1


def _of_house(district: str, address: str, place: Place, random: Random) -> Iterator[Door]:
    for entrance in range(1, ENTRANCES + 1):
        at = _near(place, ENTRANCE_KM, random)
        for floor in range(1, FLOORS + 1):
            for flat in range(1, FLATS + 1):
                if random.random() < INHABITED:
                    yield Door(district, f"{address}{entrance}单元{floor}0{flat}室", at)


def street_name(n: int) -> str:
    """The n-th street of a district; no two are alike."""
    n, kind = divmod(n, len(KINDS))
    n, first = divmod(n, len(FIRST) // 2)
    more, second = divmod(n, len(SECOND) // 2)
    return f"{_pair(FIRST, first)}{_pair(SECOND, second)}{more or ''}{KINDS[kind]}"


def _pair(characters: str, n: int) -> str:
    return characters[2 * n : 2 * n + 2]


def _near(place: Place, km: float, random: Random) -> Place:
    """A place about so far away: normally distributed north and east."""
    north, east = random.gauss(0, km) / KM_PER_DEGREE, random.gauss(0, km) / KM_PER_DEGREE
    return Place(round(place.lon + east / cos(radians(place.lat)), 6), round(place.lat + north, 6))
