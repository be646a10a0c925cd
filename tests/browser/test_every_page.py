"""Every page, in both languages and both sizes, on the narrowest phone and on a desk."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser import looking
from tests.browser.conftest import Visit
from tests.browser.stage import Stage

LANGUAGES = ["zh-hans", "en"]
NO_CITY = ("cities", "open-city", "style", "missing")
STAFF = ("hotline", "merchant", "rider", "dispatch", "hall")
LEAST_TARGET, LEAST_ELDER_TARGET, LEAST_ELDER_TEXT = 44, 60, 18
BUDGET_BYTES = 150 * 1024
SLOW_BYTES_PER_S, SLOW_TRIP_S, READABLE_S = 250_000 // 8, 0.3, 4
MOST_BYTES = min(BUDGET_BYTES, SLOW_BYTES_PER_S * (READABLE_S - 3 * SLOW_TRIP_S))
"""On a slow line a page costs three trips (connect, page, files beside it) and its bytes."""
LEAST_LEADING = 1.3


def walked(visit: Visit, stage: Stage, **reader: Any) -> Iterator[tuple[str, Page]]:
    """Every page in turn, each person in one browser."""
    browsers: dict[str, Page] = {}
    for name, (path, enter) in stage.pages().items():
        if enter not in browsers:
            browsers[enter] = visit(path, enter=enter, **reader)
        else:
            browsers[enter].goto(path)
        yield name, browsers[enter]


@pytest.mark.parametrize("elder", ["0", "1"], ids=["normal", "elder"])
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.req("people:G1")
@pytest.mark.req("people:G2")
@pytest.mark.req("people:G3")
@pytest.mark.req("people:G8")
@pytest.mark.req("people:G9")
@pytest.mark.req("people:E1")
@pytest.mark.req("people:E2")
@pytest.mark.req("people:E3")
@pytest.mark.req("people:E4")
@pytest.mark.req("people:E5")
@pytest.mark.req("people:E6")
@pytest.mark.req("people:L2")
def test_nothing_is_too_wide_too_small_or_unsaid(visit: Visit, stage: Stage, language: str, elder: str) -> None:
    faults: dict[str, object] = {}
    for name, page in walked(visit, stage, width=320, language=language, elder=elder):
        found = seen_by_anybody(name, page) | (seen_by_an_elder(name, page) if elder == "1" else {})
        if any(found.values()):
            faults[name] = {key: value for key, value in found.items() if value}
    assert faults == {}


def seen_by_anybody(name: str, page: Page) -> dict[str, object]:
    """What is wrong with a page for whoever opens it; nothing in it is true on a good one."""
    told = page.locator('footer a[href="tel:12345"]').is_visible() and "10:00" in page.inner_text("footer")
    return {
        "sideways": looking.sideways(page),
        "targets": looking.small_targets(page, LEAST_TARGET),
        "axe": looking.violations(page),
        "no telephone or time": name not in NO_CITY and not told,
    }


def seen_by_an_elder(name: str, page: Page) -> dict[str, object]:
    """What is wrong with a page in elder mode. Its text grows to thirty pixels here: look at anything else before."""
    found: dict[str, object] = {
        "text": looking.smallest_text(page) < LEAST_ELDER_TEXT,
        "leading": looking.tightest_lines(page) < LEAST_LEADING,
        "ticks": page.locator(".ticking:visible").count() > 0,
    }
    if not name.startswith(STAFF):
        found["elder targets"] = looking.small_targets(page, LEAST_ELDER_TARGET)
        found["more than one thing to do"] = name != "style" and page.locator(".primary:visible").count() > 1
        page.evaluate("document.documentElement.style.fontSize = '30px'")
        found["sideways at 30 px"] = looking.sideways(page)
    return found


@pytest.mark.req("people:G4")
def test_every_page_is_light(visit: Visit, stage: Stage) -> None:
    heavy: dict[str, int] = {}
    loaded: list[int] = []
    browsers: dict[str, Page] = {}
    for name, (path, enter) in stage.pages().items():
        if enter not in browsers:
            browsers[enter] = forgetful(visit("/healthz", enter=enter), loaded)
        loaded.clear()
        browsers[enter].goto(path, wait_until="load")
        if sum(loaded) > MOST_BYTES:
            heavy[name] = sum(loaded)
    assert heavy == {}
    assert loaded


def forgetful(page: Page, loaded: list[int]) -> Page:
    """A browser that keeps no file, so that each page is its first; the bytes of each go to `loaded`."""
    wire = page.context.new_cdp_session(page)
    wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    wire.send("Network.setBypassServiceWorker", {"bypass": True})
    page.on("requestfinished", lambda request: loaded.append(_bytes(request)))
    return page


def _bytes(request: Request) -> int:
    sizes = request.sizes()
    return sizes["responseHeadersSize"] + sizes["responseBodySize"]


@pytest.mark.req("people:R1")
def test_the_first_screen_of_the_smallest_phone_says_who_when_how_many_and_what_it_costs(
    visit: Visit, stage: Stage
) -> None:
    page = visit(stage.town.url(), width=320, height=640)
    board, dock = page.locator(".board").bounding_box(), page.locator(".dock").bounding_box()
    assert board
    assert dock
    assert board["y"] + board["height"] <= dock["y"]
    assert dock["y"] + dock["height"] <= 640


@pytest.mark.req("people:K1")
def test_a_held_press_hands_over_and_a_short_one_does_not(visit: Visit, stage: Stage) -> None:
    path, enter = stage.pages()["rider-door"]
    page = visit(path, enter=enter, language="en")
    posts: list[str] = []
    page.on("request", lambda request: posts.append(request.url) if request.method == "POST" else None)
    page.get_by_label("Code of the person").fill("000000")
    page.get_by_label("I see the person").check()
    hold(page, 500)
    assert posts == []
    with page.expect_navigation():
        hold(page, 1200)
    assert len(posts) == 1
    expect(page.get_by_text("These are not the right digits.")).to_be_visible()
    page.get_by_label("I see the person").check()
    page.locator("button.hold").focus()
    with page.expect_navigation():
        page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    assert len(posts) == 2
    page.get_by_label("I see the person").check()
    with page.expect_navigation():
        page.get_by_role("button", name="Hand over by a press").click()
    assert len(posts) == 3


def hold(page: Page, milliseconds: int) -> None:
    """Press the button that wants to be held, for so long."""
    page.locator("button.hold").hover()
    page.mouse.down()
    page.wait_for_timeout(milliseconds)
    page.mouse.up()


@pytest.mark.parametrize("form", ["city", "claim", "progress", "rider-door"])
def test_without_a_script_no_page_promises_what_only_a_script_does(visit: Visit, stage: Stage, form: str) -> None:
    path, enter = stage.pages()[form]
    page = visit(path, enter=enter, script=False)
    assert page.locator("[data-hold]:visible, [data-busy]:visible").count() == 0
    assert page.locator("form button:visible, .dock a:visible").count() > 0


BAD = """<!doctype html><html lang="en"><title>bad</title><style>body { margin: 0 }</style><main><h1>Bad</h1>
<p style="font-size: 14px; line-height: 1.1">Small and tight</p><button style="height: 40px">Press</button>
<p style="width: 2000px">Wide</p><img src="data:,"><p class="ticking">00:01</p>
<a class="primary" href="/a">One</a> <a class="primary" href="/b">Two</a></main>"""


@pytest.mark.req("people:G3")
@pytest.mark.req("people:E1")
def test_the_checkers_find_what_is_wrong(visit: Visit) -> None:
    """The control: a page on which everything is wrong that they look for."""
    page = visit("/healthz", width=320)
    page.set_content(BAD)
    found = seen_by_anybody("bad", page) | seen_by_an_elder("bad", page)
    assert {name for name, fault in found.items() if fault} == {
        "sideways",
        "targets",
        "axe",
        "no telephone or time",
        "text",
        "leading",
        "ticks",
        "elder targets",
        "more than one thing to do",
        "sideways at 30 px",
    }


SPEAKING = """window.said = []; window.SpeechSynthesisUtterance = function (text) { this.text = text; };
Object.defineProperty(window, 'speechSynthesis', { value: { speak: (words) => window.said.push(words),
  cancel: () => window.said.push('silence') } });"""


@pytest.mark.req("people:E8")
def test_a_page_reads_itself_aloud_in_its_language_and_stops_when_told(visit: Visit, stage: Stage) -> None:
    for language, lang in (("zh-hans", "zh-CN"), ("en", "en")):
        page = visit("/healthz", language=language, elder="1")
        page.add_init_script(SPEAKING)
        page.goto(stage.town.url())
        heading = page.locator("h1").inner_text()
        page.locator("[data-aloud]").click()
        spoken = page.evaluate("[window.said[0].text, window.said[0].lang]")
        assert spoken[0].startswith(heading)
        assert spoken[1] == lang
        page.locator("[data-aloud]").click()
        assert page.evaluate("window.said[1]") == "silence"
