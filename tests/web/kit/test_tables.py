"""Tables that live in their address, and their files."""

import csv
import io
from datetime import UTC, datetime
from typing import Any

import pytest

from evenhand.web.kit import files, tables
from evenhand.web.kit.tables import Column

ROWS: list[dict[str, Any]] = [
    {"name": "北站", "count": 1200, "sum": 1250, "at": datetime(2026, 12, 5, 2, 0, tzinfo=UTC)},
    {"name": "=1+1", "count": 30, "sum": -5, "at": None},
    {"name": "South", "count": 4, "sum": 0, "at": datetime(2026, 12, 4, 2, 0, tzinfo=UTC)},
]
COLUMNS: tuple[Column[dict[str, Any]], ...] = (
    Column("name", "Name", lambda row: row["name"]),
    Column("count", "Count", lambda row: row["count"], "number"),
    Column("sum", "Sum", lambda row: row["sum"], "money"),
    Column("at", "At", lambda row: row["at"]),
    Column("open", "Open", lambda row: ("Look", f"/{row['count']}"), "link"),
)


def names(**asked: str) -> list[str]:
    return [row[0].shown for row in tables.build(COLUMNS, ROWS, asked).rows]


def test_the_filter_looks_at_what_is_shown() -> None:
    assert names(q="1,200") == ["北站"]
    assert names(q=" SOUTH ") == ["South"]
    assert names(q="nothing") == []


@pytest.mark.parametrize(
    ("sort", "first"), [("count", "South"), ("-count", "北站"), ("sum", "=1+1"), ("at", "South"), ("unknown", "北站")]
)
def test_columns_order_by_value_and_not_by_letters(sort: str, first: str) -> None:
    assert names(sort=sort)[0] == first


def test_rows_without_a_value_come_last() -> None:
    assert names(sort="at")[-1] == "=1+1"


def test_an_order_once_more_is_the_other_way_round() -> None:
    head = tables.build(COLUMNS, ROWS, {"sort": "count", "q": "a"}).heads[1]
    assert (head.url, head.order) == ("?q=a&sort=-count", "ascending")


@pytest.mark.parametrize(("page", "shown"), [("", 1), ("2", 2), ("99", 3), ("0", 1), ("x", 1), ("٣", 1), ("9" * 30, 1)])
def test_pages_stay_within_the_table(page: str, shown: int) -> None:
    many = [{**ROWS[0], "count": n} for n in range(2 * tables.PAGE + 1)]
    table = tables.build(COLUMNS, many, {"page": page})
    assert (table.page, table.pages, table.total) == (shown, 3, len(many))
    assert (bool(table.before_url), bool(table.after_url)) == (shown > 1, shown < 3)


@pytest.mark.req("people:K5")
def test_the_file_has_a_mark_bare_numbers_and_no_formula() -> None:
    response = files.csv_of("rows", COLUMNS, ROWS, {"sort": "-count"})
    text = response.content.decode()
    assert text.startswith("\ufeff")
    head, *rows = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    assert head == ["Name", "Count", "Sum", "At", "Open"]
    assert rows[0] == ["北站", "1200", "12.50", "2026-12-05 02:00:00+00:00", "Look"]
    assert rows[1] == ["'=1+1", "30", "-0.05", "", "Look"]


@pytest.mark.parametrize("text", ["=A1", "+1", "-1", "@sum", "\tx", "\rx"])
def test_what_a_spreadsheet_would_run_is_text(text: str) -> None:
    assert files.harmless(text) == f"'{text}"
    assert files.harmless(f"a{text}") == f"a{text}"
