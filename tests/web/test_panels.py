"""Dashboards: charts and tables of the same rows, files that hold them, figures that say how old they are."""

import asyncio
import csv
import io
from datetime import timedelta
from pathlib import Path

import pytest
import python_calamine
from django.test import override_settings
from django.utils.translation import override

from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.reports import queries as reports
from evenhand.apps.reports import services as reports_write
from evenhand.core import debts
from evenhand.core.terms import Role
from evenhand.web.cityhall import panels, stream
from evenhand.web.cityhall.panels import Chart, Row
from tests.web import town as towns
from tests.web.pages import words
from tests.web.town import OPENS, Town

TEMPLATES = Path(panels.__file__).parents[1] / "templates"


def agrees(chart: Chart) -> bool:
    """Whether the bars are as long as the table's numbers say, the longest being whole."""
    values = [float(row.percent or 0) if chart.whole else float(row.value) for row in chart.rows]
    longest = max(values, default=0) or 1
    drawn = [bar.percent for bar in chart.bars]
    labels = [str(bar.label) for bar in chart.bars] == [str(cells[0].value) for cells in chart.table.rows]
    return labels and all(abs(bar - 100 * value / longest) < 0.01 for bar, value in zip(drawn, values, strict=True))


@pytest.mark.req("people:C6", "people:B2")
def test_every_chart_agrees_with_its_table_and_its_file(town: Town) -> None:
    towns.claim(town, *town.people)
    browser = town.browser(Role.OFFICIAL)
    page = words(browser.get(town.url("hall/figures")))
    assert "Served, by district" in page and "Debt to districts" in page
    with city_transaction(town.slug) as at, override("en"):
        found = reports.panels(city=town.slug, at=at)
    for code in ("supply", "cover", "answers", "orders", "districts", "ages", "channels", "debt", "promised", "budget"):
        file = browser.get(town.url("hall/figures"), {"chart": code, "format": "csv"})
        head, *rows = csv.reader(io.StringIO(file.content.decode("utf-8-sig")))
        assert len(head) >= 2
        assert all(row[0] in page for row in rows)
    assert sum(found["fairness"].figures["districts"].values()) == len(town.people)
    assert browser.get(town.url("hall/figures"), {"chart": "gold", "format": "csv"}).status_code == 404


@pytest.mark.req("people:B2")
def test_every_workbook_says_the_same_as_its_chart(town: Town) -> None:
    towns.claim(town, *town.people)
    browser = town.browser(Role.OFFICIAL)
    for code in ("supply", "districts", "ages", "debt"):
        asked = {"chart": code, "format": "csv"}
        text = browser.get(town.url("hall/figures"), asked).content.decode("utf-8-sig")
        book = browser.get(town.url("hall/figures"), asked | {"as": "xlsx"}).content
        sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(book)).get_sheet_by_index(0).to_python()
        said = list(csv.reader(io.StringIO(text)))
        assert [row[0] for row in sheet] == [row[0] for row in said]
        assert [[_plain(cell) for cell in row] for row in sheet] == [[_plain(cell) for cell in row] for row in said]


def _plain(cell: object) -> object:
    """A number as a number, whether a file wrote it as text or not."""
    try:
        return float(str(cell))
    except ValueError:
        return cell


@pytest.mark.req("people:B3")
def test_every_map_names_its_source_and_its_review_number(town: Town) -> None:
    browser, url = town.browser(Role.OFFICIAL), town.url("hall/figures")
    with city_transaction(town.slug) as at:
        reports_write.refresh(city=town.slug, at=at)
    page = words(browser.get(url))
    assert "Map: positions as the city gave them" in page and "Review number" not in page
    with override_settings(EVENHAND_MAP_SOURCE="© Survey Office", EVENHAND_MAP_REVIEW="GS(2026)1234"):
        page = words(browser.get(url))
    assert "Map: © Survey Office" in page and "Review number GS(2026)1234" in page
    drawn = [file for file in TEMPLATES.rglob("*.html") if 'class="map"' in file.read_text("utf-8")]
    assert [file.name for file in drawn] == ["map.html"]  # a map drawn elsewhere would name nothing


@pytest.mark.req("people:B2")
def test_control_a_chart_that_disagrees_with_its_table_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [Row("a", 10, 100), Row("b", 50, 100), Row("c", 0, None)]
    for whole in ("", "Residents"):
        assert agrees(Chart("x", "X", "Units", rows, whole))
    bent = Chart("x", "X", "Units", rows)
    honest = bent.bars
    monkeypatch.setattr(Chart, "bars", property(lambda _: [*honest[1:], honest[0]]))
    assert not agrees(bent)


@pytest.mark.req("people:B1", "people:G9")
def test_old_figures_turn_amber_and_say_so(town: Town) -> None:
    with city_transaction(town.slug) as at:
        reports_write.refresh(city=town.slug, at=at)
    browser = town.browser(Role.AUDITOR)
    assert "old figures" not in words(browser.get(town.url("hall/figures")))
    town.clock(OPENS + timedelta(hours=1))
    page = browser.get(town.url("hall/figures"))
    assert "old figures, as of 09:30" in words(page)
    assert page.content.decode().count('class="chip look"') == 6


@pytest.mark.req("domain:F9")
def test_the_sentence_of_a_debt_is_its_arithmetic() -> None:
    with override("en"):
        for account in debts.debts({"a": 900, "b": 100, "c": 500}, {"a": 5, "b": 5, "c": 5}, coming=600):
            each = {name: getattr(account, name) for name in ("had", "fair", "even", "next")}
            said = [
                int(word.strip("+−;,").replace(",", "") or 0) for word in panels.why(each).split() if word[0].isdigit()
            ]
            assert account.fair in said and account.had in said and account.even in said
            assert abs(account.made_good) in said or not account.owed


@pytest.mark.req("people:B4")
def test_news_are_told_once_for_each_change(town: Town) -> None:
    async def listen() -> list[str]:
        return [line async for line in stream.news(town.slug, rounds=2, every_s=0)]

    with city_transaction(town.slug) as at:
        reports_write.refresh(city=town.slug, at=at)
    first, second = asyncio.run(listen())
    assert first.startswith("id: 2026-12-05T01:30") and second == ": nothing new\n\n"
    response = town.browser(Role.OFFICIAL).get(town.url("hall/figures/news"))
    assert response.headers["Content-Type"] == "text/event-stream"
    assert town.browser(Role.MERCHANT).get(town.url("hall/figures/news")).status_code == 403
