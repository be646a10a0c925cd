"""Figures for everybody: what was released, who got it, what arrived. Nothing that could point at a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _

from evenhand.apps.cities import queries as cities
from evenhand.apps.cities.queries import District
from evenhand.apps.claims import queries as claims
from evenhand.apps.orders import queries as orders
from evenhand.core.lifecycle import OrderState
from evenhand.web import states, words
from evenhand.web.kit import charts, doors, files, releases, tables
from evenhand.web.kit.tables import Column
from evenhand.web.kit.visits import Visit
from evenhand.web.words import Words


@dataclass(frozen=True, slots=True)
class Served:
    """A district, or several that are too small to be told apart."""

    name: Words
    persons: int
    population: int | None

    @property
    def per_thousand(self) -> float | None:
        return round(1000 * self.persons / self.population, 2) if self.population else None


COLUMNS: tuple[Column[Served], ...] = (
    Column("district", _("District"), lambda served: served.name),
    Column("persons", _("Persons with a share"), lambda served: served.persons, "number"),
    Column("population", _("Residents"), lambda served: served.population, "number"),
    Column("rate", _("Per 1,000 residents"), lambda served: served.per_thousand, "number"),
)


@doors.open_to_all
def figures(visit: Visit) -> HttpResponse:
    """Of the release that concerns people now."""
    board = releases.board(visit.slug, visit.at, visit.request.GET.get("release", ""))
    if board is None:
        return visit.render("public/figures.html", board=None)
    granted = claims.granted_by_district(city=visit.slug, release_id=board.release.id)
    served = merged(cities.districts(visit.slug), granted, board.release.policy.privacy.small_cell)
    if visit.request.GET.get("format") == "csv":
        return files.csv_of("figures", COLUMNS, served, visit.request.GET)
    by_state = orders.counts(city=visit.slug, release_id=board.release.id)
    return visit.render(
        "public/figures.html",
        board=board,
        persons=sum(granted.values()),
        handed_over=by_state.get(OrderState.HANDED_OVER, 0),
        orders=_orders(by_state),
        districts=charts.counted([(each.name, each.persons) for each in served]),
        table=tables.build(COLUMNS, served, visit.request.GET),
    )


def merged(districts: Sequence[District], granted: Mapping[str, int], smallest: int) -> list[Served]:
    """Districts with at least `smallest` persons; those below are one row together, or nothing if that is too small.

    The row of the small ones takes in the next larger district where it would itself be small: nothing is to subtract.
    """
    rows = sorted((Served(words.of(d.name), granted.get(d.code, 0), d.population) for d in districts), key=_persons)
    small: list[Served] = []
    while rows and (rows[0].persons < smallest or (small and sum(map(_persons, small)) < smallest)):
        small.append(rows.pop(0))
    if not small:
        return rows[::-1]
    counted = sum(map(_persons, small))
    if counted < smallest:
        return []
    known = [each.population for each in small if each.population is not None]
    population = sum(known) if len(known) == len(small) else None
    return [*rows[::-1], Served(_("Other districts together"), counted, population)]


def _persons(served: Served) -> int:
    return served.persons


def _orders(by_state: Mapping[OrderState, int]) -> list[charts.Bar]:
    return charts.counted([(states.state(state).word, by_state[state]) for state in OrderState if state in by_state])
