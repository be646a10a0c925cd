"""The second verifier computes in PostgreSQL what the first computes in Python: the same keys, order and roots."""

from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType

import psycopg
import pytest

from evenhand.config.postgres import Server
from tests.core.draw import published, staged

FILES = staged.files()


@pytest.fixture(scope="module")
def sql() -> ModuleType:
    spec = spec_from_file_location("verify_sql", staged.VERIFIER.with_name("verify_sql.py"))
    assert spec and spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def connection(server: Server) -> psycopg.Connection:
    return psycopg.connect(server.create_database("verifier"))


@pytest.mark.req("draw:9", "draw:13")
def test_what_was_published_is_what_the_database_computes(sql: ModuleType, connection: psycopg.Connection) -> None:
    assert sql.differences(FILES, connection) == []
    assert sql.differences(staged.files(staged.Stage(people=0)), connection) == []


@pytest.mark.parametrize(
    ("name", "place", "wrong"),
    [("leaves.bin", 6, "log_root"), ("leaves.bin", 24, "log_root"), ("rows.bin", 30, "row"), ("ikm.txt", -2, "row")],
)
def test_what_was_changed_is_found(
    sql: ModuleType, connection: psycopg.Connection, name: str, place: int, wrong: str
) -> None:
    raw = bytearray(FILES[name])
    raw[place] ^= 1
    found = sql.differences({**FILES, name: bytes(raw)}, connection)
    assert wrong in {what for what, _ in found}


def test_the_example_of_the_specification(connection: psycopg.Connection) -> None:
    """The nested hashes of the script, on the example's PRK and labels."""
    functions = staged.VERIFIER.with_name("verify.sql").read_text("utf-8").partition("create temporary table")[0]
    with connection.cursor() as cursor:
        cursor.execute(functions)
        for label, tickets, key in (published.EXAMPLE["A"], published.EXAMPLE["B"]):
            cursor.execute(
                "select min(encode(pg_temp.expand(pg_temp.xored(%(prk)s, 54), pg_temp.xored(%(prk)s, 92),"
                " case when t = 0 then %(label)s else %(label)s || convert_to('#' || t, 'UTF8') end), 'hex'))"
                " from generate_series(0, %(tickets)s - 1) t",
                {"prk": bytes.fromhex(published.EXAMPLE["prk"]), "label": label, "tickets": tickets},
            )
            assert cursor.fetchone() == (key,)
    connection.rollback()
