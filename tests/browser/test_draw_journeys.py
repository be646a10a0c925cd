"""Two ways to be drawn, in a real browser: the city draws by itself in public, or an office did and sent a list."""

import re
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from playwright.sync_api import Page, expect

from evenhand.adapters.ballots import fake
from evenhand.core.draw import canonical, officials
from evenhand.core.terms import Role
from evenhand.web.kit import session, workbooks
from tests.browser.conftest import Visit
from tests.browser.test_journeys import strike

if TYPE_CHECKING:
    from tests.web.town import Town


def opened(visit: Visit, town: "Town", path: str, role: Role, who: UUID) -> Page:
    """A page as somebody sees it who is signed in."""
    enter = f"/demo/enter/{session.demo_token(city=town.slug, role=role, id=who)}"
    return visit(town.url(path), enter=enter, language="en", width=360 if role is Role.RESIDENT else 1280)


def hand_in(page: Page, said: dict[str, object]) -> None:
    page.get_by_label("What your machine printed").fill(canonical.write(said).decode())
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_text("Taken, and its signature is right.")).to_be_visible()


@pytest.mark.req("people:R5", "people:R7", "people:C4", "people:P2", "domain:F2")
def test_from_an_entry_to_a_row_that_the_browser_itself_computes(
    site: str, transactional_db: None, visit: Visit
) -> None:
    ceremonies = import_module("tests.apps.ballots.ceremonies")  # models can't be imported before the settings are read
    ceremony = ceremonies.found(people=3)
    town = ceremony.town
    strike(town, site)
    page = opened(visit, town, f"claim/{town.release}", Role.RESIDENT, town.people[0].id)
    page.get_by_role("button", name="Enter the draw").click()
    expect(page.get_by_role("heading", name="You take part in the draw.")).to_be_visible()
    town.drain()
    page.reload()
    code = page.locator(".place").inner_text()
    assert re.fullmatch(r"(?:[0-9A-Z]{4}-?){3}", code)
    ceremony.enter(*town.people[1:])

    draw = ceremony.draw()
    walls = [opened(visit, town, f"hall/draws/{draw.code}", Role.OFFICIAL, who) for who in ceremony.officials]
    for n, each in enumerate(walls):
        hand_in(each, officials.promise(ceremonies.KEYS[n], draw.rules.digest, n, ceremonies.VALUES[n]).told())
    ceremony.freeze()
    for n, each in enumerate(walls):
        each.reload()
        hand_in(each, officials.reveal(ceremonies.KEYS[n], draw.rules.digest, n, ceremonies.VALUES[n]).told())
    ceremony.seal()
    walls[0].reload()
    expect(walls[0].get_by_role("timer")).to_have_text(re.compile(r"00:10:00|00:09:5"))
    ceremony.hold()
    expect(walls[0].locator("#wall").get_by_text("The draw is held")).to_be_visible(timeout=15_000)

    page.reload()
    page.goto(town.url(f"draws/{draw.code}?code={code}"))
    expect(page.get_by_text("Your browser has computed this row by itself: it is right.")).to_be_visible()
    with page.expect_download() as fetched:
        page.get_by_role("link", name="Bundle (.zip)").click()
    assert Path(fetched.value.path()).read_bytes()[:2] == b"PK"
    winner = next(each for each in town.people if each.tag in ceremonies.open_rights(ceremony))
    mine = opened(visit, town, f"claim/{town.release}", Role.RESIDENT, winner.id)
    mine.get_by_role("button", name="Take my share").click()
    town.drain()
    expect(mine.get_by_role("heading", name=re.compile("5 masks for you"))).to_be_visible()


@pytest.mark.req("people:R6", "trust:I9", "domain:R9", "draw:6")
@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_from_a_signed_list_to_a_number_redeemed_and_lapsed_ones_reported(
    site: str, transactional_db: None, visit: Visit, kind: str
) -> None:
    offices = import_module("tests.apps.ballots.offices")  # models can't be imported before the settings are read
    town = offices.found()
    strike(town, site)
    rows = offices.rows(4)
    good, bad = (as_file(kind, each) for each in (rows, [*rows[:2], [*rows[2][:3], "many", *rows[2][4:]]]))
    hall = opened(visit, town, "hall/winners", Role.OFFICIAL, town.staff[Role.OFFICIAL])

    def send(raw: bytes, act: str) -> None:
        hall.get_by_label("Winner list").set_input_files({"name": f"list.{kind}", "mimeType": "x", "buffer": raw})
        hall.get_by_label("Signature").fill(fake.sign(raw).hex())
        hall.get_by_role("button", name=act).click()

    send(bad, "Take it in")
    expect(hall.get_by_text("Nothing was taken in")).to_be_visible()
    expect(hall.get_by_role("cell", name="many")).to_be_visible()
    with hall.expect_download() as sheet:
        send(bad, "Error sheet")
    assert any("many" in cell for line in workbooks.cells(Path(sheet.value.path()).read_bytes()) for cell in line)
    send(good, "Try it, change nothing")
    expect(hall.get_by_text("This was a trial")).to_be_visible()
    assert offices.table(town.slug) == []
    send(good, "Take it in")
    expect(hall.get_by_text("is taken in.").first).to_be_visible()

    numbers = offices.numbers(rows)
    me = opened(visit, town, f"claim/{town.release}", Role.RESIDENT, town.people[0].id)
    me.get_by_label("Winning number").fill("WRONG-0000")
    me.get_by_role("button", name="Redeem my number").click()
    expect(me.locator(".field.bad")).to_have_count(1)
    me.get_by_label("Winning number").fill(f" {numbers[0][:4].lower()}-{numbers[0][4:]} ")
    if kind == "xlsx":
        me.get_by_text("Collect it at an outlet: choose a time").click()
        me.locator("input[name=way]").nth(1).check()
    me.get_by_role("button", name="Redeem my number").click()
    expect(me.get_by_text("Your number is redeemed.")).to_be_visible()
    other = opened(visit, town, f"redeem/{town.release}", Role.RESIDENT, town.people[1].id)
    other.get_by_label("Winning number").fill(numbers[0])
    other.get_by_role("button", name="Redeem my number").click()
    expect(other.locator(".field.bad")).to_have_count(1)

    town.clock(offices.UNTIL + timedelta(minutes=1))
    town.drain()
    hall.reload()
    with hall.expect_download() as report:
        hall.get_by_role("link", name=kind.upper()).click()
    told = workbooks.cells(Path(report.value.path()).read_bytes())
    assert {line[2] for line in told[1:]} == set(numbers[1:])


def as_file(kind: str, rows: list[list[str]]) -> bytes:
    """The list as the office sends it."""
    if kind == "csv":
        return fake.csv_file(rows)
    return workbooks.xlsx_bytes(fake.HEADING, rows)
