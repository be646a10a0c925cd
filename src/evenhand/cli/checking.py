"""What `evenhand check` examines: is this installation fit to serve?"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib import metadata
from platform import python_version

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from evenhand.cli import ready
from evenhand.config import keys, options, postgres
from evenhand.config.errors import Misconfigured

PACKAGES = ("django", "psycopg", "asyncpg", "granian", "cryptography", "pyvrp")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing examined, and whether it is as it should be."""

    good: bool
    words: str


def findings() -> list[Finding]:
    """Everything examined, in order. DatabaseUnavailable: the database can't be asked."""
    return [finding for examine in EXAMINED for finding in examine()]


def _options() -> list[Finding]:
    return [Finding(False, f"{name} is no setting: a typing error?") for name in options.unknown()] or [
        Finding(True, "every EVENHAND_ variable is a known setting")
    ]


def _key() -> list[Finding]:
    try:
        keys.required()
    except Misconfigured as error:
        return [Finding(False, str(error))]
    return [Finding(True, "the master key is set and random")]


def _versions() -> list[Finding]:
    versions = [f"{name} {metadata.version(name)}" for name in PACKAGES]
    return [Finding(True, f"Python {python_version()}, {', '.join(versions)}")]


def _adapters() -> list[Finding]:
    ready.work("evenhand.apps.journal.sockets")
    fakes = [f"{name} is plugged into {path}" for name, path in settings.EVENHAND_ADAPTERS.items() if ".fake." in path]
    if settings.EVENHAND_DEMO or not fakes:
        return [Finding(True, f"adapters: {', '.join(sorted(settings.EVENHAND_ADAPTERS))}")]
    return [Finding(False, f"{fake}, which is for rehearsals only; see EVENHAND_ADAPTERS") for fake in fakes]


def _django() -> list[Finding]:
    try:
        found = ready.work("django.core.checks").run_checks()
    except ImproperlyConfigured as error:
        return [Finding(False, f"Django can't be examined: {error}")]
    serious = [
        Finding(False, f"{message.obj or 'settings'}: {message.msg}") for message in found if message.is_serious()
    ]
    return serious or [Finding(True, "Django finds no fault with settings, models and addresses")]


def _server() -> list[Finding]:
    with postgres.connect(options.text("EVENHAND_DATABASE_URL")) as connection:
        version = connection.info.parameter_status("server_version")
        encoding = connection.info.parameter_status("server_encoding")
    return [Finding(encoding == "UTF8", f"PostgreSQL {version}, encoding {encoding}")]


def _roles() -> list[Finding]:
    faults = postgres.faults_of_roles(options.text("EVENHAND_DATABASE_URL"))
    return [Finding(False, fault) for fault in faults] or [Finding(True, "no role of ours can pass through the wall")]


def _wall() -> list[Finding]:
    open_tables = postgres.tables_without_wall(options.text("EVENHAND_DATABASE_URL"))
    return [Finding(False, f"table {table}: row-level security is not forced") for table in open_tables] or [
        Finding(True, "row-level security is forced on every table of a city")
    ]


def _migrations() -> list[Finding]:
    waiting = ready.work("evenhand.cli.migrations").waiting()
    words = f"migrations wait: {', '.join(waiting)}; run evenhand migrate" if waiting else "the schema is up to date"
    return [Finding(not waiting, words)]


EXAMINED: tuple[Callable[[], list[Finding]], ...] = (
    _options,
    _key,
    _versions,
    _server,
    _roles,
    _migrations,
    _wall,
    _adapters,
    _django,
)
