"""The doors of those who work: merchant, rider, dispatcher, city hall."""

import csv
import io
from uuid import uuid4

import pytest
from django.test import Client

from evenhand.apps.dispatch import queries as dispatch
from evenhand.apps.fulfilment import queries as fulfilment
from evenhand.apps.handover import queries as handover
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.residents import queries as residents
from evenhand.core.lifecycle import OrderState, ParcelState, WaveState
from evenhand.core.terms import Role
from tests.web import town as towns
from tests.web.pages import goes_to, hidden, words
from tests.web.town import Town


@pytest.fixture
def paid(town: Town) -> Town:
    """Those who live near the outlet have claimed and paid."""
    near = towns.neighbors(town)
    towns.claim(town, *near)
    towns.pay(town, *near)
    return town


@pytest.fixture
def packed(paid: Town) -> Town:
    """Their parcels wait at the outlet."""
    towns.pack(paid)
    return paid


@pytest.fixture
def out(packed: Town) -> Town:
    """Their parcels are with the rider."""
    towns.send_out(packed)
    return packed


def follow(browser: Client, url: str, **said: str) -> str:
    """Send a form; the words of the page where that leads."""
    return words(browser.get(goes_to(browser.post(url, said))))


@pytest.mark.req("people:M1")
def test_a_merchant_accepts_all_at_once(paid: Town) -> None:
    many = len(towns.neighbors(paid))
    browser = paid.browser(Role.MERCHANT)
    assert f"Waiting {many}" in words(browser.get(paid.url("merchant/")))
    assert f"{many} order" in follow(browser, paid.url("merchant/"))
    assert paid.order_of(towns.neighbors(paid)[0]).state is OrderState.ACCEPTED
    assert "No order waits." in words(browser.get(paid.url("merchant/")))


@pytest.mark.req("people:M2")
def test_a_lot_that_was_not_disinfected_is_not_packed(paid: Town) -> None:
    browser = paid.browser(Role.MERCHANT)
    browser.post(paid.url("merchant/"))
    lot = {"campaign": str(paid.campaign), "code": "L-7", "source": "Factory", "units": "100"}
    assert "Lot L-7 received." in follow(browser, paid.url("merchant/lots"), **lot)
    assert "This lot has not been disinfected. Lots: L-7." in follow(browser, paid.url("merchant/pack"))
    with city_transaction(paid.slug):
        [received] = fulfilment.lots(city=paid.slug, outlet_id=paid.outlet)
    said = follow(browser, paid.url(f"merchant/lots/{received.id}/disinfect"))
    assert "Disinfection recorded" in said
    assert "packed." in follow(browser, paid.url("merchant/pack"))
    assert paid.order_of(towns.neighbors(paid)[0]).state is OrderState.PACKED


def test_a_lot_with_the_code_of_other_goods_is_refused_at_its_field(paid: Town) -> None:
    browser = paid.browser(Role.MERCHANT)
    lot = {"campaign": str(paid.campaign), "code": "L-7", "source": "Factory", "units": "100"}
    browser.post(paid.url("merchant/lots"), lot)
    response = browser.post(paid.url("merchant/lots"), lot | {"units": "99"})
    assert "This was sent before with other contents." in words(response)
    assert 'id="id_code_error"' in response.content.decode()


def test_packing_without_stock_says_how_much_is_missing(paid: Town) -> None:
    browser = paid.browser(Role.MERCHANT)
    browser.post(paid.url("merchant/"))
    many = len(towns.neighbors(paid))
    assert f"Orders that wait: {many}." in follow(browser, paid.url("merchant/pack"))


