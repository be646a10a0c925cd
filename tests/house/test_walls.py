"""Every wall holds: in a copy of the tree, one breach of each contract is carried in and must be refused."""

import configparser
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house import tree

LINTER = Path(sys.executable).with_name("lint-imports")
BREACHES = {
    "storeys": ("core/astray.py", "from evenhand.apps.journal import ids", "core.astray -> evenhand.apps.journal.ids"),
    "rooms": (
        "apps/cities/astray.py",
        "from evenhand.apps.orders import queries",
        "cities.astray -> evenhand.apps.orders.queries",
    ),
    "core_is_pure": ("core/hurried.py", "import time", "core.hurried -> time"),
    "simulation_shares_only_core": ("simulation/astray.py", "import django", "simulation.astray -> django"),
    "doors_knock": (
        "web/astray.py",
        "from evenhand.apps.orders import models",
        "web.astray -> evenhand.apps.orders.models",
    ),
    "private_tables": (
        "apps/settlement/astray.py",
        "from evenhand.apps.orders import models",
        "settlement.astray -> evenhand.apps.orders.models",
    ),
    "vault": (
        "apps/handover/astray.py",
        "from evenhand.apps.residents import vault",
        "handover.astray -> evenhand.apps.residents.vault",
    ),
    "gate_admits": (
        "gate/astray.py",
        "from evenhand.apps.claims import queries",
        "gate.astray -> evenhand.apps.claims.queries",
    ),
    "admission_is_bare": ("apps/claims/admission.py", "from django.db import connection", "claims.admission -> django"),
    "modes": (
        "core/modes/first_come.py",
        "from evenhand.core.modes import lobby",
        "first_come -> evenhand.core.modes.lobby",
    ),
    "one_solver": ("core/routing/astray.py", "import pyvrp", "routing.astray -> pyvrp"),
    "acyclic": ("core/terms.py", "from evenhand.core import passes", ".terms -> .passes"),
}
"""For each contract: a module, new or old; a line that it must not contain; the import that the linter must name."""


def contracts() -> dict[str, str]:
    """Each contract's key and its name."""
    parsed = configparser.ConfigParser()
    parsed.read(tree.ROOT / ".importlinter")
    return {key.split(":")[2]: parsed[key]["name"] for key in parsed.sections() if key.count(":") == 2}


def lint(source: Path, cache: Path) -> str:
    """What the linter says about the package in a folder."""
    command = [str(part) for part in (LINTER, "--config", tree.ROOT / ".importlinter", "--cache-dir", cache)]
    environment = os.environ | {"PYTHONPATH": str(source), "NO_COLOR": "1", "COLUMNS": "200"}
    return subprocess.run(command, env=environment, cwd=source, capture_output=True, text=True, check=False).stdout


@pytest.fixture(scope="module")
def refusals(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the linter says of the tree with all breaches in it, and a second mode for the first one to know."""
    folder = tmp_path_factory.mktemp("walls")
    package = folder / "evenhand"
    shutil.copytree(tree.SOURCE, package, ignore=shutil.ignore_patterns("__pycache__", "static", "locale", "templates"))
    (package / "core" / "modes" / "lobby.py").touch()
    for file, line, _ in BREACHES.values():
        with (package / file).open("a", encoding="utf-8") as opened:
            opened.write(f"\n{line}\n")
    return lint(folder, folder / "cache")


def test_the_walls_stand() -> None:
    command = [str(LINTER), "--no-cache"]
    done = subprocess.run(command, cwd=tree.ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_there_is_a_breach_for_every_wall() -> None:
    assert set(BREACHES) == set(contracts())


@pytest.mark.parametrize("wall", sorted(BREACHES))
def test_a_breach_of_a_wall_is_refused(wall: str, refusals: str) -> None:
    _, _, verdict = refusals.partition("Broken contracts")
    _, _, reasons = verdict.partition(f"{contracts()[wall]}\n---")
    assert BREACHES[wall][2] in reasons.partition("\n---")[0]


def test_an_unknown_room_is_refused(tmp_path: Path) -> None:
    shutil.copytree(tree.SOURCE, tmp_path / "evenhand", ignore=shutil.ignore_patterns("__pycache__", "static"))
    (tmp_path / "evenhand" / "apps" / "attic.py").touch()
    assert "evenhand.apps.attic" in lint(tmp_path, tmp_path / "cache")


def test_the_gate_starts_without_django() -> None:
    code = "import sys, evenhand.gate.app; sys.exit(any(name.partition('.')[0] == 'django' for name in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
