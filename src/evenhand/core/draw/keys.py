"""The keys that order entrants: officials' salt, what was drawn, and one HMAC for each ticket.

    PRK    = HKDF-Extract(salt, IKM)                      RFC 5869 with SHA-256, as draft-thomson-elegy-vrs
    T(l,0) = HKDF-Expand(PRK, l, 32)
    T(l,j) = HKDF-Expand(PRK, l "#" j, 32), j from 1      j in decimal ASCII
    key(l) = the least T(l,j) of the label's tickets; the order is ascending by key, then by label

The least of w uniform values is below that of a single ticket with odds of exactly w to 1: no float is ever needed.
`order` is the plain reading of this page; `fast` does the same for millions.
"""

import hmac
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256

from evenhand.core.draw.notation import digest, sized

LABEL_SIZE = 16
KEY_SIZE = 32
MOST_TICKETS = 64

type Entrant = tuple[bytes, int]
"""A label and how many tickets it has: 1 in a lobby."""


def salt(reveals: Mapping[int, bytes]) -> bytes:
    """The officials' part: a digest of every accepted reveal (index to 32 bytes), ascending. None is a salt too."""
    told = [bytes([index]) + sized(value, 32, "reveal") for index, value in sorted(reveals.items())]
    return digest(b"evenhand/officials/1\0", *told)


def drand_line(chain_hash: bytes, number: int, signature: bytes) -> str:
    """The beacon's line of the IKM: which chain, which round, and the signature that the round brought."""
    return f"drand:{chain_hash.hex()}:{number}:{signature.hex()}"


def committed_line(secret: bytes) -> str:
    """The lobby's line where the round is missing: the secret that the rules committed to (level C)."""
    return f"committed:{secret.hex()}"


def ikm(rules: bytes, root: bytes, beacon: str | None, manual: Sequence[tuple[str, str]] = ()) -> bytes:
    """All that was drawn, as text: digest of the rules, root of the frozen log, the beacon's line if there is a beacon,
    and each manual source (id, encoding) in the order of the rules."""
    lines = ["evenhand-draw-1", f"rules:{sized(rules, 32, 'rules').hex()}", f"root:{sized(root, 32, 'root').hex()}"]
    lines += [] if beacon is None else [beacon]
    lines += [f"manual:{source}:{encoding}" for source, encoding in manual]
    return "".join(f"{line}\n" for line in lines).encode("ascii")


def extract(salt: bytes, ikm: bytes) -> bytes:
    """The PRK: HKDF-Extract."""
    return hmac.digest(salt, ikm, sha256)


def expand(prk: bytes, info: bytes) -> bytes:
    """The first 32 bytes of HKDF-Expand."""
    return hmac.digest(prk, info + b"\x01", sha256)


def ticket(prk: bytes, label: bytes, index: int) -> bytes:
    """T(l,j): the value of one ticket of a label."""
    return expand(prk, label if index == 0 else b"%b#%d" % (label, index))


def key(prk: bytes, label: bytes, tickets: int = 1) -> bytes:
    """The key of a label: the least of its tickets."""
    if not 1 <= tickets <= MOST_TICKETS:
        raise ValueError(f"a label has 1 to {MOST_TICKETS} tickets, not {tickets}")
    return min(ticket(prk, label, index) for index in range(tickets))


def order(prk: bytes, entrants: Iterable[Entrant]) -> list[tuple[bytes, bytes]]:
    """Every entrant's (key, label), first to be served first. What order they came in does not matter."""
    return sorted((key(prk, sized(label, LABEL_SIZE, "label"), tickets), label) for label, tickets in entrants)


def lobby_commitment(draw_id: str, secret: bytes) -> bytes:
    """What the rules of a lobby publish of the secret that stands in for a missing round."""
    return digest(b"evenhand/lobby/1\0" + draw_id.encode() + b"\0", secret)
