"""Open data: what lies unpromised at each outlet, who was served; GeoJSON and CSV, each row with its time."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.utils.translation import gettext_lazy as _

from evenhand.apps.campaigns import queries as campaigns
from evenhand.apps.claims import queries as claims
from evenhand.apps.reports import queries as reports
from evenhand.apps.reports.queries import Unpromised
from evenhand.core.errors import Reason, Refused
from evenhand.web import words
from evenhand.web.kit import doors, files
from evenhand.web.kit.tables import Column
from evenhand.web.kit.visits import Visit


@doors.open_to_all
def stock_geojson(visit: Visit) -> HttpResponse:
    """A FeatureCollection (RFC 7946): a point an outlet and campaign."""
    codes = _codes(visit.slug)
    features = [feature(each, codes, visit.at) for each in _unpromised(visit)]
    said = {"type": "FeatureCollection", "updatedAt": visit.at.isoformat(), "features": features}
    return _for_all(JsonResponse(said, content_type="application/geo+json"))


@doors.open_to_all
def stock_json(visit: Visit) -> HttpResponse:
    """The same rows for programs that draw no map."""
    codes = _codes(visit.slug)
    rows = [feature(each, codes, visit.at)["properties"] for each in _unpromised(visit)]
    return _for_all(JsonResponse({"as_of": visit.at.isoformat(), "stock": rows}))


@doors.open_to_all
def line(visit: Visit, release: UUID) -> HttpResponse:
    """How a lobby's order came about: its rules from the first day, all that computes the order once it is drawn.

    Labels name nobody: each stands on its own person's page alone.
    """
    lobby = claims.lobby(city=visit.slug, release_id=release)
    if lobby is None:
        raise Refused(Reason.NOT_FOUND, "release")
    said: dict[str, object] = {"as_of": visit.at.isoformat(), "release": str(release), "rules": lobby.rules}
    if lobby.line:
        labels = claims.lobby_labels(city=visit.slug, release_id=release)
        places = [{"label": label, "position": position} for label, position in labels]
        said |= {"root": lobby.root, "line": lobby.line, "labels": places}
    return _for_all(JsonResponse(said))


@doors.open_to_all
def stock_csv(visit: Visit) -> HttpResponse:
    """The same rows for a spreadsheet."""
    return _for_all(files.csv_of(f"stock-{visit.slug}", _columns(visit), _unpromised(visit), {}))


def feature(each: Unpromised, codes: dict[str, str], at: datetime) -> dict[str, object]:
    """A row as a point."""
    return {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [each.outlet.place.lon, each.outlet.place.lat]},
        "properties": {
            "outlet": each.outlet.code,
            "name": dict(each.outlet.name),
            "district": each.outlet.district,
            "campaign": codes[str(each.campaign_id)],
            "unpromised": each.units,
            "updatedAt": at.isoformat(),
        },
    }


def _unpromised(visit: Visit) -> Sequence[Unpromised]:
    return reports.unpromised(city=visit.slug, at=visit.at)


def _codes(city: str) -> dict[str, str]:
    return {str(each.id): each.code for each in campaigns.campaigns(city=city)}


def _columns(visit: Visit) -> tuple[Column[Unpromised], ...]:
    codes = _codes(visit.slug)
    return (
        Column("outlet", _("Outlet"), lambda each: each.outlet.code),
        Column("name", _("Name"), lambda each: words.of(each.outlet.name)),
        Column("district", _("District"), lambda each: each.outlet.district),
        Column("campaign", _("Campaign"), lambda each: codes[str(each.campaign_id)]),
        Column("unpromised", _("Units not promised"), lambda each: each.units, "number"),
        Column("lon", _("Longitude"), lambda each: each.outlet.place.lon, "number"),
        Column("lat", _("Latitude"), lambda each: each.outlet.place.lat, "number"),
        Column("updatedAt", _("As of"), lambda each: visit.at),
    )


def _for_all(response: HttpResponse) -> HttpResponse:
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
