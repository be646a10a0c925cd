"""A thin view of the outbox; what holds in it is written in the migration."""

from django.db import models


class Notice(models.Model):
    """One message to one receiver: waiting, sent or failed."""

    pk = models.CompositePrimaryKey("city", "id")
    city = models.TextField()
    id = models.UUIDField()
    dedupe = models.TextField()
    template = models.TextField()
    language = models.TextField()
    medium = models.TextField(default="sms")
    person = models.BinaryField(null=True)
    code_id = models.UUIDField(null=True)
    facts = models.JSONField(default=dict)
    written_at = models.DateTimeField()
    tries = models.SmallIntegerField(default=0)
    try_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    receipt = models.TextField(null=True)
    failed_at = models.DateTimeField(null=True)
    failure = models.TextField(null=True)

    class Meta:
        managed = False
        db_table = "notices_notice"


class Announcement(models.Model):
    """Words to the public, on the city's page until an hour, and perhaps to everybody's phone."""

    pk = models.CompositePrimaryKey("city", "id")
    city = models.TextField()
    id = models.UUIDField()
    zh = models.TextField()
    en = models.TextField()
    public = models.BooleanField()
    receivers = models.IntegerField()
    posted_at = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "notices_announcement"
