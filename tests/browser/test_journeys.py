"""A resident's way through real pages, with and without a script, by finger and by keyboard."""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from random import Random
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, Route, expect

from evenhand.adapters.sms import file as messages
from evenhand.apps.cities import services as cities
from evenhand.apps.claims import queries as claims
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.core.people import NewPerson
from evenhand.core.policy import parse_city
from evenhand.core.terms import Role
from evenhand.simulation import population
from evenhand.web.kit import session
from tests.apps.townsfolk import newcomer
from tests.browser.conftest import Visit
from tests.conftest import HOME
from tests.gate.process import select_nothing
from tests.web.town import FILE, MORNING, OPENS, Town

LOOKS = 200


def eventually(holds: Callable[[], bool]) -> None:
    """Until the running gate and worker have caught up with what we did."""
    assert any(holds() or select_nothing(0.1) for _ in range(LOOKS))


def strike(town: Town, site: str, at: datetime = OPENS, rate: float = 0, state: str = "open") -> None:
    """Let the city's clock show a time, and the gate see it."""
    with city_transaction(town.slug):
        cities.set_clock(city=town.slug, started_at=datetime.now(UTC), city_at=at, rate=rate)
    eventually(lambda: f'"state":"{state}"' in _status(town, site))


def _status(town: Town, site: str) -> str:
    """What the gate says of the release; it does not know it in its first seconds."""
    connection = HTTPConnection(urlsplit(site).netloc)
    connection.request("GET", f"/gate/{town.release}")
    return connection.getresponse().read().decode()


def granted(town: Town) -> int:
    with city_transaction(town.slug):
        live = claims.live(city=town.slug, release_id=town.release)
    return live.granted_claims if live else 0


def enter(town: Town, index: int = 0) -> str:
    return f"/demo/enter/{session.demo_token(city=town.slug, role=Role.RESIDENT, id=town.people[index].id)}"


def code_for(phone: str) -> str:
    """The six digits that were sent to a phone."""
    texts: list[str] = []

    def sent() -> bool:
        path = HOME / messages.NAME
        texts[:] = [each.text for each in messages.read(path) if each.phone == phone] if path.exists() else []
        return bool(texts)

    eventually(sent)
    return re.findall(r"\b\d{6}\b", texts[-1])[-1]


def verify(page: Page, who: NewPerson) -> None:
    """The way of somebody new, from the city page to "you are ready"."""
    page.get_by_role("link", name=re.compile("Verify")).first.click()
    page.get_by_label("Mobile number").fill(who.phone)
    page.get_by_role("button", name="Send the code").click()
    page.get_by_label("Six digits").fill(code_for(who.phone))
    page.get_by_role("button", name="Go on").click()
    page.get_by_label("Name").fill(who.name)
    page.get_by_label("Document number").fill(who.number)
    page.get_by_label("District").select_option(who.district)
    page.get_by_label("Community", exact=True).select_option("Dingping demo community")
    page.get_by_label("Address", exact=True).fill(who.address)
    page.get_by_label(re.compile("one person gets one share")).check()
    page.get_by_label(re.compile("whoever brings the parcel")).check()
    page.get_by_role("button", name="Verify").click()
    expect(page.get_by_role("heading", name="You are ready.")).to_be_visible()


def look_until(page: Page, name: str) -> None:
    """Reload, as the page itself proposes, until it offers a step."""
    for _ in range(LOOKS):
        if page.get_by_role("link", name=name).count():
            return
        page.reload()
        select_nothing(0.1)
    raise AssertionError(f"{page.url} never offered {name!r}")


@pytest.mark.req("people:G6")
@pytest.mark.req("people:G7")
@pytest.mark.req("people:R2")
@pytest.mark.req("people:R4")
@pytest.mark.parametrize("script", [False, True], ids=["without a script", "with one"])
def test_from_the_city_page_to_the_paid_share(visit: Visit, site: str, fresh_town: Town, script: bool) -> None:
    strike(fresh_town, site)
    who = newcomer(941 if script else 940)  # each has a phone of their own, so that no code is another's
    page = visit(fresh_town.url(), language="en", script=script)
    traces: list[str] = []
    page.on("framenavigated", lambda frame: traces.append(frame.url))
    verify(page, who)
    page.get_by_role("link", name="Claim my share").click()
    expect(page.get_by_text(re.compile(r"it is yours until \d\d:\d\d at least"))).to_be_visible()
    expect(page.get_by_role("main").get_by_role("button")).to_have_count(1)
    page.get_by_role("button", name="Claim my share").click()
    expect(page.get_by_role("heading", name="5 masks for you: Mask")).to_be_visible()
    assert granted(fresh_town) == 1
    look_until(page, "Pay ¥5.00")
    page.get_by_role("link", name="Pay ¥5.00").click()
    page.get_by_role("button", name="Go to payment").click()
    page.get_by_role("button", name="Pay, as a rehearsal").click()
    expect(page.get_by_text("The outlet says that it will pack your order.")).to_be_visible()
    left = [page.content(), *traces, json.dumps(page.context.cookies())]
    if script:
        left.append(page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }])"))
    assert [said for said in (who.number, who.phone[3:], who.name) if any(said in each for each in left)] == []


