"""Winner lists of a city's own ballot (mode external_ballot): their columns, their numbers, and what the city signs.

A list is one file, signed whole. Its numbers are spelled in many ways by those who redeem them, and in one way here.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from evenhand.core import workbooks
from evenhand.core.workbooks import Column, Defect, Fault, Line, Table

WINNERS = b"evenhand/winners/1\0"
LAPSED = b"evenhand/lapsed/1\0"
LAPSED_WANTED = b"evenhand/lapsed-wanted/1\0"
"""What is signed: winners by their city, lapsed numbers by ours, and the city's question for them."""

NUMBER = re.compile(r"[A-Z0-9]{4,32}")
LIST_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
BLANKS_AND_HYPHENS = re.compile(r"[\s\u2010-\u2015-]+")
MOST_UNITS = 1_000_000
MOST_REVISION = 1_000_000
FAILURES = 5
"""Wrong numbers in an hour after which a person has to wait."""


class Status(StrEnum):
    """How the city sees a number. LAPSED: only we say so, in a report."""

    ACTIVE = "active"
    REVOKED = "revoked"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Winner:
    """A row of a list. `id_type` and `id_number`, together or not at all: the one person who may redeem it."""

    row: int
    number: str
    units: int
    valid_from: datetime
    valid_until: datetime
    status: Status
    id_type: str | None
    id_number: str | None


@dataclass(frozen=True, slots=True)
class WinnerList:
    """A list as read. With a fault nothing of it is used."""

    list_id: str
    revision: int
    winners: Sequence[Winner]
    faults: Sequence[Fault]


def number(text: str) -> str:
    """A number in its one spelling. ValueError: it can't be one."""
    found = BLANKS_AND_HYPHENS.sub("", unicodedata.normalize("NFKC", text[:200])).upper()
    if not NUMBER.fullmatch(found):
        raise ValueError("a number has 4 to 32 letters and digits")
    return found


def columns(zone: tzinfo) -> tuple[Column, ...]:
    """The columns of a list. Times without a zone are the city's."""
    return (
        Column("list_id", _matching(LIST_ID)),
        Column("revision", _whole(MOST_REVISION)),
        Column("number", number),
        Column("units", _whole(MOST_UNITS)),
        Column("valid_from", _moment(zone)),
        Column("valid_until", _moment(zone)),
        Column("status", lambda text: _said(text)),
        Column("id_type", str.lower, optional=True),
        Column("id_number", optional=True),
    )


def read(cells: Sequence[Sequence[object]], zone: tzinfo) -> WinnerList:
    """The list in a file's cells."""
    table = workbooks.read(columns(zone), cells)
    faults = [*table.faults, *_across(table)] if not table.faults else list(table.faults)
    if faults:
        return WinnerList("", 0, (), faults)
    first = table.lines[0].values
    return WinnerList(first["list_id"], first["revision"], [_winner(line) for line in table.lines], ())


def signed_bytes(purpose: bytes, file: bytes) -> bytes:
    """What a signature over a file covers: its purpose and its SHA-256."""
    return purpose + sha256(file).digest()


def is_signed(file: bytes, signature: bytes, key: bytes, purpose: bytes = WINNERS) -> bool:
    """Whether the holder of an Ed25519 key signed this very file for this purpose."""
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, signed_bytes(purpose, file))
    except (InvalidSignature, ValueError):
        return False
    return True


def _across(table: Table) -> list[Fault]:
    """What rows must be to each other, and the cells of one row."""
    faults = [*workbooks.differing(table.lines, "list_id"), *workbooks.differing(table.lines, "revision")]
    faults += workbooks.repeated(table.lines, "number")
    for line in table.lines:
        said = line.values
        if said["valid_until"] <= said["valid_from"]:
            faults.append(Fault(line.row, "valid_until", said["valid_until"].isoformat(), Defect.MALFORMED))
        if (said["id_type"] is None) != (said["id_number"] is None):
            missing = "id_type" if said["id_type"] is None else "id_number"
            faults.append(Fault(line.row, missing, "", Defect.MISSING))
    return faults


def _winner(line: Line) -> Winner:
    said = {name: value for name, value in line.values.items() if name not in ("list_id", "revision")}
    return Winner(row=line.row, **said)


def _matching(form: re.Pattern[str]) -> Callable[[str], str]:
    def read_text(text: str) -> str:
        if not form.fullmatch(text):
            raise ValueError("malformed")
        return text

    return read_text


def _whole(most: int) -> Callable[[str], int]:
    def read_number(text: str) -> int:
        if not (text.isascii() and text.isdecimal() and len(text) < 9 and 1 <= int(text) <= most):
            raise ValueError("malformed")
        return int(text)

    return read_number


def _moment(zone: tzinfo) -> Callable[[str], datetime]:
    def read_time(text: str) -> datetime:
        at = datetime.fromisoformat(text)
        return at if at.tzinfo else at.replace(tzinfo=zone)

    return read_time


def _said(text: str) -> Status:
    if text.lower() not in (Status.ACTIVE, Status.REVOKED):
        raise ValueError("malformed")
    return Status(text.lower())
