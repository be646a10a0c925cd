"""Figures that only all rooms' tables together show: raw statements, each over one city, none that names a person."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from evenhand.apps.fulfilment import queries as fulfilment
from evenhand.apps.fulfilment.queries import Outlet

SERVED_BY_AGE = """
    select p.age_band, count(distinct c.person) from claims_claim c
    join residents_person p on p.city = c.city and p.tag = c.person
    where c.city = %s and c.outcome = 'granted' and c.returned_at is null and c.at >= %s group by 1"""
SERVED_BY_DISTRICT = """
    select district, count(distinct person) from claims_claim c
    where c.city = %s and outcome = 'granted' and returned_at is null and at >= %s group by 1"""
UNITS_BY_DISTRICT = """
    select district, sum(units) from claims_claim c
    where c.city = %s and outcome = 'granted' and returned_at is null group by 1"""
SERVED_BY_CHANNEL = """
    select channel, count(*) from claims_claim c
    where c.city = %s and outcome = 'granted' and returned_at is null and at >= %s group by 1"""
ANSWERS = """
    select coalesce(reason, 'granted'), count(*) from claims_claim c where c.city = %s and at >= %s group by 1"""
WAITS = """
    select percentile_cont(0.5) within group (order by extract(epoch from h.at - o.placed_at)),
           count(*) filter (where h.at <= o.promised_by), count(*)
    from handover_handover h join orders_order o on o.city = h.city and o.id = h.order_id
    where h.city = %s and h.at >= %s"""
HANDED_OVER_UNITS = """
    select o.outlet_id, sum(o.units) from handover_handover h
    join orders_order o on o.city = h.city and o.id = h.order_id
    where h.city = %s and h.at >= %s group by 1"""
LATE = """
    select count(*) from orders_order o where o.city = %s and promised_by < %s
    and state in ('paid', 'accepted', 'packed', 'out')"""
UNPROMISED = """
    select l.outlet_id, l.campaign_id, sum(s.ready + s.arrived) from fulfilment_stock s
    join fulfilment_lot l on l.city = s.city and l.id = s.lot_id where s.city = %s
    and (l.expires_at is null or l.expires_at > %s) group by 1, 2"""
PROMISED = """
    select outlet_id, campaign_id, sum(units) from orders_order o where o.city = %s
    and state in ('placed', 'paid', 'accepted') group by 1, 2"""


@dataclass(frozen=True, slots=True)
class Unpromised:
    """Units of a campaign at an outlet that no order waits for; never below zero."""

    outlet: Outlet
    campaign_id: UUID
    units: int


def counted(query: str, *params: str | datetime) -> dict[str, int]:
    """What a query of two columns counts."""
    return {str(name): int(many) for name, many in rows(query, *params)}


def rows(query: str, *params: str | datetime) -> list[tuple[Any, ...]]:
    """What a query finds."""
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return list(cursor.fetchall())


def unpromised(*, city: str, at: datetime) -> list[Unpromised]:
    """What lies at each outlet less what is promised from it, by outlet and campaign."""
    outlets = {outlet.id: outlet for outlet in fulfilment.outlets(city=city)}
    promised = {(outlet, campaign): int(units) for outlet, campaign, units in rows(PROMISED, city)}
    lying = {(outlet, campaign): int(units) for outlet, campaign, units in rows(UNPROMISED, city, at)}
    return [
        Unpromised(outlets[outlet], campaign, max(0, units - promised.get((outlet, campaign), 0)))
        for (outlet, campaign), units in sorted(lying.items(), key=lambda each: (outlets[each[0][0]].code, each[0][1]))
    ]
