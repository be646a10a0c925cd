"""Open data is what can be taken, says how old it is, and names nobody."""

import csv
import io

import pytest

from tests.web import town as towns
from tests.web.town import Town


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


@pytest.mark.req("people:P3")
def test_a_city_without_stock_has_an_empty_collection(town: Town) -> None:
    assert town.browser().get(town.url("open/stock.geojson")).json()["features"] == []
    assert town.browser().get("/nowhere-at-all/open/stock.geojson").status_code == 404
