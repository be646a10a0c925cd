"""How the release goes right now: claims, goods, parcels, messages."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evenhand.apps.claims import queries as claims
from evenhand.apps.fulfilment import queries as fulfilment
from evenhand.apps.fulfilment.queries import Shelves
from evenhand.apps.handover import queries as handover
from evenhand.apps.notices import queries as notices
from evenhand.apps.orders import queries as orders
from evenhand.apps.residents import services as residents
from evenhand.core.lifecycle import OrderState
from evenhand.core.terms import Role
from evenhand.web import states, words
from evenhand.web.kit import charts, doors, releases
from evenhand.web.kit.visits import Visit

STEP = timedelta(minutes=15)
"""The width of a point in the curve of handovers."""
SHELVES = (
    ("arrived", _("To be disinfected")),
    ("ready", _("Ready to pack")),
    ("packed", _("Packed")),
    ("out", _("On the way")),
    ("handed_over", _("Handed over")),
)


@doors.open_to(Role.OFFICIAL)
def live(visit: Visit) -> HttpResponse:
    """Every figure with its time; every picture is, or has, a table."""
    board = releases.board(visit.slug, visit.at, visit.request.GET.get("release", ""))
    by_state = orders.counts(city=visit.slug, release_id=board.release.id) if board else {}
    return visit.render(
        "cityhall/live.html",
        board=board,
        figures=claims.live(city=visit.slug, release_id=board.release.id) if board else None,
        orders=_orders(by_state),
        goods=_goods(fulfilment.stock(city=visit.slug)),
        handovers=charts.curve(pace(_today(visit), STEP)),
        attempts=_attempts(visit.slug),
        unsent=notices.waiting(city=visit.slug),
        codes=residents.code_figures(city=visit.slug, at=visit.at),
    )


def pace(times: Sequence[datetime], step: timedelta) -> list[tuple[str, int]]:
    """How many fell into each step from the first to the last, on the city's clock."""
    if not times:
        return []
    start = min(times)
    counts = Counter((at - start) // step for at in times)
    return [(words.clock(start + n * step), counts[n]) for n in range(max(counts) + 1)]


def _today(visit: Visit) -> list[datetime]:
    midnight = timezone.localtime(visit.at).replace(hour=0, minute=0, second=0, microsecond=0)
    return [each.at for each in handover.between(city=visit.slug, since=midnight, until=visit.at)]


def _orders(by_state: Mapping[OrderState, int]) -> list[charts.Bar]:
    return charts.counted([(states.state(state).word, by_state.get(state, 0)) for state in OrderState])


def _goods(stock: Shelves) -> list[charts.Bar]:
    return charts.counted([(word, getattr(stock, shelf)) for shelf, word in SHELVES])


def _attempts(city: str) -> list[charts.Bar]:
    return charts.counted([(states.state(result).word, count) for result, count in handover.counts(city=city).items()])
