"""News for open dashboards: one line whenever figures were found anew, as server-sent events."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime

from asgiref.sync import sync_to_async
from django.http import HttpResponse, StreamingHttpResponse

from evenhand.apps.reports import queries as reports
from evenhand.core.terms import Role
from evenhand.web.kit import doors
from evenhand.web.kit.visits import Visit

EVERY_S = 3.0
ROUNDS = 100
"""After so many looks the browser asks again, and is asked again who it is."""


@doors.open_outside(Role.OFFICIAL, Role.AUDITOR)
def stream(visit: Visit) -> HttpResponse:
    """`text/event-stream`: the first line says what is known, each later one that it changed."""
    response = StreamingHttpResponse(news(visit.slug), content_type="text/event-stream")
    response.headers["X-Accel-Buffering"] = "no"
    return response  # type: ignore[return-value]  # a response like any other; it only is no HttpResponse


async def news(city: str, rounds: int = ROUNDS, every_s: float = EVERY_S) -> AsyncIterator[str]:
    """A line for each change, a comment where nothing changed, so that a lost browser is noticed."""
    told: datetime | None = None
    for number in range(rounds):
        if number:
            await asyncio.sleep(every_s)
        as_of = await sync_to_async(_as_of)(city)
        if as_of is not None and as_of != told:
            told = as_of
            yield f"id: {as_of.isoformat()}\ndata: {as_of.isoformat()}\n\n"
        else:
            yield ": nothing new\n\n"


def _as_of(city: str) -> datetime | None:
    with doors.transaction_in(city):
        return reports.figures_as_of(city=city)
