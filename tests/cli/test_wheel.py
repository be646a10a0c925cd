"""The built wheel carries everything: what is installed from it runs without the sources."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from evenhand.config.postgres import Server

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCE = ROOT / "src" / "evenhand"


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder into which the wheel, just built, was installed."""
    built, folder = tmp_path_factory.mktemp("built"), tmp_path_factory.mktemp("installed")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", built], cwd=ROOT, check=True)
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as files:
        files.extractall(folder)
    return folder


def files_of(folder: Path) -> set[str]:
    """Files, without what tools leave behind."""
    files = {file.relative_to(folder) for file in folder.rglob("*") if file.is_file()}
    return {str(file) for file in files if not any(part.startswith((".", "__pycache__")) for part in file.parts)}


def test_every_file_of_the_package_is_inside(unpacked: Path) -> None:
    assert files_of(SOURCE) - files_of(unpacked / "evenhand") == set()


def test_every_city_is_inside(unpacked: Path) -> None:
    cities = {file.name for file in (ROOT / "cities").glob("*.toml")}
    assert cities == {file.name for file in (unpacked / "evenhand" / "city_files").glob("*.toml")} != set()


def test_it_runs_without_the_sources(unpacked: Path, server: Server) -> None:
    address = server.create_database("from_wheel")
    environ = {**os.environ, "PYTHONPATH": str(unpacked), "EVENHAND_DATABASE_URL": address}

    def run(*arguments: str) -> str:
        command = [sys.executable, *arguments]
        return subprocess.run(command, env=environ, cwd=unpacked, capture_output=True, text=True, check=True).stdout

    assert Path(run("-c", "import evenhand; print(evenhand.__file__)").strip()).is_relative_to(unpacked)
    run("-m", "evenhand.cli", "migrate")
    assert "ok  the schema is up to date" in run("-m", "evenhand.cli", "check")
