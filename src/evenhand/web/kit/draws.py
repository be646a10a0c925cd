"""A draw as pages show it: its six steps with their hours, what is fixed by now, and when the next thing happens."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from evenhand.apps.ballots import queries as ballots
from evenhand.apps.ballots.queries import Anchor, Draw, Head, Result
from evenhand.apps.ballots.services import FREEZE_BEFORE_S
from evenhand.core.draw.seal import Seal
from evenhand.core.errors import Reason, Refused
from evenhand.web.kit import releases
from evenhand.web.kit.releases import Board
from evenhand.web.kit.steps import Step
from evenhand.web.kit.visits import Visit

STAGES = (
    (_("Rules are published"), "scroll-text", _("Another official has to approve the very bytes.")),
    (_("Entry is open"), "door-open", _("Every entry gets a signed receipt. Early or late makes no difference.")),
    (
        _("The list is closed"),
        "lock",
        _("Who takes part is fixed, and laid down in several places."),
    ),
    (
        _("The officials’ values are closed"),
        "shield-check",
        _("Each shows what was promised; too late is out."),
    ),
    (_("Chance appears"), "timer", _("A public beacon signs one number at this second. Nobody knows it before.")),
    (_("The draw is held"), "badge-check", _("Anybody computes the same order from what is public.")),
)
VOID_REASONS = {
    "anchor_missing": _("What was fixed did not lie where it should have before chance appeared."),
    "roster_error": _("The list was wrong. It is not drawn again; another draw has to follow."),
    "court_order": _("A court ordered it."),
    "key_compromise": _("A key had come into other hands."),
}
STATES = {"proposed": 0, "declined": 0, "published": 1, "frozen": 3, "sealed": 4, "drawn": 6}


@dataclass(frozen=True)
class Shown:
    """A draw at a time of the city's clock."""

    draw: Draw
    board: Board
    at: datetime
    entrants: int
    heads: list[Head]
    anchors: list[Anchor]
    results: list[Result]
    voids: list[tuple[int, str]]
    is_declined: bool

    @property
    def stage(self) -> int:
        """The step that goes on now, counted from 0; 6: all are done."""
        closed = self.draw.state == "published" and self.at >= self.closes
        return STATES[self.draw.state] + closed

    @property
    def name(self) -> str:
        """The word of how it stands, for a chip."""
        if self.is_declined:
            return "declined"
        return ("draw_rules", "draw_open", "draw_closing", "draw_frozen", "draw_sealed", "draw_sealed", "draw_held")[
            self.stage
        ]

    @property
    def opens(self) -> datetime:
        return self.board.release.terms.window.opens

    @property
    def closes(self) -> datetime:
        return self.board.release.terms.window.closes

    @property
    def until(self) -> datetime | None:
        """When the next thing happens. None: nothing will."""
        entry = self.opens if self.at < self.opens else self.closes
        freeze = self.draw.drawn_at - timedelta(seconds=FREEZE_BEFORE_S)
        hours = (self.opens, entry, freeze, self.draw.reveals_until, self.draw.drawn_at, self.draw.drawn_at)
        return hours[self.stage] if self.stage < len(hours) else None

    @property
    def made(self) -> Result | None:
        """What the attempt that counts came to."""
        return next((each for each in self.results if each.attempt == self.draw.attempt), None)

    @property
    def final(self) -> Head | None:
        """The head that closed the list; before, the last one."""
        return self.heads[-1] if self.heads else None

    @property
    def seal_digest(self) -> str:
        """What is anchored of the seal."""
        return Seal(self.draw.seal, self.draw.seal_signature).digest.hex() if self.draw.seal else ""

    @property
    def void_words(self) -> list[tuple[int, str]]:
        """Attempts that do not count, counted from 1, each with why."""
        return [(attempt + 1, str(VOID_REASONS[reason])) for attempt, reason in self.voids]

    @property
    def ended_void(self) -> bool:
        """Whether the attempt that was held does not count, and no other follows."""
        return any(attempt == self.draw.attempt for attempt, _ in self.voids)

    @property
    def chance(self) -> int:
        """Of a hundred who take part, how many win as things stand."""
        return 100 if self.entrants <= self.draw.places else 100 * self.draw.places // self.entrants

    @cached_property
    def steps(self) -> list[Step]:
        """All six, each with its hour."""
        hours = (
            self.draw.published_at,
            self.opens,
            self.closes,
            self.draw.reveals_until,
            self.draw.drawn_at,
            self.made.drawn_at if self.made else None,
        )
        phases = ["done"] * self.stage + ["now"] + ["todo"] * len(STAGES)
        return [
            Step(word, icon, phase, hour, said if phase == "now" else "")
            for (word, icon, said), phase, hour in zip(STAGES, phases, hours, strict=False)
        ]


def shown(visit: Visit, code: str) -> Shown:
    """A draw by its code. Refused: NOT_FOUND."""
    found = ballots.draw_by_code(city=visit.slug, code=code)
    if found is None:
        raise Refused(Reason.NOT_FOUND, "draw")
    return of(visit, found)


def of(visit: Visit, draw: Draw) -> Shown:
    """All that its pages say of a draw."""
    return Shown(
        draw=draw,
        board=releases.one(visit.slug, visit.at, draw.release_id),
        at=visit.at,
        entrants=ballots.entry_count(city=visit.slug, draw_id=draw.id),
        heads=ballots.heads(city=visit.slug, draw_id=draw.id),
        anchors=ballots.anchors(city=visit.slug, draw_id=draw.id),
        results=ballots.results(city=visit.slug, draw_id=draw.id),
        voids=ballots.voids(city=visit.slug, draw_id=draw.id),
        is_declined=ballots.is_declined(city=visit.slug, draw=draw),
    )