def test_a_file_holds_the_rows_of_the_screen(packed: Town) -> None:
    browser = packed.browser(Role.MERCHANT)
    response = browser.get(packed.url("merchant/pack"), {"format": "csv"})
    assert response.content.startswith("\ufeff".encode())
    head, *rows = csv.reader(io.StringIO(response.content.decode("utf-8-sig")))
    assert head[0] == "Label"
    assert len(rows) == len(towns.neighbors(packed))
    assert all(row[0] in words(browser.get(packed.url("merchant/pack"))) for row in rows)
    assert (
        rows[:1]
        == list(
            csv.reader(
                io.StringIO(
                    browser.get(packed.url("merchant/pack"), {"format": "csv", "q": rows[0][0]}).content.decode(
                        "utf-8-sig"
                    )
                )
            )
        )[1:]
    )


@pytest.mark.req("people:X2")
def test_a_dispatcher_plans_looks_and_lets_leave(packed: Town) -> None:
    towns.start_shift(packed)
    browser = packed.browser(Role.DISPATCHER)
    page = browser.get(packed.url("dispatch/"))
    assert f"{len(towns.neighbors(packed))} parcels" in words(page)
    wave = goes_to(browser.post(packed.url("dispatch/plan"), {"outlet": str(packed.outlet), "seconds": "5"}))
    assert "<polyline" in browser.get(wave).content.decode()
    assert "The wave is under way." in follow(browser, f"{wave}/accept")
    assert packed.order_of(towns.neighbors(packed)[0]).state is OrderState.OUT


def test_a_wave_is_a_file_for_other_tools_and_names_nobody(out: Town) -> None:
    browser = out.browser(Role.DISPATCHER)
    with city_transaction(out.slug):
        [wave] = dispatch.waves(city=out.slug)
        [route] = dispatch.routes(city=out.slug, wave_id=wave.id)
        labels = [card.label for card in dispatch.cards(city=out.slug, stops=route.stops)]
    table = browser.get(out.url(f"dispatch/wave/{wave.id}/csv")).content.decode("utf-8-sig")
    assert [row["Label"] for row in csv.DictReader(io.StringIO(table))] == labels
    told = browser.get(out.url(f"dispatch/wave/{wave.id}/vroom"))
    [vehicle] = told.json()["routes"]
    start, *jobs, end = vehicle["steps"]
    assert [job["description"] for job in jobs] == labels
    times = [step["arrival"] for step in vehicle["steps"]]
    assert times == sorted(times)
    assert (start["type"], end["type"], vehicle["distance"]) == ("start", "end", route.distance_m)
    with city_transaction(out.slug):
        doors = residents.doorsteps(city=out.slug, tags=[person.tag for person in out.people])
    assert doors
    written = table + told.content.decode()
    assert not any(said in written for door in doors.values() for said in (door.name, door.phone, door.address))
    assert browser.get(out.url(f"dispatch/wave/{uuid4()}/vroom")).status_code == 404
    assert out.browser(Role.RIDER).get(out.url(f"dispatch/wave/{wave.id}/csv")).status_code == 403


def test_a_plan_that_is_dropped_frees_its_parcels(packed: Town) -> None:
    towns.start_shift(packed)
    wave = towns.plan(packed)
    browser = packed.browser(Role.DISPATCHER)
    assert "The plan is dropped." in follow(browser, packed.url(f"dispatch/wave/{wave}/discard"))
    with city_transaction(packed.slug):
        assert dispatch.wave(city=packed.slug, id=wave).state is WaveState.DISCARDED


def test_planning_where_nothing_is_packed_is_refused_in_words(town: Town) -> None:
    said = follow(town.browser(Role.DISPATCHER), town.url("dispatch/plan"), outlet=str(town.outlet), seconds="5")
    assert "It is too early for this." in said


@pytest.mark.parametrize("said", [{}, {"outlet": "x", "seconds": "5"}, {"outlet": str(uuid4()), "seconds": "3600"}])
def test_a_plan_asked_for_wrongly_is_refused(town: Town, said: dict[str, str]) -> None:
    assert town.browser(Role.DISPATCHER).post(town.url("dispatch/plan"), said).status_code == 422


