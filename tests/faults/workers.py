"""The real worker, two that must not be, and the nursery in which they are born: a process of its own, ready to fork.

A worker that is forked begins to work at once; one that is started anew would spend a second on imports before each
kill. The nursery also puts up the city: it alone works with that city's database.
"""

import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import timedelta
from itertools import groupby
from pathlib import Path

from django.db import connection

from evenhand import flow, worker
from evenhand.apps.campaigns import queries as campaigns_read
from evenhand.apps.campaigns import services as campaigns
from evenhand.apps.journal import services as journal
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.notices import services as notices
from evenhand.cli import database, loading, people
from evenhand.worker import BATCH, Worker

FILE = Path(__file__).resolve().parents[2] / "cities" / "guangan.toml"
HOUR = timedelta(hours=1)


class Forgetful(Worker):
    """Notes facts as done first, and acts on them afterwards, in a transaction of its own."""

    def _facts(self, city: str, size: int) -> bool:
        with city_transaction(city) as at:
            facts = journal.take_waiting(city=city, limit=size)
            journal.finish(city=city, at=at, recorded=facts)
        with city_transaction(city) as at:
            for kind, group in groupby(facts, key=lambda fact: fact.kind):
                flow.act(kind, city=city, at=at, facts=list(group))
        return bool(facts)


class Hasty(Worker):
    """Sends words before the commit of what they speak of."""

    def _facts(self, city: str, size: int) -> bool:
        with city_transaction(city) as at:
            facts = journal.take_waiting(city=city, limit=size)
            for kind, group in groupby(facts, key=lambda fact: fact.kind):
                flow.act(kind, city=city, at=at, facts=list(group))
            notices.send_waiting(city=city, at=at, limit=BATCH)
            if facts:
                journal.finish(city=city, at=at, recorded=facts)
        return bool(facts)


KINDS: dict[str, Callable[[], None]] = {
    "real": worker.main,
    "forgetful": lambda: Forgetful().run(),
    "hasty": lambda: Hasty().run(),
}


def nurse(count: int) -> None:
    """Put up a city and say so; then fork a worker of the kind that each line of the input names, and say its pid."""
    print(json.dumps(_put_up(count)), flush=True)  # noqa: T201 - heard by the test
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # whoever is killed is gone, and leaves no trace
    for line in sys.stdin:
        pid = os.fork()
        if not pid:
            KINDS[line.strip()]()
            os._exit(0)
        print(pid, flush=True)  # noqa: T201 - heard by the test


def _put_up(count: int) -> dict[str, object]:
    """A city with a release that opened an hour ago and holds a share for everybody."""
    database.migrate()
    policy = loading.read(FILE)
    city = policy.city.slug
    with city_transaction(city) as at:
        loading.put_up(policy, rehearsal=True, at=at)
    persons = [person for batch in people.enroll(city, count=count, seed=1) for person in batch]
    with city_transaction(city) as at:
        [campaign] = campaigns_read.campaigns(city=city)
        hours = {"opens_at": at - HOUR, "closes_at": at + 8 * HOUR}
        quota = count * campaign.policy.good.units_per_pack
        release = campaigns.schedule_release(city=city, at=at, campaign_id=campaign.id, quota=quota, **hours)
    while Worker().serve(city):
        pass
    connection.close()
    connection.close_pool()  # nothing that is open may be shared with those who are forked
    tags = [(person.tag.hex(), person.district) for person in persons]
    return {"city": city, "release": str(release), "persons": tags}
