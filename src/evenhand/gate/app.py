"""The gate's ASGI application: three addresses and a life.

GET  /gate/{release}              status, cacheable
POST /gate/{release}/claim        {"pass", "key", "units"}
GET  /gate/{release}/claim/{key}  the stored answer, to whoever shows that person's pass in `Authorization: Pass …`
"""

import asyncio
import re
import time
from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg
import msgspec

from evenhand.apps.claims import admission
from evenhand.core import modes, passes
from evenhand.core.errors import Reason, Refused
from evenhand.core.modes.base import Refuse
from evenhand.core.terms import ClaimKey, Request, Units
from evenhand.gate import answers, settings
from evenhand.gate.batches import Counter
from evenhand.gate.releases import Register, Release
from evenhand.gate.watch import UNREACHABLE, look, watch

BODY_MAX = 4096
CONNECTIONS = 6
START_S = 60

Scope = dict[str, Any]


class ClaimBody(msgspec.Struct, forbid_unknown_fields=True):
    """What a claim is sent as."""

    signed: str = msgspec.field(name="pass")
    key: UUID
    units: int


decode = msgspec.json.Decoder(ClaimBody).decode


class Gate:
    """One process's gate: its connections, its register, a counter for each release that is asked for."""

    def __init__(self, configured: settings.Settings) -> None:
        self._configured = configured
        self._register = Register(configured.master_key)
        self._counters: dict[UUID, Counter] = {}
        self._pool: asyncpg.Pool[Any]
        self._watch: asyncio.Task[None]

    async def open(self) -> None:
        """Connect, waiting for a database that is still starting, and learn the releases by heart."""
        self._pool = await self._connect()
        await look(self._pool, self._register)
        self._watch = asyncio.create_task(watch(self._pool, self._register))

    async def _connect(self) -> "asyncpg.Pool[Any]":
        latest = time.monotonic() + START_S
        while True:
            try:
                return await asyncpg.create_pool(
                    self._configured.database_url,
                    min_size=2,
                    max_size=CONNECTIONS,
                    server_settings={"role": "evenhand_app", "application_name": "evenhand gate"},
                )
            except UNREACHABLE:
                if time.monotonic() > latest:
                    raise
                await asyncio.sleep(0.2)

    async def close(self) -> None:
        """Answer whoever waits, then let go of the database."""
        self._watch.cancel()
        for counter in self._counters.values():
            await counter.close()
        await self._pool.close()

    async def serve(self, scope: Scope, receive: Any, send: answers.Send) -> None:
        """Answer one HTTP request."""
        try:
            await self._route(scope, receive, send)
        except Refused as refused:
            await answers.refuse(send, refused)

    async def _route(self, scope: Scope, receive: Any, send: answers.Send) -> None:
        release, rest = self._find(scope["path"])
        match scope["method"], rest:
            case "POST", ["claim"]:
                await answers.say(send, await self._claim(release, await _body(receive)))
            case "GET", []:
                await answers.show(send, release, self._now(release))
            case "GET", ["claim", key]:
                await answers.say(send, await self._stored(release, key, _shown_pass(scope)))
            case _:
                raise Refused(Reason.NOT_FOUND, "path")

    def _find(self, path: str) -> tuple[Release, list[str]]:
        """The release that an address names, and what stands behind its name."""
        name, *rest = path.removeprefix("/gate/").split("/")
        release = self._register.find(name)
        if release is None:
            raise Refused(Reason.NOT_FOUND, "release")
        return release, rest

    @staticmethod
    def _now(release: Release) -> datetime:
        return release.city.clock.now(time.monotonic())

    def _who(self, release: Release, signed: str, now: datetime) -> passes.Pass:
        shown = passes.check(signed, release.city.pass_key, now)
        if shown.city != release.city.slug:
            raise Refused(Reason.PASS_INVALID, "pass")
        return shown

    async def _claim(self, release: Release, body: bytes) -> admission.Answer:
        request, now = self._read(release, body)
        decision = modes.of(release.terms.mode).decide(release.terms, request, now)
        if isinstance(decision, Refuse):
            raise Refused(decision.reason, decision.field, **decision.facts)
        if release.can_answer_from_memory(request):
            return admission.SOLD_OUT
        return await self._counter(release).ask(request)

    def _read(self, release: Release, body: bytes) -> tuple[Request, datetime]:
        try:
            claim = decode(body)
        except msgspec.ValidationError as error:
            raise Refused(Reason.INPUT_INVALID, _wrong_field(str(error))) from None
        except msgspec.DecodeError:
            raise Refused(Reason.INPUT_INVALID, "body") from None
        now = self._now(release)
        who = self._who(release, claim.signed, now)
        return Request(
            ClaimKey(claim.key), release.terms.release, who.person, Units(claim.units), who.district, who.channel,
            who.household, who.address, who.groups,
        ), now  # fmt: skip

    def _counter(self, release: Release) -> Counter:
        counter = self._counters.get(release.terms.release)
        if counter is None:
            counter = self._counters[release.terms.release] = Counter(release, self._pool, self._register.look_now)
        return counter

    async def _stored(self, release: Release, key: str, signed: str) -> admission.Answer:
        who = self._who(release, signed, self._now(release))
        try:
            claim = UUID(key)
        except ValueError:
            raise Refused(Reason.INPUT_INVALID, "key") from None
        try:
            async with self._pool.acquire() as connection, connection.transaction():
                await connection.execute(admission.enter(release.city.slug))
                row = await connection.fetchrow(admission.CLAIM, release.city.slug, release.terms.release, claim)
        except UNREACHABLE:
            raise Refused(Reason.UNAVAILABLE) from None
        if row is None or row["person"] != who.person:
            raise Refused(Reason.NOT_FOUND, "key")
        return admission.stored(row)


