"""Maps as geometry: places in degrees in, percentages of a 4:3 picture out. No tiles, no script, nothing from afar."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians

from evenhand.core.terms import Place
from evenhand.web.words import Words

ASPECT = 4 / 3
MARGIN = 0.08
LABEL_APART = 4
NEAR_EDGE_BEFORE, NEAR_EDGE_AFTER = 20, 80
SMALLEST_DEG = 0.002
"""A span below some 200 m is shown as 200 m, so that a single place has a map too."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the picture, in percent from its left and upper edge."""

    x: float
    y: float
    label: Words = ""
    kind: str = ""

    @property
    def anchor(self) -> str:
        """To which side its label grows, so that none leaves the picture."""
        return "end" if self.x > NEAR_EDGE_AFTER else "start" if self.x < NEAR_EDGE_BEFORE else "middle"

    def near(self, other: "Spot") -> bool:
        """Whether their labels would cover each other."""
        return abs(self.x - other.x) < LABEL_APART and abs(self.y - other.y) < LABEL_APART

    @property
    def inside(self) -> bool:
        """Whether the picture shows it."""
        return 0 <= self.x <= 100 and 0 <= self.y <= 100


@dataclass(frozen=True, slots=True)
class Line:
    """A way through the picture. `points` is for a picture 100 wide and 100 high, stretched to its frame."""

    points: str
    faint: bool = False


@dataclass(frozen=True, slots=True)
class Map:
    """All that a map shows, in drawing order."""

    lines: Sequence[Line]
    towns: Sequence[Spot]
    stops: Sequence[Spot]
    depots: Sequence[Spot]


@dataclass(frozen=True, slots=True)
class Frame:
    """Which part of the earth the picture shows. Degrees of longitude shrink with the cosine of the latitude."""

    west: float
    north: float
    width: float
    height: float

    @classmethod
    def around(cls, places: Iterable[Place]) -> "Frame":
        """The smallest frame of 4:3 that holds all places and a margin. ValueError: no place."""
        known = list(places)
        if not known:
            raise ValueError("a map needs a place")
        west, east = min(p.lon for p in known), max(p.lon for p in known)
        south, north = min(p.lat for p in known), max(p.lat for p in known)
        shrink = cos(radians((south + north) / 2))
        high = max(north - south, (east - west) * shrink / ASPECT, SMALLEST_DEG) * (1 + 2 * MARGIN)
        wide = high * ASPECT / shrink
        return cls((west + east - wide) / 2, (south + north + high) / 2, wide, high)

    def spot(self, place: Place, label: Words = "", kind: str = "") -> Spot:
        """Where a place lies in the picture."""
        x = 100 * (place.lon - self.west) / self.width
        y = 100 * (self.north - place.lat) / self.height
        return Spot(round(x, 2), round(y, 2), label, kind)

    def line(self, places: Iterable[Place], *, faint: bool = False) -> Line:
        """A way through places."""
        return Line(" ".join(f"{s.x},{s.y}" for s in map(self.spot, places)), faint)
