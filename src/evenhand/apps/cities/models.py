"""Thin views of this room's tables; constraints are in its migration."""

from django.db import models


class City(models.Model):
    """A city and the policy that it was loaded with."""

    slug = models.TextField(primary_key=True)
    name = models.JSONField()
    timezone = models.TextField()
    policy = models.JSONField()
    policy_hash = models.TextField()
    rehearsal = models.BooleanField(default=False)
    loaded_at = models.DateTimeField()
    frozen_at = models.DateTimeField(null=True)
    frozen_why = models.TextField(null=True)

    class Meta:
        managed = False
        db_table = "cities_city"


class District(models.Model):
    """A part of a city."""

    pk = models.CompositePrimaryKey("city", "code")
    city = models.TextField()
    code = models.TextField()
    name = models.JSONField()
    population = models.IntegerField(null=True)
    lon = models.FloatField()
    lat = models.FloatField()

    class Meta:
        managed = False
        db_table = "cities_district"


class Staff(models.Model):
    """Somebody who works behind a door."""

    pk = models.CompositePrimaryKey("city", "id")
    city = models.TextField()
    id = models.UUIDField()
    role = models.TextField()
    name = models.TextField()
    outlet_code = models.TextField(null=True)
    active = models.BooleanField(default=True)

    class Meta:
        managed = False
        db_table = "cities_staff"


class Approval(models.Model):
    """A change that one asked for and another must approve."""

    pk = models.CompositePrimaryKey("city", "id")
    city = models.TextField()
    id = models.UUIDField()
    subject_kind = models.TextField()
    subject = models.UUIDField()
    change_hash = models.BinaryField()
    change = models.JSONField(default=dict)
    reason = models.TextField()
    requester = models.UUIDField()
    requested_at = models.DateTimeField()
    approver = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "cities_approval"


class Access(models.Model):
    """How a member of staff signs in."""

    pk = models.CompositePrimaryKey("city", "staff_id")
    city = models.TextField()
    staff_id = models.UUIDField()
    handle = models.TextField()
    serial = models.IntegerField(default=0)
    passphrase = models.TextField(null=True)
    last_step = models.BigIntegerField(default=0)
    wrong = models.IntegerField(default=0)
    locked_until = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "cities_access"
