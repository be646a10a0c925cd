"""The two roles behind the wall between cities, and databases that the owner owns.

`evenhand_owner` makes tables; `evenhand_app` works in them, under forced row-level security. Nobody logs in as either:
the login user steps into one as a connection starts.
"""

from typing import Any

import psycopg
from psycopg import sql

from evenhand.config.errors import Misconfigured
from evenhand.config.postgres import address

OWNER = "evenhand_owner"
APP = "evenhand_app"

type Connection = psycopg.Connection[tuple[Any, ...]]


def ensure_roles(server: str, login: str | None = None) -> None:
    """Make both roles and let `login` (default: who connects) step into them. Misconfigured: we may not."""
    with address.connect(server) as connection:
        user = login or connection.info.user
        try:
            for role in (OWNER, APP):
                _ensure_role(connection, role, user)
            _let_owner_build(connection)
        except psycopg.errors.InsufficientPrivilege as error:
            raise Misconfigured(
                f"the database user {user} may not prepare the server; let an administrator run:\n{_advice(user)}"
            ) from error


def ensure_login(server: str, login: str) -> None:
    """Make the user whom our own server's connections log in as: no rights but those of the role it steps into."""
    with address.connect(server) as connection:
        if not _exists(connection, login):
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN NOINHERIT").format(sql.Identifier(login)))


def create_database(server: str, name: str) -> None:
    """Make a database, if missing, that sorts by code point (so that every server agrees) and belongs to the owner."""
    with address.connect(server) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return
        connection.execute(
            sql.SQL(
                "CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"
            ).format(sql.Identifier(name), sql.Identifier(OWNER))
        )


def _exists(connection: Connection, role: str) -> bool:
    return connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone() is not None


def _ensure_role(connection: Connection, role: str, login: str) -> None:
    if not _exists(connection, role):
        connection.execute(sql.SQL("CREATE ROLE {} NOLOGIN").format(sql.Identifier(role)))
    if not _may_become(connection, role, login):
        connection.execute(sql.SQL("GRANT {} TO {}").format(sql.Identifier(role), sql.Identifier(login)))


def _may_become(connection: Connection, role: str, login: str) -> bool:
    """Whether `login` can SET ROLE. Since PostgreSQL 16 being a member no longer says so."""
    asked = "SET" if connection.info.server_version >= 160000 else "MEMBER"
    row = connection.execute("SELECT pg_has_role(%s, %s, %s)", [login, role, asked]).fetchone()
    return bool(row and row[0])


def _let_owner_build(connection: Connection) -> None:
    """The owner may make tables in `public`, also in a database that somebody else made for us."""
    row = connection.execute("SELECT has_schema_privilege(%s, 'public', 'CREATE')", [OWNER]).fetchone()
    if not (row and row[0]):
        connection.execute(sql.SQL("GRANT CREATE, USAGE ON SCHEMA public TO {}").format(sql.Identifier(OWNER)))


def _advice(login: str) -> str:
    return (
        f"  CREATE ROLE {OWNER} NOLOGIN; CREATE ROLE {APP} NOLOGIN;\n"
        f'  GRANT {OWNER}, {APP} TO "{login}";\n'
        f"  GRANT CREATE, USAGE ON SCHEMA public TO {OWNER};"
    )
