"""Evening: the books are closed, and every room is asked whether its promise was kept."""

from dataclasses import dataclass
from datetime import date, timedelta

from evenhand.apps.reports import queries as reports
from evenhand.apps.reports.queries import Audit
from evenhand.cli.day.opening import Hour
from evenhand.cli.day.stage import Stage
from evenhand.core.terms import Role
from evenhand.simulation import staff

CLOSING = timedelta(hours=10, minutes=30)
LOOK_BACK = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a city's day ended. `seconds`: real ones, from the first act to the audit."""

    city: str
    zone: str
    day: date
    residents: int
    hour: Hour
    audit: Audit
    pages: dict[int, int]
    seconds: float

    @property
    def figures(self) -> dict[str, int | float | str]:
        """One line of figures, for programs."""
        crowd, audit = self.hour.crowd, self.audit
        return {
            "city": self.city,
            "residents": self.residents,
            "requests": crowd.requests,
            "granted": audit.granted,
            "quota": audit.quota,
            "oversold": audit.oversold + audit.drift,
            "doubled": audit.doubled,
            "lost": audit.lost + audit.strays + audit.unhanded,
            "handed_over": audit.handed_over,
            "returned": audit.returned,
            "ledger_sum": audit.ledger_sum,
            "seconds": round(self.seconds, 1),
            "p99_ms": round(crowd.wait_ms(0.99), 1),
        }

    @property
    def broken(self) -> dict[str, int]:
        """What was not as promised: the audit's findings, and what only the visitors could see."""
        crowd = self.hour.crowd
        seen = {
            "contradicted": crowd.contradicted,
            "unanswered": crowd.unanswered,
            "strays": self.audit.strays,
            "failed_pages": sum(many for status, many in self.pages.items() if status >= 500),
        }
        return self.audit.broken | {name: count for name, count in seen.items() if count}


async def close(stage: Stage, hour: Hour, seconds: float) -> Outcome:
    """An official draws the day's statement; then the audit."""
    await stage.set_clock(stage.cast.hour(CLOSING))
    await stage.settle()
    async with stage.member(Role.OFFICIAL, stage.cast.official) as official:
        await staff.draw_statement(official, stage.cast.day)
    await stage.settle()
    cast = stage.cast
    first, last = cast.day - LOOK_BACK, cast.hour(CLOSING).date()
    audit: Audit = await stage.ask(reports.audit, release_id=hour.release, first=first, last=last)
    return Outcome(cast.slug, cast.zone.key, cast.day, len(cast.residents), hour, audit, stage.seen, seconds)
