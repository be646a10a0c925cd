"""Presets: how cities shared masks in 2020, as far as it was reported, one data file each in `preset_files/`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent / "preset_files"


@dataclass(frozen=True, slots=True)
class Preset:
    """A way to share. `values`: dotted key and value, of what was reported; the city decides the rest."""

    code: str
    name: Mapping[str, str]
    reported: Mapping[str, str]
    campaign: Mapping[str, Any]
    text: str

    @property
    def values(self) -> list[tuple[str, str]]:
        return [(key, value.strip()) for key, _, value in (line.partition(" = ") for line in self.text.splitlines())]


@cache
def presets() -> list[Preset]:
    """All of them, by code."""
    return [_preset(file) for file in sorted(FOLDER.glob("*.toml"))]


def _preset(file: Path) -> Preset:
    text = file.read_text(encoding="utf-8")
    said = tomllib.loads(text)
    _, _, body = text.partition("[campaign]\n")
    return Preset(file.stem, said["name"], said["reported"], said["campaign"], body.strip())
