"""Admission: a batch of requests against one release, settled in one short transaction.

The one place of raw SQL beside the migrations. No Django here: the gate runs without it. The rules live in the database
function `claims_admit` (this room's migration), so that every caller, on any node, obeys the same lines.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

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

ADMIT = "select claims_admit($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)"
ADMIT_FOR = """
    select claims_admit(%s, %s, %s::uuid[], %s::bytea[], %s::integer[], %s::text[], %s::text[],
                        %s::bytea[], %s::bytea[], %s::text[], %s, %s)"""
CITIES = "select slug from cities_city order by slug"
CITY_TIME = "select city_now($1), coalesce((select rate from journal_clock where city = $1), 1)"
QUOTAS = """
    select q.release_id, q.campaign_id, q.mode, q.opens_at, q.closes_at, q.total, q.remaining,
           q.units_min, q.units_max, q.units_step, q.districts,
           array(select array[l.scope, l.units::text, l.claims::text, extract(epoch from l.every)::bigint::text,
                              l.calendar::text]
                 from claims_limit l where l.city = q.city and l.release_id = q.release_id) as limits,
           array(select array[r.kind, r.key, r.total::text, r.turn::text,
                              (case when r.until is null or r.until > city_now($1) then r.remaining else 0 end)::text]
                 from claims_reserve r where r.city = q.city and r.release_id = q.release_id
                 order by r.number) as reserves
    from claims_quota q where q.city = $1 and q.closes_at > city_now($1) - interval '1 day'"""
SETTLED_PERSONS = "select person from claims_claim where city = $1 and release_id = $2"
CLAIM = """
    select outcome, reason, again_at, units, at, person from claims_claim
    where city = $1 and release_id = $2 and id = $3"""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request was answered: granted, or refused for a reason (with the date when a limit is free again)."""

    granted: bool
    reason: Reason | None = None
    again_at: datetime | None = None


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
    """The one thing admission asks of a connection: a statement's first value."""

    async def fetchval(self, query: str, *arguments: Any) -> Any: ...


GRANTED = Answer(granted=True)
SOLD_OUT = Answer(granted=False, reason=Reason.SOLD_OUT)
SIMPLE = {
    "g": GRANTED,
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
    if text in WHOLE_BATCH:
        return Settled(None, [Answer(granted=False, reason=WHOLE_BATCH[text])] * size)
    left, _, codes = text.partition(";")
    free, *kept = map(int, left.split(","))
    return Settled(Left(free, kept), [SIMPLE[code] if code in SIMPLE else _limited(code) for code in codes.split("|")])


def _limited(code: str) -> Answer:
    return Answer(granted=False, reason=LIMITED[code[0]], again_at=datetime.fromtimestamp(int(code[1:]), UTC))


def stored(row: Mapping[str, Any]) -> Answer:
    """The answer that a claim's row holds."""
    if row["outcome"] == "granted":
        return GRANTED
    return Answer(granted=False, reason=Reason(row["reason"]), again_at=row["again_at"])


def terms(city: str, rows: Iterable[Mapping[str, Any]]) -> list[tuple[ReleaseTerms, Left]]:
    """The terms of each release that `QUOTAS` read, with the units left in it."""
    return [(_terms(city, row), _left(row)) for row in rows]


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
        reserves=[_reserve(*told) for told in row["reserves"]],
    )


def _reserve(kind: str, key: str, units: str, turn: str, _left: str) -> Reserve:
    return Reserve(KeptFor(kind), key, Units(int(units)), int(turn))


def _limit(units: str, claims: str, every: str, calendar: str) -> LimitRule:
    return LimitRule(int(units), int(claims), timedelta(seconds=int(every)), calendar == "true")
