"""Calls for partners: orders and lots of their outlet, facts and where to tell them. What writes, writes once a key."""

import json
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Header, Query, Router

from evenhand.apps.campaigns import queries as campaigns
from evenhand.apps.fulfilment import queries as fulfilment_read
from evenhand.apps.fulfilment import services as fulfilment
from evenhand.apps.orders import queries as orders
from evenhand.apps.partners import queries as partners_read
from evenhand.apps.partners import services as partners
from evenhand.core.errors import Reason, Refused
from evenhand.web.api import calls, shapes
from evenhand.web.api.calls import outlet_of, partner_of, visit_of

router = Router()
Key = Annotated[
    str, Header(alias="Idempotency-Key", min_length=1, max_length=200, description="Yours, new for each request.")
]
SAID = {401: shapes.Refusal, 403: shapes.Refusal, 404: shapes.Refusal, 409: shapes.Refusal, 422: shapes.Refusal}


@router.get("/v1/orders/{uuid:order}", response={200: shapes.OrderOut, **SAID}, summary="Where an order stands")
def order(request: HttpRequest, order: UUID) -> dict[str, Any]:
    """Of the partner's own outlet."""
    outlet, found = outlet_of(request), orders.order(city=visit_of(request).slug, id=order)
    if found is None or found.outlet_id != outlet.id:
        raise Refused(Reason.NOT_FOUND, "order")
    parcel = fulfilment_read.parcel_of(city=visit_of(request).slug, order_id=order)
    return {
        "id": found.id,
        "state": found.state.value,
        "units": found.units,
        "outlet": outlet.code,
        "placed_at": found.placed_at,
        "promised_by": found.promised_by,
        "label": parcel.label if parcel else None,
    }


@router.post("/v1/orders/accept", response={200: shapes.CountOut, **SAID}, summary="Accept waiting orders")
def accept(request: HttpRequest, said: shapes.AcceptIn, key: Key) -> HttpResponse:
    """The oldest first; each resident is told."""
    visit, outlet = visit_of(request), outlet_of(request)

    def act() -> tuple[int, Any]:
        by = partner_of(request).id
        many = fulfilment.accept_orders(
            city=visit_of(request).slug, at=visit.at, outlet_id=outlet.id, by=by, limit=said.many
        )
        return 200, {"many": many}

    return calls.once(request, act)


@router.post("/v1/lots", response={201: shapes.LotOut, **SAID}, summary="Take a lot in")
def receive(request: HttpRequest, said: shapes.LotIn, key: Key) -> HttpResponse:
    """At the partner's outlet."""
    visit, outlet = visit_of(request), outlet_of(request)

    def act() -> tuple[int, Any]:
        codes = {each.code: each.id for each in campaigns.campaigns(city=visit_of(request).slug)}
        if said.campaign not in codes:
            raise Refused(Reason.NOT_FOUND, "campaign")
        lot = fulfilment.receive_lot(
            city=visit_of(request).slug,
            at=visit.at,
            outlet_id=outlet.id,
            campaign_id=codes[said.campaign],
            code=said.code,
            source=said.source,
            units=said.units,
            by=partner_of(request).id,
            best_before=said.best_before,
            temperature=said.temperature_dc,
        )
        return 201, {"id": str(lot)}

    return calls.once(request, act)


@router.put("/v1/hook", response={200: shapes.HookOut, **SAID}, summary="Say where facts are to be told")
def hook(request: HttpRequest, said: shapes.HookIn) -> dict[str, str]:
    """Signed after Standard Webhooks with the secret that this answers."""
    return {"secret": partners.set_hook(city=visit_of(request).slug, partner_id=partner_of(request).id, url=said.url)}


@router.get("/v1/events", response={200: list[shapes.EventOut], **SAID}, summary="Facts, in their order")
def events(
    request: HttpRequest, after: UUID | None = None, limit: Annotated[int, Query(ge=1, le=500)] = 100
) -> list[dict[str, Any]]:
    """Those after a fact; what a hook missed is found here."""
    found = partners_read.tellings(
        city=visit_of(request).slug, partner_id=partner_of(request).id, after=after, limit=limit
    )
    return [
        {
            "id": each.id,
            "kind": each.kind,
            "body": json.loads(each.body),
            "tries": each.tries,
            "taken_at": each.taken_at,
        }
        for each in found
    ]


@router.post("/v1/events/replay", response={200: shapes.CountOut, **SAID}, summary="Tell facts again")
def replay(request: HttpRequest, said: shapes.ReplayIn, key: Key) -> HttpResponse:
    """To the hook, signed anew, under the ids they had."""
    visit = visit_of(request)

    def act() -> tuple[int, Any]:
        many = partners.replay(
            city=visit_of(request).slug, at=visit.at, partner_id=partner_of(request).id, after=said.after
        )
        return 200, {"many": many}

    return calls.once(request, act)
