"""The worker: takes facts from the journal, city by city, and lets the corridor (`flow`) act on them.

A batch of facts, all that follows from them and the mark that they are done are one transaction: killed at any moment,
the worker has either done a batch whole or not begun it. One worker serves a city at a time; others pass on.
"""

import logging
import signal
import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby
from time import monotonic
from types import FrameType
from uuid import UUID

from django.db import DatabaseError, close_old_connections, connection

from evenhand import flow
from evenhand.apps.ballots import services as ballots
from evenhand.apps.cities import queries as cities
from evenhand.apps.journal import seals
from evenhand.apps.journal import services as journal
from evenhand.apps.journal.tenancy import AWAY, city_transaction
from evenhand.apps.notices import services as notices
from evenhand.apps.partners import services as partners
from evenhand.apps.reports import queries as reports_read
from evenhand.apps.reports import services as reports
from evenhand.core.errors import Refused
from evenhand.flow import forgetting

BATCH = 500
IDLE_S = 0.1
REST_S = 1.0
"""How long a city is let alone at most in which something waits that can't be acted on yet."""
AWAY_S = 0.5
FIGURES_S = 20.0
SWEEP_S = 3600.0
HOOKS = 10
"""Calls to other people's servers in a round: each may take seconds."""
FAULTS = (DatabaseError, Refused, ArithmeticError, LookupError, ValueError, TypeError, AttributeError)
"""A step could not do its work: a constraint held against it, or it is wrong."""
type Batch = Callable[[str, int], bool]
"""Acts on so many of a city's items in one transaction. Returns whether there was any."""
log = logging.getLogger("evenhand.worker")


@dataclass(frozen=True, slots=True)
class Rest:
    """A pause after a visit in vain: the next one, if it is in vain too, is twice as long."""

    until: float
    length_s: float

    @staticmethod
    def after(last: "Rest | None") -> "Rest":
        length_s = min(2 * last.length_s, REST_S) if last else IDLE_S
        return Rest(monotonic() + length_s, length_s)

    def is_over(self) -> bool:
        return monotonic() >= self.until


