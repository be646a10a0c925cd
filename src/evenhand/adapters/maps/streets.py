"""Travel times on a street extract of OpenStreetMap, without any server (the extra `maps`, osrm-bindings).

`evenhand map build EXTRACT --out FOLDER` prepares the folder. In the file of EVENHAND_ACCOUNTS:

    [maps]
    folder = "/var/lib/evenhand/map"
"""

import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from evenhand.adapters import accounts
from evenhand.adapters.maps.remembered import Remembered
from evenhand.core.errors import Reason, Refused
from evenhand.core.routing.problem import FOREVER
from evenhand.core.routing.travel import Matrix, Table
from evenhand.core.terms import Place, VehicleKind

PROFILES = {VehicleKind.E_BIKE: "bicycle", VehicleKind.CAR: "car", VehicleKind.VAN: "car"}

NOWHERE = 1e9
"""Seconds and meters above which OSRM means: no way."""


class Streets:
    """See `dispatch.ports.Maps`. Where no way leads the figures are `FOREVER`.

    Refused(UNAVAILABLE): the extra is not installed, or the folder holds no map.
    """

    def __init__(self, folder: Path | None = None) -> None:
        account: Mapping[str, Any] = {} if folder else accounts.table("maps", {"folder"})
        self._folder = folder or Path(account["folder"])
        self._osrm = _bindings()
        self._engines: dict[str, Any] = {}
        self._known = Remembered(self._asked)

    def table(self, kind: VehicleKind, origins: Sequence[Place], destinations: Sequence[Place]) -> Table:
        """Meters and seconds of all pairs."""
        return self._known.table(kind, origins, destinations)

    def _asked(self, kind: VehicleKind, origins: Sequence[Place], destinations: Sequence[Place]) -> Table:
        question = self._osrm.TableParameters(
            coordinates=[(place.lon, place.lat) for place in (*origins, *destinations)],
            sources=list(range(len(origins))),
            destinations=list(range(len(origins), len(origins) + len(destinations))),
            annotations=["duration", "distance"],
        )
        try:
            told = self._engine(PROFILES[kind]).Table(question)
        except RuntimeError as error:
            raise Refused(Reason.UNAVAILABLE, "maps", rule=str(error)) from error
        return Table(_whole(told["distances"]), _whole(told["durations"]))

    def _engine(self, profile: str) -> Any:
        if profile not in self._engines:
            file = self._folder / f"{profile}.osrm"
            if not file.with_suffix(".osrm.hsgr").exists():
                raise Refused(Reason.UNAVAILABLE, "maps", rule=f"{file.parent} holds no map: evenhand map build")
            self._engines[profile] = self._osrm.OSRM(
                storage_config=str(file), algorithm="CH", use_shared_memory=False, max_locations_distance_table=-1
            )
        return self._engines[profile]


def build(extract: Path, folder: Path) -> None:
    """Prepare a folder from an extract (.osm.pbf, .osm): streets for cars and for bicycles, contracted.

    Refused(UNAVAILABLE): the extra is not installed. Refused(INPUT_INVALID): the extract cannot be read.
    """
    tools = Path(_bindings().__file__).parent
    folder.mkdir(parents=True, exist_ok=True)
    for profile in sorted(set(PROFILES.values())):
        with tempfile.TemporaryDirectory(dir=folder) as workshop:
            copy = Path(workshop) / f"{profile}{''.join(extract.suffixes[-2:])}"
            copy.symlink_to(extract.resolve())
            streets = copy.with_name(f"{profile}.osrm")
            _run(tools / "bin" / "osrm-extract", "-p", tools / "share" / "profiles" / f"{profile}.lua", copy)
            _run(tools / "bin" / "osrm-contract", streets)
            for file in Path(workshop).glob(f"{profile}.osrm*"):
                shutil.move(file, folder / file.name)


def _run(*command: Path | str) -> None:
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True)  # noqa: S603 - tools of OSRM
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:]
        raise Refused(Reason.INPUT_INVALID, "extract", rule=" ".join(last) or f"{command[0]} failed")


def _bindings() -> Any:
    if find_spec("osrm") is None:
        raise Refused(Reason.UNAVAILABLE, "maps", rule="needs evenhand[maps]")
    return import_module("osrm")


def _whole(rows: Any) -> Matrix:
    """Rows are read whole: asking OSRM's arrays cell by cell is very slow."""
    figures = np.array([list(row) for row in rows], dtype=np.float64)
    return np.where(figures >= NOWHERE, FOREVER, np.ceil(figures)).astype(np.int64)
