"""The log's tree: RFC 6962 (9162) hashes, roots, and proofs that a leaf is in it and that it only ever grew.

`Frontier` holds what appending needs (a digest for each full subtree), `Tree` all levels, to prove with. A proof from
size 0 proves nothing and is an error, as in transparency-dev.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from evenhand.core.draw.flaws import Flaw, Flawed

EMPTY = sha256(b"").digest()

type Proof = tuple[bytes, ...]


def leaf_hash(leaf: bytes) -> bytes:
    """The hash of a leaf: a zero byte before it keeps leaves from being taken for nodes."""
    return sha256(b"\0" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of a node above two others."""
    return sha256(b"\1" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """The right edge of a log: its size, and the root of each full subtree from the largest. Small enough for a row."""

    size: int = 0
    peaks: tuple[bytes, ...] = ()

    def append(self, leaf_hashes: Iterable[bytes]) -> "Frontier":
        """The frontier after these leaves."""
        size, peaks = self.size, list(self.peaks)
        for each in leaf_hashes:
            peaks.append(each)
            size += 1
            for _ in range((size & -size).bit_length() - 1):
                right = peaks.pop()
                peaks.append(node_hash(peaks.pop(), right))
        return Frontier(size, tuple(peaks))

    def root(self) -> bytes:
        """The root of the log at this size."""
        if not self.peaks:
            return EMPTY
        right = self.peaks[-1]
        for left in reversed(self.peaks[:-1]):
            right = node_hash(left, right)
        return right


class Tree:
    """All levels of a log, from its leaf hashes up. A node without a right neighbor moves up as it is."""

    def __init__(self, leaf_hashes: Sequence[bytes]) -> None:
        self.levels = [list(leaf_hashes)]
        while len(self.levels[-1]) > 1:
            self.levels.append(_above(self.levels[-1]))

    @property
    def size(self) -> int:
        """How many leaves."""
        return len(self.levels[0])

    def root(self, size: int | None = None) -> bytes:
        """The root, now or when the log had `size` leaves."""
        size = self.size if size is None else size
        if not 0 <= size <= self.size:
            raise IndexError(size)
        return self._range(0, size) if size else EMPTY

    def inclusion(self, index: int, size: int | None = None) -> Proof:
        """The path from leaf `index` to the root of the first `size` leaves."""
        size = self.size if size is None else size
        if not 0 <= index < size <= self.size:
            raise IndexError(index)
        return tuple(self._path(index, 0, size))

    def consistency(self, before: int, size: int | None = None) -> Proof:
        """The proof that the first `before` leaves are the beginning of the first `size`."""
        size = self.size if size is None else size
        if not 1 <= before <= size <= self.size:
            raise IndexError(before)
        return tuple(self._grown(before, 0, size, whole=True))

    def _range(self, start: int, end: int) -> bytes:
        """The root of a subtree that begins where the tree itself splits."""
        size = end - start
        if size & (size - 1) == 0 and start % size == 0:
            return self.levels[size.bit_length() - 1][start // size]
        split = start + _split(size)
        return node_hash(self._range(start, split), self._range(split, end))

    def _path(self, index: int, start: int, end: int) -> list[bytes]:
        if end - start == 1:
            return []
        split = start + _split(end - start)
        if index < split:
            return [*self._path(index, start, split), self._range(split, end)]
        return [*self._path(index, split, end), self._range(start, split)]

    def _grown(self, before: int, start: int, end: int, whole: bool) -> list[bytes]:
        """RFC 6962 SUBPROOF of the range; `before` counts from its start."""
        if before == end - start:
            return [] if whole else [self._range(start, end)]
        split = _split(end - start)
        middle = start + split
        if before <= split:
            return [*self._grown(before, start, middle, whole), self._range(middle, end)]
        return [*self._grown(before - split, middle, end, False), self._range(start, middle)]


def root(leaf_hashes: Sequence[bytes]) -> bytes:
    """The root above these leaf hashes."""
    level = list(leaf_hashes)
    while len(level) > 1:
        level = _above(level)
    return level[0] if level else EMPTY


def check_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], expected: bytes) -> None:
    """Whether the leaf hash stands at `index` of a log of `size` with this root (RFC 9162 2.1.3.2).

    Flawed: PROOF_INVALID.
    """
    if not 0 <= index < size:
        raise Flawed(Flaw.PROOF_INVALID, "inclusion", "the index lies outside the log")
    place, last, found = index, size - 1, leaf
    for step in proof:
        if last == 0:
            raise Flawed(Flaw.PROOF_INVALID, "inclusion", "is too long")
        if place & 1 or place == last:
            found = node_hash(step, found)
            place, last = _skipped(place, last)
        else:
            found = node_hash(found, step)
        place, last = place >> 1, last >> 1
    if last != 0 or found != expected:
        raise Flawed(Flaw.PROOF_INVALID, "inclusion", "does not lead to the root")


def check_consistency(before: int, size: int, old: bytes, new: bytes, proof: Sequence[bytes]) -> None:
    """Whether the log of `before` leaves and root `old` is the beginning of that of `size` and root `new`
    (RFC 9162 2.1.4.2). Flawed: PROOF_INVALID, also for a log that was empty."""
    if not 1 <= before <= size:
        raise Flawed(Flaw.PROOF_INVALID, "consistency", "the sizes do not ascend from 1")
    if before == size:
        if proof or old != new:
            raise Flawed(Flaw.PROOF_INVALID, "consistency", "two roots of one size differ")
        return
    steps = list(proof) if before & (before - 1) else [old, *proof]
    if not steps:
        raise Flawed(Flaw.PROOF_INVALID, "consistency", "is empty")
    if _replayed(before - 1, size - 1, steps) != (old, new):
        raise Flawed(Flaw.PROOF_INVALID, "consistency", "does not lead to both roots")


def _replayed(place: int, last: int, steps: Sequence[bytes]) -> tuple[bytes, bytes] | None:
    """Both roots that a consistency proof leads to; None, if it is too short or too long."""
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return None
        if place & 1 or place == last:
            old, new = node_hash(step, old), node_hash(step, new)
            place, last = _skipped(place, last)
        else:
            new = node_hash(new, step)
        place, last = place >> 1, last >> 1
    return (old, new) if last == 0 else None


def _skipped(place: int, last: int) -> tuple[int, int]:
    """Past the levels at which the node moved up without a neighbor."""
    while place and not place & 1:
        place, last = place >> 1, last >> 1
    return place, last


def _above(level: list[bytes]) -> list[bytes]:
    pairs = zip(level[::2], level[1::2], strict=False)
    above = [sha256(b"\1" + left + right).digest() for left, right in pairs]
    return above + level[-1:] if len(level) % 2 else above


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1
