"""Rows as a workbook, the same as on the screen: text stays text, money is yuan, nothing runs as a formula."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import xlsxwriter
from django.http import HttpResponse
from django.utils import timezone
from xlsxwriter.worksheet import Worksheet

from evenhand.web.kit import tables
from evenhand.web.kit.tables import Column
from evenhand.web.words import Words

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
KINDS = {"xlsx": XLSX, "pdf": "application/pdf", "toml": "application/toml"}
FEN_PER_YUAN = 100
LONGEST_NAME = 31
"""Of a sheet, says Excel."""
NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
WIDEST = 60
FORMATS = {
    "head": {"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"},
    "text": {"num_format": "@"},
    "number": {"num_format": "#,##0"},
    "money": {"num_format": "#,##0.00;[Red]-#,##0.00"},
    "moment": {"num_format": "yyyy-mm-dd hh:mm"},
    "day": {"num_format": "yyyy-mm-dd"},
}
MADE = datetime(2020, 1, 1)  # noqa: DTZ001 - a file's date carries no zone; the same rows make the same bytes


@dataclass(frozen=True, slots=True)
class Sheet[Row]:
    """One sheet: its name, its columns, its rows."""

    name: Words
    columns: Sequence[Column[Row]]
    rows: Sequence[Row]


def xlsx_of[Row](
    name: str, columns: Sequence[Column[Row]], rows: Sequence[Row], asked: Mapping[str, str]
) -> HttpResponse:
    """The rows of the same address as a workbook, all pages."""
    return attachment(name, workbook([Sheet(name, columns, tables.select(columns, rows, asked))]))


def attachment(name: str, content: bytes, kind: str = "xlsx") -> HttpResponse:
    """A file to keep."""
    response = HttpResponse(content, content_type=KINDS[kind])
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def workbook(sheets: Sequence[Sheet[Any]]) -> bytes:
    """A workbook of these sheets, heads frozen and filtered, to print on pages one wide."""
    file = io.BytesIO()
    options = {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True, "default_date_format": ""}
    book = xlsxwriter.Workbook(file, options)
    book.set_properties({"created": MADE})
    formats = {kind: book.add_format(said) for kind, said in FORMATS.items()}
    for sheet in sheets:
        named = str(sheet.name).translate(NOT_IN_NAMES)[:LONGEST_NAME]
        _fill(book.add_worksheet(named), sheet, formats)
    book.close()
    return file.getvalue()


def _fill(page: Worksheet, sheet: Sheet[Any], formats: Mapping[str, Any]) -> None:
    widths = [len(str(column.title)) for column in sheet.columns]
    for place, column in enumerate(sheet.columns):
        page.write_string(0, place, str(column.title), formats["head"])
    for row, values in enumerate(sheet.rows, 1):
        for place, column in enumerate(sheet.columns):
            shown = _write(page, row, place, column, column.read(values), formats)
            widths[place] = max(widths[place], len(shown))
    for place, width in enumerate(widths):
        page.set_column(place, place, min(2 * width if width < WIDEST // 2 else width, WIDEST))
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, len(sheet.rows), max(len(sheet.columns) - 1, 0))
    page.fit_to_pages(1, 0)


def _write(
    page: Worksheet, row: int, place: int, column: Column[Any], value: object, formats: Mapping[str, Any]
) -> str:
    """Put a value into its cell. Returns how it is written, for the column's width."""
    match column.kind, value:
        case "money", int() as fen:
            page.write_number(row, place, fen / FEN_PER_YUAN, formats["money"])
        case "link", (text, _):
            page.write_string(row, place, str(text), formats["text"])
        case _, None:
            return ""
        case _, (int() | float()) as number:
            page.write_number(row, place, number, formats["number"])
        case _, datetime() as moment:
            page.write_datetime(row, place, timezone.make_naive(moment), formats["moment"])
        case _, date() as day:
            page.write_datetime(row, place, day, formats["day"])
        case _, text:
            page.write_string(row, place, str(text), formats["text"])
    return str(value)[:WIDEST]
