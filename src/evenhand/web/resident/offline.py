"""What lets a handover code open at a door without a network, once its page was loaded.

The page's scope holds codes alone. A copy lives as long as the picture on it, and goes with the order or its person.
"""

from django.http import HttpResponse
from django.templatetags.static import static

from evenhand.apps.handover import queries as handover
from evenhand.core.terms import Role
from evenhand.web.kit import doors, workers
from evenhand.web.kit.visits import Visit

FILES = (
    "evenhand/tokens.css",
    "evenhand/evenhand.css",
    "evenhand/evenhand.js",
    "evenhand/mark.svg",
    "evenhand/resident/code.js",
)
"""What the page of a code is made of."""


@doors.open_to(Role.RESIDENT)
def worker(visit: Visit) -> HttpResponse:
    """The service worker; its address lies beside the codes' own, and so does all that it may show."""
    return workers.served(
        "evenhand/resident/worker.js",
        store=f"evenhand-code:{visit.slug}",
        files=FILES,
        LIST=[static(name) for name in FILES],
        KEEP_MS=int(handover.LIFETIME.total_seconds() * 1000),
    )
