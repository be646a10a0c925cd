"""What every call to the API goes through: the city's transaction, the partner's key, the same answer to a repeat."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from ninja.security import HttpBearer

from evenhand.apps.cities import queries as cities
from evenhand.apps.fulfilment import queries as fulfilment
from evenhand.apps.fulfilment.queries import Outlet
from evenhand.apps.journal.tenancy import AWAY, city_transaction
from evenhand.apps.partners import queries as partners_read
from evenhand.apps.partners import services as partners
from evenhand.apps.partners.queries import Partner
from evenhand.core.errors import Reason, Refused
from evenhand.web.kit import doors, mishaps
from evenhand.web.kit.doors import View
from evenhand.web.kit.visits import Visit
from evenhand.web.refusals import explain

KEY = "Idempotency-Key"
REPEATED = "Idempotent-Replay"


class PartnerKey(HttpBearer):
    """`Authorization: Bearer evh_…`: the partner that the key belongs to."""

    def authenticate(self, request: HttpRequest, token: str) -> Partner | None:
        return partners_read.of_key(city=visit_of(request).slug, key=token)


def visit_of(request: HttpRequest) -> Visit:
    """The visit that the call is."""
    visit: Visit = request.visit  # type: ignore[attr-defined]  # put there by `opened`
    return visit


def partner_of(request: HttpRequest) -> Partner:
    """Whose key was shown."""
    partner: Partner = request.auth  # type: ignore[attr-defined]  # put there by ninja
    return partner


def outlet_of(request: HttpRequest) -> Outlet:
    """The outlet that the partner acts for. Refused(NOT_ALLOWED): it acts for none."""
    partner = partner_of(request)
    for outlet in fulfilment.outlets(city=visit_of(request).slug):
        if outlet.code == partner.outlet_code:
            return outlet
    raise Refused(Reason.NOT_ALLOWED, "partner")


def once(request: HttpRequest, act: Callable[[], tuple[int, Any]]) -> HttpResponse:
    """Do what is asked, once for each key of the partner's own."""
    visit = visit_of(request)
    (status, answer), repeated = partners.once(
        city=visit.slug,
        at=visit.at,
        partner_id=partner_of(request).id,
        key=request.headers.get(KEY, ""),
        asked=f"{request.method} {request.path}\n".encode() + request.body,
        act=act,
    )
    response = JsonResponse(answer, status=status)
    if repeated:
        response.headers[REPEATED] = "true"
    return response


def opened(view: View) -> View:
    """A view of the API inside its city's transaction. A refusal undoes what was written and is told as JSON."""

    @wraps(view)
    def act(request: HttpRequest, city: str, **parts: Any) -> HttpResponse:
        try:
            with city_transaction(city) as at:
                known = cities.city(city)
                request.visit = Visit(request, known, at)  # type: ignore[attr-defined]  # read by `visit_of`
                with timezone.override(known.timezone):
                    return view(request, **parts)
        except Refused as refused:
            return refusal(refused)
        except AWAY:
            return refusal(Refused(Reason.UNAVAILABLE))

    return doors.declare(act, frozenset())


def refusal(refused: Refused) -> HttpResponse:
    """A refusal as other systems read it: the code of the closed list, and words for a person."""
    said = explain(refused)
    status = mishaps.STATUS.get(refused.reason, mishaps.OTHERWISE)
    told = {"reason": refused.reason.value, "field": refused.field, "what": said.what, "next": said.next}
    return JsonResponse(told, status=status)


def invalid(errors: Any) -> HttpResponse:
    """What does not fit the shapes is a refusal too, of the first field that does not."""
    place = [str(step) for step in (errors[0].get("loc") or ())] if errors else []
    return refusal(Refused(Reason.INPUT_INVALID, ".".join(place[1:] or place)))


def plain(value: Any) -> Any:
    """A shape as JSON values."""
    return json.loads(value.model_dump_json())
