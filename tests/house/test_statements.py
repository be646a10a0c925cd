"""Every statement names one city, so that the same code runs on one server and on a cluster distributed by city."""

import pytest

from tests.house import tree
from tests.house.statements import breaches, is_sql

TENANTS = {"orders_order", "claims_claim"}

BOUND = [
    'SELECT "orders_order"."id" FROM "orders_order" WHERE ("orders_order"."city" = %s AND "orders_order"."state" = %s)',
    "select * from orders_order o join claims_claim c on c.city = o.city and c.id = o.claim_id where o.city = $1",
    "update orders_order set state = 'paid' where city = %s and id = %s",
    "delete from orders_order where id = %s and city = %s",
    "insert into orders_order (city, id) values (%s, %s) on conflict (city, id) do update set units = excluded.units",
    "with old as (select id from orders_order where city = p_city) select count(*) from old",
    "copy orders_order (city, id, units) from stdin",
    'SELECT 1 FROM "orders_order" WHERE "orders_order"."city" = %s AND EXISTS('
    'SELECT 1 FROM "claims_claim" U0 WHERE U0."city" = ("orders_order"."city") AND U0."id" = %s)',
    "select slug from cities_city -- from orders_order",
]
ASTRAY = [
    "select * from orders_order where id = %s",
    "select * from orders_order o join claims_claim c on c.id = o.claim_id where o.city = $1",
    "update orders_order set city = %s where id = %s",
    "delete from orders_order",
    "insert into orders_order (id, units) values (%s, %s)",
    "with old as (select id from orders_order) select * from old where city = p_city",
    "select 1 from claims_claim where city = %s union all select 1 from orders_order",
    "copy orders_order (id, units) from stdin",
    "select id from orders_order where done_at is null for update skip locked",
    "select 1 from claims_claim c where c.city = %s and exists (select 1 from orders_order o where o.claim_id = c.id)",
    "select set_config('evenhand.city', %s, true)",
    "insert into claims_claim (city) values (%s) on conflict (city) do update set units = 1 where at <= now()",
]


@pytest.mark.parametrize("statement", BOUND)
def test_a_statement_that_names_its_city_passes(statement: str) -> None:
    assert breaches(statement, TENANTS) == []


@pytest.mark.parametrize("statement", ASTRAY)
def test_a_statement_that_a_cluster_would_refuse_is_caught(statement: str) -> None:
    assert breaches(statement, TENANTS)


def test_every_statement_written_out_in_the_source_names_one_city() -> None:
    written = [(module.name, text) for module in tree.source() for text in module.strings() if is_sql(text)]
    assert written
    assert [(name, text, found) for name, text in written if (found := breaches(text, tree.tenant_tables()))] == []
