"""`evenhand partner`: let another system in."""

from evenhand.apps.cities import queries as cities
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.partners import services as partners


def let_in(city: str, *, name: str, outlet: str | None) -> str:
    """A key for a partner, said once. Refused: NOT_FOUND (city), INPUT_INVALID (name)."""
    cities.city(city)
    with city_transaction(city) as at:
        key = partners.add_partner(city=city, at=at, name=name, outlet_code=outlet)
    return f"{name} may ask with this key, which is shown only now:\n{key}"
