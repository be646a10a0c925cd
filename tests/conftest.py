"""Every test that touches the database gets a real PostgreSQL, started for this run, and a city of its own."""

import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import django
import hypothesis
import psycopg
import pytest
from django.core.management import call_command
from django.db import connection, connections
from pytest_django import DjangoDbBlocker

from evenhand.config.postgres import Server
from tests.gate import process

pytest_plugins = ["tests.recorded"]

HOME = Path(tempfile.gettempdir()) / f"evenhand-tests-{os.getpid()}"
SERVER = Server(HOME)

# Set before Django reads its settings, and for every process that a test starts.
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "evenhand.config.settings",
    "EVENHAND_HOME": str(HOME),
    "EVENHAND_DATABASE_URL": SERVER.url("tests"),
    "EVENHAND_KEY": "5f1d0c3b7a9e42866d2b8f10c4e7a35991be03d46c7f28a5e0139b74d6822f5a",
    "EVENHAND_DEMO": "1",
}


LONGEST = {"faults", "journeys", "browser", "cli"}
"""Folders whose files take longest."""
MADE = pytest.StashKey[bool]()
LASTING: set[str] = set()
"""Cities of fixtures that outlive a module."""

hypothesis.settings.register_profile("evenhand", deadline=None)  # a busy machine is slow, not wrong
hypothesis.settings.load_profile("evenhand")


def pytest_configure(config: pytest.Config) -> None:
    """Make Django ready before test modules, which import models, are read.

    Whoever hands tests out to several processes keeps the settings for itself: each of those makes its own, with a
    server of its own, from this very file.
    """
    django.setup()
    if config.getoption("numprocesses", None):
        del os.environ["DJANGO_SETTINGS_MODULE"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first, so that no process is left alone with one of them at the end."""
    items.sort(key=lambda item: LONGEST.isdisjoint(item.path.parts))


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The PostgreSQL server of this run. It starts with the first test that asks, and leaves nothing behind."""
    with SERVER:
        yield SERVER
    shutil.rmtree(HOME)


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder that does not exist yet, outside of private homes: root's server runs as another user."""
    path = Path(tempfile.gettempdir()) / f"evenhand-{secrets.token_hex(6)}"
    yield path
    shutil.rmtree(path, ignore_errors=True)


@pytest.fixture
def fresh(folder: Path) -> Iterator[Server]:
    """A PostgreSQL of its own, to be killed."""
    with Server(folder) as server:
        yield server


@pytest.fixture(scope="session")
def django_db_setup(pytestconfig: pytest.Config, server: Server, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """One database for the run, made by the migrations as the owner; the tests work in it as the app role."""
    server.create_database("tests")
    with django_db_blocker.unblock():
        call_command("migrate", database="owner", verbosity=0)
        pytestconfig.stash[MADE] = True
        yield
        for opened in connections.all(initialized_only=True):
            opened.close()
        connection.close_pool()


@pytest.fixture(scope="session")
def gate(django_db_setup: None) -> Iterator[process.GateProcess]:
    """A running gate on the tests' database, for all tests that don't kill it."""
    with process.running() as gate:
        yield gate


@pytest.fixture(scope="module", autouse=True)
def _forgotten_cities(pytestconfig: pytest.Config) -> Iterator[None]:
    """After a module its cities are struck off the list: gates and workers of later tests would look after them all."""
    yield
    if pytestconfig.stash.get(MADE, False):
        with psycopg.connect(SERVER.admin_url, dbname="tests") as admin:
            admin.execute("SET session_replication_role = replica")  # rows that refer to a city stay behind
            admin.execute("DELETE FROM cities_city WHERE slug <> ALL(%s)", [list(LASTING)])


@pytest.fixture
def make_city(transactional_db: None) -> Callable[[], str]:
    """Makes cities that no other test knows: tests are kept apart by the wall between cities, so nothing is wiped."""

    def make() -> str:
        slug = f"t{secrets.token_hex(6)}"
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO cities_city (slug, name, timezone, policy, policy_hash, rehearsal)"
                " VALUES (%s, '{\"en\": \"Testing\"}', 'Asia/Shanghai', '{}', repeat('0', 64), true)",
                [slug],
            )
        return slug

    return make


@pytest.fixture
def city(make_city: Callable[[], str]) -> str:
    """A fresh, empty city in rehearsal: its slug. Transactions really commit."""
    return make_city()
