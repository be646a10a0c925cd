"""What draws need from outside: a beacon that nobody can predict (`beacon`), and places for digests (`anchors`)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from evenhand.core.draw.shape import Chain


@dataclass(frozen=True, slots=True)
class Anchored:
    """A digest that lies in a place of another's, and what proves it there. `unix_s`: since when, if the place says."""

    place: str
    proof: str
    unix_s: int | None = None


class Beacon(Protocol):
    """Brings rounds of a public beacon. What it brings is verified by whoever asked."""

    def chain(self, code: str, *, rehearsal: bool) -> Chain:
        """The parameters that a policy's beacon stands for. Refused(NOT_FOUND): no such beacon, or not in this city."""

    def relays(self, code: str) -> Sequence[str]:
        """Where its rounds are published."""

    def fetch(self, chain: Chain, number: int, at: datetime) -> tuple[bytes, str] | None:
        """A round's signature and who brought it. None: it is not out, or no relay answers now; ask again."""

    def silent(self, chain: Chain, number: int) -> Sequence[tuple[str, str]]:
        """Relays that have no such round now, each with its answer. None of them, where one has it."""


class Anchors(Protocol):
    """Places outside of the database. Asked again with the same digest, they answer the same."""

    def anchor(
        self, *, city: str, name: str, digest: bytes, body: bytes, known: Collection[str] = ()
    ) -> Sequence[Anchored]:
        """Put a digest and its body there. Places that have it (`known`) or don't answer are left out; ask again."""