@pytest.mark.req("people:G10")
def test_a_lost_reply_is_asked_for_again_and_two_presses_are_one(visit: Visit, site: str, fresh_town: Town) -> None:
    strike(fresh_town, site)
    page = visit(fresh_town.url(f"claim/{fresh_town.release}"), enter=enter(fresh_town), language="en")
    asked: list[str] = []

    def lose_the_first(route: Route) -> None:
        asked.append(route.request.post_data or "")
        if len(asked) == 1:
            route.fetch()  # the gate has settled it; its answer gets lost
            route.abort("connectionreset")
        else:
            route.continue_()

    page.context.route("**/gate/*/claim", lose_the_first)
    page.get_by_role("button", name="Claim my share").dblclick()
    expect(page.get_by_role("heading", name="5 masks for you: Mask")).to_be_visible()
    assert len(asked) == 2
    assert asked[0] == asked[1]
    assert granted(fresh_town) == 1


@pytest.mark.req("people:R1")
@pytest.mark.parametrize("wrong_by_ms", [-600_000, 600_000], ids=["browser late", "browser early"])
def test_the_countdown_keeps_the_servers_time(visit: Visit, site: str, fresh_town: Town, wrong_by_ms: int) -> None:
    strike(fresh_town, site, at=OPENS - timedelta(minutes=5), rate=1, state="before")
    page = visit("/healthz")
    page.add_init_script(f"const real = Date.now; Date.now = () => real.call(Date) + {wrong_by_ms};")
    page.goto(fresh_town.url())
    clock = page.locator("[data-until]")
    expect(clock).to_have_text(re.compile("00:04:"))
    earliest = left(fresh_town)
    shown = page.evaluate("document.querySelector('[data-until]').textContent")
    latest = left(fresh_town)
    hours, minutes, seconds = map(int, shown.split(":"))
    assert latest - 1 <= 3600 * hours + 60 * minutes + seconds <= earliest + 2  # a second begun is shown as one


def left(town: Town) -> float:
    """City seconds until the hour."""
    with city_transaction(town.slug) as at:
        return (OPENS - at).total_seconds()


def test_the_button_appears_at_the_hour_by_itself(visit: Visit, site: str, fresh_town: Town) -> None:
    strike(fresh_town, site, at=OPENS - timedelta(seconds=8), rate=1, state="before")
    page = visit(fresh_town.url(f"claim/{fresh_town.release}"), enter=enter(fresh_town), language="en")
    button = page.get_by_role("button", name="Claim my share")
    expect(button).to_be_hidden()
    expect(button).to_be_visible(timeout=20_000)
    button.click()
    expect(page.get_by_role("heading", name="5 masks for you: Mask")).to_be_visible()


@pytest.mark.req("people:G2")
def test_a_share_is_claimed_by_keyboard_alone(visit: Visit, site: str, fresh_town: Town) -> None:
    strike(fresh_town, site)
    page = visit(fresh_town.url(f"claim/{fresh_town.release}"), enter=enter(fresh_town), language="en", width=1280)
    for _ in range(30):
        page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
        if page.evaluate("document.activeElement.textContent.includes('Claim my share')"):
            break
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="5 masks for you: Mask")).to_be_visible()


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the focus, always seen, is on what has this name."""
    for _ in range(40):
        page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
        if name in str(page.evaluate(NAME_OF_FOCUS)):
            return
    raise AssertionError(f"the Tab key never comes to {name!r}")


NAME_OF_FOCUS = """(document.activeElement.labels?.[0] ?? document.activeElement).textContent"""


@pytest.mark.req("people:H1")
@pytest.mark.req("people:G2")
def test_an_agent_books_for_a_caller_by_keyboard_alone(visit: Visit, site: str, fresh_town: Town) -> None:
    strike(fresh_town, site)
    policy = parse_city(FILE.read_text("utf-8"))
    caller = next(iter(population.people(policy, count=6, random=Random(5), today=MORNING.date())))
    agent = session.demo_token(city=fresh_town.slug, role=Role.AGENT, id=fresh_town.staff[Role.AGENT])
    page = visit(fresh_town.url("hotline/"), enter=f"/demo/enter/{agent}", language="en", width=1280)
    page.keyboard.type(caller.phone)  # the field has the focus already
    page.keyboard.press("Enter")
    page.wait_for_selector("a[href*='/hotline/person/']")
    page.keyboard.press("Enter")  # who was found has it
    page.wait_for_url("**/hotline/person/*")
    tab_to(page, "The caller said yes")
    page.keyboard.press("Space")
    tab_to(page, "Number of the recording")
    page.keyboard.type("REC-7")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Booked. Read this back:")).to_be_visible()
    page.wait_for_selector("a[autofocus]:focus")
    page.keyboard.press("Enter")  # the next caller
    page.wait_for_url("**/hotline/")
    assert granted(fresh_town) == 1
