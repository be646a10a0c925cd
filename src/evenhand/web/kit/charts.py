"""Charts as geometry: values in, percentages and paths out. Templates draw them in the tokens' colors, without script.

A chart of bars is a table with a picture in each row; a curve comes with its table.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from evenhand.web import words
from evenhand.web.words import Words

WIDTH = 100.0
HEIGHT = 40.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One row: its length in percent of the longest, and the value as it is written."""

    label: Words
    percent: float
    shown: str


@dataclass(frozen=True, slots=True)
class Curve:
    """A line over time: the path of its edge, the path of the area below, and a row per point for the table."""

    edge: str
    area: str
    rows: Sequence[tuple[str, str]]
    first: str
    last: str
    peak: str
    peak_at: str


def counted(rows: Sequence[tuple[Words, int]]) -> list[Bar]:
    """Bars of (label, count)."""
    longest = max((count for _, count in rows), default=0) or 1
    return [Bar(label, round(100 * count / longest, 2), words.number(count)) for label, count in rows]


def curve(points: Sequence[tuple[str, int]]) -> Curve | None:
    """A curve through (label, value) at equal distances. None: fewer than two points make no curve."""
    if len(points) < 2:
        return None
    highest = max(value for _, value in points) or 1
    step = WIDTH / (len(points) - 1)
    spots = [(f"{i * step:.2f}", f"{HEIGHT * (1 - value / highest):.2f}") for i, (_, value) in enumerate(points)]
    edge = "M" + " L".join(f"{x} {y}" for x, y in spots)
    peak_at, peak = max(points, key=lambda point: point[1])
    return Curve(
        edge=edge,
        area=f"{edge} V{HEIGHT:g} H0 Z",
        rows=[(label, words.number(value)) for label, value in points],
        first=points[0][0],
        last=points[-1][0],
        peak=words.number(peak),
        peak_at=peak_at,
    )
