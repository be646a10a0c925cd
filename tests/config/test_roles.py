"""Roles: who may make tables, who may work in them, and what would let somebody through the wall."""

import secrets
from collections.abc import Iterator

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from evenhand.config import postgres
from evenhand.config.errors import Misconfigured


@pytest.fixture
def database(server: postgres.Server) -> str:
    """The address of an empty database."""
    return server.create_database(f"roles_{secrets.token_hex(4)}")


@pytest.fixture
def stranger(server: postgres.Server) -> Iterator[str]:
    """A login user without any right: its name."""
    name = f"stranger_{secrets.token_hex(4)}"
    with psycopg.connect(server.admin_url, autocommit=True) as connection:
        connection.execute(SQL("CREATE ROLE {} LOGIN").format(Identifier(name)))
        yield name
        connection.execute(SQL("DROP OWNED BY {}").format(Identifier(name)))
        connection.execute(SQL("DROP ROLE {}").format(Identifier(name)))


def as_user(address: str, user: str) -> str:
    return address.replace("postgresql://evenhand@", f"postgresql://{user}@")


def test_whoever_may_not_prepare_the_server_is_told_what_to_run(database: str, stranger: str) -> None:
    with pytest.raises(Misconfigured, match=f'GRANT evenhand_owner, evenhand_app TO "{stranger}"'):
        postgres.ensure_roles(as_user(database, stranger))


def test_preparing_again_changes_nothing(database: str) -> None:
    postgres.ensure_roles(database)
    postgres.ensure_roles(database)
    assert postgres.faults_of_roles(database) == []


def test_the_owner_may_build_in_a_database_that_somebody_else_made(server: postgres.Server) -> None:
    name = f"theirs_{secrets.token_hex(4)}"
    with psycopg.connect(server.admin_url, autocommit=True) as connection:
        connection.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
    postgres.ensure_roles(as_user(server.url(name), "postgres"))
    with psycopg.connect(server.url(name), options=f"-c role={postgres.OWNER}") as connection:
        connection.execute("CREATE TABLE built ()")


def test_the_app_may_not_make_tables(database: str) -> None:
    with (
        psycopg.connect(database, options=f"-c role={postgres.APP}") as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("CREATE TABLE built ()")


def test_a_table_without_a_wall_is_found(database: str) -> None:
    with psycopg.connect(database, options=f"-c role={postgres.OWNER}", autocommit=True) as connection:
        connection.execute("CREATE TABLE open (city text)")
        connection.execute("CREATE TABLE half (city text)")
        connection.execute("ALTER TABLE half ENABLE ROW LEVEL SECURITY")
        connection.execute("CREATE TABLE walled (city text)")
        connection.execute("ALTER TABLE walled ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
        connection.execute("CREATE TABLE of_no_city (word text)")
    assert postgres.tables_without_wall(database) == ["half", "open"]


def test_whoever_passes_through_the_wall_is_found(database: str, server: postgres.Server, stranger: str) -> None:
    assert postgres.faults_of_roles(as_user(database, "postgres")) == ["role postgres is a superuser"]
    with psycopg.connect(server.admin_url, autocommit=True) as connection:
        connection.execute(SQL("ALTER ROLE {} BYPASSRLS").format(Identifier(stranger)))
    assert postgres.faults_of_roles(as_user(database, stranger)) == [f"role {stranger} bypasses row-level security"]


def test_an_app_that_owns_tables_is_found(database: str) -> None:
    with psycopg.connect(as_user(database, "postgres"), autocommit=True) as connection:
        connection.execute("CREATE TABLE mine ()")
        connection.execute(SQL("ALTER TABLE mine OWNER TO {}").format(Identifier(postgres.APP)))
    assert postgres.faults_of_roles(database) == ["role evenhand_app owns 1 tables"]
