"""A rider's shift through a dead zone, in a real browser: what is done there is sent later, once, in order."""

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from playwright.sync_api import Page, expect

from evenhand.apps.dispatch import queries as dispatch
from evenhand.apps.handover import queries as handover
from evenhand.apps.handover.queries import Result, Shown
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.core import codes
from evenhand.core.terms import Proof, Role
from evenhand.web.kit import session
from tests.browser.conftest import Visit
from tests.web import town as towns
from tests.web.town import Town

PARCELS = 6


@dataclass(frozen=True)
class Shift:
    """A rider on the way with six parcels: the town, and stop by stop label, order and the code its person shows."""

    town: Town
    labels: list[str]
    orders: list[UUID]
    stops: list[UUID]
    shown: list[Shown]

    def enter(self) -> str:
        token = session.demo_token(city=self.town.slug, role=Role.RIDER, id=self.town.staff[Role.RIDER])
        return f"/demo/enter/{token}"

    def results(self) -> list[tuple[UUID, Result]]:
        """Order and end of every try, the first first."""
        with city_transaction(self.town.slug):
            route = dispatch.route_of(city=self.town.slug, rider_id=self.town.staff[Role.RIDER])
            assert route
            of_parcel = dict(zip((stop.parcel_id for stop in route.stops), self.orders, strict=True))
            tries = handover.attempts(city=self.town.slug, parcel_ids=list(of_parcel))
        return [(of_parcel[each.parcel_id], each.result) for each in tries]

    def handed_over(self) -> list[tuple[UUID, Proof]]:
        with city_transaction(self.town.slug):
            return [
                (each.order_id, each.proof) for each in handover.of_orders(city=self.town.slug, order_ids=self.orders)
            ]


@pytest.fixture
def shift(site: str, transactional_db: None) -> Shift:
    """Nobody's but this test's."""
    town = towns.found(people=24)
    near = towns.neighbors(town)[:PARCELS]
    assert len(near) == PARCELS
    towns.claim(town, *near)
    towns.pay(town, *near)
    towns.pack(town)
    towns.send_out(town)
    with city_transaction(town.slug):
        route = dispatch.route_of(city=town.slug, rider_id=town.staff[Role.RIDER])
        assert route
        cards = dispatch.cards(city=town.slug, stops=route.stops)
        orders = [card.order.id for card in cards]
    shown = _codes(town, orders)
    return Shift(town, [card.label for card in cards], orders, [card.stop.id for card in cards], shown)


def _codes(town: Town, orders: list[UUID]) -> list[Shown]:
    """The codes that are in force already."""
    with city_transaction(town.slug) as at:
        shown = [handover.code_of(city=town.slug, order_id=order, at=at) for order in orders]
    return [each for each in shown if each]


def ride(visit: Visit, shift: Shift) -> Page:
    """The rider's page, ready to go on without a network."""
    page = visit(shift.town.url("rider/"), enter=shift.enter(), language="en")
    page.locator("body[data-offline-ready]").wait_for(timeout=20_000)
    return page


def lose_network(page: Page, shift: Shift, path: str = "rider/") -> None:
    page.context.set_offline(True)
    page.goto(shift.town.url(path))
    page.locator("body[data-shell-ready]").wait_for()


def at_door(page: Page) -> None:
    page.get_by_role("button", name="I am at the door").click()


def say(page: Page, code: str) -> None:
    """What the person said or showed, and the press that wants to be held."""
    page.get_by_label("Code of the person").fill(code)
    page.get_by_label("I see the person").check()
    page.locator("button.hold").focus()
    page.keyboard.down("Enter")
    expect(page.locator("button.hold.held")).to_have_count(0)
    page.keyboard.up("Enter")


def kept(page: Page) -> Any:
    """All that the phone's store holds, as text."""
    return page.evaluate(
        """async (name) => {
          const ask = (request) => new Promise((done) => { request.onsuccess = () => done(request.result); });
          const database = await ask(indexedDB.open(name));
          const all = {};
          for (const store of ["cards", "queue", "answers"]) {
            all[store] = await ask(database.transaction(store).objectStore(store).getAll());
          }
          database.close();
          return all;
        }""",
        f"evenhand-rider-{page.url.split('/')[3]}",
    )


