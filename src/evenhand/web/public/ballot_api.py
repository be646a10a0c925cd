"""The office that draws, from machine to machine: sends signed winner lists, asks for numbers that lapsed.

Its Ed25519 signature says who speaks; there is no session. A list is signed over `evenhand/winners/1`, a question over
`evenhand/lapsed-wanted/1` and the body it is asked with.
"""

import json
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from evenhand.apps.campaigns import queries as campaigns
from evenhand.apps.cities import queries as cities
from evenhand.core import winners
from evenhand.core.errors import Reason, Refused
from evenhand.web.cityhall import winners as lists
from evenhand.web.kit import doors
from evenhand.web.public.entry import ANYBODY

SIGNATURE = "Evenhand-Signature"


@csrf_exempt
@require_POST
def _take(request: HttpRequest, city: str, code: str) -> HttpResponse:
    """Take a list in, or with `?dry=1` try it. The answer counts what it did, or names each fault."""
    try:
        with doors.transaction_in(city) as at:
            outcome = lists.import_file(
                city,
                at,
                _campaign(city, code),
                file=request.body,
                encoding=request.GET.get("encoding", "utf-8"),
                signature=request.headers.get(SIGNATURE, ""),
                by=None,
                dry=request.GET.get("dry") == "1",
            )
    except Refused as refused:
        return JsonResponse({"refused": refused.reason, "field": refused.field}, status=400)
    if outcome.faults:
        faults = [{"row": each.row, "column": each.column, "defect": each.defect} for each in outcome.faults]
        return JsonResponse({"faults": faults}, status=422)
    return JsonResponse(
        {
            "list_id": outcome.list_id,
            "revision": outcome.revision,
            "new": outcome.new,
            "changed": outcome.changed,
            "same": outcome.same,
            "redeemed": list(outcome.kept),
            "dry": outcome.dry,
        }
    )


@csrf_exempt
@require_POST
def _lapsed(request: HttpRequest, city: str, code: str) -> HttpResponse:
    """Numbers of a list that lapsed: the body is `{"list_id": …, "format": "csv" | "xlsx"}`."""
    try:
        asked = json.loads(request.body)
        list_id, kind = str(asked["list_id"]), str(asked.get("format", "csv"))
        signature = bytes.fromhex(request.headers.get(SIGNATURE, ""))
    except (ValueError, KeyError, TypeError, AttributeError):
        return JsonResponse({"refused": Reason.INPUT_INVALID}, status=400)
    try:
        with doors.transaction_in(city):
            key = bytes.fromhex(cities.city(city).policy.adapters.winner_key or "")
            if not winners.is_signed(request.body, signature, key, winners.LAPSED_WANTED):
                raise Refused(Reason.NOT_ALLOWED, "signature")
            return lists.report(city, _campaign(city, code), list_id, "xlsx" if kind == "xlsx" else "csv")
    except Refused as refused:
        return JsonResponse({"refused": refused.reason, "field": refused.field}, status=403)


def _campaign(city: str, code: str) -> UUID:
    found = [each.id for each in campaigns.campaigns(city=city) if each.code == code]
    if not found:
        raise Refused(Reason.NOT_FOUND, "campaign")
    return found[0]


take = doors.declare(_take, ANYBODY)
lapsed = doors.declare(_lapsed, ANYBODY)
