"""`evenhand day` as a person runs it: the installed command, a data folder of its own, and what it leaves behind."""

import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from evenhand.config.postgres import Server

EVENHAND = Path(sys.executable).with_name("evenhand")
ROOT = Path(__file__).resolve().parents[2]
LAKESIDE = ROOT / "tests" / "cities" / "lakeside.toml"
GUANGAN = ROOT / "cities" / "guangan.toml"
NOT_INHERITED = ("EVENHAND_DATABASE_URL", "EVENHAND_KEY")


@dataclass(frozen=True)
class Day:
    """How a run of the command ended: its exit code, its line of each city, in order, and what it said on the side."""

    code: int
    figures: list[dict[str, Any]]
    said: str

    @staticmethod
    def of_output(code: int, output: str, said: str) -> "Day":
        """A day from what its process wrote to standard output and error."""
        return Day(code, [json.loads(line) for line in output.splitlines()], said)

    def of(self, city: str) -> dict[str, Any]:
        """A city's line."""
        return next(line for line in self.figures if line["city"] == city)

    @property
    def complaints(self) -> set[tuple[str, str]]:
        """City and promise, of each that is said to be broken."""
        broken = [line.split() for line in self.said.splitlines() if ": BROKEN " in line]
        return {(city.rstrip(":"), promise.rstrip(":")) for city, _, promise, _ in broken}


@dataclass(frozen=True)
class Home:
    """A data folder in which days are played."""

    folder: Path

    def environ(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name not in NOT_INHERITED}
        return {**kept, "EVENHAND_HOME": str(self.folder)}

    def command(self, *cities: str | Path, residents: int, packs: int, stream: float) -> list[str]:
        """The words to type."""
        numbers = {"residents": residents, "packs": packs, "stream": stream}
        options = [word for name, number in numbers.items() for word in (f"--{name}", str(number))]
        return [str(EVENHAND), "day", *map(str, cities), *options, "--json"]

    def play(self, *cities: str | Path, residents: int = 300, packs: int = 40, stream: float = 3) -> Day:
        """Play a day to its end."""
        command = self.command(*cities, residents=residents, packs=packs, stream=stream)
        done = subprocess.run(command, env=self.environ(), capture_output=True, text=True, check=False)
        return Day.of_output(done.returncode, done.stdout, done.stderr)

    def rows(self, city: str, query: str, role: str = "evenhand_app") -> Sequence[tuple[Any, ...]]:
        """What a query finds in a city, whose name it may take as its one parameter. The server must run."""
        options = f"-c role={role} -c evenhand.city={city}"
        with psycopg.connect(Server(self.folder).url(), options=options) as connection:
            cursor = connection.execute(query, {"city": city})
            return cursor.fetchall() if cursor.description else []


@contextmanager
def home() -> Iterator[Home]:
    """A data folder that does not exist yet, outside of private homes; it is gone afterwards."""
    folder = Path(tempfile.gettempdir()) / f"evenhand-{secrets.token_hex(6)}"
    try:
        yield Home(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
