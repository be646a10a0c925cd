"""Workbooks that people send and get: CSV and XLSX into cells, rows into either, and the sheet of what is wrong."""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime

import python_calamine
import xlsxwriter
from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from evenhand.core.workbooks import Defect, Fault
from evenhand.web.kit.files import BOM, harmless
from evenhand.web.words import Words

MOST_BYTES = 32 * 1024 * 1024
MOST_UNPACKED = 256 * 1024 * 1024
"""A workbook is a ZIP archive; one that unpacks to more is refused unread."""
ENCODINGS = ("utf-8", "gb18030")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ZIP_STARTS = b"PK\x03\x04"

WORDS: Mapping[Defect, Words] = {
    Defect.NOT_A_TABLE: _("The first row must name the columns."),
    Defect.COLUMN_MISSING: _("This column is missing."),
    Defect.COLUMN_UNKNOWN: _("This column is not known."),
    Defect.COLUMN_TWICE: _("This column is there twice."),
    Defect.NO_ROWS: _("There are no rows."),
    Defect.TOO_MANY_ROWS: _("There are too many rows for one file."),
    Defect.MISSING: _("This cell is empty."),
    Defect.TOO_LONG: _("This cell is too long."),
    Defect.NOT_TEXT: _("Format this cell as text: a spreadsheet changes numbers and dates."),
    Defect.MALFORMED: _("This cell cannot be read."),
    Defect.REPEATED: _("An earlier row says the same."),
    Defect.DIFFERS: _("All rows must say the same here."),
    Defect.NOT_OFFERED: _("The release does not offer this."),
    Defect.NOT_KNOWN: _("Nobody of this name has such a document."),
    Defect.TAKEN: _("Another list has this already."),
    Defect.SIGNATURE: _("The file is not signed by the key of the city’s policy."),
    Defect.REFUSED: _("This is not possible."),
    Defect.OUTDATED: _("A newer revision was taken in, or this one with other content."),
}


def cells(file: bytes, encoding: str = "utf-8") -> list[list[object]]:
    """The cells of a CSV text or of a workbook's first sheet. ValueError: it is neither, or too large."""
    if len(file) > MOST_BYTES:
        raise ValueError("too large")
    if file.startswith(ZIP_STARTS):
        return _sheet(file)
    if encoding not in ENCODINGS:
        raise ValueError("unknown encoding")
    text = file.decode(encoding).removeprefix(BOM)
    if "\0" in text:
        raise ValueError("not text")
    try:
        return [list(row) for row in csv.reader(io.StringIO(text, newline=""), strict=True)]
    except csv.Error as error:
        raise ValueError("not CSV") from error


def csv_bytes(heading: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    """A CSV text in UTF-8, harmless to spreadsheets."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(heading)
    writer.writerows([_plain(value) for value in row] for row in rows)
    return (BOM + file.getvalue()).encode()


def xlsx_bytes(heading: Sequence[str], rows: Sequence[Sequence[object]]) -> bytes:
    """A workbook of one sheet whose cells are all text: nothing is reformatted. The same rows, the same bytes."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True})
    book.set_properties({"created": datetime(2000, 1, 1)})  # noqa: DTZ001 - a file's date carries no zone
    sheet = book.add_worksheet()
    text = book.add_format({"num_format": "@"})
    for place, row in enumerate([heading, *rows]):
        for column, value in enumerate(row):
            sheet.write_string(place, column, _plain(value), text)
    book.close()
    return file.getvalue()


def attachment(name: str, heading: Sequence[str], rows: Sequence[Sequence[object]], kind: str) -> HttpResponse:
    """Rows as a file to keep: `kind` is csv or xlsx."""
    content = xlsx_bytes(heading, rows) if kind == "xlsx" else csv_bytes(heading, rows)
    response = HttpResponse(content, content_type=XLSX if kind == "xlsx" else "text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return response


def error_rows(faults: Sequence[Fault]) -> list[list[str]]:
    """The sheet of what is wrong, a row a cell."""
    return [
        [str(fault.row or ""), fault.column, fault.found, fault.why or str(WORDS[fault.defect])] for fault in faults
    ]


def error_heading() -> list[str]:
    """The columns of `error_rows`."""
    return [str(_("Row")), str(_("Column")), str(_("Found")), str(_("What is wrong"))]


def _sheet(file: bytes) -> list[list[object]]:
    try:
        with zipfile.ZipFile(io.BytesIO(file)) as archive:
            if sum(each.file_size for each in archive.infolist()) > MOST_UNPACKED:
                raise ValueError("too large")
        book = python_calamine.load_workbook(io.BytesIO(file))
        return [list(row) for row in book.get_sheet_by_index(0).to_python(skip_empty_area=False)]
    except (zipfile.BadZipFile, python_calamine.CalamineError, python_calamine.PasswordError) as error:
        raise ValueError("not a workbook") from error


def _plain(value: object) -> str:
    match value:
        case None:
            return ""
        case datetime() | date():
            return value.isoformat()
        case _:
            return harmless(str(value))
