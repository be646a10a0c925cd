"""Some things are done in one place only: raw SQL, transactions, naming a city. Import graphs do not see these."""

import ast
import re
import tomllib

import pytest

from tests.house import tree
from tests.house.statements import is_sql

RAW_SQL = {
    "evenhand.apps.claims.admission": "a whole batch is settled by one statement",
    "evenhand.apps.residents.columns": "a city's people are entered as columns, not row by row",
    "evenhand.apps.journal.tenancy": "the tenant is a setting of the transaction, which no ORM can set",
    "evenhand.apps.reports.queries.figures": "figures of several rooms' tables together, each over one city",
    "evenhand.apps.reports.queries.stirring": "whether anything waits in any room: asked of every city all the time",
    "evenhand.config.postgres.inspection": "asks the catalog whether the wall stands",
    "evenhand.config.postgres.roles": "roles and databases are made before there are tables",
}
"""Modules beside the migrations that may write SQL themselves, and why."""

TRANSACTIONS = {
    "evenhand.apps.journal.tenancy": "makes the one context manager that all others use",
    "evenhand.web.kit": "one door, one service call, one transaction",
    "evenhand.web.api": "a call is one transaction, as a page is",
    "evenhand.worker": "a batch of facts and its effects are one transaction",
    "evenhand.cli": "each command is one",
    "evenhand.gate": "a batch of claims is one",
}
"""Where transactions begin; a package stands for what is in it."""

NAMES_OF_TRANSACTIONS = {"atomic", "city_transaction", "set_autocommit", "commit", "rollback"}
NOT_FOR_MODELS = {"ForeignKey", "OneToOneField", "ManyToManyField", "GenericForeignKey"}


def names(module: tree.Module) -> set[str]:
    """Every name and attribute that a module's code speaks of."""
    nodes = list(ast.walk(module.syntax))
    return {n.id for n in nodes if isinstance(n, ast.Name)} | {n.attr for n in nodes if isinstance(n, ast.Attribute)}


def outside(module: tree.Module, places: dict[str, str]) -> bool:
    return not any(module.name == place or module.name.startswith(f"{place}.") for place in places)


def test_raw_sql_stays_where_it_is_declared() -> None:
    writers = {m.name for m in tree.source() if not m.in_migrations and any(map(is_sql, m.strings()))}
    assert writers == set(RAW_SQL)


def test_transactions_begin_only_at_doors_commands_gate_and_worker() -> None:
    beginners = {m.name for m in tree.source() if NAMES_OF_TRANSACTIONS & names(m) and outside(m, TRANSACTIONS)}
    assert beginners == set()


def test_no_room_reaches_another_rooms_tables_behind_the_walls() -> None:
    reachers = {m.name for m in tree.source() if "get_model" in names(m) and not m.in_migrations}
    assert reachers == set()


def test_tables_refer_to_each_other_by_id_alone() -> None:
    assert {m.name for m in tree.source() if NOT_FOR_MODELS & names(m)} == set()


def city_words() -> set[str]:
    """The slugs of the cities there are, and their names in every language."""
    cities = [tomllib.loads(file.read_text("utf-8"))["city"] for file in sorted((tree.ROOT / "cities").glob("*.toml"))]
    spelled = [city["name"].values() if isinstance(city["name"], dict) else [city["name"]] for city in cities]
    return {city["slug"] for city in cities} | {name for names in spelled for name in names}


def test_no_line_of_the_source_names_a_city() -> None:
    assert city_words()
    spoken = re.compile("|".join(map(re.escape, city_words())), re.IGNORECASE)
    files = [file for file in tree.SOURCE.rglob("*") if file.suffix in {".py", ".sql", ".html", ".css", ".js", ".po"}]
    assert [str(file) for file in files if spoken.search(file.read_text("utf-8"))] == []


@pytest.mark.parametrize("room", tree.rooms())
def test_a_room_says_what_it_is_for_and_what_it_must_not_do(room: str) -> None:
    said = ast.get_docstring(tree.Module(tree.ROOMS / room / "__init__.py").syntax) or ""
    assert len(said) > 40
    assert re.search(r"\b(never|not|nothing|no|nobody|only)\b", said, re.IGNORECASE)


@pytest.mark.parametrize("room", tree.rooms())
def test_every_room_has_the_same_furniture(room: str) -> None:
    allowed = {"__init__", "models", "services", "queries", "ports", "admin", "migrations"}
    own = {
        "ballots": {"keys": "the one key that signs a city's logs"},
        "claims": {"admission": "raw SQL, without Django"},
        "dispatch": {"planning": "a wave is solved between two transactions, in none"},
        "journal": {
            "ids": "ids that sort by time",
            "schema": "migrations name SQL files",
            "seals": "signed heads of the audit chain, made and checked",
            "sockets": "finds the adapter that answers a port",
            "tenancy": "the wall between cities",
        },
        "notices": {"templates": "texts in each language, as data"},
        "residents": {
            "columns": "rows by the thousand",
            "indexes": "keyed hashes, which find what cannot be read",
            "sealing": "what is sealed of whom, and where it lies",
            "vault": "the one module that opens what is sealed",
        },
    }
    found = {p.stem for p in (tree.ROOMS / room).iterdir() if p.suffix == ".py" or (p / "__init__.py").exists()}
    assert found - allowed - set(own.get(room, {})) == set()
