"""Calls for everybody: releases, what is not promised, who was served, why something may be refused."""

from typing import Any

from django.http import HttpRequest
from ninja import Router

from evenhand.apps.campaigns import queries as campaigns
from evenhand.apps.cities import queries as cities
from evenhand.apps.claims import queries as claims
from evenhand.apps.reports import queries as reports
from evenhand.core.errors import Reason, Refused
from evenhand.web.api import shapes
from evenhand.web.api.calls import visit_of
from evenhand.web.public.figures import merged
from evenhand.web.refusals import explain

router = Router()
NEWEST = 50


@router.get("/v1/releases", response=list[shapes.ReleaseOut], summary="Releases, the newest first")
def releases(request: HttpRequest) -> list[dict[str, Any]]:
    """At most fifty: those to come, that which is open, and those that are over."""
    visit = visit_of(request)
    codes = {each.id: each.code for each in campaigns.campaigns(city=visit.slug)}
    found = campaigns.releases(city=visit.slug)[::-1][:NEWEST]
    return [
        {
            "id": each.id,
            "campaign": codes[each.campaign_id],
            "mode": each.terms.mode.value,
            "opens_at": each.terms.window.opens,
            "closes_at": each.terms.window.closes,
            "quota": each.terms.quota,
            "left": claims.left(city=visit_of(request).slug, release_id=each.id),
            "price_fen": each.policy.price.resident_fen,
            "as_of": visit.at,
        }
        for each in found
    ]


@router.get("/v1/stock", response=list[shapes.StockOut], summary="Units not promised, by outlet and campaign")
def stock(request: HttpRequest) -> list[dict[str, Any]]:
    """What lies at an outlet less what orders wait for."""
    at = visit_of(request).at
    codes = {each.id: each.code for each in campaigns.campaigns(city=visit_of(request).slug)}
    return [
        {
            "outlet": each.outlet.code,
            "district": each.outlet.district,
            "campaign": codes[each.campaign_id],
            "unpromised": each.units,
            "lon": each.outlet.place.lon,
            "lat": each.outlet.place.lat,
            "as_of": at,
        }
        for each in reports.unpromised(city=visit_of(request).slug, at=at)
    ]


@router.get("/v1/figures", response=list[shapes.DistrictOut], summary="Persons served, by district")
def figures(request: HttpRequest) -> list[dict[str, Any]]:
    """Of the newest release. Districts with few persons are one row together, or none."""
    found = campaigns.releases(city=visit_of(request).slug)
    if not found:
        return []
    granted = claims.granted_by_district(city=visit_of(request).slug, release_id=found[-1].id)
    rows = merged(cities.districts(visit_of(request).slug), granted, found[-1].policy.privacy.small_cell)
    return [{"district": str(each.name), "persons": each.persons, "population": each.population} for each in rows]


@router.get("/v1/reasons", response=list[shapes.ReasonOut], summary="Every reason that a refusal may have")
def reasons(request: HttpRequest) -> list[dict[str, Any]]:
    """The same codes and words as on every other door."""
    said = [explain(Refused(reason)) for reason in Reason]
    return [{"reason": each.reason.value, "what": each.what, "why": each.why, "next": each.next} for each in said]
