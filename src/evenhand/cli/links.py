"""Sign-in links of a rehearsal: one for each kind of person in each city that rehearses."""

from uuid import UUID

from evenhand.apps.cities import queries as cities
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.orders import queries as orders
from evenhand.apps.residents import queries as residents
from evenhand.core.terms import Role
from evenhand.web.kit import session


def of_every_city(base_url: str) -> dict[str, dict[str, str]]:
    """City, role, address at which one enters as the first person of that role."""
    rehearsing = [city.slug for city in cities.cities() if city.rehearsal]
    return {slug: of_city(base_url, slug) for slug in rehearsing}


def of_city(base_url: str, city: str) -> dict[str, str]:
    """Role, address. Roles that nobody holds are left out. A newcomer is a resident who never had an order."""
    with city_transaction(city):
        people = {role.value: (role, found) for role in Role if (found := _somebody(city, role))}
        if newcomer := residents.anybody(city=city, besides=orders.holders(city=city)):
            people["newcomer"] = (Role.RESIDENT, newcomer)
    return {name: f"{base_url}{path(city, *somebody)}" for name, somebody in people.items()}


def path(city: str, role: Role, id: UUID) -> str:
    """The path at which a person signs in without a code."""
    return f"/demo/enter/{session.demo_token(city=city, role=role, id=id)}"


def _somebody(city: str, role: Role) -> UUID | None:
    if role is Role.RESIDENT:
        return _resident(city)
    return next((member.id for member in cities.staff(city=city, role=role)), None)


def _resident(city: str) -> UUID | None:
    """Somebody with an order to look at, if anybody has one."""
    order = orders.latest(city=city)
    person = residents.person_by_tag(city=city, tag=order.person) if order else None
    return person.id if person else residents.anybody(city=city)
