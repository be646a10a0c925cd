"""`evenhand open-city` and `evenhand staff`: the first people of a city; those let in others from city hall."""

from evenhand.apps.cities import queries as cities_read
from evenhand.apps.cities import services as cities
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.core.errors import Reason, Refused
from evenhand.core.terms import Role
from evenhand.web.kit import invitations, openings


def let_in(city: str, *, role: Role, name: str, handle: str, outlet: str | None) -> str:
    """The link with which somebody sets up a sign-in. Refused: NOT_FOUND (city), INPUT_INVALID, KEY_REUSED."""
    cities_read.city(city)
    with city_transaction(city):
        staff = cities.add_staff(city=city, role=role, name=name, outlet_code=outlet)
        serial = cities.invite(city=city, staff_id=staff, handle=handle)
    return f"{name} sets up the sign-in here, once and within a week:\n{invitations.link(city, staff, serial)}"


def open_city(slug: str, *, rehearsal: bool) -> str:
    """The link with which a new city is opened. Refused: INPUT_INVALID (not a slug), WRONG_STATE (it is there)."""
    if slug in cities_read.slugs():
        raise Refused(Reason.WRONG_STATE, "city")
    try:
        path = openings.link(slug, rehearsal=rehearsal)
    except ValueError:
        raise Refused(Reason.INPUT_INVALID, "slug") from None
    return f"{slug} is opened here, once and within a week:\n{path}"
