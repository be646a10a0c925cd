"""Relays that had no round a day after it was due, and which round applies because of it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from evenhand.apps.ballots import models
from evenhand.core.draw import beacon
from evenhand.core.draw.beacon import Silence
from evenhand.core.draw.rules import Rules


def silences(*, city: str, draw_id: UUID, attempt: int) -> Mapping[int, Sequence[Silence]]:
    """What relays said, by the step that they lacked: -1 is the first round of the rules."""
    told: dict[int, list[Silence]] = defaultdict(list)
    for row in models.Silence.objects.filter(city=city, draw_id=draw_id, attempt=attempt).order_by("fallback", "relay"):
        told[row.fallback].append(Silence(row.relay, int(row.asked_at.timestamp()), row.answer))
    return told


def in_force(city: str, draw_id: UUID, attempt: int, rules: Rules) -> int:
    """The step whose round applies; -1: the first."""
    told = silences(city=city, draw_id=draw_id, attempt=attempt) if rules.terms.fallbacks else {}
    return beacon.in_force(rules, attempt, told)
