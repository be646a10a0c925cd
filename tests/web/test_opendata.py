"""Open data is what can be taken, says how old it is, and names nobody."""

import csv
import io
from datetime import timedelta
from uuid import uuid4

import pytest

from evenhand.apps.claims import services as claims
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.core.draw import lobby
from evenhand.core.terms import Channel, ClaimKey, Request, Units
from tests.house import tree
from tests.web import town as towns
from tests.web.town import Town

TAIYUAN = tree.ROOT / "cities" / "taiyuan.toml"


@pytest.mark.req("people:P3", "domain:R4", "domain:F4")
def test_unpromised_units_are_points_and_rows_with_their_time(town: Town) -> None:
    near = towns.neighbors(town)
    towns.claim(town, *near)
    towns.pay(town, *near)
    towns.receive(town, 100)
    browser = town.browser()
    said = browser.get(town.url("open/stock.geojson"))
    assert said.headers["Content-Type"] == "application/geo+json"
    [point] = said.json()["features"]
    left = 100 - 5 * len(near)
    assert point["properties"]["unpromised"] == left
    assert (
        point["properties"]["updatedAt"] == said.json()["updatedAt"] and "2026-12-05T10:00" in said.json()["updatedAt"]
    ) or "2026-12-05T02:00" in said.json()["updatedAt"]
    assert point["geometry"]["type"] == "Point"
    head, row = csv.reader(io.StringIO(browser.get(town.url("open/stock.csv")).content.decode("utf-8-sig")))
    assert row[head.index("Units not promised")] == str(left) and row[0] == point["properties"]["outlet"]
    assert said.headers["Access-Control-Allow-Origin"] == "*"
    [plain] = browser.get(town.url("open/stock.json")).json()["stock"]
    assert plain == point["properties"]


@pytest.mark.req("people:P3")
def test_a_city_without_stock_has_an_empty_collection(town: Town) -> None:
    assert town.browser().get(town.url("open/stock.geojson")).json()["features"] == []
    assert town.browser().get("/nowhere-at-all/open/stock.geojson").status_code == 404


@pytest.mark.req("draw:5", "domain:F3")
def test_anybody_can_compute_the_order_of_a_line_from_what_is_published(transactional_db: None) -> None:
    """Rules from the first day, the rest once it is drawn; a changed list, order or secret is found out."""
    town = towns.found(file=TAIYUAN, quota=100)
    address = town.url(f"open/line/{town.release}.json")
    browser = town.browser()
    assert "labels" not in browser.get(address).json()
    town.clock(towns.OPENS - timedelta(minutes=10))
    with city_transaction(town.slug):
        for each in town.people:
            wish = Request(ClaimKey(uuid4()), town.release, each.tag, Units(5), "yingze", Channel.WEB)
            claims.ask(city=town.slug, request=wish)
    town.clock(towns.OPENS - timedelta(seconds=20))
    town.drain()
    said = browser.get(address).json()
    assert len(said["labels"]) == len(town.people) and lobby.faults(said) == []
    first, second, *rest = said["labels"]
    swapped = [first | {"position": second["position"]}, second | {"position": first["position"]}, *rest]
    assert "order" in lobby.faults(said | {"labels": swapped})[0]
    assert "frozen" in lobby.faults(said | {"labels": [first, *rest]})[0]
    assert "secret" in lobby.faults(said | {"line": "committed:" + "00" * 32})[0]
    assert browser.get(town.url(f"open/line/{uuid4()}.json")).status_code == 404
