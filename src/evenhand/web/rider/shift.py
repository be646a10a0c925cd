"""What a rider's phone keeps for a shift, and the few files that make it work without a network.

The cards are all that is personal: they leave the phone with the handover, or when the rider signs out.
"""

from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.templatetags.static import static
from django.utils.translation import gettext

from evenhand.apps.dispatch import queries as dispatch
from evenhand.apps.handover import queries as handover
from evenhand.core.lifecycle import StopState
from evenhand.core.terms import Role
from evenhand.web import words
from evenhand.web.kit import doors, workers
from evenhand.web.kit.visits import Visit
from evenhand.web.rider import visits
from evenhand.web.rider.visits import Job

FILES = (
    "evenhand/tokens.css",
    "evenhand/evenhand.css",
    "evenhand/evenhand.js",
    "evenhand/mark.svg",
    "evenhand/rider/codes.js",
    "evenhand/rider/offline.js",
    "evenhand/rider/queue.js",
    "evenhand/rider/store.js",
    "evenhand/rider/sync.js",
)
"""What the page without a network is made of."""


@doors.open_to(Role.RIDER)
def shift(visit: Visit) -> HttpResponse:
    """The rider's open cards, the city's time and the key that verifies signed codes."""
    route = dispatch.route_of(city=visit.slug, rider_id=visit.me.id)
    stops = [stop for stop in (route.stops if route else []) if stop.state is StopState.OUT]
    jobs = visits.jobs(visit.slug, stops)
    tokens = handover.token_ids(city=visit.slug, order_ids=[job.card.order.id for job in jobs])
    return JsonResponse(
        {
            "now": _ms(visit.at),
            "key": urlsafe_b64encode(handover.public_key(city=visit.slug)).rstrip(b"=").decode(),
            "cards": [_card(job, tokens) for job in jobs],
        }
    )


@doors.open_to(Role.RIDER)
def shell(visit: Visit) -> HttpResponse:
    """The page that works from the phone's own store. Nothing in it is personal but the rider's own name."""
    return visit.render("rider/offline.html", failures=visits.FAILURES)


@doors.open_to(Role.RIDER)
def manifest(visit: Visit) -> HttpResponse:
    """What makes the rider's door an app that can be installed (W3C, Web Application Manifest)."""
    home = visit.url("rider:card")
    return JsonResponse(
        {
            "name": gettext("Rider in %(city)s") % {"city": words.of(visit.city.name)},
            "short_name": gettext("Rider"),
            "start_url": home,
            "scope": home,
            "display": "standalone",
            "icons": [{"src": static("evenhand/mark.svg"), "type": "image/svg+xml", "sizes": "any"}],
        },
        content_type="application/manifest+json",
    )


@doors.open_to(Role.RIDER)
def worker(visit: Visit) -> HttpResponse:
    """The service worker; its address lies in the rider's door, and so does all that it may serve."""
    listed = [visit.url("rider:offline"), *(static(name) for name in FILES)]
    return workers.served("evenhand/rider/worker.js", store=f"evenhand-rider:{visit.slug}", files=FILES, LIST=listed)


def _card(job: Job, tokens: Mapping[UUID, UUID]) -> dict[str, Any]:
    card, door = job.card, job.door
    return {
        "stop": str(card.stop.id),
        "order": str(card.order.id),
        "token": str(tokens.get(card.order.id, "")),
        "position": card.stop.position,
        "arrives_at": _ms(card.stop.arrives_at),
        "label": card.label,
        "units": card.order.units,
        "collect": words.money(job.to_collect_fen) if job.to_collect_fen else "",
        "address": door.address if door else "",
        "name": door.name if door else "",
        "phone": door.phone if door else "",
        "way": f"{door.place.lat},{door.place.lon}" if door else "",
    }


def _ms(at: datetime) -> int:
    return int(at.timestamp() * 1000)
