"""Whatever goes wrong is told in one sentence, with an exit code that tells, and never with a traceback unasked."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from evenhand.cli.exits import FAILURES, MEANINGS, Exit
from tests.cli.conftest import Run


@pytest.fixture
def nobody() -> Iterator[str]:
    """The address of a server that does not exist: its port is held, and nobody listens."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"postgresql://x@127.0.0.1:{held.getsockname()[1]}/x"


def test_every_exit_code_has_a_meaning() -> None:
    assert set(MEANINGS) == set(Exit)
    assert set(FAILURES.values()) <= set(Exit)


def test_a_database_that_does_not_answer(evenhand: Run, nobody: str) -> None:
    done = evenhand("migrate", EVENHAND_DATABASE_URL=nobody)
    assert done.returncode == Exit.DATABASE
    assert done.stderr.startswith("evenhand: PostgreSQL does not answer: ")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("EVENHAND_DATABASE_URL", "mysql://x@y/z", "EVENHAND_DATABASE_URL is no postgresql:// address"),
        ("EVENHAND_DEMO", "maybe", "EVENHAND_DEMO must be 0 or 1, not 'maybe'"),
        ("EVENHAND_KEY", "hunter2", "EVENHAND_KEY must be 64 hex digits"),
        ("EVENHAND_ADAPTERS", "sms", "EVENHAND_ADAPTERS must be written name=value"),
    ],
)
def test_a_wrong_setting_is_named(evenhand: Run, installed: str, name: str, value: str, words: str) -> None:
    done = evenhand("migrate", **{"EVENHAND_DATABASE_URL": installed, name: value})
    assert done.returncode == Exit.CONFIGURATION
    assert done.stderr.startswith(f"evenhand: {words}")
    assert "Traceback" not in done.stderr


def test_nothing_is_served_without_a_key(evenhand: Run, installed: str) -> None:
    done = evenhand("serve", EVENHAND_DATABASE_URL=installed, EVENHAND_KEY=None, EVENHAND_DEMO=None)
    assert done.returncode == Exit.CONFIGURATION
    assert done.stderr.startswith("evenhand: no master key")


def test_a_port_that_is_taken_is_named(evenhand: Run, installed: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        done = evenhand("serve", "--port", port, EVENHAND_DATABASE_URL=installed)
    assert done.returncode == Exit.CONFIGURATION
    assert done.stderr == f"evenhand: can't listen on 127.0.0.1:{port}: Address already in use; choose another --port\n"


@pytest.mark.parametrize("arguments", [("fly",), ("serve", "--port", "70000"), ("load-city", "/no/such.toml")])
def test_a_wrong_command_line_is_refused(evenhand: Run, arguments: tuple[str, ...]) -> None:
    done = evenhand(*arguments)
    assert done.returncode == Exit.USAGE
    assert "Error" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_data_folder_that_cannot_be_made(evenhand: Run, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = evenhand("migrate", EVENHAND_DATABASE_URL=None, EVENHAND_HOME=str(tmp_path / "file" / "home"))
    assert done.returncode == Exit.CONFIGURATION
    assert "EVENHAND_HOME" in done.stderr


def test_a_traceback_is_shown_on_demand(evenhand: Run, nobody: str) -> None:
    done = evenhand("migrate", EVENHAND_DATABASE_URL=nobody, EVENHAND_DEBUG="1")
    assert done.returncode == Exit.DATABASE
    assert "Traceback" in done.stderr


def test_a_fault_of_ours_is_told_as_one(evenhand: Run, installed: str) -> None:
    done = evenhand("migrate", EVENHAND_DATABASE_URL=installed, DJANGO_SETTINGS_MODULE="evenhand.nowhere")
    assert done.returncode == Exit.BROKEN
    assert done.stderr.startswith("evenhand: unexpected ModuleNotFoundError: ")
    assert "Traceback" not in done.stderr
