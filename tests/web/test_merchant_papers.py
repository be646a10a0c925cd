"""The merchant's papers and counts, as pages and files."""

import subprocess
from pathlib import Path

import pytest

from evenhand.apps.fulfilment import queries as fulfilment
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.core.lifecycle import OrderState, ParcelState
from evenhand.core.terms import Role
from tests.web import town as towns
from tests.web.pages import goes_to, words
from tests.web.town import Town


def tool(name: str, file: Path, *after: str) -> str:
    return subprocess.run([name, file, *after], capture_output=True, text=True, check=True).stdout


@pytest.fixture
def paid(town: Town) -> Town:
    near = towns.neighbors(town)
    towns.claim(town, *near)
    towns.pay(town, *near)
    return town


@pytest.mark.req("people:M3", "people:K4")
def test_labels_are_of_their_size_with_fonts_inside_and_name_nobody(paid: Town, tmp_path: Path) -> None:
    towns.pack(paid)
    many = len(towns.neighbors(paid))
    file = tmp_path / "labels.pdf"
    file.write_bytes(paid.browser(Role.MERCHANT, language="zh-hans").get(paid.url("merchant/labels")).content)
    facts = tool("pdfinfo", file)
    assert f"Pages:           {many}" in facts and "283.465 x 212.598 pts" in facts
    text = tool("pdftotext", file, "-")
    with city_transaction(paid.slug):
        parcels = fulfilment.parcels(city=paid.slug, outlet_id=paid.outlet, state=ParcelState.PACKED)
    assert all(parcel.label in text for parcel in parcels)
    assert "医用口罩" in text and "5只" in text.replace(" ", "")
    fonts = tool("pdffonts", file).splitlines()[2:]
    assert fonts and all(" yes " in line for line in fonts) and "CJK" in "".join(fonts)


@pytest.mark.req("people:M3")
def test_the_pick_list_says_what_to_take_and_what_is_short(paid: Town, tmp_path: Path) -> None:
    browser = paid.browser(Role.MERCHANT)
    browser.post(paid.url("merchant/"))
    many = len(towns.neighbors(paid))
    lot = towns.receive(paid, 5)
    with city_transaction(paid.slug):
        towns.fulfilment.disinfect_lot(
            city=paid.slug, at=towns.OPENS, outlet_id=paid.outlet, lot_id=lot, by=paid.staff[Role.MERCHANT]
        )
    file = tmp_path / "picklist.pdf"
    file.write_bytes(browser.get(paid.url("merchant/picklist")).content)
    text = tool("pdftotext", file, "-layout", "-")
    assert f"Orders to pack: {many}" in text and f"Orders that wait for goods: {many - 1}" in text
    assert ["L1", "5", "1", "5"] in [line.split() for line in text.splitlines()]


@pytest.mark.req("people:M4")
def test_a_count_that_differs_says_why_and_changes_the_book(paid: Town) -> None:
    towns.pack(paid)
    browser, url = paid.browser(Role.MERCHANT), paid.url("merchant/count")
    with city_transaction(paid.slug):
        [lot] = fulfilment.lots(city=paid.slug, outlet_id=paid.outlet)
    said = {"lot": str(lot.id), "counted": str(lot.shelves.ready - 5)}
    assert 'id="id_reason_error"' in browser.post(url, said).content.decode()
    assert "Difference: -5." in words(browser.get(goes_to(browser.post(url, said | {"reason": "Wet box."}))))
    assert "Wet box." in words(browser.get(url))
    assert 'id="id_counted_error"' in browser.post(url, said | {"counted": "1000"}).content.decode()


@pytest.mark.req("people:M2", "domain:R19")
def test_a_scanned_carton_fills_in_its_lot(paid: Town) -> None:
    browser, url = paid.browser(Role.MERCHANT), paid.url("merchant/lots")
    said = {"campaign": str(paid.campaign), "source": "Factory"}
    page = words(browser.get(goes_to(browser.post(url, said | {"scan": "(01)09506000134352(10)F77(17)270630(37)200"}))))
    assert "Lot F77 received." in page and "Received 200" in page and "good until Thu 1 Jul" in page
    assert "This is no GS1 code." in words(browser.post(url, said | {"scan": "F77"}))
    assert 'id="id_units_error"' in browser.post(url, said | {"code": "F78"}).content.decode()


@pytest.mark.req("people:M6")
def test_the_day_sheet_shows_every_lot_and_is_a_file(paid: Town) -> None:
    towns.pack(paid)
    browser = paid.browser(Role.MERCHANT)
    page = words(browser.get(paid.url("merchant/day")))
    assert "Handed over today 0" in page and "L1" in page
    book = browser.get(paid.url("merchant/day"), {"format": "csv", "as": "xlsx"})
    assert book.content.startswith(b"PK") and book.headers["Content-Disposition"].endswith('.xlsx"')


@pytest.mark.req("people:M1")
def test_a_merchant_gives_back_what_it_cannot_fulfil(paid: Town) -> None:
    browser = paid.browser(Role.MERCHANT)
    said = words(browser.get(goes_to(browser.post(paid.url("merchant/decline"), {"state": "paid", "many": "1"}))))
    assert "1 order given back." in said
    paid.drain()
    states = [paid.order_of(person).state for person in towns.neighbors(paid)]
    assert states.count(OrderState.CANCELLED) == 1
    assert "Something is not filled in" in words(
        browser.get(goes_to(browser.post(paid.url("merchant/decline"), {"state": "paid", "many": "all"})))
    )
