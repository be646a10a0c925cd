"""What a city offers now: the release that is open, else the next, else the last, with how it stands."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from evenhand.apps.campaigns import queries as campaigns
from evenhand.apps.campaigns.queries import Release
from evenhand.apps.claims import queries as claims


@dataclass(frozen=True, slots=True)
class Board:
    """A release as it is shown. `state`: before, open, sold_out or closed; `following`: when the next one opens."""

    release: Release
    state: str
    left: int
    following: datetime | None

    @property
    def open(self) -> bool:
        return self.state == "open"


def board(city: str, at: datetime) -> Board | None:
    """The release that concerns people now. None: the city has none yet."""
    known = campaigns.releases(city=city)
    current = [release for release in known if release.terms.window.closes > at] or known[-1:]
    return _board(city, at, current[0]) if current else None


def one(city: str, at: datetime, id: UUID) -> Board:
    """A certain release. Refused: NOT_FOUND."""
    return _board(city, at, campaigns.release(city=city, id=id))


def _board(city: str, at: datetime, release: Release) -> Board:
    window = release.terms.window
    left = claims.left(city=city, release_id=release.id) if at >= window.opens else release.terms.quota
    following = campaigns.next_opening(city=city, campaign_id=release.campaign_id, at=max(at, window.opens))
    return Board(release, _state(release, at, left), left, following)


def _state(release: Release, at: datetime, left: int) -> str:
    window = release.terms.window
    if at < window.opens:
        return "before"
    if at >= window.closes:
        return "closed"
    return "open" if left else "sold_out"