class Worker:
    """Drains every city's journal until it is told to stop."""

    def __init__(self) -> None:
        self._stop = threading.Event()
        self._stuck: defaultdict[str, set[UUID]] = defaultdict(set)
        self._in_hand: list[UUID] = []
        self._rests: dict[str, Rest] = {}
        self._swept: dict[str, UUID] = {}
        self._swept_at: dict[str, float] = {}

    def stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """Finish the batch in hand and end."""
        self._stop.set()

    def run(self) -> None:
        """Serve until stopped. A database that is away is waited for."""
        for beside in (self._count, self._tell):
            threading.Thread(target=beside, name=beside.__name__, daemon=True).start()
        while not self._stop.is_set():
            try:
                self._stop.wait(0 if self.round() else IDLE_S)
            except AWAY as error:
                log.warning("the database cannot be asked: %s", type(error).__name__)
                connection.close()
                self._stop.wait(AWAY_S)
            close_old_connections()

    def round(self) -> bool:
        """Serve every city in which something waits. Returns whether there was anything to do in any."""
        stirring = reports_read.stirring(cities.slugs())
        self._rests = {city: rest for city, rest in self._rests.items() if city in stirring}
        busy = [self._visit(city) for city in stirring if city not in self._rests or self._rests[city].is_over()]
        return any(busy)

    def _visit(self, city: str) -> bool:
        if self.serve(city):
            self._rests.pop(city, None)
            return True
        self._rests[city] = Rest.after(self._rests.get(city))
        return False

    def _count(self) -> None:
        """Find the figures of panels anew, beside the work, and never for more than a tenth of the time."""
        pause = 0.0
        while not self._stop.wait(pause):
            began = monotonic()
            try:
                for city in cities.cities():
                    with city_transaction(city.slug) as at:
                        reports.refresh(city=city.slug, at=at)
                        seals.seal_head(city=city.slug, at=at)
                    self.forget(city.slug)
            except AWAY:
                connection.close()
            except FAULTS:
                log.exception("figures could not be found")
            close_old_connections()
            pause = max(FIGURES_S, 9 * (monotonic() - began))

    def forget(self, city: str) -> bool:
        """Look, from hour to hour, for persons whose time is over. Returns whether others are to be looked at."""
        if monotonic() < self._swept_at.get(city, -SWEEP_S) + SWEEP_S:
            return False
        with city_transaction(city) as at:
            after = self._swept.get(city, forgetting.FIRST)
            self._swept[city] = forgetting.sweep(city=city, at=at, after=after)
        if done := self._swept[city] == forgetting.FIRST:
            self._swept_at[city] = monotonic()
        return not done

    def _tell(self) -> None:
        """Tell partners, beside the work: a server that answers slowly holds up nobody's parcels."""
        while not self._stop.is_set():
            busy = False
            try:
                busy = sum(map(self.tell, cities.slugs())) > 0
            except AWAY:
                connection.close()
            except FAULTS:
                log.exception("partners could not be told")
            close_old_connections()
            self._stop.wait(0 if busy else AWAY_S)

    def tell(self, city: str) -> bool:
        """One round of facts for a city's partners. Who does not answer is left alone for the rest of it.

        Returns whether anything was tried.
        """
        with city_transaction(city) as at:
            due = partners.take_due(city=city, at=at, limit=HOOKS)
        silent: set[UUID] = set()
        for each in due:
            if each.partner_id in silent:
                continue
            if partners.tell(each):
                with city_transaction(city) as at:
                    partners.mark_taken(city=city, at=at, id=each.id)
            else:
                silent.add(each.partner_id)
        return bool(due)

    def serve(self, city: str) -> bool:
        """One round for a city: what is due, one batch of facts, words to send. Returns whether there was any."""
        steps = (self._words, self._draws)
        return any([self._all(self._due, city), self._all(self._facts, city), *(step(city) for step in steps)])

    def _all(self, batch: Batch, city: str) -> bool:
        """A batch whole; if that fails, one by one up to the item that can't be acted on, which is set aside.

        The city and all others go on. What was set aside stays where it is, waiting: after a repair and a restart it
        is taken up again.
        """
        try:
            return batch(city, BATCH)
        except AWAY:
            raise
        except FAULTS:
            log.exception("%s: a batch could not be acted on", city)
        try:
            while batch(city, 1):
                pass
        except AWAY:
            raise
        except FAULTS:
            log.exception("%s: set aside %s", city, self._in_hand)
            self._stuck[city].update(self._in_hand)
        return True

    def _due(self, city: str, size: int) -> bool:
        with city_transaction(city) as at:
            due = journal.take_due(city=city, at=at, limit=size, without=list(self._stuck[city]))
            self._in_hand = [item.id for item in due]
            for kind, items in groupby(due, key=lambda item: item.kind):
                flow.fall_due(kind, city=city, at=at, subjects=[item.subject for item in items])
            return bool(due)

    def _facts(self, city: str, size: int) -> bool:
        with city_transaction(city) as at:
            if not journal.serve_alone(city=city):
                return False
            facts = journal.take_waiting(city=city, limit=size, without=list(self._stuck[city]))
            self._in_hand = [fact.id for fact in facts]
            for kind, group in groupby(facts, key=lambda fact: fact.kind):
                flow.act(kind, city=city, at=at, facts=list(group))
            if facts:
                journal.finish(city=city, at=at, recorded=facts)
            return bool(facts)

    def _words(self, city: str) -> bool:
        try:
            with city_transaction(city) as at:
                return notices.send_waiting(city=city, at=at, limit=BATCH) > 0
        except AWAY:
            raise
        except FAULTS:
            log.exception("%s: words could not be sent", city)
            return False

    def _draws(self, city: str) -> bool:
        """What draws need from outside: places for their anchors, the beacon's round."""
        try:
            with city_transaction(city) as at:
                return ballots.anchor_waiting(city=city, at=at) + ballots.fetch_rounds(city=city, at=at) > 0
        except AWAY:
            raise
        except FAULTS:
            log.exception("%s: a draw could not be anchored, or its round not fetched", city)
            return False


def main() -> None:
    """Run a worker until SIGTERM or SIGINT."""
    worker = Worker()
    signal.signal(signal.SIGTERM, worker.stop)
    signal.signal(signal.SIGINT, worker.stop)
    worker.run()
