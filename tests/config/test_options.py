"""The table of settings: defaults, and values that are refused by name."""

import os
from pathlib import Path

import pytest

from evenhand.config import home, options
from evenhand.config.errors import Misconfigured


def test_a_setting_that_is_absent_or_blank_has_its_default() -> None:
    assert options.several("EVENHAND_HOSTS", {}) == ["localhost", "127.0.0.1", "[::1]"]
    assert options.text("EVENHAND_HOME", {"EVENHAND_HOME": "  "}) == ""


def test_lists_and_pairs_are_read() -> None:
    assert options.several("EVENHAND_HOSTS", {"EVENHAND_HOSTS": "a.example, b.example,"}) == ["a.example", "b.example"]
    assert options.pairs("EVENHAND_ADAPTERS", {"EVENHAND_ADAPTERS": "sms=a.B, payment = c.D"}) == {
        "sms": "a.B",
        "payment": "c.D",
    }


@pytest.mark.parametrize("value", ["yes", "true", "2", "-1"])
def test_a_switch_is_zero_or_one(value: str) -> None:
    with pytest.raises(Misconfigured, match=f"EVENHAND_DEMO must be 0 or 1, not '{value}'"):
        options.switch("EVENHAND_DEMO", {"EVENHAND_DEMO": value})


@pytest.mark.parametrize("value", ["sms", "sms=", "=a.B"])
def test_half_a_pair_is_refused(value: str) -> None:
    with pytest.raises(Misconfigured, match="name=value"):
        options.pairs("EVENHAND_ADAPTERS", {"EVENHAND_ADAPTERS": value})


def test_a_typing_error_is_noticed() -> None:
    assert options.unknown({"EVENHAND_HOME": "/x", "EVENHAND_H0ME": "/x", "HOME": "/x"}) == ["EVENHAND_H0ME"]


def test_the_data_folder_is_the_chosen_one_or_depends_on_who_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert home.folder({"EVENHAND_HOME": str(tmp_path / "x")}) == tmp_path / "x"
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert home.folder({}) == Path("/var/lib/evenhand")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert home.folder({}) == tmp_path / ".evenhand"


def test_a_data_folder_that_cannot_be_made_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Misconfigured, match="EVENHAND_HOME"):
        home.make(tmp_path / "missing" / "home")
