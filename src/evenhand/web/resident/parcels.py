"""The way of an order, as the journal tells it: each step with its time, in the order in which goods travel."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from evenhand.apps.fulfilment import queries as fulfilment
from evenhand.apps.journal import queries as journal
from evenhand.apps.orders import queries as orders
from evenhand.apps.orders.queries import Order
from evenhand.core.errors import Reason, Refused
from evenhand.core.lifecycle import OrderState
from evenhand.web.kit.steps import Step
from evenhand.web.kit.visits import Visit
from evenhand.web.words import Words


@dataclass(frozen=True, slots=True)
class Stage:
    """A step that an order may pass: the fact that says it is done, its words, and what is said while it lasts."""

    kind: str
    word: Words
    icon: str
    meanwhile: Words


STAGES = (
    Stage("OrderPlaced", _("Reserved"), "circle-dot", _("We are writing your order down.")),
    Stage("OrderPaid", _("Paid"), "wallet", _("We wait for your payment.")),
    Stage("OrderAccepted", _("Accepted by the outlet"), "store", _("The outlet says that it will pack your order.")),
    Stage("LotDisinfected", _("Disinfected"), "spray-can", _("Goods are disinfected before they are packed.")),
    Stage("ParcelPacked", _("Packed"), "package-check", _("The outlet packs in the order in which people claimed.")),
    Stage("ParcelDispatched", _("On its way"), "bike", _("A rider takes it with the next wave.")),
    Stage("HandedOver", _("Handed over"), "circle-check", _("The rider asks for your code before letting go.")),
)
ENDED = {
    OrderState.CANCELLED: Step(_("Cancelled"), "circle-x", "now", said=_("What you paid is given back.")),
    OrderState.BACK: Step(_("Back at the outlet"), "undo-2", "now", said=_("It could not be handed over. Call us.")),
}


def own(visit: Visit, order_id: UUID) -> Order:
    """The caller's order. Refused: NOT_FOUND, also for another person's."""
    order = orders.order(city=visit.slug, id=order_id)
    if order is None or order.person != visit.tag:
        raise Refused(Reason.NOT_FOUND, "order")
    return order


def way(city: str, order: Order, *, disinfect: bool) -> list[Step]:
    """Every step of an order; what its release does not ask for is left out."""
    told = _told(city, order)
    stages = [stage for stage in STAGES if stage.kind in told or _expected(stage, order, disinfect)]
    done = [Step(stage.word, stage.icon, "done", told[stage.kind]) for stage in stages if stage.kind in told]
    if order.state in ENDED:
        return [*done, ENDED[order.state]]
    return done + _open([stage for stage in stages if stage.kind not in told])


def _open(stages: Sequence[Stage]) -> list[Step]:
    """The first that is not done is what happens now."""
    return [
        Step(stage.word, stage.icon, "todo" if later else "now", said="" if later else stage.meanwhile)
        for later, stage in enumerate(stages)
    ]


def _expected(stage: Stage, order: Order, disinfect: bool) -> bool:
    if stage.kind == "OrderPaid":
        return order.payment == "prepaid"
    return disinfect or stage.kind != "LotDisinfected"


def _told(city: str, order: Order) -> dict[str, datetime]:
    """When each fact of the order, its parcel and its lot was told; of repeated ones the last."""
    parcel = fulfilment.parcel_of(city=city, order_id=order.id)
    subjects = [order.id, *([parcel.id, parcel.lot_id] if parcel else [])]
    told = {fact.kind: fact.at for fact in journal.history(city=city, subjects=subjects)}
    if order.payment != "prepaid":
        told.pop("OrderPaid", None)
    return told
