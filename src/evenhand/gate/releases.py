"""What the gate knows by heart: each city's clock and pass key, each release's terms and whether anything is left."""

import asyncio
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from evenhand.apps.claims.admission import Known, Left
from evenhand.core import keys
from evenhand.core.dial import OPEN, Dial
from evenhand.core.reserves import split
from evenhand.core.terms import ReleaseTerms, Request

SOON_S, QUIET_S = 60.0, 2.0
"""A city of which no release opens within so many seconds is looked at this much later again."""


@dataclass(frozen=True, slots=True)
class CityClock:
    """A city's time as read from the database once, carried on by this machine's steady clock."""

    shown: datetime
    rate: float
    read_at: float

    def now(self, steady: float) -> datetime:
        """The city's time when the steady clock shows `steady` seconds."""
        return self.shown + timedelta(seconds=(steady - self.read_at) * self.rate)


@dataclass(slots=True)
class City:
    """A city's clock and the key that its doors sign passes with."""

    slug: str
    pass_key: bytes
    clock: CityClock


@dataclass(slots=True)
class Release:
    """A release at the counter. `left` is what the last batch or look found; the database alone decides."""

    terms: ReleaseTerms
    city: City
    left: Left
    as_of: datetime
    dial: Dial = OPEN
    rate: float | None = None
    """How many a second this process may serve, as its part of what the dial says."""
    arrived: int = 0
    """Who came to the lobby."""
    standing: int = 0
    """Of those, who has no answer yet."""
    answered: set[bytes] = field(default_factory=set)
    """Persons with a stored answer: once all is gone, only they are still looked up: a lost reply is told again."""
    answered_complete: bool = False
    secret: bytes = b""
    """What draws the lobby if nothing else did."""

    def now(self, steady: float) -> datetime:
        """The city's time."""
        return self.city.clock.now(steady)

    @property
    def chance(self) -> float:
        """What one who stands in the lobby may hope for: units over wishes, 1 at most."""
        wished = self.arrived * self.terms.units.largest
        return 1.0 if wished <= self.terms.quota else self.terms.quota / wished

    @property
    def sold_out(self) -> bool:
        return self.left.total <= 0

    def can_answer_from_memory(self, request: Request) -> bool:
        """Whether this person surely has no stored answer and there is nothing left that they could ask for."""
        if self.left.free > 0 or not self.answered_complete or request.person in self.answered:
            return False
        if not self.terms.reserves:
            return True
        mine = split.serving(self.terms.reserves, request.district, request.channel, request.groups)
        return not any(self.left.kept[place] > 0 for place in mine)


class Register:
    """All releases that may be asked for, by id as it stands in an address."""

    def __init__(self, master_key: bytes) -> None:
        self._master_key = master_key
        self.cities: dict[str, City] = {}
        self.releases: dict[str, Release] = {}
        self.look_now = asyncio.Event()
        self.gates = 1

    def find(self, text: str) -> Release | None:
        return self.releases.get(text)

    def may_be_let_alone(self, slug: str, steady: float) -> bool:
        """Whether a city was looked at lately, and none of its releases is open or opens soon.

        A clock that stands is a rehearsal's: whoever sets it wants to see it set.
        """
        city = self.cities.get(slug)
        if city is None or steady >= city.clock.read_at + QUIET_S or not city.clock.rate:
            return False
        soon = city.clock.shown + timedelta(seconds=SOON_S * city.clock.rate)
        theirs = [release.terms for release in self.releases.values() if release.city is city]
        return all(
            terms.window.closes < city.clock.shown or terms.window.opens - terms.lobby > soon for terms in theirs
        )

    def note_clock(self, slug: str, clock: CityClock) -> City:
        """Remember a city's time; a new city gets its pass key derived once."""
        city = self.cities.get(slug)
        if city is None:
            city = self.cities[slug] = City(slug, keys.derive(self._master_key, "pass", slug), clock)
        city.clock = clock
        return city

    def note_release(self, city: City, found: Known) -> Release:
        """Remember a release as a look into the database found it."""
        name = str(found.terms.release)
        known = self.releases.get(name)
        if known is None:
            known = self.releases[name] = Release(found.terms, city, found.left, city.clock.shown)
            known.secret = keys.derive(self._master_key, "lobby", f"{city.slug}/{name}")
        known.terms, known.left, known.as_of = found.terms, found.left, city.clock.shown
        known.arrived, known.standing, known.dial = found.arrived, found.standing, found.dial
        known.rate = found.dial.per_s / self.gates if found.dial.per_s else None
        return known

    def forget_other_releases(self, city: City, seen: Collection[UUID]) -> None:
        """Drop those of a city's releases that are long over."""
        self._forget(lambda release: release.city is city and release.terms.release not in seen)

    def forget_other_cities(self, slugs: Collection[str]) -> None:
        """Drop the releases of cities that are gone."""
        self._forget(lambda release: release.city.slug not in slugs)

    def _forget(self, over: Callable[[Release], bool]) -> None:
        for name in [name for name, release in self.releases.items() if over(release)]:
            del self.releases[name]
