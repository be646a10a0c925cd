"""How much one subject (a person, a household, an address) may still have.

A window opens with the first grant and is over after the rule's `every`; then the next grant opens a new one. Windows
of calendar days begin at the city's midnight before that grant: whoever was granted three days' worth in the evening is
free again on the third morning after. The database function `claims_admit` obeys the same rule for a whole batch.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, tzinfo

from evenhand.core.terms import LimitRule, Units


@dataclass(frozen=True, slots=True)
class Use:
    """What a subject has had in the window that runs `starts_at <= t < resets_at`."""

    starts_at: datetime
    resets_at: datetime
    units: int = 0
    claims: int = 0


@dataclass(frozen=True, slots=True)
class Admitted:
    """It fits; `use` is what is used from now on."""

    use: Use


@dataclass(frozen=True, slots=True)
class Full:
    """It does not fit before `again_at`. None: it is more than any window holds."""

    again_at: datetime | None


def admit(rule: LimitRule, use: Use | None, units: Units, at: datetime, timezone: tzinfo) -> Admitted | Full:
    """Whether `units` more fit into the window that runs at `at`, or into the one that this grant would open."""
    window = use if use is not None and at < use.resets_at else _window(rule, at, timezone)
    after = replace(window, units=window.units + units, claims=window.claims + 1)
    if after.units <= rule.units and after.claims <= rule.claims:
        return Admitted(after)
    return Full(window.resets_at if units <= rule.units else None)


def give_back(use: Use, units: Units, granted_at: datetime) -> Use:
    """What is used after a grant of that moment was returned. Once per grant: that is the caller's to see to."""
    if not use.starts_at <= granted_at < use.resets_at:
        return use
    return replace(use, units=use.units - units, claims=use.claims - 1)


def _window(rule: LimitRule, at: datetime, timezone: tzinfo) -> Use:
    """The window that a first grant at `at` opens. Days are counted on the city's calendar, however long they are."""
    if not rule.calendar_days:
        return Use(at, at.astimezone(UTC) + rule.every)
    midnight = datetime.combine(at.astimezone(timezone).date(), time(), timezone)
    return Use(midnight, midnight + rule.every)
