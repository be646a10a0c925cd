"""Outlets: the places with stock, as the city's policy names them."""

from collections.abc import Sequence
from uuid import UUID

from evenhand.apps.fulfilment import models
from evenhand.apps.journal.ids import new_id
from evenhand.core.policy import Outlet


def add_outlets(*, city: str, outlets: Sequence[Outlet]) -> dict[str, UUID]:
    """Put up outlets, or bring those with the same code up to date. Returns all ids by code."""
    models.Outlet.objects.bulk_create(
        (_outlet(city, outlet) for outlet in outlets),
        update_conflicts=True,
        unique_fields=["city", "code"],
        update_fields=["name", "district", "lon", "lat", "opens", "closes"],
    )
    return dict(models.Outlet.objects.filter(city=city).values_list("code", "id"))


def _outlet(city: str, outlet: Outlet) -> models.Outlet:
    return models.Outlet(
        city=city,
        id=new_id(),
        code=outlet.code,
        name=outlet.name.json(),
        district=outlet.district,
        lon=outlet.at.lon,
        lat=outlet.at.lat,
        opens=outlet.opens,
        closes=outlet.closes,
    )
