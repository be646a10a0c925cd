"""What a rider has to know of a stop."""

from dataclasses import dataclass
from uuid import UUID

from evenhand.apps.dispatch import queries as dispatch
from evenhand.apps.dispatch.queries import Card, Stop
from evenhand.apps.residents import queries as residents
from evenhand.apps.residents.queries import Doorstep
from evenhand.core.errors import Reason, Refused
from evenhand.core.lifecycle import StopState
from evenhand.web.kit.visits import Visit


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
    [card] = dispatch.cards(city=city, stops=[stop])
    doors = residents.doorsteps(city=city, tags=[card.order.person])
    return Job(card, doors.get(card.order.person))


def own(visit: Visit, stop_id: UUID) -> Job:
    """The caller's open stop. Refused: NOT_FOUND, also for another's; WRONG_STATE, if it is over."""
    stop = dispatch.stop(city=visit.slug, id=stop_id)
    if stop is None or stop.rider_id != visit.me.id:
        raise Refused(Reason.NOT_FOUND, "stop")
    if stop.state is not StopState.OUT:
        raise Refused(Reason.WRONG_STATE, "stop", state=stop.state.value)
    return job(visit.slug, stop)
