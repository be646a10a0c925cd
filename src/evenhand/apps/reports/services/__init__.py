"""Verbs of reports: find figures anew and keep them."""

from datetime import datetime

from evenhand.apps.journal import queries as journal
from evenhand.apps.reports import models
from evenhand.apps.reports.queries import finding


def refresh(*, city: str, at: datetime) -> bool:
    """Find all figures as of now. Returns whether anything had happened since the last time."""
    position = journal.chain_length(city=city)
    kept = models.Snapshot.objects.filter(city=city, position=position)
    if kept.count() == len(finding.PANELS):
        kept.update(as_of=at)
        return False
    models.Snapshot.objects.bulk_create(
        [
            models.Snapshot(city=city, panel=name, figures=find(city, at), as_of=at, position=position)
            for name, find in finding.PANELS.items()
        ],
        update_conflicts=True,
        unique_fields=["city", "panel"],
        update_fields=["figures", "as_of", "position"],
    )
    return True
