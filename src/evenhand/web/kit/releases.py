"""What a city offers now: of each campaign the release that is open, else the next, else the last; how it stands."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from evenhand.apps.campaigns import queries as campaigns
from evenhand.apps.campaigns.queries import Release
from evenhand.apps.claims import queries as claims
from evenhand.apps.journal import queries as journal


@dataclass(frozen=True, slots=True)
class Board:
    """A release as shown. `state`: before, open, sold_out or closed; `following`: when the campaign opens next."""

    release: Release
    state: str
    left: int
    following: datetime | None
    clock_rate: float
    """City seconds in a real second, for a countdown."""

    waits: bool = False
    """Before the hour, and one may come to wait."""
    arrived: int = 0

    @property
    def chance(self) -> int:
        """Of a hundred who wait, how many there is a share for, as things stand."""
        wished = self.arrived * self.release.terms.units.largest
        return 100 if wished <= self.release.terms.quota else 100 * self.release.terms.quota // wished

    @property
    def open(self) -> bool:
        return self.state == "open"


def boards(city: str, at: datetime) -> list[Board]:
    """One for each campaign that has a release: those open first, then those that open next."""
    known = campaigns.releases(city=city)
    shown = {release.campaign_id: release for release in known}
    shown |= {release.campaign_id: release for release in reversed(known) if release.terms.window.closes > at}
    return sorted((_board(city, at, release) for release in shown.values()), key=_rank)


def board(city: str, at: datetime, asked: str = "") -> Board | None:
    """The one of the release asked for by its id, else the first. None: the city has none yet."""
    found = boards(city, at)
    return next((each for each in found if str(each.release.id) == asked), found[0] if found else None)


def opened(city: str, at: datetime, asked: str = "") -> Board | None:
    """The release asked for, else the last one whose hour has come. None: none has."""
    past = [release for release in campaigns.releases(city=city) if release.terms.window.opens <= at]
    chosen = next((release for release in past if str(release.id) == asked), past[-1] if past else None)
    return _board(city, at, chosen) if chosen else None


def one(city: str, at: datetime, id: UUID) -> Board:
    """A certain release. Refused: NOT_FOUND."""
    return _board(city, at, campaigns.release(city=city, id=id))


def _board(city: str, at: datetime, release: Release) -> Board:
    window = release.terms.window
    left = claims.left(city=city, release_id=release.id) if at >= window.opens else release.terms.quota
    following = campaigns.next_opening(city=city, campaign_id=release.campaign_id, at=max(at, window.opens))
    waits = bool(release.terms.lobby) and window.opens - release.terms.lobby <= at < window.opens
    arrived = claims.arrived(city=city, release_id=release.id) if release.terms.lobby else 0
    rate = journal.clock_rate(city=city)
    return Board(release, _state(release, at, left), left, following, rate, waits, arrived)


def _state(release: Release, at: datetime, left: int) -> str:
    window = release.terms.window
    if at < window.opens:
        return "before"
    if at >= window.closes:
        return "closed"
    return "open" if left else "sold_out"


def _rank(board: Board) -> tuple[bool, bool, datetime]:
    return board.state == "closed", board.state == "sold_out", board.release.terms.window.opens
