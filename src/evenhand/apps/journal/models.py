"""Thin views of this room's tables."""

from django.db import models


class Clock(models.Model):
    """How a rehearsal city's time runs. No row: real time."""

    city = models.TextField(primary_key=True)
    started_at = models.DateTimeField()
    city_at = models.DateTimeField()
    rate = models.FloatField()

    class Meta:
        managed = False
        db_table = "journal_clock"


class Event(models.Model):
    """A fact."""

    pk = models.CompositePrimaryKey("city", "id")
    city = models.TextField()
    id = models.UUIDField()
    kind = models.TextField()
    subject = models.UUIDField()
    data = models.JSONField(default=dict)
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "journal_event"


class Link(models.Model):
    """A link of the audit chain."""

    pk = models.CompositePrimaryKey("city", "position")
    city = models.TextField()
    position = models.BigIntegerField()
    event_id = models.UUIDField()
    digest = models.BinaryField()

    class Meta:
        managed = False
        db_table = "journal_link"


class Head(models.Model):
    """The chain's last link, and the lock of the one worker that serves the city."""

    city = models.TextField(primary_key=True)
    position = models.BigIntegerField(default=0)
    digest = models.BinaryField(default=bytes(32))

    class Meta:
        managed = False
        db_table = "journal_head"


class Due(models.Model):
    """Something that falls due at an hour of the city's clock."""

    pk = models.CompositePrimaryKey("city", "id")
    city = models.TextField()
    id = models.UUIDField()
    kind = models.TextField()
    subject = models.UUIDField()
    at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "journal_due"


class Seal(models.Model):
    """A signed head of the audit chain."""

    pk = models.CompositePrimaryKey("city", "position")
    city = models.TextField()
    position = models.BigIntegerField()
    digest = models.BinaryField()
    at = models.DateTimeField()
    signature = models.BinaryField()

    class Meta:
        managed = False
        db_table = "journal_seal"
