"""`evenhand staff`: let the first people of a city in; those let in others from city hall."""

from evenhand.apps.cities import queries as cities_read
from evenhand.apps.cities import services as cities
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.core.terms import Role
from evenhand.web.kit import invitations


def let_in(city: str, *, role: Role, name: str, handle: str, outlet: str | None) -> str:
    """The link with which somebody sets up a sign-in. Refused: NOT_FOUND (city), INPUT_INVALID, KEY_REUSED."""
    cities_read.city(city)
    with city_transaction(city):
        staff = cities.add_staff(city=city, role=role, name=name, outlet_code=outlet)
        serial = cities.invite(city=city, staff_id=staff, handle=handle)
    return f"{name} sets up the sign-in here, once and within a week:\n{invitations.link(city, staff, serial)}"
