"""Admission: a batch of requests against one release, settled in one short transaction.

The one place of raw SQL beside the migrations. No Django here: the gate runs without it. The rules live in the database
function `claims_admit` (this room's migration), so that every caller, on any node, obeys the same lines.
"""

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from evenhand.core.dial import OPEN, Admit, Dial, strictest
from evenhand.core.draw import keys, lobby
from evenhand.core.errors import Reason
from evenhand.core.terms import (
    CitySlug,
    KeptFor,
    LimitRule,
    Mode,
    ReleaseTerms,
    Request,
    Reserve,
    Scope,
    Units,
    UnitsRule,
    Window,
    city_slug,
)

ADMIT = "select claims_settle($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
JOIN = "select claims_join($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
JOIN_FOR = """
    select claims_join(%s, %s, %s::uuid[], %s::bytea[], %s::integer[], %s::text[], %s::text[],
                       %s::bytea[], %s::bytea[], %s::text[], %s::bytea[], %s)"""
SERVE_LOBBY = "select claims_serve_lobby($1, $2, $3)"
SERVE_LOBBY_NOW = "select claims_serve_lobby(%s, %s, %s)"
LOBBY = "select rules, root, line from claims_lobby where city = $1 and release_id = $2"
LABELS = """
    select label from claims_standing
    where city = $1 and release_id = $2 and position is null order by arrival"""
FREEZE = """
    update claims_lobby set size = $3, root = $4, frozen_at = city_now($1)
    where city = $1 and release_id = $2 and size is null"""
FIX_LINE = """
    update claims_lobby set line = $3, drawn_at = city_now($1)
    where city = $1 and release_id = $2 and line is null"""
PLACE = """
    update claims_standing s set position = u.position from unnest($3::bytea[]) with ordinality as u (label, position)
    where s.city = $1 and s.release_id = $2 and s.label = u.label and s.position is null"""
PLACE_NOW = """
    update claims_standing s set position = u.position
    from unnest(%(labels)s::bytea[]) with ordinality as u (label, position)
    where s.city = %(city)s and s.release_id = %(release)s and s.label = u.label and s.position is null"""
STANDING = """
    select key, position, settled_at, poured_at from claims_standing
    where city = $1 and release_id = $2 and person = $3"""
ADMIT_FOR = """
    select claims_settle(%s, %s, %s::uuid[], %s::bytea[], %s::integer[], %s::text[], %s::text[],
                        %s::bytea[], %s::bytea[], %s::text[], %s, %s)"""
LISTEN = "evenhand_gate"
GATES = """
    select greatest(1, count(distinct application_name)) from pg_stat_activity
    where datname = current_database() and application_name like 'evenhand gate %'"""
TELL_GATES = "select claims_tell_gates(%s)"
CITIES = "select slug from cities_city order by slug"
CITY_TIME = "select city_now($1), coalesce((select rate from journal_clock where city = $1), 1)"
QUOTAS = """
    select q.release_id, q.campaign_id, q.mode, q.opens_at, q.closes_at, q.total, q.remaining,
           q.units_min, q.units_max, q.units_step, q.districts, q.lobby_opens_at, q.arrived, q.standing,
           array(select array[l.scope, l.units::text, l.claims::text, extract(epoch from l.every)::bigint::text,
                              l.calendar::text]
                 from claims_limit l where l.city = q.city and l.release_id = q.release_id) as limits,
           array(select array[r.kind, r.key, r.total::text, r.turn::text,
                              (case when r.until is null or r.until > city_now($1) then r.remaining else 0 end)::text]
                 from claims_reserve r where r.city = q.city and r.release_id = q.release_id
                 order by r.number) as reserves,
           array(select array[d.admit, d.per_s::text] from claims_dial d
                 where d.city = q.city and d.subject in (q.release_id, '00000000-0000-0000-0000-000000000000')
                 union all
                 select array['read_only', null] from cities_city c where c.slug = q.city and c.frozen_at is not null)
             as dials
    from claims_quota q where q.city = $1 and q.closes_at > city_now($1) - interval '1 day'"""
