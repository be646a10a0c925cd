"""Tables: a filter, an order and a page that live in the address."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from urllib.parse import urlencode

from evenhand.web import words
from evenhand.web.words import Words

PAGE = 100
type Kind = Literal["text", "number", "money", "state", "link"]
"""How a value is shown: money is in fen, a state by its name, a link is a pair of words and address."""


@dataclass(frozen=True, slots=True)
class Column[Row]:
    """One column: its name in the address, its head, and how a row's value is read. Numbers stand at the right."""

    key: str
    title: Words
    read: Callable[[Row], object]
    kind: Kind = "text"


@dataclass(frozen=True, slots=True)
class Cell:
    """A value as it is written, and as it is."""

    shown: str
    kind: Kind
    value: object


@dataclass(frozen=True, slots=True)
class Head:
    """A column's head, with the address that orders by it."""

    title: Words
    kind: Kind
    url: str
    order: str


@dataclass(frozen=True, slots=True)
class Table:
    """The page of rows that the address asks for."""

    heads: Sequence[Head]
    rows: Sequence[Sequence[Cell]]
    q: str
    found: int
    total: int
    page: int
    pages: int
    before_url: str
    after_url: str
    csv_url: str
    xlsx_url: str


def build[Row](columns: Sequence[Column[Row]], rows: Sequence[Row], asked: Mapping[str, str]) -> Table:
    """The rows that match `q`, ordered by `sort` (`-` before the key: downward), at page `page`."""
    found = select(columns, rows, asked)
    pages = max(1, -(-len(found) // PAGE))
    page = min(max(_whole(asked.get("page", "")), 1), pages)
    return Table(
        heads=[_head(column, asked) for column in columns],
        rows=[[cell(column, row) for column in columns] for row in found[(page - 1) * PAGE : page * PAGE]],
        q=asked.get("q", "").strip(),
        found=len(found),
        total=len(rows),
        page=page,
        pages=pages,
        before_url=_url(asked, page=str(page - 1)) if page > 1 else "",
        after_url=_url(asked, page=str(page + 1)) if page < pages else "",
        csv_url=_url(asked, format="csv"),
        xlsx_url=_url(asked, **{"format": "csv", "as": "xlsx"}),
    )


def select[Row](columns: Sequence[Column[Row]], rows: Sequence[Row], asked: Mapping[str, str]) -> list[Row]:
    """All rows that match, in the order asked for."""
    q, sort = asked.get("q", "").strip().lower(), asked.get("sort", "")
    found = [row for row in rows if not q or any(q in cell(column, row).shown.lower() for column in columns)]
    for column in columns:
        if column.key == sort.removeprefix("-"):
            found.sort(key=lambda row: _rank(column.read(row)), reverse=sort.startswith("-"))
    return found


def cell[Row](column: Column[Row], row: Row) -> Cell:
    """One value, ready to be shown."""
    match column.kind, column.read(row):
        case "link", (text, url):
            return Cell(str(text), "link", url)
        case "money", int() as fen:
            return Cell(words.money(fen), "money", fen)
        case _, None:
            return Cell("–", "text", None)
        case kind, value:
            return Cell(_written(value), kind, value)


def _written(value: object) -> str:
    match value:
        case int():
            return words.number(value)
        case datetime():
            return words.moment(value)
        case date():
            return words.day(value)
        case _:
            return str(value)


def _rank(value: object) -> tuple[bool, bool, float, str]:
    """Numbers and times by size, words by letters, rows without a value last."""
    if isinstance(value, datetime):
        value = value.timestamp()
    number = isinstance(value, int | float)
    return value is None, not number, value if isinstance(value, int | float) else 0, "" if number else str(value)


def _head[Row](column: Column[Row], asked: Mapping[str, str]) -> Head:
    order = {column.key: "ascending", f"-{column.key}": "descending"}.get(asked.get("sort", ""), "none")
    then = f"-{column.key}" if order == "ascending" else column.key
    return Head(column.title, column.kind, _url(asked, sort=then), order)


def _url(asked: Mapping[str, str], **changed: str) -> str:
    kept = {name: asked[name] for name in ("q", "sort", "page") if asked.get(name)}
    if "sort" in changed:
        kept.pop("page", None)
    return "?" + urlencode({**kept, **changed})


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 9 else 1
