"""The panels of city hall: a name, and how its figures are found. Figures are JSON values: whole numbers, no rates.

Rates are for whoever shows them, from the same numbers that stand beside them.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from evenhand.apps.campaigns import queries as campaigns
from evenhand.apps.cities import queries as cities
from evenhand.apps.fulfilment import queries as fulfilment
from evenhand.apps.handover import queries as handover
from evenhand.apps.handover.queries import Result
from evenhand.apps.notices import queries as notices
from evenhand.apps.orders import queries as orders
from evenhand.apps.reports.queries import figures
from evenhand.apps.residents import queries as residents
from evenhand.apps.settlement import queries as settlement
from evenhand.core import debts
from evenhand.core.lifecycle import PeriodState

SPAN = timedelta(days=14)
"""How far back the panels of fairness, demand and delivery look."""

type Figures = dict[str, Any]


def supply(city: str, at: datetime) -> Figures:
    """From the maker to the door, in units, and how long each outlet's shelf lasts."""
    gone = _handed_over_units(city, at)
    outlets = {}
    for outlet in fulfilment.outlets(city=city):
        shelves = fulfilment.stock(city=city, outlet_id=outlet.id)
        outlets[outlet.code] = {"ready": shelves.ready + shelves.arrived, "gone": gone.get(str(outlet.id), 0)}
    return {"shelves": asdict(fulfilment.stock(city=city)), "outlets": outlets, "days": SPAN.days}


def demand(city: str, at: datetime) -> Figures:
    """Who could ask, and what those who asked were answered."""
    return {
        "verified": sum(residents.counts(city=city).values()),
        "answers": figures.counted(figures.ANSWERS, city, at - SPAN),
        "orders": {state.value: many for state, many in orders.counts(city=city).items()},
    }


def fairness(city: str, at: datetime) -> Figures:
    """Persons served, by where they live, how old they are and how they asked."""
    since = at - SPAN
    return {
        "districts": figures.counted(figures.SERVED_BY_DISTRICT, city, since),
        "population": {each.code: each.population for each in cities.districts(city)},
        "ages": figures.counted(figures.SERVED_BY_AGE, city, since),
        "verified": {band.value: many for band, many in residents.counts(city=city).items()},
        "channels": figures.counted(figures.SERVED_BY_CHANNEL, city, since),
    }


def debt(city: str, at: datetime) -> Figures:
    """What each district is owed, and its part of the next release."""
    population = {each.code: each.population for each in cities.districts(city)}
    if not all(population.values()):
        return {"districts": [], "coming": 0}
    coming = campaigns.next_release(city=city, at=at)
    units = coming.terms.quota if coming else sum(each.policy.quota for each in campaigns.campaigns(city=city))
    had = figures.counted(figures.UNITS_BY_DISTRICT, city)
    people = {code: many or 0 for code, many in population.items()}
    return {"districts": [asdict(each) for each in debts.debts(had, people, coming=units)], "coming": units}


def delivery(city: str, at: datetime) -> Figures:
    """Whether goods come when they were promised, and what happens at doors."""
    [(median, in_time, handed_over)] = figures.rows(figures.WAITS, city, at - SPAN)
    [(late,)] = figures.rows(figures.LATE, city, at)
    tries = handover.counts(city=city)
    return {
        "median_s": round(median) if median is not None else None,
        "in_time": in_time,
        "handed_over": handed_over,
        "late": late,
        "tries": {result.value: many for result, many in tries.items() if result is not Result.HANDED_OVER},
    }


def money(city: str, at: datetime) -> Figures:
    """What the city promised against its budget, and what waits to be settled."""
    found = {
        each.code: settlement.budget(city=city, campaign_id=each.id, at=at) for each in campaigns.campaigns(city=city)
    }
    states = [each.state for each in settlement.periods(city=city)]
    return {
        "campaigns": {code: {"budget": each.total, "promised": each.promised} for code, each in found.items()},
        "open": sum(state in (PeriodState.DRAWN, PeriodState.APPROVED) for state in states),
        "disputed": states.count(PeriodState.DISPUTED),
        "approvals": len(cities.approvals_waiting(city=city)),
        "unsent": notices.waiting(city=city),
    }


def _handed_over_units(city: str, at: datetime) -> Mapping[str, int]:
    return figures.counted(figures.HANDED_OVER_UNITS, city, at - SPAN)


PANELS: dict[str, Callable[[str, datetime], Figures]] = {
    "supply": supply,
    "demand": demand,
    "fairness": fairness,
    "debt": debt,
    "delivery": delivery,
    "money": money,
}
