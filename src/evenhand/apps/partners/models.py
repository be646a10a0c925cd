"""Thin views of this room's tables; constraints are in its migration."""

from django.db import models


class Partner(models.Model):
    """Another system with a key."""

    pk = models.CompositePrimaryKey("city", "id")
    city = models.TextField()
    id = models.UUIDField()
    name = models.TextField()
    outlet_code = models.TextField(null=True)
    key_hash = models.BinaryField()
    hook = models.TextField(null=True)
    active = models.BooleanField(default=True)
    added_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "partners_partner"


class Call(models.Model):
    """A request under a partner's own key, and its answer."""

    pk = models.CompositePrimaryKey("city", "partner_id", "key")
    city = models.TextField()
    partner_id = models.UUIDField()
    key = models.TextField()
    asked = models.BinaryField()
    status = models.IntegerField(null=True)
    answer = models.JSONField(null=True)
    at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "partners_call"


class Telling(models.Model):
    """A fact on its way to a partner's hook."""

    pk = models.CompositePrimaryKey("city", "id")
    city = models.TextField()
    id = models.UUIDField()
    partner_id = models.UUIDField()
    event_id = models.UUIDField()
    kind = models.TextField()
    body = models.TextField()
    tries = models.IntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "partners_telling"
