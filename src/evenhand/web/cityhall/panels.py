"""The dashboards: six panels, each a chart that is a table, with the time its figures are of, and files of its rows."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evenhand.apps.cities import queries as cities
from evenhand.apps.cities.queries import District
from evenhand.apps.fulfilment import queries as fulfilment
from evenhand.apps.reports import queries as reports
from evenhand.core import fairness
from evenhand.core.errors import Reason, Refused
from evenhand.core.lifecycle import OrderState
from evenhand.core.terms import Role
from evenhand.web import states, words
from evenhand.web.kit import charts, doors, files, maps, tables
from evenhand.web.kit.charts import Bar
from evenhand.web.kit.maps import Map
from evenhand.web.kit.tables import Column, Table
from evenhand.web.kit.visits import Visit
from evenhand.web.refusals import explain
from evenhand.web.words import Words

STALE = timedelta(minutes=5)
"""Figures older than this are shown as such."""
CHANNELS: Mapping[str, Words] = {
    "web": _("Web"),
    "hotline": _("Hotline"),
    "outlet": _("Outlet"),
    "partner": _("Partner"),
}
SHELVES: Mapping[str, Words] = {
    "arrived": _("Arrived, to be disinfected"),
    "ready": _("Ready to pack"),
    "packed": _("Packed"),
    "out": _("On the way"),
    "handed_over": _("Handed over"),
    "written_off": _("Written off"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a chart and of its table. `of`: what the value is a part of; `why`: how it came about."""

    label: Words
    value: int
    of: int | None = None
    why: str = ""

    @property
    def percent(self) -> float | None:
        return round(100 * self.value / self.of, 1) if self.of else None


@dataclass(frozen=True, slots=True)
class Chart:
    """Rows with their head; drawn as bars of `value`, or of `percent` where there is something to compare with."""

    code: str
    title: Words
    unit: Words
    rows: Sequence[Row]
    whole: Words = ""

    @property
    def bars(self) -> list[Bar]:
        if not self.whole:
            return charts.counted([(row.label, row.value) for row in self.rows])
        longest = max((row.percent or 0 for row in self.rows), default=0) or 1
        return [
            Bar(
                row.label,
                round(100 * (row.percent or 0) / longest, 2),
                "–" if row.percent is None else f"{row.percent}%",
            )
            for row in self.rows
        ]

    @property
    def columns(self) -> tuple[Column[Row], ...]:
        named: list[Column[Row]] = [
            Column("name", self.title, lambda row: row.label),
            Column("value", self.unit, lambda row: row.value, "number"),
        ]
        if self.whole:
            named.append(Column("of", self.whole, lambda row: row.of, "number"))
            named.append(Column("percent", _("Percent"), lambda row: row.percent, "number"))
        if any(row.why for row in self.rows):
            named.append(Column("why", _("Why this much"), lambda row: row.why))
        return tuple(named)

    @property
    def table(self) -> Table:
        return tables.build(self.columns, self.rows, {})


@dataclass(frozen=True, slots=True)
class Shown:
    """A panel as it is shown."""

    code: str
    title: Words
    icon: str
    as_of: datetime
    stale: bool
    facts: Sequence[tuple[Words, str]]
    charts: Sequence[Chart]
    map: Map | None = None


type Drawn = tuple[Sequence[tuple[Words, str]], Sequence[Chart]]


@doors.open_to(Role.OFFICIAL, Role.AUDITOR)
def dashboards(visit: Visit) -> HttpResponse:
    """All panels; or the rows of one chart as a file."""
    found = reports.panels(city=visit.slug, at=visit.at)
    shown = [show(visit, name, panel) for name, panel in found.items()]
    if visit.request.GET.get("format") == "csv":
        chart = _asked(shown, visit.request.GET.get("chart", ""))
        return files.csv_of(chart.code, chart.columns, chart.rows, {"as": visit.request.GET.get("as", "")})
    return visit.render("cityhall/panels.html", panels=shown)


def show(visit: Visit, name: str, panel: reports.Panel) -> Shown:
    """A panel's figures in words."""
    title, icon, draw = DRAWN[name]
    facts, drawn = draw(visit, panel.figures)
    stale = abs(visit.at - panel.as_of) > STALE
    return Shown(
        name, title, icon, panel.as_of, stale, facts, drawn, _map(visit, drawn) if name == "fairness" else None
    )


def _asked(shown: Sequence[Shown], code: str) -> Chart:
    for panel in shown:
        for chart in panel.charts:
            if chart.code == code:
                return chart
    raise Refused(Reason.NOT_FOUND, "chart")


def _supply(visit: Visit, found: Mapping[str, Any]) -> Drawn:
    names = {outlet.code: words.of(outlet.name) for outlet in fulfilment.outlets(city=visit.slug)}
    days, outlets = found["days"], found["outlets"]
    covers = [Row(names.get(code, code), each["ready"], why=_cover(each, days)) for code, each in outlets.items()]
    way = [Row(word, found["shelves"].get(shelf, 0)) for shelf, word in SHELVES.items()]
    empty = sum(not each["ready"] for each in outlets.values())
    facts = [(_("Outlets without goods"), words.number(empty))]
    return facts, [
        Chart("supply", _("From the maker to the door"), _("Units"), way),
        Chart("cover", _("On the shelf, by outlet"), _("Units"), covers),
    ]


def _cover(outlet: Mapping[str, int], days: int) -> str:
    """How many days the shelf lasts at the pace of late."""
    if not outlet["gone"]:
        return gettext("nothing left this outlet of late")
    lasts = Fraction(outlet["ready"] * days, outlet["gone"])
    return gettext("lasts %(n)s days at the pace of the last %(days)s") % {"n": f"{float(lasts):.1f}", "days": days}