@pytest.mark.req("people:K2")
@pytest.mark.req("people:K3")
def test_five_handovers_without_a_network_are_five_rows_once_there_is_one(visit: Visit, shift: Shift) -> None:
    page = ride(visit, shift)
    lose_network(page, shift)
    for number in range(5):
        expect(page.locator("[data-view=list] [data-text=label]").first).to_have_text(shift.labels[number])
        at_door(page)
        say(page, shift.shown[number].qr)
        expect(page.get_by_text("The signed code is right")).to_be_visible()
    expect(page.get_by_text("5 waiting to be sent")).to_be_visible()
    assert shift.handed_over() == []
    assert [set(card) for card in kept(page)["cards"] if card.get("gone")] == [{"stop", "label", "gone"}] * 5

    context = page.context
    page.close()
    page = context.new_page()
    page.goto(shift.town.url("rider/"))
    expect(page.get_by_text("5 waiting to be sent")).to_be_visible()

    answered: list[str] = []
    context.on("response", lambda response: answered.append(response.request.post_data or "{}"))
    other = context.new_page()  # a second tab wakes up with the first
    other.goto(shift.town.url("rider/"))
    context.set_offline(False)
    expect(page.get_by_text("waiting to be sent")).to_be_hidden(timeout=20_000)
    assert sorted(shift.results()) == sorted((order, Result.HANDED_OVER) for order in shift.orders[:5])
    assert sorted(shift.handed_over()) == sorted((order, Proof.QR) for order in shift.orders[:5])
    stops = [stop for each in answered if (stop := json.loads(each).get("stop"))]
    assert stops == [str(stop) for stop in shift.stops[:5]]
    assert kept(page)["queue"] == []


def forged(shift: Shift, kind: str, at: datetime) -> str:
    """A picture that the first parcel's person would not show."""
    order = shift.orders[0]
    read = codes.read(shift.shown[0].qr, handover.signing_key(shift.town.slug).public_key())
    match kind:
        case "another order's":
            return shift.shown[1].qr
        case "expired":
            old = replace(read, expires_at=at - timedelta(minutes=11))
            return codes.sign(old, handover.signing_key(shift.town.slug))
        case "forged":
            return codes.sign(read, Ed25519PrivateKey.generate())
        case "re-issued since":
            return codes.sign(replace(read, id=codes.token_id(order, 2)), handover.signing_key(shift.town.slug))
        case _:
            head, payload, signature = shift.shown[0].qr.split(".")
            return f"{head}.{payload}.{signature[:-4]}AAAA"


@pytest.mark.req("trust:S18")
@pytest.mark.req("people:K3")
def test_the_phone_itself_refuses_every_code_but_the_right_one(visit: Visit, shift: Shift) -> None:
    page = ride(visit, shift)
    lose_network(page, shift, f"rider/stop/{shift.stops[0]}")
    with city_transaction(shift.town.slug) as at:
        pass
    for kind in ("another order's", "forged", "re-issued since", "damaged"):
        say(page, forged(shift, kind, at))
        expect(page.get_by_text("This picture is not the code of this parcel."), kind).to_be_visible()
    say(page, forged(shift, "expired", at))
    expect(page.get_by_text("This picture is too old.")).to_be_visible()
    say(page, shift.shown[0].digits)
    expect(page.get_by_text("Without a network digits cannot be checked.")).to_be_visible()
    assert kept(page)["queue"] == []
    page.get_by_role("button", name="Note that the digits could not be checked").click()
    expect(page.get_by_text("1 waiting to be sent")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("waiting to be sent")).to_be_hidden(timeout=20_000)
    assert shift.results() == [(shift.orders[0], Result.UNCHECKED)]
    assert shift.handed_over() == []
    say_online = page.get_by_role("button", name="I am at the door")
    say_online.click()
    say(page, shift.shown[0].digits)
    expect(page.get_by_text("Handed over.", exact=True).first).to_be_visible()
    assert shift.handed_over() == [(shift.orders[0], Proof.CODE)]
