"""Claims that partners make for people who agreed: the same admission, limits and quota as at every other door."""

from typing import Annotated, Any
from uuid import uuid5

from django.http import HttpRequest, HttpResponse
from ninja import Header, Router

from evenhand.apps.claims import services as claims
from evenhand.apps.claims.queries import Claim
from evenhand.apps.residents import services as residents
from evenhand.core.terms import Channel, ClaimKey, Request, Units
from evenhand.web.api import calls, shapes
from evenhand.web.api.calls import partner_of, visit_of

router = Router()
Key = Annotated[
    str, Header(alias="Idempotency-Key", min_length=1, max_length=200, description="Yours, new for each request.")
]
SAID = {401: shapes.Refusal, 403: shapes.Refusal, 404: shapes.Refusal, 409: shapes.Refusal, 422: shapes.Refusal}


@router.post("/v1/claims", response={200: shapes.ClaimOut, **SAID}, summary="Claim for somebody")
def claim(request: HttpRequest, said: shapes.ClaimIn, key: Key) -> HttpResponse:
    """Granted or refused, the answer stands. Who is not known here under this name and document is `id_unconfirmed`."""
    return calls.once(request, lambda: (200, _told(_claim(request, said, key))))


def _claim(request: HttpRequest, said: shapes.ClaimIn, key: str) -> Claim:
    visit, partner = visit_of(request), partner_of(request)
    person = residents.identify(
        city=visit.slug,
        at=visit.at,
        partner_id=partner.id,
        kind=said.document_kind,
        number=said.document_number,
        issuer=said.document_issuer,
        name=said.name,
    )
    asked = Request(
        ClaimKey(uuid5(partner.id, key)),
        said.release,
        person.tag,
        Units(said.units),
        person.district,
        Channel.PARTNER,
        household=person.household_id.bytes,
        address=person.address_id.bytes,
    )
    return claims.claim_through(
        city=visit.slug, at=visit.at, request=asked, partner_id=partner.id, consent=said.consent
    )


def _told(claim: Claim) -> dict[str, Any]:
    return {
        "id": str(claim.id),
        "granted": claim.granted,
        "reason": claim.reason,
        "again_at": claim.again_at.isoformat() if claim.again_at else None,
    }