def _demand(visit: Visit, found: Mapping[str, Any]) -> Drawn:
    answers = found["answers"]
    rows = [Row(_answer(name), many) for name, many in sorted(answers.items(), key=lambda each: -each[1])]
    by_state = [Row(states.state(state).word, found["orders"].get(state, 0)) for state in OrderState]
    unmet = sum(many for name, many in answers.items() if name != "granted")
    facts = [
        (_("Verified residents"), words.number(found["verified"])),
        (_("Claims not met, on record"), words.number(unmet)),
    ]
    return facts, [
        Chart("answers", _("Answers of the last two weeks"), _("Claims"), rows),
        Chart("orders", _("Orders"), _("Orders"), by_state),
    ]


def _answer(name: str) -> Words:
    return _("Granted") if name == "granted" else explain(Refused(Reason(name))).what


def _fairness(visit: Visit, found: Mapping[str, Any]) -> Drawn:
    districts = cities.districts(visit.slug)
    by_district = [
        _part(words.of(each.name), found["districts"].get(each.code, 0), each.population) for each in districts
    ]
    ages = [_part(_age(band), many, found["verified"].get(band)) for band, many in sorted(found["ages"].items())]
    channels = [Row(CHANNELS.get(name, name), many) for name, many in sorted(found["channels"].items())]
    rates = [Fraction(row.value, row.of) for row in by_district if row.of]
    facts = [(_("Evenness of districts (Jain, 1 is even)"), f"{float(fairness.jain(rates)):.3f}" if rates else "–")]
    return facts, [
        Chart("districts", _("Served, by district"), _("Persons"), by_district, _("Residents")),
        Chart("ages", _("Served, by age"), _("Persons"), ages, _("Verified")),
        Chart("channels", _("Granted, by channel"), _("Claims"), channels),
    ]


def _part(label: Words, many: int, of: int | None) -> Row:
    return Row(label, many, of)


def _age(band: str) -> str:
    return gettext("unknown") if band == "unknown" else band.replace("-", "–")


def _debt(visit: Visit, found: Mapping[str, Any]) -> Drawn:
    names = {each.code: words.of(each.name) for each in cities.districts(visit.slug)}
    rows = [
        Row(names.get(each["district"], each["district"]), each["next"], why=why(each)) for each in found["districts"]
    ]
    facts = [(_("Units of the next release"), words.number(found["coming"]))]
    return facts, [Chart("debt", _("Part of the next release, by district"), _("Units"), rows)]


def why(each: Mapping[str, int]) -> str:
    """A district's account as a sentence whose numbers are the arithmetic's own."""
    owed = each["fair"] - each["had"]
    said = {name: words.number(each[name]) for name in ("fair", "had", "even", "next")}
    said |= {"owed": words.number(abs(owed)), "moved": words.number(abs(each["next"] - each["even"]))}
    if owed > 0:
        return (
            gettext("fair %(fair)s − had %(had)s = short of %(owed)s; by population %(even)s + %(moved)s made good")
            % said
        )
    if owed < 0:
        return gettext("fair %(fair)s − had %(had)s = %(owed)s too many; by population %(even)s − %(moved)s") % said
    return gettext("fair %(fair)s = had %(had)s; by population %(even)s") % said


def _delivery(visit: Visit, found: Mapping[str, Any]) -> Drawn:
    median = found["median_s"]
    promised = [
        Row(_("Within the promised time"), found["in_time"], found["handed_over"] or None),
        Row(_("Later than promised"), found["handed_over"] - found["in_time"], found["handed_over"] or None),
    ]
    tries = [Row(states.state(result).word, many) for result, many in sorted(found["tries"].items())]
    facts = [
        (_("Median from order to hand"), words.duration(timedelta(seconds=median)) if median is not None else "–"),
        (_("Open and late now"), words.number(found["late"])),
    ]
    return facts, [
        Chart("promised", _("Handovers of the last two weeks"), _("Handovers"), promised, _("All")),
        Chart("tries", _("Visits without handover"), _("Visits"), tries),
    ]


def _money(visit: Visit, found: Mapping[str, Any]) -> Drawn:
    rows = [
        Row(code, each["promised"] // 100, each["budget"] // 100 if each["budget"] else None)
        for code, each in sorted(found["campaigns"].items())
    ]
    facts = [
        (_("Statements not settled"), words.number(found["open"])),
        (_("Disputed"), words.number(found["disputed"])),
        (_("Waiting for a second person"), words.number(found["approvals"])),
        (_("Messages waiting"), words.number(found["unsent"])),
    ]
    return facts, [Chart("budget", _("Subsidy promised, by campaign"), _("Yuan"), rows, _("Budget"))]


def _map(visit: Visit, drawn: Sequence[Chart]) -> Map:
    """Districts where they lie, each with the part of its residents that was served."""
    districts: list[District] = cities.districts(visit.slug)
    frame = maps.Frame.around(each.place for each in districts)
    shown = {str(row.label): "–" if row.percent is None else f"{row.percent}%" for row in drawn[0].rows}
    spots = [
        frame.spot(each.place, f"{words.of(each.name)} {shown.get(words.of(each.name), '')}") for each in districts
    ]
    return Map(lines=[], towns=spots, stops=[], depots=[])


DRAWN: Mapping[str, tuple[Words, str, Callable[[Visit, Mapping[str, Any]], Drawn]]] = {
    "supply": (_("Supply"), "package", _supply),
    "demand": (_("Demand"), "users", _demand),
    "fairness": (_("Fairness"), "map", _fairness),
    "debt": (_("Debt to districts"), "map-pin", _debt),
    "delivery": (_("Delivery"), "bike", _delivery),
    "money": (_("Money"), "wallet", _money),
}
