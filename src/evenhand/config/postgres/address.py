"""Addresses of databases: where our own server listens, how libpq and Django write them, who answers there."""

import os
from hashlib import sha256
from pathlib import Path
from tempfile import gettempdir
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import conninfo

from evenhand.config.errors import DatabaseUnavailable, Misconfigured

OLDEST = 15
"""The oldest PostgreSQL that has all we ask of it (schema `public` closed to strangers, `security_invoker` views)."""

SOCKET_PATH_BYTES = 103
"""Longest path of a Unix socket that every system takes (sun_path less its NUL: macOS 103, Linux 107)."""

SOCKET_NAME = ".s.PGSQL.5432"
LOGIN = "evenhand"
DATABASE = "evenhand"


def socket_folder(data: Path) -> Path:
    """Where the server of a data folder listens: inside it, or, where that path is too long, a short private folder."""
    if len(os.fsencode(data / SOCKET_NAME)) <= SOCKET_PATH_BYTES:
        return data
    name = sha256(os.fsencode(data)).hexdigest()[:12]
    return Path(gettempdir()) / f"evenhand-{os.geteuid()}-{name}"


def url(sockets: Path, database: str = DATABASE, user: str = LOGIN) -> str:
    """The address of a database of our own server."""
    return f"postgresql://{user}@/{database}?host={quote(str(sockets), safe='')}"


def parse(address: str) -> dict[str, Any]:
    """The parts of a postgresql:// address, named as libpq names them. Misconfigured: not such an address."""
    try:
        parts = conninfo.conninfo_to_dict(address)
    except psycopg.ProgrammingError as error:
        raise Misconfigured(f"EVENHAND_DATABASE_URL is no postgresql:// address: {str(error).strip()}") from error
    if not parts.get("dbname"):
        raise Misconfigured("EVENHAND_DATABASE_URL names no database; write postgresql://user@host:5432/database")
    return parts


def django_settings(address: str, role: str) -> dict[str, Any]:
    """A Django database entry whose sessions start in `role`: what RESET returns to is the role, not the login user."""
    parts = parse(address)
    names = {key: str(parts.pop(libpq, "")) for key, libpq in _DJANGO_NAMES.items()}
    options = f"{parts.pop('options', '')} -c role={role}".strip()
    return {"ENGINE": "django.db.backends.postgresql", **names, "OPTIONS": {**parts, "options": options}}


_DJANGO_NAMES = {"NAME": "dbname", "USER": "user", "PASSWORD": "password", "HOST": "host", "PORT": "port"}


def connect(address: str) -> "psycopg.Connection[tuple[Any, ...]]":
    """An autocommitting connection. DatabaseUnavailable: no answer. Misconfigured: no address, or a server too old."""
    parse(address)
    try:
        connection = psycopg.connect(address, autocommit=True, connect_timeout=10)
    except psycopg.OperationalError as error:
        raise DatabaseUnavailable(f"PostgreSQL does not answer: {str(error).strip()}") from error
    major = connection.info.server_version // 10000
    if major < OLDEST:
        connection.close()
        raise Misconfigured(f"PostgreSQL {major} is too old; Evenhand needs {OLDEST} or newer")
    return connection
