"""The figures of panels are those of the rooms, kept with their time, and found anew only when something happened."""

from datetime import UTC, datetime, timedelta

import pytest

from evenhand.apps.handover import queries as handover_read
from evenhand.apps.journal import models as journal_rows
from evenhand.apps.journal import services as journal
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.reports import models, queries, services
from tests.apps import rows
from tests.apps.settlement.test_settlement import hand_over

TEN = datetime(2026, 12, 5, 2, tzinfo=UTC)


@pytest.mark.req("people:C6")
def test_panels_say_what_the_rooms_say(city: str) -> None:
    with city_transaction(city):
        town = rows.found(city, TEN)
        ride = rows.ride(town, 3)
        rows.grant(town, 2, "south")
        hand_over(ride, 0, 1, at=TEN + timedelta(minutes=90))
        later = TEN + timedelta(hours=2)
        found = {name: panel.figures for name, panel in queries.panels(city=city, at=later).items()}
        assert found["supply"]["shelves"]["handed_over"] == 10
        assert found["supply"]["outlets"]["north-1"] == {"ready": 0, "gone": 10}
        assert found["fairness"]["districts"] == {"north": 3, "south": 2}
        assert found["fairness"]["ages"] == {"18-39": 5}
        assert found["fairness"]["channels"] == {"web": 5}
        assert found["demand"]["answers"] == {"granted": 5}
        assert found["delivery"]["handed_over"] == found["delivery"]["in_time"] == 2
        assert found["delivery"]["median_s"] == 90 * 60
        assert found["delivery"]["late"] == 0
        assert queries.panels(city=city, at=TEN + timedelta(days=1))["delivery"].figures["late"] == 1
        assert len(handover_read.of_orders(city=city, order_ids=ride.orders)) == 2
        assert found["debt"] == {"districts": [], "coming": 0}


def test_figures_are_kept_with_their_time_and_found_anew_when_something_happened(city: str) -> None:
    with city_transaction(city):
        town = rows.found(city, TEN)
        journal.open_chain(city=city)
        assert services.refresh(city=city, at=TEN)
        rows.grant(town, 2)
        later = TEN + timedelta(minutes=1)
        assert not services.refresh(city=city, at=later)
        assert queries.panels(city=city, at=later)["demand"].figures["answers"] == {}
        assert queries.figures_as_of(city=city) == later
        journal_rows.Head.objects.filter(city=city).update(position=7)
        assert services.refresh(city=city, at=later + timedelta(minutes=1))
        assert queries.panels(city=city, at=later)["demand"].figures["answers"] == {"granted": 2}
        assert models.Snapshot.objects.filter(city=city).count() == 6


@pytest.mark.req("domain:F4", "people:P3")
def test_what_is_promised_is_not_offered_again(city: str) -> None:
    with city_transaction(city):
        town = rows.found(city, TEN)
        rows.stock(town, 20)
        rows.stock(town, 5, "south-1")
        rows.order(town, 3)
        rows.order(town, 2, "south")
        found = {each.outlet.code: each.units for each in queries.unpromised(city=city, at=TEN)}
    assert found == {"north-1": 5, "south-1": 0}
