"""What the gate says: small JSON bodies, with a status and headers that caches and clients understand."""

from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec

from evenhand.apps.claims.admission import Answer
from evenhand.core.errors import Reason, Refused
from evenhand.gate.releases import Release

Send = Callable[[dict[str, Any]], Awaitable[None]]
encode = msgspec.json.Encoder().encode

RETRY_AFTER_S = 2
REFRESH_S = 5
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
RETRY = (b"retry-after", str(RETRY_AFTER_S).encode())
GRANTED_BODY = b'{"outcome":"granted"}'


class Refusal(msgspec.Struct, omit_defaults=True):
    outcome: str
    reason: str
    field: str = ""
    again_at: datetime | None = None
    retry_after_s: int | None = None


class Status(msgspec.Struct):
    """A release as anyone may see it. `as_of` says how old the figures are, `refresh_s` when to look again."""

    release: UUID
    state: str
    quota: int
    remaining: int
    opens_at: datetime
    closes_at: datetime
    as_of: datetime
    server_time: datetime
    refresh_s: int = REFRESH_S


async def reply(send: Send, status: int, body: bytes, *headers: tuple[bytes, bytes]) -> None:
    """One whole response."""
    length = (b"content-length", str(len(body)).encode())
    await send({"type": "http.response.start", "status": status, "headers": [JSON, length, *headers]})
    await send({"type": "http.response.body", "body": body})


async def say(send: Send, answer: Answer) -> None:
    """A request's answer."""
    if answer.granted:
        await reply(send, 200, GRANTED_BODY, NO_STORE)
    else:
        await refuse(send, Refused(answer.reason or Reason.UNAVAILABLE), answer.again_at)


async def refuse(send: Send, refused: Refused, again_at: datetime | None = None) -> None:
    """A refusal: reason, field, and when to come again where that is known."""
    status = STATUS_OF.get(refused.reason, 200)
    busy = status in (429, 503)
    body = Refusal("refused", refused.reason, refused.field, again_at, RETRY_AFTER_S if busy else None)
    await reply(send, status, encode(body), NO_STORE, *([RETRY] if busy else []))


async def show(send: Send, release: Release, now: datetime) -> None:
    """A release's status, which any cache may keep for a second."""
    terms = release.terms
    body = Status(
        terms.release, _state(release, now), terms.quota, release.left.total, terms.window.opens, terms.window.closes,
        release.as_of, now,
    )  # fmt: skip
    await reply(send, 200, encode(body), (b"cache-control", b"public, max-age=1"))


def _state(release: Release, now: datetime) -> str:
    window = release.terms.window
    if now < window.opens:
        return "before"
    if now >= window.closes:
        return "closed"
    return "sold_out" if release.sold_out else "open"
