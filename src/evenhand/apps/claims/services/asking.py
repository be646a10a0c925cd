"""Asking on somebody's behalf: a hotline or an outlet settles a batch of one by the same functions as the gate."""

import secrets
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from evenhand.apps.claims import admission, queries
from evenhand.apps.claims.admission import Answer
from evenhand.core.errors import Reason, Refused
from evenhand.core.terms import Request

SERVED_AT_ONCE = 500


def ask(*, city: str, request: Request, agent_id: UUID | None = None, source: str = "counter") -> Answer:
    """The answer to one request, in the caller's transaction: granted, refused, or waiting in the lobby.

    The same key again is answered the same. Refused: whatever stores nothing (not open, closed, paused, no such
    release), KEY_REUSED, BUSY (others stand before). A limit or an empty counter is an answer, stored.
    `source` "won": a right that was issued stands before no window.
    """
    if source == "counter" and not queries.dial_of(city=city, release_id=request.release).takes:
        raise Refused(Reason.PAUSED)
    answer = _first(_admit(city, request, agent_id, source))
    if answer is not None and answer.reason is Reason.NOT_OPEN:
        answer = _first(_join(city, request, agent_id))
    if answer is None:
        raise Refused(Reason.BUSY)
    if answer.reason in (Reason.KEY_REUSED, Reason.NOT_OPEN, Reason.CLOSED, Reason.NOT_FOUND):
        raise Refused(answer.reason)
    return answer


def settle(*, city: str, release_id: UUID, requests: Sequence[Request], source: str) -> list[Answer | None]:
    """The answers to several requests, in the caller's transaction. None: a neighbor came first, ask again."""
    text = _told(admission.ADMIT_FOR, [city, release_id, *admission.columns(requests), None, source])
    return list(admission.read(text, len(requests)).answers)


def _admit(city: str, request: Request, agent_id: UUID | None, source: str) -> admission.Settled:
    columns = admission.columns([request])
    text = _told(admission.ADMIT_FOR, [city, request.release, *columns, agent_id, source])
    if text == admission.STANDS_BEHIND:
        _told(admission.SERVE_LOBBY_NOW, [city, request.release, SERVED_AT_ONCE])
        text = _told(admission.ADMIT_FOR, [city, request.release, *columns, agent_id, source])
    return admission.read(text, 1)


def _join(city: str, request: Request, agent_id: UUID | None) -> admission.Settled:
    columns = admission.columns([request])
    text = _told(admission.JOIN_FOR, [city, request.release, *columns, [secrets.token_bytes(16)], agent_id])
    return admission.read_places(text, 1)


def _first(settled: admission.Settled) -> Answer | None:
    return settled.answers[0]


def _told(query: str, arguments: list[Any]) -> str:
    with connection.cursor() as cursor:
        cursor.execute(query, arguments)
        (text,) = cursor.fetchone()
    return str(text)
