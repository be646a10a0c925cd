"""What a rider has to know of a stop."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from evenhand.apps.dispatch import queries as dispatch
from evenhand.apps.dispatch.queries import Card, Stop
from evenhand.apps.handover.queries import Result
from evenhand.apps.residents import queries as residents
from evenhand.apps.residents.queries import Doorstep
from evenhand.core.errors import Reason, Refused
from evenhand.core.lifecycle import StopState
from evenhand.web.kit.visits import Visit

FAILURES = (Result.NOT_HOME, Result.REFUSED, Result.ADDRESS_WRONG)
"""What a rider may say of a visit without handover."""


@dataclass(frozen=True, slots=True)
class Job:
    """A stop with its parcel and its door. `to_collect_fen`: what the person pays at the door."""

    card: Card
    door: Doorstep | None

    @property
    def to_collect_fen(self) -> int:
        order = self.card.order
        return order.due_fen if order.payment == "on_handover" else 0


def job(city: str, stop: Stop) -> Job:
    """A stop as its rider sees it."""
    [found] = jobs(city, [stop])
    return found


def jobs(city: str, stops: Sequence[Stop]) -> list[Job]:
    """Stops as their rider sees them, in the same order."""
    cards = dispatch.cards(city=city, stops=stops)
    doors = residents.doorsteps(city=city, tags=[card.order.person for card in cards])
    return [Job(card, doors.get(card.order.person)) for card in cards]


def own(visit: Visit, stop_id: UUID) -> Job:
    """The caller's open stop. Refused: NOT_FOUND, also for another's; WRONG_STATE, if it is over."""
    stop = dispatch.stop(city=visit.slug, id=stop_id)
    if stop is None or stop.rider_id != visit.me.id:
        raise Refused(Reason.NOT_FOUND, "stop")
    if stop.state is not StopState.OUT:
        raise Refused(Reason.WRONG_STATE, "stop", state=stop.state.value)
    return job(visit.slug, stop)
