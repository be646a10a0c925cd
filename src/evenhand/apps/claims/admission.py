"""Admission: a batch of requests against one release, settled in one short transaction.

The one place of raw SQL beside the migrations. No Django here: the gate runs without it. The rules live in the database
function `claims_admit` (this room's migration), so that every caller, on any node, obeys the same lines.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import UUID

from evenhand.core.errors import Reason
from evenhand.core.terms import (
    CitySlug,
    LimitRule,
    Mode,
    ReleaseTerms,
    Request,
    Units,
    UnitsRule,
    Window,
    city_slug,
)

ADMIT = "select claims_admit($1, $2, $3, $4, $5, $6, $7)"
CITIES = "select slug from cities_city order by slug"
CITY_TIME = "select city_now($1), coalesce((select rate from journal_clock where city = $1), 1)"
QUOTAS = """
    select release_id, campaign_id, mode, opens_at, closes_at, total, remaining, units_min, units_max, units_step,
           districts, limit_units, limit_claims, limit_every, limit_calendar
    from claims_quota where city = $1 and closes_at > city_now($1) - interval '1 day'"""
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
class Settled:
    """A batch's outcome: units left in the release, an answer per request; None: ask again in the next batch."""

    remaining: int | None
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
WHOLE_BATCH = {"unknown": Reason.NOT_FOUND, "not_open": Reason.NOT_OPEN, "closed": Reason.CLOSED}


def enter(city: str) -> str:
    """The statements that put a transaction inside a city. ValueError: not a slug."""
    return f"set local citus.propagate_set_commands = 'local'; set local evenhand.city = '{city_slug(city)}'"


async def admit(connection: Fetches, city: str, release: UUID, requests: Sequence[Request]) -> Settled:
    """Settle a batch. When this returns, its commit is durable (`synchronous_commit=on`)."""
    text = await connection.fetchval(
        ADMIT,
        city,
        release,
        [r.key for r in requests],
        [r.person for r in requests],
        [r.units for r in requests],
        [r.district for r in requests],
        [r.channel.value for r in requests],
    )
    return read(text, len(requests))


def read(text: str, size: int) -> Settled:
    """What the database function answered, given how many had asked."""
    if text in WHOLE_BATCH:
        return Settled(None, [Answer(granted=False, reason=WHOLE_BATCH[text])] * size)
    remaining, _, codes = text.partition(";")
    return Settled(int(remaining), [_answer(code) for code in codes.split("|")])


def _answer(code: str) -> Answer | None:
    if code in SIMPLE:
        return SIMPLE[code]
    return limited_until(datetime.fromtimestamp(int(code[1:]), UTC))


def limited_until(again_at: datetime) -> Answer:
    """A refusal by the person's limit, which is free again at `again_at`."""
    return Answer(granted=False, reason=Reason.PERSON_LIMIT, again_at=again_at)


def stored(row: Mapping[str, Any]) -> Answer:
    """The answer that a claim's row holds."""
    if row["outcome"] == "granted":
        return GRANTED
    return Answer(granted=False, reason=Reason(row["reason"]), again_at=row["again_at"])


def terms(city: str, rows: Iterable[Mapping[str, Any]]) -> list[tuple[ReleaseTerms, int]]:
    """The terms of each release that `QUOTAS` read, with the units left in it."""
    return [(_terms(city, row), row["remaining"]) for row in rows]


def _terms(city: str, row: Mapping[str, Any]) -> ReleaseTerms:
    return ReleaseTerms(
        city=CitySlug(city),
        release=row["release_id"],
        campaign=row["campaign_id"],
        mode=Mode(row["mode"]),
        window=Window(row["opens_at"], row["closes_at"]),
        quota=Units(row["total"]),
        units=UnitsRule(row["units_min"], row["units_max"], row["units_step"]),
        person_limit=LimitRule(row["limit_units"], row["limit_claims"], row["limit_every"], row["limit_calendar"]),
        districts=row["districts"],
    )
