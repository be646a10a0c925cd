"""Tables that people send: every cell that can't be read is a fault at its row, and nothing else is lost."""

import pytest

from evenhand.core import workbooks
from evenhand.core.workbooks import Column, Defect, Fault

COLUMNS = (Column("name"), Column("units", int), Column("note", optional=True))
GOOD = [["name", "units", "note"], ["a", "1", ""], ["b", "2", "x"]]


def defects(*rows: list[object]) -> list[tuple[int, str, Defect]]:
    return [(fault.row, fault.column, fault.defect) for fault in workbooks.read(COLUMNS, rows).faults]


def test_rows_become_values_and_keep_their_place() -> None:
    table = workbooks.read(COLUMNS, [GOOD[0], [], GOOD[1], ["", "", ""], GOOD[2]])
    assert [(line.row, dict(line.values)) for line in table.lines] == [
        (3, {"name": "a", "units": 1, "note": None}),
        (5, {"name": "b", "units": 2, "note": "x"}),
    ]
    assert not table.faults


def test_columns_may_stand_in_any_order_and_case() -> None:
    table = workbooks.read(COLUMNS, [["Units", " NAME "], ["1", "a"]])
    assert table.lines[0].values == {"name": "a", "units": 1, "note": None}


@pytest.mark.parametrize(
    ("rows", "found"),
    [
        ([], [(1, "", Defect.NOT_A_TABLE)]),
        ([[], ["name"]], [(1, "", Defect.NOT_A_TABLE)]),
        ([["name", "units"]], [(0, "", Defect.NO_ROWS)]),
        ([["name"], ["a"]], [(1, "units", Defect.COLUMN_MISSING)]),
        ([["name", "units", "sum"], ["a", "1", ""]], [(1, "sum", Defect.COLUMN_UNKNOWN)]),
        ([["name", "units", "name"], ["a", "1", "b"]], [(1, "name", Defect.COLUMN_TWICE)]),
        ([GOOD[0], ["", "1"]], [(2, "name", Defect.MISSING)]),
        ([GOOD[0], ["a"]], [(2, "units", Defect.MISSING)]),
        ([GOOD[0], ["a", "one"]], [(2, "units", Defect.MALFORMED)]),
        ([GOOD[0], ["a", 1.0]], [(2, "units", Defect.NOT_TEXT)]),
        ([GOOD[0], ["a" * 501, "1"]], [(2, "name", Defect.TOO_LONG)]),
        ([GOOD[0], ["", "x"]], [(2, "name", Defect.MISSING), (2, "units", Defect.MALFORMED)]),
    ],
)  # fmt: skip
def test_each_defect_is_named_at_its_cell(rows: list[list[object]], found: list[tuple[int, str, Defect]]) -> None:
    assert defects(*rows) == found


def test_too_many_rows_are_refused_before_they_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbooks, "MOST_ROWS", 2)
    assert defects(*GOOD) == []
    assert defects(*GOOD, ["c", "bad"]) == [(0, "", Defect.TOO_MANY_ROWS)]


def test_what_repeats_or_differs_is_told_at_the_later_row() -> None:
    lines = workbooks.read(COLUMNS, [*GOOD, ["a", "3"]]).lines
    assert list(workbooks.repeated(lines, "name")) == [Fault(4, "name", "a", Defect.REPEATED)]
    assert [fault.row for fault in workbooks.differing(lines, "name")] == [3]
