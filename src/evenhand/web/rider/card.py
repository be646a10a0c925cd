"""The job card: where to go now, and what comes after."""

from uuid import UUID

from django.http import HttpResponse

from evenhand.apps.cities import queries as cities
from evenhand.apps.dispatch import queries as dispatch
from evenhand.apps.dispatch.queries import Route, Stop
from evenhand.apps.fulfilment import queries as fulfilment
from evenhand.core.lifecycle import ParcelState, StopState
from evenhand.core.terms import Role
from evenhand.web.kit import doors
from evenhand.web.kit.visits import Visit
from evenhand.web.rider import visits


@doors.open_to(Role.RIDER)
def card(visit: Visit) -> HttpResponse:
    """The next open stop of the route the rider is on; then the rest, and what has to go back."""
    route = dispatch.route_of(city=visit.slug, rider_id=visit.me.id)
    stops = route.stops if route else []
    open_stops = [stop for stop in stops if stop.state is StopState.OUT]
    return visit.render(
        "rider/card.html",
        route=route,
        job=visits.job(visit.slug, open_stops[0]) if open_stops else None,
        rest=[visits.job(visit.slug, stop) for stop in open_stops[1:6]],
        more=max(0, len(open_stops) - 6),
        done=sum(stop.state is StopState.HANDED_OVER for stop in stops),
        total=len(stops),
        calls=route.calls if route else [],
        load=_load(visit, route) if route else None,
        leftovers=_leftovers(visit, stops),
    )


def _load(visit: Visit, route: Route) -> dict[str, object] | None:
    """Where the rider takes the parcels, if not at the outlet: at a drop-off point, or from another rider."""
    if route.load is None:
        return None
    met = cities.staff_member(city=visit.slug, staff_id=UUID(route.load.at)) if _is_id(route.load.at) else None
    return {"place": route.load.place, "at": met.name if met else route.load.at, "met": met, "from": route.departs_at}


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _leftovers(visit: Visit, stops: list[Stop]) -> list[str]:
    """Labels of parcels that nobody took and that are still on board."""
    failed = [stop.parcel_id for stop in stops if stop.state is StopState.FAILED]
    parcels = fulfilment.parcels_by_id(city=visit.slug, ids=failed)
    return sorted(parcel.label for parcel in parcels.values() if parcel.state is ParcelState.RETURNING)
