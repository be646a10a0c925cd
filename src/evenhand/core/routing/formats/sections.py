"""The bare form of a VRPLIB file: header fields, and sections of numbered rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evenhand.core.routing.formats.bad_file import BadFile, number, whole

KNOWN = {
    "NODE_COORD_SECTION",
    "DEMAND_SECTION",
    "TIME_WINDOW_SECTION",
    "SERVICE_TIME_SECTION",
    "RELEASE_TIME_SECTION",
    "PRIZE_SECTION",
    "DEPOT_SECTION",
    "CAPACITY_SECTION",
    "VEHICLES_DEPOT_SECTION",
    "VEHICLES_RELOAD_DEPOT_SECTION",
    "VEHICLES_UNIT_DISTANCE_COST_SECTION",
    "VEHICLES_FIXED_COST_SECTION",
    "EDGE_WEIGHT_SECTION",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a section: where it stands, and its numbers after the first."""

    line: int
    values: Sequence[float]


class Sections:
    """What a file says, by name."""

    def __init__(self) -> None:
        self._headers: dict[str, tuple[int, str]] = {}
        self._sections: dict[str, tuple[int, list[tuple[int, list[str]]]]] = {}

    def has(self, name: str) -> bool:
        """Whether there is such a section."""
        return name in self._sections

    def header(self, name: str, default: str) -> str:
        """A header field's text."""
        return self._headers.get(name, (0, default))[1]

    def line_of(self, name: str) -> int:
        """Where a field or section stands; 1 if nowhere."""
        return (self._headers.get(name) or self._sections.get(name) or (1, ""))[0]

    def whole(self, name: str, default: int | None = None) -> int:
        """A header field that is a whole number. BadFile: it is missing without a default, or is none."""
        line, text = self._headers.get(name, (1, "" if default is None else str(default)))
        if not text:
            raise BadFile(line, name, "is missing")
        value = whole(text, line, name)
        if value < 0:
            raise BadFile(line, name, "is below zero")
        return value

    def rows(self, name: str, width: int) -> dict[int, Row]:
        """A section's rows by their first number, each with `width` more."""
        found = {}
        for line, words in self._sections.get(name, (0, []))[1]:
            if len(words) != width + 1:
                raise BadFile(line, name, f"has {len(words)} numbers instead of {width + 1}")
            key, *values = [number(float, word, line, name) for word in words]
            found[int(key)] = Row(line, values)
        return found

    def column[T](self, name: str, keys: Iterable[int], default: T) -> dict[int, int | T]:
        """For each key its whole number in a section of two columns. BadFile: the section lacks it, or is below 0."""
        if name not in self._sections:
            return dict.fromkeys(keys, default)
        rows = self.rows(name, 1)
        return {key: self._cell(name, rows, key) for key in keys}

    def _cell(self, name: str, rows: dict[int, Row], key: int) -> int:
        if key not in rows:
            raise BadFile(self.line_of(name), name, f"lacks a row for {key}")
        value = rows[key].values[0]
        if value < 0 or value != int(value):
            raise BadFile(rows[key].line, name, f"{value:g} is not a whole number from 0 on")
        return int(value)

    def depots(self) -> list[int]:
        """The nodes of the depot section, which -1 may end. BadFile: there are none."""
        rows = self._sections.get("DEPOT_SECTION", (0, []))[1]
        nodes = [whole(word, line, "DEPOT_SECTION") for line, words in rows for word in words]
        nodes = nodes[: nodes.index(-1)] if -1 in nodes else nodes
        if not nodes:
            raise BadFile(self.line_of("DEPOT_SECTION"), "DEPOT_SECTION", "names no depot")
        return nodes

    def matrix(self, size: int) -> list[list[int]]:
        """The explicit weights, square. BadFile: their number fits neither a full nor a lower matrix."""
        line, rows = self._sections.get("EDGE_WEIGHT_SECTION", (1, []))
        flat = [whole(word, at, "EDGE_WEIGHT_SECTION") for at, words in rows for word in words]
        if len(flat) == size * size:
            return [flat[size * row : size * (row + 1)] for row in range(size)]
        if len(flat) == size * (size - 1) // 2:
            lower = [flat[row * (row - 1) // 2 : row * (row + 1) // 2] for row in range(size)]
            return [[0 if a == b else lower[max(a, b)][min(a, b)] for b in range(size)] for a in range(size)]
        raise BadFile(line, "EDGE_WEIGHT_SECTION", f"has {len(flat)} numbers for {size} nodes")

    def _add_line(self, line: int, text: str, section: str) -> str:
        """Take in a line; returns the section that the next one belongs to."""
        words = text.split()
        head = words[0].rstrip(":")
        if head.endswith("_SECTION"):
            if head not in KNOWN:
                raise BadFile(line, head, "is a section that is not known here")
            self._sections[head] = (line, [])
            return head
        if words[0][0].isalpha():
            name, colon, value = text.partition(":")
            if not colon and head != "EOF":
                raise BadFile(line, head, "is neither a field nor a section")
            self._headers[name.strip()] = (line, value.strip().strip('"'))
            return ""
        if not section:
            raise BadFile(line, words[0], "stands in no section")
        self._sections[section][1].append((line, words))
        return section


def read(text: str) -> Sections:
    """The sections of a file. BadFile: a line that belongs nowhere."""
    sections, current = Sections(), ""
    for number_, line in enumerate(text.splitlines(), 1):
        if line.strip():
            current = sections._add_line(number_, line, current)
    return sections
