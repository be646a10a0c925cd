"""The resident's own order: pay, follow, calendar, code; and nobody else's."""

from datetime import timedelta
from uuid import uuid4

import pytest

from evenhand.apps.handover import queries as handover
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.core.lifecycle import OrderState
from evenhand.core.terms import Role
from tests.web import town as towns
from tests.web.pages import goes_to, words
from tests.web.town import OPENS, Town


@pytest.fixture
def ordered(town: Town) -> Town:
    """The first of the town's people holds an order that waits for payment."""
    towns.claim(town, town.people[0])
    return town


@pytest.fixture
def on_the_way(ordered: Town) -> Town:
    """Paid, packed, and with the rider."""
    towns.pay(ordered, ordered.people[0])
    towns.pack(ordered)
    towns.send_out(ordered)
    return ordered


def test_paying_is_two_presses_and_then_nothing_is_left_to_pay(ordered: Town) -> None:
    order = ordered.order_of(ordered.people[0])
    browser = ordered.browser(Role.RESIDENT)
    assert "¥5.00" in words(browser.get(ordered.url(f"pay/{order.id}")))
    assert "takes no money" in words(browser.post(ordered.url(f"pay/{order.id}")))
    assert goes_to(browser.post(ordered.url(f"pay/{order.id}/rehearse"))) == ordered.url(f"progress/{order.id}")
    assert ordered.order_of(ordered.people[0]).state is OrderState.PAID
    assert "Nothing is left to pay." in words(browser.get(ordered.url(f"pay/{order.id}")))


def test_payment_after_its_time_is_refused_in_words(ordered: Town) -> None:
    order = ordered.order_of(ordered.people[0])
    ordered.clock(OPENS + timedelta(hours=1))
    browser = ordered.browser(Role.RESIDENT)
    browser.post(ordered.url(f"pay/{order.id}"))
    assert "The time to pay is over." in words(browser.get(ordered.url(f"progress/{order.id}")))


@pytest.mark.req("people:Z1")
def test_a_payment_nobody_knows_of_yet_keeps_the_units_and_charges_nothing(ordered: Town) -> None:
    order = ordered.order_of(ordered.people[0])
    browser, door = ordered.browser(Role.RESIDENT), ordered.url(f"pay/{order.id}/paid")
    browser.post(ordered.url(f"pay/{order.id}"))
    for page in (browser.get(door), browser.post(door, follow=True)):
        assert "We are asking the payment service." in words(page)
        assert "do not pay again" in words(page)
        assert "Your units are kept until" in words(page)
    assert ordered.order_of(ordered.people[0]).state is OrderState.PLACED


@pytest.mark.req("people:R9")
def test_the_way_shows_what_is_done_and_what_happens_now(on_the_way: Town) -> None:
    order = on_the_way.order_of(on_the_way.people[0])
    response = on_the_way.browser(Role.RESIDENT).get(on_the_way.url(f"progress/{order.id}"))
    page = response.content.decode()
    assert page.count('<li class="done">') == 6
    assert page.count('aria-current="step"') == 1
    assert "The rider asks for your code before letting go." in words(response)


def test_the_way_of_a_cancelled_order_ends_there(ordered: Town) -> None:
    order = ordered.order_of(ordered.people[0])
    ordered.clock(OPENS + timedelta(hours=1))
    ordered.drain()
    assert "What you paid is given back." in words(
        ordered.browser(Role.RESIDENT).get(ordered.url(f"progress/{order.id}"))
    )


def test_the_code_is_shown_once_the_parcel_is_on_its_way(on_the_way: Town) -> None:
    order = on_the_way.order_of(on_the_way.people[0])
    with city_transaction(on_the_way.slug) as at:
        digits = handover.code_of(city=on_the_way.slug, order_id=order.id, at=at).digits
    response = on_the_way.browser(Role.RESIDENT).get(on_the_way.url(f"code/{order.id}"))
    assert f"{digits[:3]} {digits[3:]}" in words(response)
    assert 'class="qr"' in response.content.decode()
    assert response.headers["Cache-Control"].startswith("max-age=0")
    assert "no-store" in response.headers["Cache-Control"]


def test_the_code_is_not_shown_before(ordered: Town) -> None:
    order = ordered.order_of(ordered.people[0])
    response = ordered.browser(Role.RESIDENT).get(ordered.url(f"code/{order.id}"))
    assert "It is too early for this." in words(response)


@pytest.mark.parametrize("page", ["progress", "code", "pay"])
def test_another_persons_order_is_not_found(ordered: Town, page: str) -> None:
    order = ordered.order_of(ordered.people[0])
    stranger = ordered.browser(Role.RESIDENT, ordered.people[1].id)
    assert stranger.get(ordered.url(f"{page}/{order.id}")).status_code == 404
    assert stranger.get(ordered.url(f"{page}/{uuid4()}")).status_code == 404


@pytest.mark.req("people:R7")
def test_the_calendar_file_names_the_promise_and_nobody(ordered: Town) -> None:
    order = ordered.order_of(ordered.people[0])
    response = ordered.browser(Role.RESIDENT).get(ordered.url(f"progress/{order.id}/calendar"))
    assert response.headers["Content-Type"].startswith("text/calendar")
    assert f"DTEND:{order.promised_by:%Y%m%dT%H%M%SZ}" in response.content.decode()


def test_my_page_shows_orders_the_next_date_and_masks(ordered: Town) -> None:
    page = words(ordered.browser(Role.RESIDENT).get(ordered.url("me")))
    assert "Reserved" in page
    assert "Tue 8 Dec 00:00" in page
    assert "Use my document so that one person gets one share. since" in page
    assert "*" in page