SETTLED_PERSONS = "select person from claims_claim where city = $1 and release_id = $2"
CLAIM = """
    select outcome, reason, again_at, units, at, person from claims_claim
    where city = $1 and release_id = $2 and id = $3"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request was answered: granted, entered, refused (with the date when a limit is free again), or, under the
    key of the place, waiting in the lobby: at `position` of the line, 0 while it is not drawn."""

    granted: bool
    reason: Reason | None = None
    again_at: datetime | None = None
    waiting: UUID | None = None
    position: int = 0
    entered: bool = False


@dataclass(frozen=True, slots=True)
class Left:
    """Units left in a release: free to all, and in each reserve that is still kept, by its place."""

    free: int
    kept: Sequence[int] = ()

    @property
    def total(self) -> int:
        return self.free + sum(self.kept)


@dataclass(frozen=True, slots=True)
class Settled:
    """A batch's outcome: what is left in the release, an answer per request; None: ask again in the next batch."""

    left: Left | None
    answers: Sequence[Answer | None]


class Fetches(Protocol):
    """What admission asks of a connection: a statement's first value, its rows, or that it be done."""

    async def fetchval(self, query: str, *arguments: Any) -> Any: ...
    async def fetch(self, query: str, *arguments: Any) -> Any: ...
    async def fetchrow(self, query: str, *arguments: Any) -> Any: ...
    async def execute(self, query: str, *arguments: Any) -> Any: ...


@dataclass(frozen=True, slots=True)
class Known:
    """A release as `QUOTAS` found it: its terms, what is left, how many came to its lobby and how many still stand."""

    terms: ReleaseTerms
    left: Left
    dial: Dial = OPEN
    arrived: int = 0
    standing: int = 0


GRANTED = Answer(granted=True)
ENTERED = Answer(granted=False, entered=True)
SOLD_OUT = Answer(granted=False, reason=Reason.SOLD_OUT)
CLAIM_NOW = Answer(granted=False)
SIMPLE = {
    "g": GRANTED,
    "e": ENTERED,
    "s": SOLD_OUT,
    "k": Answer(granted=False, reason=Reason.KEY_REUSED),
    "~": None,
}
LIMITED = {
    "p": Reason.PERSON_LIMIT,
    "h": Reason.HOUSEHOLD_LIMIT,
    "a": Reason.ADDRESS_LIMIT,
    "c": Reason.COOLING_OFF,
}
WHOLE_BATCH = {"unknown": Reason.NOT_FOUND, "not_open": Reason.NOT_OPEN, "closed": Reason.CLOSED}
STANDS_BEHIND = "lobby"
HOUR_HAS_COME = "open"


def enter(city: str) -> str:
    """The statements that put a transaction inside a city. ValueError: not a slug."""
    return f"set local citus.propagate_set_commands = 'local'; set local evenhand.city = '{city_slug(city)}'"


async def admit(connection: Fetches, city: str, release: UUID, requests: Sequence[Request]) -> Settled:
    """Settle a batch. When this returns, its commit is durable (`synchronous_commit=on`)."""
    text = await connection.fetchval(ADMIT, city, release, *columns(requests))
    return read(text, len(requests))


def columns(requests: Sequence[Request]) -> tuple[list[Any], ...]:
    """Requests as the function takes them: a list for each of its arguments."""
    return (
        [r.key for r in requests],
        [r.person for r in requests],
        [r.units for r in requests],
        [r.district for r in requests],
        [r.channel for r in requests],
        [r.household for r in requests],
        [r.address for r in requests],
        [",".join(r.groups) for r in requests],
    )


def read(text: str, size: int) -> Settled:
    """What the database function answered, given how many had asked."""
    if text == STANDS_BEHIND:
        return Settled(None, [None] * size)
    if text in WHOLE_BATCH:
        return Settled(None, [Answer(granted=False, reason=WHOLE_BATCH[text])] * size)
    left, _, codes = text.partition(";")
    free, *kept = map(int, left.split(","))
    return Settled(Left(free, kept), [SIMPLE[code] if code in SIMPLE else _limited(code) for code in codes.split("|")])


async def join(connection: Fetches, city: str, release: UUID, requests: Sequence[Request]) -> Settled:
    """Let a batch into the lobby, or tell each the place that it has. CLAIM_NOW: the hour has come."""
    labels = [secrets.token_bytes(16) for _ in requests]
    text = await connection.fetchval(JOIN, city, release, *columns(requests), labels)
    return read_places(text, len(requests))


