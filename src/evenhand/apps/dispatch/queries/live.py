"""How the road stands: when each open stop will be reached as things are, and which promises are late or at risk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from evenhand.apps.dispatch.queries import doors
from evenhand.apps.dispatch.queries.doors import Card
from evenhand.apps.dispatch.queries.riding import Route, under_way
from evenhand.core.lifecycle import StopState

MARGIN = timedelta(minutes=20)
"""Less than this before the promise is a risk."""


@dataclass(frozen=True, slots=True)
class Expected:
    """An open stop with the time at which it is expected now. `late`: after the promise; `at_risk`: hardly before."""

    card: Card
    route: Route
    expected_at: datetime

    @property
    def late(self) -> bool:
        return self.expected_at > self.card.order.promised_by

    @property
    def at_risk(self) -> bool:
        return not self.late and self.expected_at > self.card.order.promised_by - MARGIN


def expected(*, city: str, at: datetime) -> list[Expected]:
    """Every open stop of the city, the one with least time to spare first."""
    routes = under_way(city=city)
    open_stops = [stop for route in routes for stop in route.stops if stop.state is StopState.OUT]
    card_of = {card.stop.id: card for card in doors.cards(city=city, stops=open_stops)}
    found = [each for route in routes for each in _of_route(route, card_of, at)]
    return sorted(found, key=lambda each: (each.card.order.promised_by - each.expected_at, each.card.stop.id))


def _of_route(route: Route, card_of: Mapping[UUID, Card], at: datetime) -> Sequence[Expected]:
    """As late as the next stop is already, so late will be those after it: nobody makes up for time on a bike."""
    cards = [card_of[stop.id] for stop in route.stops if stop.id in card_of]
    if not cards:
        return []
    delay = max(timedelta(), at - cards[0].stop.arrives_at)
    return [Expected(card, route, card.stop.arrives_at + delay) for card in cards]
