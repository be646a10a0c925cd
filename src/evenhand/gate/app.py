"""The gate's ASGI application: a few addresses and a life.

GET  /gate/{release}              status, cacheable
POST /gate/{release}/claim        {"pass", "key", "units"}; before the hour of a lobby it is the same as
POST /gate/{release}/join         a place in the lobby: 202
GET  /gate/{release}/place        one's place or answer, to whoever shows that person's pass in `Authorization: Pass …`
GET  /gate/{release}/claim/{key}  the stored answer, to whoever shows that person's pass in `Authorization: Pass …`
"""

import asyncio
import os
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
from evenhand.core.modes.base import Redeem, Refuse, Wait
from evenhand.core.reserves import waterfall
from evenhand.core.terms import ClaimKey, Request, Units
from evenhand.gate import answers, settings
from evenhand.gate.batches import BUSY, UNAVAILABLE, Counter
from evenhand.gate.releases import Register, Release
from evenhand.gate.watch import UNREACHABLE, look, watch

BODY_MAX = 4096
CONNECTIONS = 6
START_S = 60
ANSWERS_S = 10.0
"""After that a statement of the database is given up, and asked anew: nothing waits without an end."""
SESSION = {"role": "evenhand_app", "application_name": f"evenhand gate {os.getpid()}"}

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
        self._lobbies: dict[UUID, Counter] = {}
        self._pool: asyncpg.Pool[Any]
        self._watch: asyncio.Task[None]

    async def open(self) -> None:
        """Connect, waiting for a database that is still starting, and learn the releases by heart."""
        self._pool = await self._connect()
        await look(self._pool, self._register)
        self._watch = asyncio.create_task(watch(self._pool, self._register, self._open_lobbies, self._ear))

    async def _connect(self) -> "asyncpg.Pool[Any]":
        latest = time.monotonic() + START_S
        while True:
            try:
                return await asyncpg.create_pool(
                    self._configured.database_url,
                    min_size=2,
                    max_size=CONNECTIONS,
                    server_settings=SESSION,
                    command_timeout=ANSWERS_S,
                )
            except UNREACHABLE:
                if time.monotonic() > latest:
                    raise
                await asyncio.sleep(0.2)

    async def _ear(self) -> Any:
        return await asyncpg.connect(self._configured.database_url, server_settings=SESSION)

    async def close(self) -> None:
        """Answer whoever waits, then let go of the database."""
        self._watch.cancel()
        for counter in (*self._counters.values(), *self._lobbies.values()):
            await counter.close()
        await self._pool.close()

    def _open_lobbies(self) -> None:
        """Nobody who stands in a lobby has to press again: the hour itself serves them."""
        for release in self._register.releases.values():
            if release.standing and release.dial.serves and self._now(release) >= release.terms.window.opens:
                self._counter(release).open_lobby()

    async def serve(self, scope: Scope, receive: Any, send: answers.Send) -> None:
        """Answer one HTTP request."""
        try:
            await self._route(scope, receive, send)
        except Refused as refused:
            await answers.refuse(send, refused)

    async def _route(self, scope: Scope, receive: Any, send: answers.Send) -> None:
        release, rest = self._find(scope["path"])
        match scope["method"], rest:
            case "POST", ["claim" | "join"]:
                answer = await self._ask(release, await _body(receive))
                busy = answer.reason is Reason.BUSY or answer.waiting
                await answers.say(send, answer, release, self._wait_s(release) if busy else answers.RETRY_AFTER_S)
            case "GET", []:
                full = str(release.terms.release) in self._counters and self._counter(release).full()
                await answers.show(send, release, self._now(release), self._wait_s(release), full)
            case "GET", ["place"]:
                who = self._who(release, _shown_pass(scope), self._now(release))
                answer = await self._place(release, who.person)
                await answers.say(send, answer, release, self._wait_s(release))
            case "GET", ["claim", key]:
                await answers.say(send, await self._stored(release, key, _shown_pass(scope)), release)
            case _:
                raise Refused(Reason.NOT_FOUND, "path")

    def _wait_s(self, release: Release) -> int:
        counter = self._counters.get(release.terms.release)
        return counter.wait_s() if counter else answers.RETRY_AFTER_S

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

    async def _ask(self, release: Release, body: bytes) -> admission.Answer:
        if not release.dial.takes:
            raise Refused(Reason.PAUSED)
        request, now = self._read(release, body)
        decision = modes.of(release.terms.mode).decide(release.terms, request, now)
        if isinstance(decision, Refuse):
            raise Refused(decision.reason, decision.field, **decision.facts)
        if isinstance(decision, Redeem):
            raise Refused(Reason.NUMBER_UNKNOWN, "number")
        if isinstance(decision, Wait):
            answer = await self._joining(release).ask(request)
            if answer is not admission.CLAIM_NOW:
                return answer
        if not release.dial.serves:
            return BUSY
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

    def _joining(self, release: Release) -> Counter:
        lobby = self._lobbies.get(release.terms.release)
        if lobby is None:
            made = Counter(release, self._pool, self._register.look_now, admission.join)
            lobby = self._lobbies[release.terms.release] = made
        return lobby

    async def _place(self, release: Release, person: bytes) -> admission.Answer:
        """A person's place in the lobby, or the answer that came of it."""
        row = await self._row(release, admission.STANDING, person)
        if row is None:
            raise Refused(Reason.NOT_FOUND, "place")
        if row["settled_at"] is None:
            return admission.Answer(granted=False, waiting=row["key"], position=row["position"] or 0)
        key = waterfall.poured_key(row["key"]) if row["poured_at"] else row["key"]
        settled = await self._row(release, admission.CLAIM, key)
        return admission.stored(settled) if settled else UNAVAILABLE

    async def _row(self, release: Release, query: str, asked: object) -> Any:
        try:
            async with self._pool.acquire() as connection, connection.transaction():
                await connection.execute(admission.enter(release.city.slug))
                return await connection.fetchrow(query, release.city.slug, release.terms.release, asked)
        except UNREACHABLE:
            raise Refused(Reason.UNAVAILABLE) from None

    async def _stored(self, release: Release, key: str, signed: str) -> admission.Answer:
        who = self._who(release, signed, self._now(release))
        try:
            claim = UUID(key)
        except ValueError:
            raise Refused(Reason.INPUT_INVALID, "key") from None
        row = await self._row(release, admission.CLAIM, claim)
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
