"""A table as a file for a spreadsheet: the same rows as on the screen, all pages, as CSV or as a workbook."""

import csv
import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.http import HttpResponse

from evenhand.web.kit import sheets, tables
from evenhand.web.kit.tables import Column

BOM = "\ufeff"
"""Without it Excel takes UTF-8 for the machine's old encoding."""
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
FEN_PER_YUAN = 100


def csv_of[Row](
    name: str, columns: Sequence[Column[Row]], rows: Sequence[Row], asked: Mapping[str, str]
) -> HttpResponse:
    """The rows of the same address as CSV: numbers bare, money in yuan, times as ISO 8601, formulas made harmless.

    Where the address says `as=xlsx`, as a workbook.
    """
    if asked.get("as") == "xlsx":
        return sheets.xlsx_of(name, columns, rows, asked)
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow([str(column.title) for column in columns])
    writer.writerows([_bare(column, row) for column in columns] for row in tables.select(columns, rows, asked))
    response = HttpResponse(BOM + file.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def harmless(text: str) -> str:
    """Text that a spreadsheet won't run as a formula (OWASP, CSV injection)."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _bare[Row](column: Column[Row], row: Row) -> str | int | float:
    match column.kind, column.read(row):
        case "money", int() as fen:
            return f"{fen / FEN_PER_YUAN:.2f}"
        case _, None:
            return ""
        case "link", (text, _):
            return harmless(str(text))
        case _, (int() | float()) as value:
            return value
        case _, datetime() as value:
            return value.isoformat(" ", "seconds")
        case _, date() as value:
            return value.isoformat()
        case _, value:
            return harmless(str(value))
