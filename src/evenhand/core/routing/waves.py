"""Which parcels leave together, and what is asked of a wave that can't do all that was promised."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from math import atan2, ceil, cos, radians, tau

from evenhand.core.routing import reach
from evenhand.core.routing.network import Network
from evenhand.core.routing.plan import UnservedReason
from evenhand.core.routing.problem import PRIZE_MAX, Order, Problem, Span
from evenhand.core.terms import Place

MOST = 3_000
"""Orders that are planned, and leave an outlet, together."""


def sectors(orders: Sequence[Order], outlet: Place, most: int = MOST) -> list[list[Order]]:
    """The orders in sectors of at most `most`, nearly equal in number, each a slice of the circle around the outlet.

    The first cut lies in the widest direction where nobody lives, so that no neighborhood is cut without need. Orders
    without a place come with the first sector, which will say so. The same orders in any sequence give the same
    sectors.
    """
    by_id = sorted(orders, key=lambda order: order.id)
    ring = [(_bearing(outlet, order.place), order) for order in by_id if order.place]
    lost = [order for order in by_id if order.place is None]
    everyone = lost + _from_widest_gap(sorted(ring, key=lambda pair: pair[0]))
    count = ceil(len(everyone) / most)
    cuts = [len(everyone) * number // count for number in range(count + 1)] if count else []
    return [everyone[start:end] for start, end in pairwise(cuts)]


def forgive_lateness(problem: Problem) -> Problem:
    """The problem, where an order that nobody can reach inside its window any more has none, and is worth twice as
    much.

    A promise that is broken anyway is no reason to leave the parcel where it is.
    """
    left = reach.hopeless(Network(problem))
    late = {each.order for each in left if each.reason is UnservedReason.TOO_LATE}
    return replace(problem, orders=[_overdue(order) if order.id in late else order for order in problem.orders])


def _overdue(order: Order) -> Order:
    return replace(order, window=Span(order.window.start), prize=min(2 * order.prize, PRIZE_MAX))


def _bearing(origin: Place, place: Place) -> float:
    """Angle in 0..tau from the east, on a plane that is true near `origin`."""
    return atan2(place.lat - origin.lat, (place.lon - origin.lon) * cos(radians(origin.lat))) % tau


def _from_widest_gap(ring: list[tuple[float, Order]]) -> list[Order]:
    if not ring:
        return []
    bearings = [bearing for bearing, _ in ring]
    gaps = [after - before for before, after in pairwise([*bearings, bearings[0] + tau])]
    start = gaps.index(max(gaps)) + 1
    orders = [order for _, order in ring]
    return orders[start:] + orders[:start]
