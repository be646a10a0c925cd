"""The receipt: what was handed over, from which lot, what it cost, to whom behind a mask; as a page and as a PDF."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse

from evenhand.apps.campaigns import queries as campaigns
from evenhand.apps.fulfilment import queries as fulfilment
from evenhand.apps.handover import queries as handover
from evenhand.apps.residents import queries as residents
from evenhand.core.errors import Reason, Refused
from evenhand.core.terms import Role
from evenhand.web.kit import doors, papers
from evenhand.web.kit.visits import Visit
from evenhand.web.resident import parcels


@doors.open_to(Role.RESIDENT)
def receipt(visit: Visit, order: UUID) -> HttpResponse:
    """Refused: NOT_FOUND, NOT_YET (nothing was handed over)."""
    return visit.render("resident/receipt.html", **_facts(visit, order))


@doors.open_to(Role.RESIDENT)
def paper(visit: Visit, order: UUID) -> HttpResponse:
    """The same as a PDF, with its fonts inside."""
    made = papers.pdf("papers/receipt.html", {"city": visit.city, "at": visit.at, **_facts(visit, order)})
    response = HttpResponse(made, content_type="application/pdf")
    response.headers["Content-Disposition"] = 'attachment; filename="receipt.pdf"'
    return response


def _facts(visit: Visit, order_id: UUID) -> dict[str, Any]:
    order = parcels.own(visit, order_id)
    done = handover.of_orders(city=visit.slug, order_ids=[order.id])
    parcel = fulfilment.parcel_of(city=visit.slug, order_id=order.id)
    if not done or parcel is None:
        raise Refused(Reason.NOT_YET, "order")
    policy = campaigns.release(city=visit.slug, id=order.release_id).policy
    return {
        "order": order,
        "done": done[0],
        "policy": policy,
        "lot": fulfilment.lots_by_id(city=visit.slug, ids=[parcel.lot_id])[parcel.lot_id],
        "outlet": fulfilment.outlet(city=visit.slug, id=order.outlet_id),
        "subsidy_fen": policy.subsidy.goods_fen * order.units,
        "masked": residents.masked(city=visit.slug, ids=[visit.me.id])[visit.me.id],
    }
