"""What the gate says: small JSON bodies, with a status and headers that caches and clients understand.

The words of the waiting room are those that known ones use, so that clients written for these need learn nothing.
"""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from evenhand.apps.claims.admission import Answer
from evenhand.core.dial import Admit
from evenhand.core.errors import Reason, Refused
from evenhand.gate.releases import Release

Send = Callable[[dict[str, Any]], Awaitable[None]]
encode = msgspec.json.Encoder().encode

RETRY_AFTER_S = 2
REFRESH_S = 5
JITTER_S = 5
STATUS_OF = {
    Reason.NOT_FOUND: 404,
    Reason.INPUT_INVALID: 400,
    Reason.UNITS_INVALID: 422,
    Reason.KEY_REUSED: 422,
    Reason.PASS_INVALID: 401,
    Reason.PASS_EXPIRED: 401,
    Reason.BUSY: 429,
    Reason.UNAVAILABLE: 503,
}
"""Every other reason is a settled answer, and that is 200: the question was understood and decided."""

JSON = (b"content-type", b"application/json")
NO_STORE = (b"cache-control", b"no-store")
FRESH_S = (b"cache-control", b"public, max-age=1")


class Refusal(msgspec.Struct, omit_defaults=True):
    outcome: str
    reason: str
    field: str = ""
    again_at: datetime | None = None
    retry_after_s: int | None = None


class Status(msgspec.Struct):
    """A release as anyone may see it. `as_of` says how old the figures are, `refresh_s` when to look again, give or
    take `jitterSeconds`. Positions up to `servedUpTo` have their answer."""

    release: UUID
    state: str
    quota: int
    remaining: int
    opens_at: datetime
    closes_at: datetime
    as_of: datetime
    server_time: datetime
    inWaitingRoom: bool
    arrived: int
    servedUpTo: int
    chance: float
    queueAll: bool
    queueIsFull: bool
    waitTimeKnown: bool
    waitTime: int
    """Minutes."""
    waitTimeFormatted: str
    lastUpdated: datetime
    serverTime: datetime
    refresh_s: int = REFRESH_S
    refreshIntervalSeconds: int = REFRESH_S
    jitterSeconds: int = JITTER_S


class Place(msgspec.Struct):
    """One person's place in the line; `position` 0: the order is not drawn yet. `chance` is what it was on arrival."""

    outcome: str
    key: UUID
    position: int
    ahead: int
    chance: float
    inWaitingRoom: bool
    waitTimeKnown: bool
    waitTime: int
    refreshIntervalSeconds: int = REFRESH_S
    jitterSeconds: int = JITTER_S


def _whole(status: int, body: bytes, *headers: tuple[bytes, bytes]) -> tuple[dict[str, Any], dict[str, Any]]:
    length = (b"content-length", b"%d" % len(body))
    start = {"type": "http.response.start", "status": status, "headers": [JSON, length, *headers]}
    return start, {"type": "http.response.body", "body": body}


GRANTED = _whole(200, b'{"outcome":"granted"}', NO_STORE)
ENTERED = _whole(200, b'{"outcome":"entered"}', NO_STORE)
SOLD_OUT = _whole(200, encode(Refusal("refused", Reason.SOLD_OUT)), NO_STORE)


async def say(send: Send, answer: Answer, release: Release, wait_s: int = RETRY_AFTER_S) -> None:
    """A request's answer."""
    if answer.granted:
        start, body = GRANTED
    elif answer.entered:
        start, body = ENTERED
    elif answer.reason is Reason.SOLD_OUT:
        start, body = SOLD_OUT
    elif answer.waiting:
        start, body = _whole(202, encode(place(answer, release, wait_s)), NO_STORE)
    else:
        await refuse(send, Refused(answer.reason or Reason.UNAVAILABLE), answer.again_at, wait_s)
        return
    await send(start)
    await send(body)


async def refuse(send: Send, refused: Refused, again_at: datetime | None = None, wait_s: int = RETRY_AFTER_S) -> None:
    """A refusal: reason, field, and when to come again where that is known."""
    status = STATUS_OF.get(refused.reason, 200)
    busy = status in (429, 503)
    told = Refusal("refused", refused.reason, refused.field, again_at, wait_s if busy else None)
    retry = [(b"retry-after", b"%d" % wait_s)] if busy else []
    start, body = _whole(status, encode(told), NO_STORE, *retry)
    await send(start)
    await send(body)


def place(answer: Answer, release: Release, wait_s: int) -> Place:
    """A place in the line as its holder sees it."""
    served = release.arrived - release.standing
    ahead = max(0, answer.position - 1 - served) if answer.position else release.standing
    known = release.dial.serves and answer.position > 0
    return Place(
        "waiting", answer.waiting or UUID(int=0), answer.position, ahead, round(release.chance, 4), True, known,
        -(-wait_s // 60) if known else 0,
    )  # fmt: skip


async def show(send: Send, release: Release, now: datetime, wait_s: int, full: bool) -> None:
    """A release's status, which any cache may keep for a second."""
    terms, state, window = release.terms, _state(release, now), release.terms.window
    minutes = -(-wait_s // 60)
    known = state == "open" and release.dial.serves
    told = Status(
        terms.release, state, terms.quota, release.left.total, window.opens, window.closes, release.as_of, now,
        state == "lobby", release.arrived, release.arrived - release.standing, round(release.chance, 4),
        state == "lobby" or not release.dial.serves, full, known, minutes if known else 0,
        f"{minutes} min" if known else "", release.as_of, now,
    )  # fmt: skip
    start, body = _whole(200, encode(told), FRESH_S)
    await send(start)
    await send(body)


def _state(release: Release, now: datetime) -> str:
    window = release.terms.window
    if release.dial.admit in (Admit.READ_ONLY, Admit.CLOSED):
        return "paused"
    if now < window.opens:
        return "lobby" if release.terms.lobby and now >= window.opens - release.terms.lobby else "before"
    if now >= window.closes:
        return "closed"
    return "sold_out" if release.sold_out else "open"
