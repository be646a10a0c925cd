"""Judges a history of requests against what the database holds, with sets and sums alone."""

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

import psycopg


@dataclass
class History:
    """What the clients did and heard: key -> person for every request begun, and key -> word for every answer."""

    invoked: dict[UUID, bytes] = field(default_factory=dict)
    heard: dict[UUID, str] = field(default_factory=dict)
    contradicted: set[UUID] = field(default_factory=set)
    unknown: int = 0

    def hear(self, key: UUID, word: str) -> None:
        """Note an answer; two different ones for one key contradict each other."""
        if self.heard.setdefault(key, word) != word:
            self.contradicted.add(key)

    def granted(self) -> set[UUID]:
        return {key for key, word in self.heard.items() if word == "granted"}


@dataclass(frozen=True)
class Verdict:
    """How often each promise was broken. `acknowledged` and `unknown` show whether the run could have broken any."""

    lost: int
    oversold: int
    drift: int
    doubled: int
    ghosts: int
    contradicted: int
    acknowledged: int
    unknown: int

    @property
    def broken(self) -> dict[str, int]:
        """The promises that were broken."""
        counts = {
            name: getattr(self, name) for name in ("lost", "oversold", "drift", "doubled", "ghosts", "contradicted")
        }
        return {name: count for name, count in counts.items() if count}


def judge(connection: psycopg.Connection, city: str, release: UUID, history: History) -> Verdict:
    """Compare. One unit a claim, one claim a person."""
    rows = connection.execute(
        "select id, person, units from claims_claim where city = %s and release_id = %s and outcome = 'granted'",
        [city, release],
    ).fetchall()
    total, remaining = connection.execute(
        "select total, remaining from claims_quota where city = %s and release_id = %s", [city, release]
    ).fetchone()
    units = sum(row[2] for row in rows)
    persons = Counter(bytes(row[1]) for row in rows)
    stored = {row[0] for row in rows}
    return Verdict(
        lost=len(history.granted() - stored),
        oversold=max(0, units - total),
        drift=abs(total - remaining - units),
        doubled=sum(1 for many in persons.values() if many > 1),
        ghosts=len(stored - set(history.invoked)),
        contradicted=len(history.contradicted),
        acknowledged=len(history.granted()),
        unknown=history.unknown,
    )
