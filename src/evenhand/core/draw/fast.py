"""The order of `keys`, for millions: the same keys and the same order, hashed and sorted in bulk.

The two pads of the HMAC are hashed once and copied for every ticket; the sort looks at the first 64 bits and asks for
the rest only where those are equal.
"""

from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256

import numpy as np

from evenhand.core.draw.keys import KEY_SIZE, LABEL_SIZE, MOST_TICKETS, Entrant

BLOCK = 64

type Numbers = np.ndarray[tuple[int, ...], np.dtype[np.int64]]


def order(prk: bytes, entrants: Iterable[Entrant]) -> list[tuple[bytes, bytes]]:
    """As `keys.order`."""
    people = list(entrants)
    labels = [label for label, _ in people]
    made = keys_of(prk, people)
    return [(made[place], labels[place]) for place in permutation(made, labels).tolist()]


def keys_of(prk: bytes, people: Sequence[Entrant]) -> list[bytes]:
    """Everybody's key, in the order in which they come. ValueError: a label or a number of tickets that is none."""
    if not all(len(label) == LABEL_SIZE and 1 <= tickets <= MOST_TICKETS for label, tickets in people):
        raise ValueError(f"labels have {LABEL_SIZE} bytes, and 1 to {MOST_TICKETS} tickets")
    expand = expander(prk)
    tails = [b"\x01", *(b"#%d\x01" % index for index in range(1, MOST_TICKETS))]
    return [
        expand(label + b"\x01") if tickets == 1 else min([expand(label + tail) for tail in tails[:tickets]])
        for label, tickets in people
    ]


def expander(prk: bytes) -> Callable[[bytes], bytes]:
    """HMAC-SHA256 under one key, for many texts."""
    inner = sha256(bytes(byte ^ 0x36 for byte in prk.ljust(BLOCK, b"\0")))
    outer = sha256(bytes(byte ^ 0x5C for byte in prk.ljust(BLOCK, b"\0")))
    copy_inner, copy_outer = inner.copy, outer.copy

    def expand(text: bytes) -> bytes:
        first, second = copy_inner(), copy_outer()
        first.update(text)
        second.update(first.digest())
        return second.digest()

    return expand


def permutation(made: Sequence[bytes], labels: Sequence[bytes]) -> Numbers:
    """Which entrant stands at each place: ascending by key, then by label."""
    words = np.frombuffer(b"".join(made), dtype=">u8")[:: KEY_SIZE // 8]
    prefixes = words.astype(np.uint64)
    places: Numbers = np.argsort(prefixes)
    ranked = prefixes[places]
    if np.any(ranked[1:] == ranked[:-1]):  # once in 2^64 / n^2 draws, or where somebody stands twice
        return np.array(sorted(range(len(made)), key=lambda place: (made[place], labels[place])), dtype=np.int64)
    return places
