"""What reads of draws return: values that a page may show, and nothing that it could change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from evenhand.core.draw import beacon, chains
from evenhand.core.draw.allocation import Outcome
from evenhand.core.draw.rules import Rules


@dataclass(frozen=True, slots=True)
class Draw:
    """A draw as anyone may see it. `state`: proposed, published, frozen, sealed, drawn. `fallback`: -1: none."""

    id: UUID
    release_id: UUID
    code: str
    rules: Rules
    state: str
    attempt: int
    fallback: int
    proposed_by: UUID
    approval_id: UUID
    published_at: datetime | None
    record: bytes
    seal: bytes
    seal_signature: bytes

    @property
    def is_rehearsal(self) -> bool:
        """Whether its chance is a rehearsal's, which anybody could predict."""
        drand = self.rules.terms.sources.drand
        return drand is not None and drand.chain.beaconID == "REHEARSAL"

    @property
    def round(self) -> int:
        """The round that this attempt waits for."""
        awaited = beacon.awaited(self.rules, self.attempt, self.fallback)
        return awaited.round if awaited else 0

    @property
    def drawn_at(self) -> datetime:
        """When that round appears."""
        awaited = beacon.awaited(self.rules, self.attempt, self.fallback)
        return datetime.fromtimestamp(chains.time_of(awaited.chain, awaited.round) if awaited else 0, UTC)

    @property
    def closes_at(self) -> datetime:
        """When entry is over."""
        return datetime.fromtimestamp(self.rules.terms.entry_closes, UTC)

    @property
    def reveals_until(self) -> datetime:
        """When officials' values no longer count."""
        return datetime.fromtimestamp(self.rules.terms.reveal_closes or 0, UTC)

    @property
    def places(self) -> int:
        """How many win."""
        return sum(category.winners for category in self.rules.terms.categories)


@dataclass(frozen=True, slots=True)
class Head:
    """A signed head of the log."""

    size: int
    root: bytes
    unix_ms: int
    record: bytes
    signature: bytes

    @property
    def at(self) -> datetime:
        return datetime.fromtimestamp(self.unix_ms / 1000, UTC)


@dataclass(frozen=True, slots=True)
class Word:
    """What an official said, and who, for city hall alone."""

    kind: str
    index: int
    value: bytes
    signature: bytes
    said_by: UUID
    said_at: datetime


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a digest also lies."""

    kind: str
    place: str
    digest: bytes
    proof: str
    anchored_at: datetime


@dataclass(frozen=True, slots=True)
class Result:
    """What an attempt came to."""

    attempt: int
    beacon: str
    source: str
    ikm: bytes
    salt: bytes
    log_root: bytes
    result_root: bytes
    entrants: int
    cutoffs: Sequence[bytes]
    sizes: Sequence[int]
    signature: bytes
    drawn_at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody's place in a draw: the leaf that counts and its receipt. `withdrawn`: none counts."""

    draw_id: UUID
    label: bytes
    code: str
    seq: int
    leaf: bytes
    leaf_hash: bytes
    unix_ms: int
    receipt: bytes
    withdrawn: bool
    tickets: int

    @property
    def at(self) -> datetime:
        return datetime.fromtimestamp(self.unix_ms / 1000, UTC)


@dataclass(frozen=True, slots=True)
class Standing:
    """An entry's row of the result, and the key that would have been enough."""

    rank: int
    key: bytes
    outcome: Outcome
    category: int
    position: int
    cutoff: bytes
    packed: bytes


@dataclass(frozen=True, slots=True)
class Prospect:
    """What somebody would enter a draw with: losses in a row of its series, and the tickets that they make."""

    losses: int
    tickets: int
    ladder: Sequence[tuple[int, int]]
