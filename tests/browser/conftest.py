"""A real browser before real pages: doors and gate in a process of their own, on the tests' database."""

import os
import shutil
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Route, sync_playwright
from pytest_django import DjangoDbBlocker

from evenhand.cli.system import running
from evenhand.config import keys
from tests.conftest import LASTING

if TYPE_CHECKING:
    from tests.browser.stage import Stage
    from tests.web.town import Town

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HOST = "127.0.0.1"
NOTES = (
    "Failed to load resource: the server responded with a status of 4",
    "Failed to load resource: net::ERR_CONNECTION_RESET",
    "Failed to load resource: net::ERR_INTERNET_DISCONNECTED",
)
"""What Chromium says of a page that is itself a refusal, of a reply that a test lost, of a network that a test took."""


@pytest.fixture(scope="package")
def stage(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator["Stage"]:
    """A city in the middle of its day, for pages that are only looked at."""
    with django_db_blocker.unblock():
        made: Stage = import_module(
            "tests.browser.stage"
        ).build()  # models can't be imported before the settings are read
    LASTING.add(made.town.slug)
    yield made
    LASTING.discard(made.town.slug)


@pytest.fixture(scope="package")
def site(stage: "Stage") -> Iterator[str]:
    """Where everything answers. The stage stands before, so that its own worker and the running one do not meet."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EVENHAND_ADAPTERS", "sms=evenhand.adapters.sms.file.FileSms")
        with running(None, key=keys.required(), host=HOST) as system:
            yield system.base_url


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """The machine's own browser; nothing is downloaded."""
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        if os.environ.get("EVENHAND_REQUIRE_BROWSER") == "1":
            pytest.fail("no Chromium on this machine")
        pytest.skip("NOT RUN: no Chromium on this machine")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
        "1"  # playwright runs a loop in this thread; the tests' queries are its only ones
    )
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def fresh_town(site: str, transactional_db: None) -> "Town":
    """A city of its own for a test that changes it. The running worker serves it too."""
    made: Town = import_module("tests.web.town").found()
    return made


type Visit = Callable[..., Page]


@pytest.fixture
def visit(chromium: Browser, site: str, tmp_path: Path) -> Iterator[Visit]:
    """Opens pages as one person. Whatever the page complains of, or asks of another host, fails the test."""
    complaints: list[str] = []
    contexts: list[BrowserContext] = []

    def open_page(
        path: str,
        *,
        enter: str = "",
        width: int = 360,
        height: int = 740,
        language: str = "zh-hans",
        elder: str = "0",
        script: bool = True,
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": height}, java_script_enabled=script, locale="en-US", base_url=site
        )
        contexts.append(context)
        context.add_cookies(
            [{"name": name, "value": value, "url": site} for name, value in (("language", language), ("elder", elder))]
        )
        context.route(lambda url: not url.startswith(site), _refuse)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if enter:
            page.goto(enter)
        page.goto(path)
        return page

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not message.text.startswith(NOTES):
            complaints.append(message.text)

    def _refuse(route: Route) -> None:
        complaints.append(f"asked another host: {route.request.url}")
        route.abort()

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []
