"""What riders of a far wave read on their first page."""

from collections.abc import Sequence
from uuid import UUID

from django.test import Client

from evenhand.apps.dispatch.queries import Route
from evenhand.core.terms import Role
from evenhand.web.kit import session
from tests.web.pages import words


def check_far_pages(city: str, van: Route, riders: Sequence[Route]) -> None:
    """The van's driver reads where to halt and for whom; each rider, where the van brings them, and nobody both."""
    [call] = van.calls
    driver = page(city, van.rider_id)
    assert "Drop-off points of the van" in driver
    assert call.point in driver
    assert "The van brings you" not in driver
    assert riders
    for route in riders:
        rider = page(city, route.rider_id)
        assert f"The van brings you and your e-bike to {call.point}." in rider
        assert "Drop-off points of the van" not in rider


def page(city: str, rider: UUID) -> str:
    """The words of a rider's first page."""
    browser = Client()
    browser.cookies["language"] = "en"
    browser.get(f"/demo/enter/{session.demo_token(city=city, role=Role.RIDER, id=rider)}")
    return words(browser.get(f"/{city}/rider/"))