async def _body(receive: Any) -> bytes:
    """The request's body. Refused: longer than a claim can be."""
    message = await receive()
    body: bytes = message.get("body", b"")
    while message.get("more_body"):
        message = await receive()
        body += message.get("body", b"")
        if len(body) > BODY_MAX:
            break
    if len(body) > BODY_MAX:
        raise Refused(Reason.INPUT_INVALID, "body")
    return body


def _wrong_field(complaint: str) -> str:
    """The field of ours that a decoder complains of; a name that somebody made up is not repeated."""
    named = re.search(r"`(?:\$\.)?(pass|key|units)`", complaint)
    return named[1] if named else "body"


def _shown_pass(scope: Scope) -> str:
    for name, value in scope["headers"]:
        if name == b"authorization" and value.startswith(b"Pass "):
            return bytes(value[5:]).decode("ascii", "replace")
    raise Refused(Reason.PASS_INVALID, "pass")


class Application:
    """The ASGI callable. The gate itself is made when the server says that life begins."""

    def __init__(self) -> None:
        self._gate: Gate | None = None

    async def __call__(self, scope: Scope, receive: Any, send: answers.Send) -> None:
        if scope["type"] == "lifespan":
            await self._live(receive, send)
        elif scope["type"] == "http" and self._gate is not None:
            await self._gate.serve(scope, receive, send)

    async def _live(self, receive: Any, send: answers.Send) -> None:
        while True:
            message = await receive()
            if message["type"] == "lifespan.startup":
                await self.open()
                await send({"type": "lifespan.startup.complete"})
            elif message["type"] == "lifespan.shutdown":
                await self.close()
                await send({"type": "lifespan.shutdown.complete"})
                return

    async def open(self) -> None:
        """Begin to serve, with the settings of the environment."""
        gate = Gate(settings.from_environment())
        await gate.open()
        self._gate = gate

    async def close(self) -> None:
        """Serve no more."""
        if self._gate is not None:
            await self._gate.close()
            self._gate = None


app = Application()
