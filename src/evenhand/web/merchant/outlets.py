"""Where the merchant who calls works."""

from evenhand.apps.fulfilment import queries as fulfilment
from evenhand.apps.fulfilment.queries import Outlet
from evenhand.core.errors import Reason, Refused
from evenhand.web.kit.visits import Visit


def own(visit: Visit) -> Outlet:
    """The caller's outlet. Refused: NOT_ALLOWED, if the city has none of that code any more."""
    for outlet in fulfilment.outlets(city=visit.slug):
        if outlet.code == visit.me.outlet:
            return outlet
    raise Refused(Reason.NOT_ALLOWED, "outlet")
