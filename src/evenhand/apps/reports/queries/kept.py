"""Panels as they were last found, with the time they are of."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from evenhand.apps.reports import models
from evenhand.apps.reports.queries import finding


@dataclass(frozen=True, slots=True)
class Panel:
    """Figures by name, and when they were true."""

    figures: dict[str, Any]
    as_of: datetime


def panels(*, city: str, at: datetime) -> dict[str, Panel]:
    """All panels, by name. What the worker has not found yet is found now."""
    kept = {row.panel: Panel(row.figures, row.as_of) for row in models.Snapshot.objects.filter(city=city)}
    return {name: kept.get(name) or Panel(find(city, at), at) for name, find in finding.PANELS.items()}


def figures_as_of(*, city: str) -> datetime | None:
    """When the figures were last found: changed, there is something new to see."""
    return models.Snapshot.objects.filter(city=city).order_by("-as_of").values_list("as_of", flat=True).first()
