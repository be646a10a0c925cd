"""A resident's code at a door without a network: it opens once it was loaded, and goes with its order or its person."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import Error, Page, expect

from evenhand.apps.dispatch import queries as dispatch
from evenhand.apps.handover import services as handover
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.core.terms import Role
from evenhand.web.kit import session
from tests.browser.conftest import Visit
from tests.web import town as towns
from tests.web.town import Town

KEPT = """async () => (await Promise.all((await caches.keys()).map(async (name) =>
  (await (await caches.open(name)).keys()).map((each) => new URL(each.url).pathname)))).flat()"""
AGE = """async (address) => {
  const [name] = await caches.keys();
  const cache = await caches.open(name);
  const old = await cache.match(address, { ignoreVary: true });
  const headers = new Headers(old.headers);
  headers.set("x-kept-at", String(Number(headers.get("x-kept-at")) - 86400000));
  await cache.put(address, new Response(await old.blob(), { headers }));
}"""


def kept(page: Page) -> list[str]:
    """Every code's page that the phone keeps."""
    return [path for path in page.evaluate(KEPT) if re.search("/code/[0-9a-f-]{36}$", path)]


def load(page: Page, path: str) -> None:
    """Open a code's page and let the phone keep it to the end."""
    page.goto(path)
    kept_whole(page)


def kept_whole(page: Page) -> None:
    page.locator("body[data-offline-ready]").wait_for(timeout=20_000)


def cannot_open(page: Page, path: str) -> None:
    with pytest.raises(Error):
        page.goto(path)


@pytest.mark.req("people:R10")
@pytest.mark.req("people:G7")
def test_a_code_opens_without_a_network_until_it_ends_or_its_person_leaves(visit: Visit, fresh_town: Town) -> None:
    town = fresh_town
    person = towns.neighbors(town)[0]
    towns.claim(town, person)
    towns.pay(town, person)
    towns.pack(town)
    towns.send_out(town)
    order = town.order_of(person).id
    code = town.url(f"code/{order}")
    enter = f"/demo/enter/{session.demo_token(city=town.slug, role=Role.RESIDENT, id=person.id)}"

    page = visit(code, enter=enter, language="en")
    kept_whole(page)
    digits = page.locator(".secret").inner_text()
    page.context.set_offline(True)
    page.reload()
    expect(page.locator(".secret")).to_have_text(digits)
    expect(page.locator("svg.qr")).to_be_visible()
    assert page.evaluate("document.styleSheets.length") == 2
    cannot_open(page, town.url("me"))

    page.context.set_offline(False)
    load(page, code)
    assert kept(page) == [code]
    page.evaluate(AGE, code)
    page.context.set_offline(True)
    cannot_open(page, code)

    page.context.set_offline(False)
    load(page, code)
    assert kept(page) == [code]
    with city_transaction(town.slug) as at:
        route = dispatch.route_of(city=town.slug, rider_id=town.staff[Role.RIDER])
        assert route
        handover.hand_over(
            city=town.slug,
            at=at,
            attempt_id=uuid4(),
            stop_id=route.stops[0].id,
            rider_id=town.staff[Role.RIDER],
            code=digits,
        )
    town.drain()
    page.goto(code)
    page.wait_for_url(f"**/progress/{order}")
    page.wait_for_function(f"async () => !(await ({KEPT})()).includes({code!r})")

    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(f"**{town.url()}")
    page.wait_for_function("async () => !(await caches.keys()).some((name) => name.startsWith('evenhand-code:'))")
    page.context.set_offline(True)
    cannot_open(page, code)
