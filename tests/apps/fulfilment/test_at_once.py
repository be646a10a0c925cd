"""Two who work at the same shelf at the same moment."""

from datetime import UTC, datetime
from functools import partial

from evenhand.apps.fulfilment import queries, services
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.core.errors import Reason
from tests.apps import rows
from tests.apps.at_once import at_once
from tests.apps.rows import Town

TEN = datetime(2026, 12, 5, 2, tzinfo=UTC)


def accept(town: Town) -> int:
    with city_transaction(town.city):
        return services.accept_orders(city=town.city, at=TEN, outlet_id=town.north, by=town.merchant)


def pack(town: Town) -> int:
    with city_transaction(town.city):
        return services.pack(city=town.city, at=TEN, outlet_id=town.north, by=town.merchant, limit=10)


def receive(town: Town, units: int) -> object:
    with city_transaction(town.city):
        return services.receive_lot(
            city=town.city,
            at=TEN,
            outlet_id=town.north,
            campaign_id=town.campaign,
            code="A-1",
            source="Testing factory",
            units=units,
            by=town.merchant,
        )


def test_each_order_is_accepted_and_packed_once(city: str) -> None:
    with city_transaction(city):
        town = rows.found(city, TEN)
        rows.order(town, 30)
        rows.stock(town, 100)
    assert sum(n for n in at_once([partial(accept, town)] * 4) if isinstance(n, int)) == 30
    packed = at_once([partial(pack, town)] * 4)
    with city_transaction(city):
        assert rows.facts(city, "OrderAccepted") == 30
        assert rows.facts(city, "ParcelPacked") == sum(n for n in packed if isinstance(n, int)) <= 20
        assert queries.unbalanced(city=city) == []


def test_a_lot_taken_in_twice_at_once_is_one_lot(city: str) -> None:
    with city_transaction(city):
        town = rows.found(city, TEN)
    answers = at_once([partial(receive, town, 10)] * 4)
    assert len(set(answers)) == 1
    assert at_once([partial(receive, town, units) for units in (10, 11)])[1] is Reason.KEY_REUSED
    with city_transaction(city):
        assert queries.stock(city=city) == queries.Shelves(ready=10)