def read_places(text: str, size: int) -> Settled:
    """What `claims_join` answered."""
    if text == HOUR_HAS_COME:
        return Settled(None, [CLAIM_NOW] * size)
    if text in WHOLE_BATCH:
        return read(text, size)
    return Settled(None, [SIMPLE[code] if code in SIMPLE else _waiting(code) for code in text.split("|")])


def _waiting(code: str) -> Answer:
    position, _, key = code[1:].partition(",")
    return Answer(granted=False, waiting=UUID(key), position=int(position))


async def serve_lobby(connection: Fetches, city: str, release: UUID, size: int, secret: bytes) -> int:
    """Answer the next of those who stand in the lobby, in their order. Returns how many still stand.

    A line that nobody has drawn by the hour is drawn now: the opening waits for nobody.
    """
    told: str = await connection.fetchval(SERVE_LOBBY, city, release, size)
    if told == "undrawn":
        await draw(connection, city, release, secret)
        told = await connection.fetchval(SERVE_LOBBY, city, release, size)
    return int(told) if told.isdigit() else 0


async def draw(connection: Any, city: str, release: UUID, secret: bytes) -> None:
    """Freeze the lobby's list if it is not, and order it by the line that was fixed, else by the committed secret."""
    async with connection.transaction():
        await connection.execute(enter(city))
        labels = [row["label"] for row in await connection.fetch(LABELS, city, release)]
        await connection.execute(FREEZE, city, release, len(labels), lobby.root(labels))
        await connection.execute(FIX_LINE, city, release, keys.committed_line(secret))
        row = await connection.fetchrow(LOBBY, city, release)
        line = lobby.order(row["rules"].encode(), row["root"], row["line"], labels)
        await connection.execute(PLACE, city, release, line)


def _limited(code: str) -> Answer:
    return Answer(granted=False, reason=LIMITED[code[0]], again_at=datetime.fromtimestamp(int(code[1:]), UTC))


def stored(row: Mapping[str, Any]) -> Answer:
    """The answer that a claim's row holds."""
    if row["outcome"] != "refused":
        return GRANTED if row["outcome"] == "granted" else ENTERED
    return Answer(granted=False, reason=Reason(row["reason"]), again_at=row["again_at"])


def releases(city: str, rows: Iterable[Mapping[str, Any]]) -> list[Known]:
    """The releases that `QUOTAS` read."""
    return [Known(_terms(city, row), _left(row), _dial(row["dials"]), row["arrived"], row["standing"]) for row in rows]


def _dial(told: Iterable[Sequence[Any]]) -> Dial:
    return strictest(Dial(Admit(admit), int(per_s) if per_s else None) for admit, per_s in told)


def _left(row: Mapping[str, Any]) -> Left:
    kept = [int(reserve[-1]) for reserve in row["reserves"]]
    return Left(row["remaining"] - sum(kept), kept)


def _terms(city: str, row: Mapping[str, Any]) -> ReleaseTerms:
    limits = {Scope(scope): _limit(*told) for scope, *told in row["limits"]}
    cooling = limits.get(Scope.COOL_OFF)
    return ReleaseTerms(
        city=CitySlug(city),
        release=row["release_id"],
        campaign=row["campaign_id"],
        mode=Mode(row["mode"]),
        window=Window(row["opens_at"], row["closes_at"]),
        quota=Units(row["total"]),
        units=UnitsRule(row["units_min"], row["units_max"], row["units_step"]),
        person_limit=limits[Scope.PERSON],
        districts=row["districts"],
        household_limit=limits.get(Scope.HOUSEHOLD),
        address_limit=limits.get(Scope.ADDRESS),
        cool_off=cooling.every if cooling else timedelta(),
        lobby=row["opens_at"] - row["lobby_opens_at"] if row["lobby_opens_at"] else timedelta(),
        reserves=[_reserve(*told) for told in row["reserves"]],
    )


def _reserve(kind: str, key: str, units: str, turn: str, _left: str) -> Reserve:
    return Reserve(KeptFor(kind), key, Units(int(units)), int(turn))


def _limit(units: str, claims: str, every: str, calendar: str) -> LimitRule:
    return LimitRule(int(units), int(claims), timedelta(seconds=int(every)), calendar == "true")
