"""A rider at a door: what every try has to know, and the row that it leaves. A repeat gets the same answer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from evenhand.apps.campaigns import queries as campaigns
from evenhand.apps.dispatch import queries as dispatch
from evenhand.apps.dispatch.queries import Stop
from evenhand.apps.fulfilment import queries as fulfilment
from evenhand.apps.handover import models
from evenhand.apps.handover.queries import Result
from evenhand.apps.handover.services import codes
from evenhand.apps.orders import queries as orders
from evenhand.apps.orders.queries import Order
from evenhand.core.codes import LEEWAY
from evenhand.core.errors import Reason, Refused
from evenhand.core.lifecycle import StopState
from evenhand.core.policy.supply import Handover
from evenhand.core.terms import Place


@dataclass(frozen=True, slots=True)
class Outcome:
    """A try's answer. `tries_left`: of the code after WRONG_CODE, of visits after a failure."""

    result: Result
    tries_left: int


@dataclass(frozen=True, slots=True)
class Try:
    """One try as whoever makes it says it: the client's own id, at which stop, by whom.

    `device_at`: when it was, by the device's clock, if there was no network. `place`: where the device was.
    """

    id: UUID
    stop_id: UUID
    rider_id: UUID
    place: Place | None = None
    device_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """A try with what is known of its stop. `code` is locked until the transaction ends."""

    city: str
    at: datetime
    tried: Try
    stop: Stop
    order: Order
    code: models.Code

    @property
    def policy(self) -> Handover:
        """What the order's release says of handing over."""
        return campaigns.release(city=self.city, id=self.order.release_id).policy.handover

    @property
    def happened_at(self) -> datetime:
        """When the try was made: the device's word, unless it lies before the code was in force or ahead of us."""
        said = self.tried.device_at
        believed = said is not None and self.code.issued_at - LEEWAY <= said <= self.at + LEEWAY
        return said if said and believed else self.at


def begin(*, city: str, at: datetime, tried: Try) -> Visit:
    """Refused: NOT_FOUND (no such stop), NOT_ALLOWED (another rider's)."""
    stop = dispatch.stop(city=city, id=tried.stop_id)
    if stop is None:
        raise Refused(Reason.NOT_FOUND, "stop")
    if stop.rider_id != tried.rider_id:
        raise Refused(Reason.NOT_ALLOWED, "stop")
    parcel = fulfilment.parcels_by_id(city=city, ids=[stop.parcel_id])[stop.parcel_id]
    [order] = orders.orders(city=city, ids=[parcel.order_id])
    return Visit(city, at, tried, stop, order, codes.locked(city=city, at=at, order_id=order.id))


def once(visit: Visit, act: Callable[[], Outcome]) -> Outcome:
    """What the same try was answered before, or else what it is answered now.

    Refused: KEY_REUSED (the id was another stop's try), WRONG_STATE (the stop is closed).
    """
    known = models.Attempt.objects.filter(city=visit.city, id=visit.tried.id).first()
    if known is None:
        check_open(visit)
        return act()
    if known.stop_id != visit.stop.id:
        raise Refused(Reason.KEY_REUSED, "attempt")
    return Outcome(Result(known.outcome), known.tries_left)


def write(visit: Visit, outcome: Outcome) -> Outcome:
    """The try's row."""
    tried = visit.tried
    models.Attempt.objects.create(
        city=visit.city,
        id=tried.id,
        parcel_id=visit.stop.parcel_id,
        stop_id=visit.stop.id,
        rider_id=visit.stop.rider_id,
        outcome=outcome.result,
        tries_left=outcome.tries_left,
        lon=tried.place.lon if tried.place else None,
        lat=tried.place.lat if tried.place else None,
        at=visit.at,
        device_at=tried.device_at,
    )
    return outcome


def check_open(visit: Visit) -> None:
    """Asked again now that the code is locked: another try may have closed the stop while this one waited.

    What a device did before its parcel was taken over by another rider was done. Refused: WRONG_STATE.
    """
    stop = dispatch.stop(city=visit.city, id=visit.stop.id)
    if stop and stop.state is StopState.MOVED and visit.tried.device_at:
        stop = dispatch.open_stop(city=visit.city, parcel_id=stop.parcel_id)
    if stop is None or stop.state != StopState.OUT:
        raise Refused(Reason.WRONG_STATE, "stop", state=stop.state if stop else "")
