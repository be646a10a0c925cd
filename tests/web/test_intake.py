"""Tables in and out: tried without a trace, every wrong cell named, taken in once; a list leaves only by two."""

import io
from collections.abc import Sequence
from datetime import date
from random import Random

import pytest
import python_calamine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from evenhand.apps.cities import queries as cities_read
from evenhand.apps.fulfilment import queries as fulfilment
from evenhand.apps.journal import queries as journal
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.residents import queries as residents
from evenhand.core.people import NewPerson
from evenhand.core.terms import Role
from evenhand.simulation import population
from evenhand.web.kit import workbooks
from tests.web.pages import goes_to, words
from tests.web.test_hall_money import second
from tests.web.town import Town

ROLL = ["name", "kind", "number", "issuer", "phone", "district", "address", "lon", "lat"]
LOTS = ["code", "source", "campaign", "units", "best_before", "temperature"]


def send(town: Town, browser: Client, path: str, rows: Sequence[Sequence[str]], act: str) -> HttpResponse:
    file = SimpleUploadedFile("table.xlsx", workbooks.xlsx_bytes(rows[0], rows[1:]))
    return browser.post(town.url(path), {"file": file, "encoding": "utf-8", "act": act, "agreed": "on"})


def cells(response: HttpResponse) -> list[list[object]]:
    content = b"".join(response) if response.streaming else response.content
    return python_calamine.load_workbook(io.BytesIO(content)).get_sheet_by_index(0).to_python()


def row(person: NewPerson) -> list[str]:
    who = [person.name, person.kind.value, person.number, person.issuer, person.phone]
    return [*who, person.district, person.address, str(person.place.lon), str(person.place.lat)]


def known(town: Town) -> int:
    with city_transaction(town.slug):
        return sum(residents.counts(city=town.slug).values())


@pytest.fixture
def roll(town: Town) -> list[list[str]]:
    """People whom nobody knows yet."""
    with city_transaction(town.slug):
        policy = cities_read.city(town.slug).policy
    return [ROLL, *map(row, population.people(policy, count=7, random=Random(99), today=date(2026, 12, 5)))]


@pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume")
@pytest.mark.req("people:K6", "people:B4")
def test_a_roll_is_tried_then_entered_with_progress_and_a_second_time_changes_nothing(
    town: Town, roll: list[list[str]]
) -> None:
    browser, before = town.browser(Role.OFFICIAL), known(town)
    tried = words(send(town, browser, "hall/residents", roll, "try"))
    assert "Nothing is wrong. This is what would happen:" in tried and "New 7" in tried
    assert known(town) == before
    told = send(town, browser, "hall/residents/take", roll, "take")
    assert told.streaming
    text = b"".join(told).decode()
    assert 'value="7"></progress> 7 of 7 looked at, 7 of them new' in text
    assert known(town) == before + 7
    again = b"".join(send(town, browser, "hall/residents/take", roll, "take")).decode()
    assert "7 of 7 looked at, 0 of them new" in again
    assert known(town) == before + 7


@pytest.mark.req("people:K6")
def test_one_wrong_cell_keeps_everybody_out_and_each_is_on_the_error_sheet(town: Town, roll: list[list[str]]) -> None:
    browser, before = town.browser(Role.OFFICIAL), known(town)
    roll[2][2] = roll[2][2][:-1] + ("0" if roll[2][2][-1] != "0" else "1")
    roll[3][5] = "atlantis"
    roll[4][1] = "library_card"
    roll[5][2] = roll[6][2]
    shown = words(send(town, browser, "hall/residents", roll, "try"))
    assert "Nothing was taken in" in shown
    wrong = [("3", "number"), ("4", "district"), ("5", "kind"), ("7", "number")]
    for path, act in (("hall/residents", "errors"), ("hall/residents/take", "take")):
        sheet = cells(send(town, browser, path, roll, act))
        assert sorted((line[0], line[1]) for line in sheet[1:]) == wrong
    assert known(town) == before


@pytest.mark.req("people:C2", "trust:S2", "people:K5")
def test_a_list_of_all_leaves_only_by_two_behind_masks_and_is_a_fact(town: Town) -> None:
    one, other = town.browser(Role.OFFICIAL), second(town)
    one.post(town.url("hall/residents"), {"act": "export", "reason": "For the census."})
    with city_transaction(town.slug):
        [asked] = cities_read.approvals_waiting(city=town.slug)
    url = town.url(f"hall/residents/export/{asked.id}")
    assert one.get(url).status_code == 403
    one.post(town.url(f"hall/approvals/{asked.id}"), {"act": "approve"})
    assert one.get(url).status_code == 403
    other.post(town.url(f"hall/approvals/{asked.id}"), {"act": "approve"})
    assert other.get(url).status_code == 403
    sheet = cells(one.get(url))
    assert len(sheet) == 1 + len(town.people)
    assert all("*" in str(line[0]) and "*" in str(line[2]) for line in sheet[1:])
    with city_transaction(town.slug):
        [fact] = journal.history(city=town.slug, subjects=[asked.id])
    assert fact.kind == "ResidentsExported" and fact.data["many"] == len(town.people)


