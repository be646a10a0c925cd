"""`evenhand check` finds what would make an installation unfit, and nothing in one that is fit."""

import secrets

import psycopg
import pytest

from evenhand.cli.exits import Exit
from evenhand.config.postgres import Server
from tests.cli.conftest import Run


def found(output: str) -> list[str]:
    """What is not as it should be."""
    return [line.removeprefix("NO  ") for line in output.splitlines() if line.startswith("NO  ")]


def test_a_rehearsal_is_fit(evenhand: Run, installed: str) -> None:
    done = evenhand("check", EVENHAND_DATABASE_URL=installed)
    assert (found(done.stdout), done.returncode) == ([], Exit.OK)


def test_an_installation_without_key_and_with_a_fake_adapter_is_not(evenhand: Run, installed: str) -> None:
    done = evenhand("check", EVENHAND_DATABASE_URL=installed, EVENHAND_KEY=None, EVENHAND_DEMO="0")
    assert done.returncode == Exit.CONFIGURATION
    no_key, fake, *_ = found(done.stdout)
    assert no_key.startswith("no master key")
    assert "for rehearsals only" in fake


def test_with_its_own_key_and_adapters_it_is(evenhand: Run, installed: str) -> None:
    adapters = "payment=collections.Counter,sms=collections.Counter"
    done = evenhand("check", EVENHAND_DATABASE_URL=installed, EVENHAND_DEMO="0", EVENHAND_ADAPTERS=adapters)
    assert (found(done.stdout), done.returncode) == ([], Exit.OK)


def test_a_typing_error_in_a_setting_is_found(evenhand: Run, installed: str) -> None:
    done = evenhand("check", EVENHAND_DATABASE_URL=installed, EVENHAND_0RIGINS="https://x.example")
    assert found(done.stdout) == ["EVENHAND_0RIGINS is no setting: a typing error?"]


def test_a_schema_that_waits_is_found(evenhand: Run, server: Server) -> None:
    empty = server.create_database(f"empty_{secrets.token_hex(4)}")
    done = evenhand("check", EVENHAND_DATABASE_URL=empty)
    assert done.returncode == Exit.CONFIGURATION
    assert "journal.0001_initial" in found(done.stdout)[0]


@pytest.mark.parametrize("command", ["NO FORCE ROW LEVEL SECURITY", "DISABLE ROW LEVEL SECURITY"])
def test_a_table_whose_wall_was_taken_down_is_found(evenhand: Run, installed: str, command: str) -> None:
    with psycopg.connect(installed, autocommit=True, options="-c role=evenhand_owner") as connection:
        connection.execute(f"ALTER TABLE claims_claim {command}")
        done = evenhand("check", EVENHAND_DATABASE_URL=installed)
        connection.execute("ALTER TABLE claims_claim ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY")
    assert found(done.stdout) == ["table claims_claim: row-level security is not forced"]
