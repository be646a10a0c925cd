"""The report of a drill: a page that stands alone, in each language."""

from pathlib import Path
from zoneinfo import ZoneInfo

from django.template.loader import render_to_string
from django.utils import timezone, translation

from evenhand.apps.cities import queries as cities
from evenhand.apps.journal.tenancy import city_transaction
from evenhand.cli.day.report import LANGUAGES, SHARES, style
from evenhand.cli.drill.rehearsal import Drilled
from evenhand.simulation import arrivals
from evenhand.web import words
from evenhand.web.cityhall import audit as promises
from evenhand.web.cityhall import crowd
from evenhand.web.kit import charts


def write(drilled: Drilled, folder: Path) -> list[Path]:
    """Write the report in every language. Returns the files."""
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    with city_transaction(drilled.city) as at:
        for language, ending in LANGUAGES.items():
            file = folder / f"{drilled.city}-drill-{drilled.day:%Y-%m-%d}{ending}.html"
            with translation.override(language), timezone.override(ZoneInfo(drilled.zone)):
                context = _context(drilled) | {"at": at, "title": words.of(cities.city(drilled.city).name)}
                file.write_text(render_to_string("cityhall/drill.html", context), encoding="utf-8")
            files.append(file)
    return files


def _context(drilled: Drilled) -> dict[str, object]:
    came = enumerate(arrivals.per_second(drilled.stream, drilled.begins_s), drilled.begins_s)
    heard = drilled.crowd
    return {
        "drilled": drilled,
        "figures": drilled.figures,
        "style": style(),
        "came": charts.curve([(f"{second} s", many) for second, many in came]),
        "answered": charts.curve([(f"{second} s", many) for second, many in enumerate(heard.answers_per_second())]),
        "heard": crowd.heard(heard.heard),
        "waits": crowd.waits({share: heard.wait_ms(share) for share in SHARES}),
        "promises": promises.listed(drilled.audit),
    }