@pytest.mark.req("people:K6", "people:M2")
def test_lots_come_as_a_file_by_the_rules_of_the_form(town: Town) -> None:
    merchant = town.browser(Role.MERCHANT)
    good = [LOTS, ["A1", "Factory", "masks", "50", "2028-01-01", ""], ["A2", "Factory", "masks", "60", "", ""]]
    assert "New 2" in words(send(town, merchant, "merchant/lots/file", good, "try"))
    bad = [LOTS, good[1], ["A3", "Factory", "rice", "5", "", ""], ["A4", "=1+1", "masks", "-5", "2020-01-01", ""]]
    said = words(send(town, merchant, "merchant/lots/file", bad, "take"))
    assert "2 cells are wrong" in said or "1 cell is wrong" in said
    with city_transaction(town.slug):
        assert fulfilment.lots(city=town.slug, outlet_id=town.outlet) == []
    send(town, merchant, "merchant/lots/file", good, "take")
    assert "As they were 2" in words(send(town, merchant, "merchant/lots/file", good, "take"))
    with city_transaction(town.slug):
        assert [lot.units for lot in fulfilment.lots(city=town.slug, outlet_id=town.outlet)] == [50, 60]


@pytest.mark.req("people:K6")
def test_staff_get_links_and_outlets_wait_for_another_official(town: Town) -> None:
    browser = town.browser(Role.OFFICIAL)
    with city_transaction(town.slug):
        outlet = fulfilment.outlet(city=town.slug, id=town.outlet)
    rows = [["name", "handle", "role", "outlet"], ["Rider Two", "rider.two", "rider", outlet.code]]
    links = cells(send(town, browser, "hall/staff/file", rows, "take"))
    assert links[1][0] == "rider.two" and "/staff/enroll/" in str(links[1][1])
    assert "As they were 1" in words(send(town, browser, "hall/staff/file", rows, "take"))
    boss = [rows[0], ["Boss", "boss", "official", ""]]
    assert "1 cell is wrong" in words(send(town, browser, "hall/staff/file", boss, "take"))
    heading = ["code", "name_zh", "name_en", "district", "lon", "lat", "opens", "closes"]
    new = [heading, ["new-1", "新网点", "New outlet", outlet.district, "106.64", "30.47", "08:00", "20:00"]]
    wrong = [heading, ["new-1", "新网点", "New outlet", "atlantis", "east", "30.47", "8", "20:00"]]
    said = cells(send(town, browser, "hall/outlets/file", wrong, "errors"))
    assert {line[1] for line in said[1:]} >= {"lon", "opens"}
    send(town, browser, "hall/outlets/file", new, "take")
    with city_transaction(town.slug):
        [asked] = cities_read.approvals_waiting(city=town.slug)
    second(town).post(town.url(f"hall/approvals/{asked.id}"), {"act": "approve"})
    with city_transaction(town.slug):
        assert "new-1" in {each.code for each in fulfilment.outlets(city=town.slug)}
    assert "As they were 1" in words(send(town, browser, "hall/outlets/file", new, "take"))


@pytest.mark.req("people:C2", "trust:S2")
def test_an_official_comes_and_goes_only_by_two(town: Town) -> None:
    one, other = town.browser(Role.OFFICIAL), second(town)
    one.post(town.url("hall/staff"), {"name": "Third", "handle": "third", "role": "official"})
    with city_transaction(town.slug):
        [asked] = cities_read.approvals_waiting(city=town.slug)
        assert len(cities_read.staff(city=town.slug, role=Role.OFFICIAL)) == 2
    assert "/staff/enroll/" in words(
        other.get(goes_to(other.post(town.url(f"hall/approvals/{asked.id}"), {"act": "approve"})))
    )
    with city_transaction(town.slug):
        third = cities_read.staff(city=town.slug, role=Role.OFFICIAL)[-1]
    one.post(town.url(f"hall/staff/{third.id}/retire"))
    with city_transaction(town.slug):
        assert len(cities_read.staff(city=town.slug, role=Role.OFFICIAL)) == 3


@pytest.mark.req("people:K6")
@pytest.mark.parametrize("path", ["hall/residents", "hall/staff/file", "hall/outlets/file"])
def test_a_file_that_is_no_table_is_refused_and_a_template_is_taken_as_one(town: Town, path: str) -> None:
    browser = town.browser(Role.OFFICIAL)
    file = SimpleUploadedFile("table.xlsx", b"PK\x03\x04 nonsense")
    said = words(browser.post(town.url(path), {"file": file, "encoding": "utf-8", "act": "try", "agreed": "on"}))
    assert "The first row must name the columns." in said
    template = browser.get(town.url(path), {"template": "xlsx"})
    assert len(cells(template)) == 2
