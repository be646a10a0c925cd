"""The master key: where it comes from, and which ones are refused."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from evenhand.config import keys
from evenhand.config.errors import Misconfigured

GOOD = "9b1f4c0e72a85d3366f0c9e1b7482ad5139e6cf08b24d7715ac3e0f69d812b47"


@pytest.fixture
def key_file(tmp_path: Path) -> Iterator[Path]:
    file = tmp_path / "master.key"
    file.write_text(f"{GOOD}\n")
    file.chmod(0o600)
    return file


def test_it_is_read_from_the_environment_or_from_a_file(key_file: Path) -> None:
    assert keys.master_key({"EVENHAND_KEY": GOOD}) == bytes.fromhex(GOOD)
    assert keys.master_key({"EVENHAND_KEY_FILE": str(key_file)}) == bytes.fromhex(GOOD)


def test_without_one_nothing_serves(tmp_path: Path) -> None:
    environ = {"EVENHAND_HOME": str(tmp_path)}
    assert keys.master_key(environ) == b""
    with pytest.raises(Misconfigured, match="openssl rand -hex 32"):
        keys.required(environ)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.req("trust:S23")
@pytest.mark.parametrize(
    "wrong", ["secret", GOOD[:-2], GOOD + "00", "x" * 64, "0" * 64, "0123456789abcdef" * 4, "é" * 64]
)
def test_what_is_no_random_key_is_refused_and_not_repeated(wrong: str) -> None:
    with pytest.raises(Misconfigured) as refused:
        keys.master_key({"EVENHAND_KEY": wrong})
    assert wrong not in str(refused.value)


def test_a_file_that_others_may_read_is_refused(key_file: Path) -> None:
    key_file.chmod(0o640)
    with pytest.raises(Misconfigured, match="chmod 600"):
        keys.master_key({"EVENHAND_KEY_FILE": str(key_file)})


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="can't be read"):
        keys.master_key({"EVENHAND_KEY_FILE": str(tmp_path / "none")})


def test_programs_that_rehearse_in_one_folder_make_one_key(tmp_path: Path) -> None:
    environ = {"EVENHAND_DEMO": "1", "EVENHAND_HOME": str(tmp_path / "home")}
    with ThreadPoolExecutor(8) as programs:
        made = set(programs.map(lambda _: keys.master_key(environ), range(8)))
    assert len(made) == 1
    assert [file.name for file in (tmp_path / "home").iterdir()] == ["demo.key"]
    assert (tmp_path / "home" / "demo.key").stat().st_mode & 0o777 == 0o600


@pytest.mark.req("trust:S23")
def test_the_key_of_a_rehearsal_is_refused_outside_of_one(tmp_path: Path) -> None:
    environ = {"EVENHAND_HOME": str(tmp_path)}
    made = keys.master_key({**environ, "EVENHAND_DEMO": "1"})
    with pytest.raises(Misconfigured, match="rehearsal"):
        keys.master_key({**environ, "EVENHAND_KEY": made.hex()})
