"""The dispatcher's page of riders, vehicles and shifts."""

from datetime import timedelta
from uuid import UUID

import pytest

from evenhand.apps.cities import queries as cities
from evenhand.apps.dispatch import queries as dispatch
from evenhand.apps.dispatch import services
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.core.terms import Role, VehicleKind
from tests.web.pages import goes_to, words
from tests.web.town import Town

GIVEN = {"vehicle": "van", "parcels_max": "200", "range_km": "", "bikes_max": "4"}


@pytest.mark.req("people:X4")
def test_a_dispatcher_notes_a_vehicle_begins_a_shift_and_ends_it(town: Town) -> None:
    browser, page = town.browser(Role.DISPATCHER), town.url("dispatch/riders")
    with city_transaction(town.slug):
        member = cities.staff(city=town.slug, role=Role.RIDER)[0]
    said = {"rider": str(member.id), "outlet": str(town.outlet), **GIVEN}
    assert goes_to(browser.post(page, said)) == page
    with city_transaction(town.slug) as at:
        rider = dispatch.rider(city=town.slug, id=member.id)
        assert rider
        assert (rider.vehicle, rider.parcels_max, rider.range_m, rider.bikes_max) == (VehicleKind.VAN, 200, None, 4)
        began = at - timedelta(hours=1)
        services.start_shift(city=town.slug, at=began, rider_id=member.id, ends_at=at + timedelta(hours=2))
    assert "Van" in words(browser.get(page))
    shift = town.url(f"dispatch/riders/{member.id}/shift")
    assert running(town, member.id) == 1
    browser.post(shift, {"hours": "0"})
    assert running(town, member.id) == 0
    assert browser.post(shift, {"hours": "9999"}).status_code == 422
    browser.post(shift, {"hours": "4"})
    assert running(town, member.id) == 1


def running(town: Town, rider: UUID) -> int:
    """Shifts that run now."""
    with city_transaction(town.slug) as at:
        found = dispatch.shifts(city=town.slug, at=at, rider_ids=[rider])
    return len(found)


def test_what_no_vehicle_can_be_is_refused_at_its_field(town: Town) -> None:
    browser, page = town.browser(Role.DISPATCHER), town.url("dispatch/riders")
    with city_transaction(town.slug):
        member = cities.staff(city=town.slug, role=Role.RIDER)[0]
        before = dispatch.rider(city=town.slug, id=member.id)
    said = {"rider": str(member.id), "outlet": str(town.outlet), **GIVEN, "parcels_max": "0"}
    answer = browser.post(page, said)
    assert answer.status_code == 200
    assert 'aria-invalid="true"' in answer.content.decode()
    with city_transaction(town.slug):
        assert dispatch.rider(city=town.slug, id=member.id) == before
