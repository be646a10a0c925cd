"""A thin view of this room's table."""

from django.db import models


class Snapshot(models.Model):
    """Figures of a panel as they were found at a time."""

    pk = models.CompositePrimaryKey("city", "panel")
    city = models.TextField()
    panel = models.TextField()
    figures = models.JSONField()
    as_of = models.DateTimeField()
    position = models.BigIntegerField()

    class Meta:
        managed = False
        db_table = "reports_snapshot"
