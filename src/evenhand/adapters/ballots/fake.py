"""A FAKE office that drew: makes winner lists of any size, signed as a real one signs, with a key anybody knows.

For rehearsals and tests. A city that serves people puts its own office's public key into its policy.
"""

import csv
import io
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from evenhand.core import winners

NAME = "fake"
KEY = Ed25519PrivateKey.from_private_bytes(sha256(b"evenhand/rehearsal-office/1").digest())
PUBLIC = KEY.public_key().public_bytes_raw().hex()
HEADING = ("list_id", "revision", "number", "units", "valid_from", "valid_until", "status", "id_type", "id_number")
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def number(seed: str, nth: int) -> str:
    """The nth number that this office draws from a seed: ten symbols, none twice in practice."""
    value = int.from_bytes(sha256(f"{seed}/{nth}".encode()).digest()[:8])
    return "".join(ALPHABET[value >> (5 * place) & 31] for place in range(10))


def rows(
    seed: str,
    count: int,
    *,
    list_id: str,
    revision: int = 1,
    units: int = 1,
    valid_from: datetime,
    valid_until: datetime,
    papers: Sequence[tuple[str, str]] = (),
) -> list[list[str]]:
    """Winners in the order they were drawn; the first of them bound to these documents (kind, number)."""
    bound = [*papers, *[("", "")] * (count - len(papers))]
    start, end = valid_from.isoformat(), valid_until.isoformat()
    return [
        [list_id, str(revision), number(seed, nth), str(units), start, end, "active", *bound[nth]]
        for nth in range(count)
    ]


def csv_file(found: Sequence[Sequence[str]], encoding: str = "utf-8") -> bytes:
    """Rows as the office writes them."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(HEADING)
    writer.writerows(found)
    return file.getvalue().encode(encoding)


def sign(file: bytes, purpose: bytes = winners.WINNERS) -> bytes:
    """The office's signature over the very file."""
    return KEY.sign(winners.signed_bytes(purpose, file))
