"""Thin views of this room's tables; constraints are in its migration."""

from django.db import models


class Code(models.Model):
    """How often an order's code was re-issued and guessed. The code itself is nowhere."""

    pk = models.CompositePrimaryKey("city", "order_id")
    city = models.TextField()
    order_id = models.UUIDField()
    serial = models.IntegerField(default=1)
    wrong = models.SmallIntegerField(default=0)
    locked_at = models.DateTimeField(null=True)
    issued_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "handover_code"


class Attempt(models.Model):
    """One try at a door, under the client's own id."""

    pk = models.CompositePrimaryKey("city", "id")
    city = models.TextField()
    id = models.UUIDField()
    parcel_id = models.UUIDField()
    stop_id = models.UUIDField(null=True)
    rider_id = models.UUIDField(null=True)
    merchant_id = models.UUIDField(null=True)
    outcome = models.TextField()
    tries_left = models.SmallIntegerField()
    lon = models.FloatField(null=True)
    lat = models.FloatField(null=True)
    at = models.DateTimeField()
    device_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "handover_attempt"


class Handover(models.Model):
    """Parcel into a person's hands. `id` is the attempt's that succeeded."""

    pk = models.CompositePrimaryKey("city", "id")
    city = models.TextField()
    id = models.UUIDField()
    parcel_id = models.UUIDField()
    order_id = models.UUIDField()
    proof = models.TextField()
    rider_id = models.UUIDField(null=True)
    merchant_id = models.UUIDField(null=True)
    collected_fen = models.BigIntegerField(default=0)
    at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "handover_handover"


class Decision(models.Model):
    """What a dispatcher decided by phone, and on what ground."""

    pk = models.CompositePrimaryKey("city", "id")
    city = models.TextField()
    id = models.UUIDField()
    stop_id = models.UUIDField()
    order_id = models.UUIDField()
    verdict = models.TextField()
    ground = models.TextField()
    by = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "handover_decision"