def job(town: Town) -> tuple[Client, str, str]:
    """The rider's browser, the address of the first stop, and the code its person would say."""
    with city_transaction(town.slug) as at:
        route = dispatch.route_of(city=town.slug, rider_id=town.staff[Role.RIDER])
        [first, *_] = dispatch.cards(city=town.slug, stops=route.stops)
        shown = handover.code_of(city=town.slug, order_id=first.order.id, at=at)
    return town.browser(Role.RIDER), town.url(f"rider/stop/{first.stop.id}"), shown.digits


@pytest.mark.req("people:D1")
@pytest.mark.req("trust:S15")
def test_a_rider_hands_over_against_the_code(out: Town) -> None:
    browser, door, code = job(out)
    assert "***" in words(browser.get(out.url("rider/")))
    attempt = hidden(browser.get(door), "attempt")
    said = follow(browser, door, attempt=attempt, code=code, seen="on")
    assert "Handed over." in said
    assert browser.get(door).status_code == 409


@pytest.mark.req("domain:F10")
@pytest.mark.req("people:D2")
def test_a_wrong_code_cannot_complete_and_five_lock(out: Town) -> None:
    browser, door, code = job(out)
    wrong = "000000" if code != "000000" else "111111"
    for left in (4, 3, 2, 1, 0):
        attempt = hidden(browser.get(door), "attempt")
        page = words(browser.post(door, {"attempt": attempt, "code": wrong, "seen": "on"}))
        assert f"Tries left: {left}." in page
    attempt = hidden(browser.get(door), "attempt")
    assert "This code is locked." in words(browser.post(door, {"attempt": attempt, "code": code, "seen": "on"}))
    with city_transaction(out.slug):
        assert fulfilment.counts(city=out.slug).get(ParcelState.HANDED_OVER, 0) == 0


def test_the_same_try_sent_twice_counts_once(out: Town) -> None:
    browser, door, code = job(out)
    said = {
        "attempt": hidden(browser.get(door), "attempt"),
        "code": "999999" if code != "999999" else "1",
        "seen": "on",
    }
    assert "Tries left: 4." in words(browser.post(door, said))
    assert "Tries left: 4." in words(browser.post(door, said))


def test_nothing_is_handed_over_unseen(out: Town) -> None:
    browser, door, code = job(out)
    response = browser.post(door, {"attempt": str(uuid4()), "code": code})
    assert "This field is required." in words(response)
    with city_transaction(out.slug):
        assert fulfilment.counts(city=out.slug).get(ParcelState.HANDED_OVER, 0) == 0


@pytest.mark.req("people:D3", "people:Z1")
def test_two_visits_in_vain_send_the_parcel_back_to_the_shelf(out: Town) -> None:
    browser, door, _ = job(out)
    for said in ("Try this door again later.", "The parcel goes back to the outlet."):
        attempt = hidden(browser.get(f"{door}/failed"), "attempt")
        assert said in follow(browser, f"{door}/failed", attempt=attempt, result="not_home")
    assert "Bring back to the outlet" in words(browser.get(out.url("rider/")))
    with city_transaction(out.slug):
        [parcel] = fulfilment.parcels(city=out.slug, outlet_id=out.outlet, state=ParcelState.RETURNING)
    merchant = out.browser(Role.MERCHANT)
    typed = parcel.label.lower().replace("-", " ")
    assert "is back on the shelf." in follow(merchant, out.url("merchant/back"), label=typed)
    assert "There is nothing here." in words(merchant.post(out.url("merchant/back"), {"label": "NONE-SUCH"}))


@pytest.mark.req("trust:S15")
def test_a_rider_sees_no_door_of_another_rider(out: Town) -> None:
    _, door, _ = job(out)
    with city_transaction(out.slug):
        other = towns.cities.add_staff(city=out.slug, role=Role.RIDER, name="Other", outlet_code="any")
    assert out.browser(Role.RIDER, other).get(door).status_code == 404
