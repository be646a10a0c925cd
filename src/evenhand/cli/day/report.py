"""The report of a city's day: a page that stands alone, in each language: figures, curves, maps of all routes."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import SafeString, mark_safe

from evenhand.apps.cities import queries as cities
from evenhand.apps.claims import queries as claims
from evenhand.apps.dispatch import queries as dispatch
from evenhand.apps.fulfilment import queries as fulfilment
from evenhand.apps.fulfilment.queries import Outlet
from evenhand.apps.handover import queries as handover
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.apps.orders import queries as orders
from evenhand.cli.day.evening import Outcome
from evenhand.core.lifecycle import OrderState
from evenhand.simulation import arrivals
from evenhand.web import states, words
from evenhand.web.cityhall import audit as promises
from evenhand.web.cityhall import crowd, live
from evenhand.web.kit import charts, maps
from evenhand.web.kit.charts import Bar
from evenhand.web.kit.maps import Map

LANGUAGES = {"zh-hans": "", "en": ".en"}
"""Language -> what stands before the file's ending."""
STYLES = ("evenhand/tokens.css", "evenhand/evenhand.css")
SHARES = (0.5, 0.9, 0.99, 1.0)
STEP = timedelta(minutes=20)


@dataclass(frozen=True, slots=True)
class Roads:
    """An outlet's routes of the day on a map."""

    outlet: Outlet
    map: Map
    routes: int
    parcels: int
    distance_m: int


def write(outcome: Outcome, folder: Path) -> list[Path]:
    """Write the report in every language. Returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    with city_transaction(outcome.city) as at:
        for language, ending in LANGUAGES.items():
            file = folder / f"{outcome.city}-{outcome.day:%Y-%m-%d}{ending}.html"
            with translation.override(language), timezone.override(ZoneInfo(outcome.zone)):
                file.write_text(render_to_string("cityhall/day.html", _context(outcome, at)), encoding="utf-8")
            files.append(file)
    return files


def _context(outcome: Outcome, at: datetime) -> dict[str, object]:
    heard = outcome.hour.crowd
    seconds = [(f"{second} s", many) for second, many in enumerate(arrivals.per_second(outcome.hour.stream))]
    since = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    handovers = handover.between(city=outcome.city, since=since, until=at)
    return {
        "outcome": outcome,
        "title": words.of(cities.city(outcome.city).name),
        "at": at,
        "style": style(),
        "live": claims.live(city=outcome.city, release_id=outcome.hour.release),
        "stream": charts.curve(seconds),
        "heard": crowd.heard(heard.heard),
        "waits": crowd.waits({share: heard.wait_ms(share) for share in SHARES}),
        "orders": _orders(outcome),
        "handovers": charts.curve(live.pace([each.at for each in handovers], STEP)),
        "roads": list(filter(None, (_roads(outcome.city, each) for each in fulfilment.outlets(city=outcome.city)))),
        "promises": promises.listed(outcome.audit),
    }


def style() -> SafeString:
    """The stylesheets themselves, so that the page stands alone."""
    files = [Path(str(finders.find(name))) for name in STYLES]
    return mark_safe("\n".join(file.read_text(encoding="utf-8") for file in files))  # noqa: S308 - our own files


def _orders(outcome: Outcome) -> list[Bar]:
    counts = orders.counts(city=outcome.city, release_id=outcome.hour.release)
    return charts.counted([(states.state(state).word, counts[state]) for state in OrderState if state in counts])


def _roads(city: str, outlet: Outlet) -> Roads | None:
    """All routes that left an outlet."""
    waves = dispatch.waves(city=city, outlet_id=outlet.id)
    routes = [route for wave in waves for route in dispatch.routes(city=city, wave_id=wave.id)]
    if not routes:
        return None
    ways = []
    for route in routes:
        places = [card.place for card in dispatch.cards(city=city, stops=route.stops) if card.place]
        ways.append([outlet.place, *places, outlet.place])
    frame = maps.Frame.around(place for way in ways for place in way)
    drawn = Map(
        lines=[frame.line(way) for way in ways],
        towns=[],
        stops=[frame.spot(place) for way in ways for place in way[1:-1]],
        depots=[frame.spot(outlet.place, words.of(outlet.name))],
    )
    parcels = sum(len(way) - 2 for way in ways)
    return Roads(outlet, drawn, len(routes), parcels, sum(wave.distance_m for wave in waves))
