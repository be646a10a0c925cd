"""Tables that people send as files: named columns, and for every cell that can't be read a fault with its row.

A door turns a file into cells; here they become values, all of them or none. What a cell said stands in its fault, for
the sender's error sheet alone: it may be personal and is never stored or logged.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

MOST_ROWS = 200_000
LONGEST = 500
"""Characters of a cell."""
HEADING = 1
"""The row of the column names, counted as a spreadsheet counts."""


class Defect(StrEnum):
    """What may be wrong with a cell, or with the whole table."""

    NOT_A_TABLE = "not_a_table"
    COLUMN_MISSING = "column_missing"
    COLUMN_UNKNOWN = "column_unknown"
    COLUMN_TWICE = "column_twice"
    NO_ROWS = "no_rows"
    TOO_MANY_ROWS = "too_many_rows"
    MISSING = "missing"
    TOO_LONG = "too_long"
    NOT_TEXT = "not_text"
    MALFORMED = "malformed"
    REPEATED = "repeated"
    DIFFERS = "differs"
    NOT_OFFERED = "not_offered"
    NOT_KNOWN = "not_known"
    TAKEN = "taken"
    SIGNATURE = "signature"
    OUTDATED = "outdated"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell that can't be read: its row as a spreadsheet counts (0: the whole file), its column, and what it said.

    `why`: in words, where a rule of the city refuses it.
    """

    row: int
    column: str
    found: str
    defect: Defect
    why: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A named column. `read` turns a cell's text into a value; ValueError: it can't. `optional`: it may be empty."""

    name: str
    read: Callable[[str], Any] = str
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A row that could be read: where it stands, and its values by column; None: empty."""

    row: int
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Table:
    """What a file held: rows that could be read, and faults. With a fault, nothing of it may be used."""

    lines: Sequence[Line]
    faults: Sequence[Fault]


def read(columns: Sequence[Column], cells: Sequence[Sequence[object]]) -> Table:
    """The rows of a table under these columns, in any order of columns. Empty rows are skipped."""
    filled = [(number, row) for number, row in enumerate(cells, HEADING) if any(_text(cell) for cell in row)]
    if not filled or filled[0][0] != HEADING:
        return Table((), [Fault(HEADING, "", "", Defect.NOT_A_TABLE)])
    places, faults = _places(columns, filled[0][1])
    if not faults and len(filled) == HEADING:
        faults = [Fault(0, "", "", Defect.NO_ROWS)]
    if len(filled) > MOST_ROWS + HEADING:
        faults = [Fault(0, "", str(len(filled)), Defect.TOO_MANY_ROWS)]
    if faults:
        return Table((), faults)
    lines = [_line(columns, places, number, row, faults) for number, row in filled[HEADING:]]
    return Table(lines, faults)


def _places(columns: Sequence[Column], heading: Sequence[object]) -> tuple[dict[str, int], list[Fault]]:
    """Where each column stands in a row."""
    named = [_text(cell).lower() for cell in heading]
    known = {column.name for column in columns}
    faults = [Fault(HEADING, name, name, Defect.COLUMN_UNKNOWN) for name in named if name and name not in known]
    faults += [Fault(HEADING, name, name, Defect.COLUMN_TWICE) for name in sorted(known) if named.count(name) > 1]
    for column in columns:
        if column.name not in named and not column.optional:
            faults.append(Fault(HEADING, column.name, "", Defect.COLUMN_MISSING))
    return {name: named.index(name) for name in known if name in named}, faults


def _line(
    columns: Sequence[Column], places: Mapping[str, int], number: int, row: Sequence[object], faults: list[Fault]
) -> Line:
    values: dict[str, Any] = {}
    for column in columns:
        place = places.get(column.name, len(row))
        cell = row[place] if place < len(row) else ""
        try:
            values[column.name] = _value(column, cell)
        except _Bad as bad:
            faults.append(Fault(number, column.name, _text(cell)[:LONGEST], bad.defect))
    return Line(number, values)


class _Bad(Exception):
    def __init__(self, defect: Defect) -> None:
        self.defect = defect


def _value(column: Column, cell: object) -> Any:
    text = _text(cell)
    if not text:
        if column.optional:
            return None
        raise _Bad(Defect.MISSING)
    if not isinstance(cell, str):
        raise _Bad(Defect.NOT_TEXT)
    if len(text) > LONGEST:
        raise _Bad(Defect.TOO_LONG)
    try:
        return column.read(text)
    except ValueError:
        raise _Bad(Defect.MALFORMED) from None


def _text(cell: object) -> str:
    return "" if cell is None else str(cell).strip()


def repeated(lines: Sequence[Line], column: str) -> Iterator[Fault]:
    """A fault for each row that says in a column what an earlier row said."""
    seen: set[Any] = set()
    for line in lines:
        value = line.values.get(column)
        if value in seen:
            yield Fault(line.row, column, str(value), Defect.REPEATED)
        seen.add(value)


def differing(lines: Sequence[Line], column: str) -> Iterator[Fault]:
    """A fault for each row that says something else in a column than the first row does."""
    for line in lines[1:]:
        if line.values.get(column) != lines[0].values.get(column):
            yield Fault(line.row, column, str(line.values.get(column)), Defect.DIFFERS)
