"""The migrated database could be spread over many servers by city, and its own rules keep one city from another.

These tests read the catalog, not the migrations: what counts is what the server will enforce.
"""

from typing import Any

import pytest
from django.db import connection

from tests.house import tree
from tests.house.statements import breaches
from tests.recorded import Judge

REFERENCE = {"cities_city", "django_migrations"}
"""Tables that every server of a cluster holds whole: the list of cities, and which migrations have run."""

WALL = "(city = NULLIF(current_setting('evenhand.city'::text, true), ''::text))"

MAY_CHANGE: dict[str, set[str]] = {
    "campaigns_campaign": set(),
    "campaigns_release": set(),
    "cities_approval": {"approver", "approved_at", "declined_at"},
    "claims_claim": {"returned_at"},
    "claims_dial": {"city", "subject", "admit", "per_s", "set_by", "at"},
    "claims_limit": set(),
    "claims_lobby": {"size", "root", "frozen_at", "line", "drawn_at"},
    "claims_quota": {"remaining", "total", "returned", "poured", "carried", "arrived", "standing"},
    "claims_reserve": {"remaining", "returned_at"},
    "claims_standing": {"position", "settled_at", "poured_at"},
    "fulfilment_acceptance": set(),
    "fulfilment_count": set(),
    "fulfilment_lot": {"disinfected_at", "disinfected_by"},
    "fulfilment_movement": set(),
    "handover_attempt": set(),
    "handover_handover": set(),
    "journal_event": {"done_at"},
    "journal_link": set(),
    "journal_seal": set(),
    "settlement_bill": set(),
    "settlement_correction": set(),
    "settlement_period": {"state", "approved_by", "approved_at", "disputed_by", "dispute", "closed_at"},
    "settlement_posting": set(),
    "settlement_statement": set(),
}
"""Tables of record, which nobody deletes from, and the columns in which the app role may ever change a row."""

pytestmark = [pytest.mark.django_db, pytest.mark.req("trust:S8")]


def rows(sql: str, *params: Any) -> list[Any]:
    """What a query of the catalog finds: tuples, or plain values where it asks for one column."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        found = cursor.fetchall()
    return [row[0] if len(row) == 1 else row for row in found]


TABLES = "select c.oid::regclass::text from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind "


def test_every_table_belongs_to_one_city_or_is_a_known_reference_table() -> None:
    assert set(rows(TABLES + "in ('r', 'p', 'f')")) == tree.tenant_tables() | REFERENCE


@pytest.mark.parametrize("kind", ["v", "m"])
def test_there_are_no_views_that_could_see_past_the_wall(kind: str) -> None:
    assert rows(TABLES + "= %s", kind) == []


def test_every_tenant_table_has_the_wall_forced_upon_it() -> None:
    walled = rows("select relname from pg_class where relrowsecurity and relforcerowsecurity and relkind = 'r'")
    policies = rows("select tablename, cmd, permissive, roles::text, qual, with_check from pg_policies")
    assert set(walled) == tree.tenant_tables()
    assert sorted(policies) == [(t, "ALL", "PERMISSIVE", "{public}", WALL, WALL) for t in sorted(tree.tenant_tables())]


def test_every_key_contains_the_city() -> None:
    astray = rows(
        """
        select i.indexrelid::regclass::text from pg_index i
        join pg_class c on c.oid = i.indrelid and c.relnamespace = 'public'::regnamespace
        left join pg_attribute a on a.attrelid = i.indrelid and a.attname = 'city'
        where c.relname <> all (%s) and (i.indisunique or i.indisexclusion)
          and (a.attnum is null or not a.attnum = any (i.indkey))""",
        list(REFERENCE),
    )
    assert astray == []


def test_every_tenant_table_has_a_primary_key_that_begins_with_the_city() -> None:
    led_by_city = rows("""
        select i.indrelid::regclass::text from pg_index i
        join pg_attribute a on a.attrelid = i.indrelid and a.attnum = i.indkey[0]
        where i.indisprimary and a.attname = 'city'""")
    assert set(led_by_city) == tree.tenant_tables()


def test_every_reference_stays_inside_a_city_or_goes_to_the_list_of_cities() -> None:
    astray = rows("""
        select k.conrelid::regclass::text || '.' || k.conname from pg_constraint k
        where k.contype = 'f' and k.confrelid <> 'cities_city'::regclass
          and not exists (
            select from unnest(k.conkey, k.confkey) as pair (own, other)
            join pg_attribute a on a.attrelid = k.conrelid and a.attnum = pair.own and a.attname = 'city'
            join pg_attribute b on b.attrelid = k.confrelid and b.attnum = pair.other and b.attname = 'city')""")
    assert astray == []


def test_there_are_no_triggers_and_no_rules() -> None:
    assert rows("select tgname from pg_trigger where not tgisinternal") == []
    assert rows("select tablename from pg_rules where schemaname = 'public'") == []


def test_no_sequence_is_shared_by_cities() -> None:
    assert rows(TABLES + "= 'S'") in ([], ["django_migrations_id_seq"])


def test_the_programs_roles_stand_below_the_wall() -> None:
    roles = rows("select rolname, rolsuper, rolbypassrls, rolcanlogin from pg_roles where rolname like %s", "evenhand%")
    assert ("evenhand_app", False, False, False) in roles
    assert ("evenhand_owner", False, False, False) in roles
    owned = rows("select tablename from pg_tables where schemaname = 'public' and tableowner <> 'evenhand_owner'")
    assert owned == []


def test_this_test_speaks_in_the_role_of_the_program() -> None:
    assert rows("select current_user") == ["evenhand_app"]


@pytest.mark.req("trust:R3")
def test_safety_is_proved_at_the_plain_isolation_level() -> None:
    assert rows("show transaction_isolation") == ["read committed"]


@pytest.mark.req("trust:S17")
@pytest.mark.parametrize("table", sorted(MAY_CHANGE))
def test_what_is_written_down_stays_written(table: str) -> None:
    changeable = rows(
        """
        select attname from pg_attribute where attrelid = %s::regclass and attnum > 0 and not attisdropped
          and has_column_privilege('evenhand_app', attrelid, attnum, 'update')""",
        table,
    )
    assert set(changeable) == MAY_CHANGE[table]
    assert rows("select has_table_privilege('evenhand_app', %s, 'delete, truncate')", table) == [False]


def test_nobody_may_empty_or_own_a_table_through_the_app_role() -> None:
    dangerous = rows(TABLES + "= 'r' and has_table_privilege('evenhand_app', c.oid, 'truncate, references, trigger')")
    assert dangerous == []


def test_the_databases_own_functions_name_one_city() -> None:
    bodies = rows("select proname, prosrc from pg_proc where pronamespace = 'public'::regnamespace")
    assert {"city_now", "claims_admit"} <= {name for name, _ in bodies}
    assert [(name, found) for name, body in bodies if (found := breaches(body, tree.tenant_tables()))] == []


def test_a_statement_without_a_city_fails_the_test_that_sends_it() -> None:
    judge = Judge(watched=tree.ROOT / "tests")
    with (
        connection.execute_wrapper(judge),
        pytest.raises(AssertionError, match="orders_order is not bound to one city"),
    ):
        rows("select count(*) from orders_order")


def test_outside_of_a_city_nothing_is_seen() -> None:
    seen = {table: rows(f'select count(*) from "{table}"') for table in tree.tenant_tables()}
    assert set(map(tuple, seen.values())) == {(0,)}
