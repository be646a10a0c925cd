"""The city files that come with Evenhand, found by name: beside the source, or inside the installed package."""

from collections.abc import Sequence
from pathlib import Path

from evenhand.config.errors import Misconfigured

PACKAGE = Path(__file__).resolve().parent.parent
FOLDERS = (PACKAGE / "city_files", PACKAGE.parent.parent / "cities")
DEMO = "demo.txt"
"""Names the cities of a demonstration, one a line."""


def find(names: Sequence[str]) -> list[Path]:
    """The file of each name; a name may also be a file's path. None named: those of a demonstration.

    Misconfigured: there is no such city; the message names those there are.
    """
    return [_find(name) for name in names or _demo()]


def _find(name: str) -> Path:
    given = Path(name)
    for file in (given, *(folder / f"{name}.toml" for folder in FOLDERS)):
        if file.suffix == ".toml" and file.is_file():
            return file
    known = ", ".join(sorted(file.stem for file in _folder().glob("*.toml")))
    raise Misconfigured(f"there is no city {name!r}; there are {known}, or name a file")


def _demo() -> list[str]:
    return (_folder() / DEMO).read_text(encoding="utf-8").split()


def _folder() -> Path:
    return next(folder for folder in FOLDERS if folder.is_dir())
