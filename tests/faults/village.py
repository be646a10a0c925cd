"""A city with people and an open release in a database of its own, seen from outside: what its claims led to.

The rooms of this process work with another database; the city's own nursery puts it up and bears its workers.
"""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from uuid import UUID, uuid4

import psutil
import psycopg

from evenhand.adapters.sms import file
from evenhand.core import chain

ROOT = Path(__file__).resolve().parents[2]
NURSERY = "from evenhand.cli import ready; ready.work('tests.faults.workers').nurse({count})"
ADMIT = "SELECT claims_admit(%s, %s, %s::uuid[], %s::bytea[], %s::integer[], %s::text[], %s::text[])"
SHARE = 5


@dataclass(frozen=True)
class Verdict:
    """How often each promise was broken."""

    lost: int
    doubled: int
    untold: int
    told_twice: int
    waiting: int
    chain_broken: int

    @property
    def broken(self) -> dict[str, int]:
        """The promises that were broken."""
        return {name: many for name, many in vars(self).items() if many}


class Village:
    """The city. `eye`: a connection to its database that no wall stops; `nursery`: where its workers come from."""

    def __init__(self, home: Path, eye: psycopg.Connection, nursery: subprocess.Popen[str]) -> None:
        assert nursery.stdin
        assert nursery.stdout
        told = json.loads(nursery.stdout.readline())
        self.city: str = told["city"]
        self.granted: set[UUID] = set()
        self._release = UUID(told["release"])
        self._persons: list[tuple[str, str]] = told["persons"]
        self._home, self._eye = home, eye
        self._wish: IO[str] = nursery.stdin
        self._born: IO[str] = nursery.stdout

    @contextmanager
    def working(self, kind: str) -> Iterator[psutil.Process]:
        """A worker of this kind; it is gone afterwards."""
        print(kind, file=self._wish, flush=True)
        worker = psutil.Process(int(self._born.readline()))
        try:
            yield worker
        finally:
            with suppress(psutil.NoSuchProcess):
                worker.kill()
                worker.wait()

    def ask(self, query: str, *arguments: Any) -> list[tuple[Any, ...]]:
        """Rows, as somebody sees them whom no wall stops."""
        return self._eye.execute(query, arguments).fetchall()

    def claim(self, many: int) -> None:
        """So many more people claim, at once and for good."""
        people, self._persons = self._persons[:many], self._persons[many:]
        assert people, "everybody has claimed"
        keys = [uuid4() for _ in people]
        tags, districts = [bytes.fromhex(tag) for tag, _ in people], [district for _, district in people]
        same = [[SHARE] * len(people), districts, ["web"] * len(people)]
        ((answer,),) = self.ask(ADMIT, self.city, self._release, keys, tags, *same)
        assert set(answer.partition(";")[2].split("|")) == {"g"}
        self.granted |= set(keys)

    def waiting(self) -> int:
        """Facts that nobody has acted on, and words that nobody has sent."""
        facts = "SELECT count(*) FROM journal_event WHERE city = %s AND done_at IS NULL"
        words = "SELECT count(*) FROM notices_notice WHERE city = %s AND sent_at IS NULL AND failed_at IS NULL"
        return sum(self.ask(query, self.city)[0][0] for query in (facts, words))

    def is_doing(self, statement: str) -> bool:
        """Whether a worker is in the middle of a transaction, and the last it asked for was such a statement."""
        query = (
            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND xact_start IS NOT NULL AND query LIKE %s"
        )
        return bool(self.ask(query, f"{statement}%"))

    def verdict(self) -> Verdict:
        """Compare what the claims led to with what they should have led to."""
        orders = Counter(key for (key,) in self.ask("SELECT claim_id FROM orders_order WHERE city = %s", self.city))
        placed = "SELECT subject FROM journal_event WHERE city = %s AND kind = 'OrderPlaced'"
        facts = Counter(order for (order,) in self.ask(placed, self.city))
        notices = {id for (id,) in self.ask("SELECT id FROM notices_notice WHERE city = %s", self.city)}
        messages = {message.id for message in file.read(self._home / file.NAME)}
        return Verdict(
            lost=len(self.granted - set(orders)),
            doubled=sum(many - 1 for many in (*orders.values(), *facts.values())),
            untold=len(self.granted) - len(notices & messages),
            told_twice=len(messages - notices),
            waiting=self.waiting(),
            chain_broken=self._breaks(),
        )

    def _breaks(self) -> int:
        """Links of the audit chain that don't follow from the one before, and facts acted on that have none."""
        query = (
            "SELECT l.digest, e.id, e.kind, e.subject, e.data, e.at FROM journal_event e"
            " LEFT JOIN journal_link l ON l.city = e.city AND l.event_id = e.id"
            " WHERE e.city = %s AND e.done_at IS NOT NULL ORDER BY l.position"
        )
        before, breaks = chain.START, 0
        for digest, *fact in self.ask(query, self.city):
            breaks += digest != chain.link(before, *fact)
            before = digest or before
        return breaks


@contextmanager
def village(home: Path, environ: dict[str, str], address: str, people: int) -> Iterator[Village]:
    """A village whose processes see `environ` and write into `home`. `address`: of its database, as its admin."""
    command = [sys.executable, "-c", NURSERY.format(count=people)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with (
        subprocess.Popen(command, env=environ, cwd=ROOT, text=True, **pipes) as nursery,
        psycopg.connect(address, autocommit=True) as eye,
    ):
        yield Village(home, eye, nursery)
