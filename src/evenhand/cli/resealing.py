"""`evenhand reseal`: put a city's personal data under a new key while all of it stays readable."""

from evenhand.apps.cities import queries as cities
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.residents import services as residents

BATCH = 2_000
"""Persons whose keys are sealed anew by one transaction."""


def reseal(city: str) -> str:
    """Seal every person's key under the newest key of the city; a sentence that says how many. Refused: NOT_FOUND."""
    cities.city(city)
    total = 0
    while count := _batch(city):
        total += count
    return f"{total:,} keys of persons in {city} were sealed anew; none is left under an older key."


def _batch(city: str) -> int:
    with city_transaction(city):
        return residents.rewrap(city=city, limit=BATCH)
