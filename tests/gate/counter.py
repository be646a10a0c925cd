"""A counter for tests: a release in a fresh city, asked as the app role, at a time that stands still."""

import os
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any
from uuid import UUID, uuid4

import psycopg

from evenhand.apps.claims import admission
from evenhand.core import keys
from evenhand.core.draw import lobby
from evenhand.core.terms import (
    Channel,
    ClaimKey,
    LimitRule,
    Mode,
    PersonTag,
    ReleaseTerms,
    Request,
    Units,
    UnitsRule,
    Window,
)

OPENS = datetime(2026, 12, 5, 2, 0, tzinfo=UTC)  # ten o'clock in the city's zone
ADMIT = (
    "select claims_admit(%s, %s, %s::uuid[], %s::bytea[], %s::integer[], %s::text[], %s::text[], %s::bytea[],"
    " %s::bytea[], %s::text[])"
)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def connect() -> psycopg.Connection:
    """A new connection as the app role, each statement its own transaction."""
    return psycopg.connect(os.environ["EVENHAND_DATABASE_URL"], autocommit=True, options="-c role=evenhand_app")


@cache
def shared() -> psycopg.Connection:
    """The one connection that tests without races use."""
    return connect()


def terms(city: str, quota: int = 10, limit: LimitRule | None = None, **others: Any) -> ReleaseTerms:
    """A release that is open for eight hours."""
    return ReleaseTerms(
        city=city,
        release=uuid4(),
        campaign=uuid4(),
        mode=Mode.LOBBY if others.get("lobby") else Mode.FIRST_COME,
        window=Window(OPENS, OPENS + 8 * HOUR),
        quota=Units(quota),
        units=UnitsRule(1, 5),
        person_limit=limit or LimitRule(units=5, claims=1, every=3 * DAY),
        districts=["north", "south"],
        **others,
    )


@dataclass(frozen=True)
class Counter:
    """Asks a release's counter."""

    terms: ReleaseTerms
    connection: psycopg.Connection
    function: str = "claims_admit"

    def set_clock(self, at: datetime, rate: float = 0) -> None:
        """Let the city's clock show `at`; it stands still at rate 0."""
        self.enter()
        self.connection.execute(
            "insert into journal_clock values (%s, clock_timestamp(), %s, %s) on conflict (city)"
            " do update set started_at = excluded.started_at, city_at = excluded.city_at, rate = excluded.rate",
            [self.terms.city, at, rate],
        )

    def enter(self) -> None:
        self.connection.execute(f"set evenhand.city = '{self.terms.city}'")

    def admit(self, requests: list[Request]) -> admission.Settled:
        """Settle a batch."""
        query = ADMIT.replace("claims_admit", self.function)
        columns = admission.columns(requests)
        (text,) = self.connection.execute(query, [self.terms.city, self.terms.release, *columns]).fetchone()
        return admission.read(text, len(requests))

    def row(self, query: str) -> tuple:
        """One row about this release: `{city}` and `{release}` may stand in the query."""
        self.enter()
        return self.connection.execute(query, {"city": self.terms.city, "release": self.terms.release}).fetchone()

    def remaining(self) -> int:
        return self.row("select remaining from claims_quota where city = %(city)s and release_id = %(release)s")[0]

    def granted(self) -> int:
        return self.row(
            "select coalesce(sum(units), 0)::int from claims_claim"
            " where city = %(city)s and release_id = %(release)s and outcome = 'granted'"
        )[0]

    def another(self, quota: int) -> "Counter":
        """Another release of the same campaign."""
        later = replace(self.terms, release=uuid4(), quota=Units(quota))
        put_up(later, self.connection)
        return replace(self, terms=later)


def counter(city: str, quota: int = 10, limit: LimitRule | None = None, **others: Any) -> Counter:
    """A counter that is open now."""
    return opened_on(shared(), terms(city, quota, limit, **others))


def opened_on(connection: psycopg.Connection, release: ReleaseTerms) -> Counter:
    """The counter of a release, put up and open, on a connection."""
    opened = Counter(release, connection)
    opened.enter()
    connection.execute(
        "insert into campaigns_campaign values (%s, %s, %s, '{}', repeat('0', 64), %s)",
        [release.city, release.campaign, f"c{release.campaign.hex[:8]}", OPENS],
    )
    put_up(release, connection)
    opened.set_clock(OPENS)
    return opened


def put_up(release: ReleaseTerms, connection: psycopg.Connection) -> None:
    """The rows of a release and its counter."""
    window = release.window
    opens = window.opens + timedelta(
        microseconds=int(release.release) % 1000
    )  # a campaign opens one release at a moment
    connection.execute(
        "insert into campaigns_release values (%s, %s, %s, %s, %s, %s, '{}', repeat('0', 64), %s)",
        [release.city, release.release, release.campaign, opens, window.closes, release.quota, OPENS],
    )
    connection.execute(
        "insert into claims_quota values"
        " (%s, %s, %s, %s, %s, %s, %s, %s, 1, 5, 1, %s, 'Asia/Shanghai')",
        [release.city, release.release, release.campaign, release.mode, window.opens, window.closes, release.quota,
         release.quota, list(release.districts)],
    )  # fmt: skip
    if release.lobby:
        _put_up_lobby(release, connection)
    for scope, limit in release.limits.items():
        connection.execute(
            "insert into claims_limit values (%s, %s, %s, %s, %s, %s, %s)",
            [release.city, release.release, scope, limit.units, limit.claims, limit.every, limit.calendar_days],
        )
    for number, reserve in enumerate(release.reserves, 1):
        until = datetime.combine(window.opens.date(), reserve.until, UTC) if reserve.until else None
        connection.execute(
            "insert into claims_reserve values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [release.city, release.release, number, uuid4(), reserve.turn, reserve.kind, reserve.key, reserve.units,
             reserve.units, until],
        )  # fmt: skip


def _put_up_lobby(release: ReleaseTerms, connection: psycopg.Connection) -> None:
    """The lobby's hours and rules, with the secret that a gate derives."""
    name = f"{release.city}/{release.release}"
    secret = keys.derive(bytes.fromhex(os.environ["EVENHAND_KEY"]), "lobby", name)
    opens = release.window.opens
    rules = lobby.rules(
        city=release.city, campaign="c", release=str(release.release), opens=opens, quota=release.quota, secret=secret
    )
    connection.execute("set role evenhand_owner")
    connection.execute(
        "update claims_quota set lobby_opens_at = %s, lobby_freezes_at = %s where city = %s and release_id = %s",
        [opens - release.lobby, opens - lobby.FREEZES_BEFORE, release.city, release.release],
    )
    connection.execute("set role evenhand_app")
    connection.execute("insert into claims_lobby values (%s, %s, %s)", [release.city, release.release, rules.decode()])


def person(number: int) -> PersonTag:
    """The tag of an imagined person."""
    return PersonTag(number.to_bytes(16))


def ask(opened: Counter, who: int, units: int = 1, key: UUID | None = None, **others: Any) -> Request:
    """A request of an imagined person, with a new key unless one is given."""
    wish = (ClaimKey(key or uuid4()), opened.terms.release, person(who), Units(units))
    return Request(*wish, **{"district": "north", "channel": Channel.WEB} | others)
