"""Thin views of this room's tables; constraints are in its migration."""

from django.db import models


class Order(models.Model):
    """A granted claim on its way to the door. `price_fen` and `fee_fen` are for the whole order."""

    pk = models.CompositePrimaryKey("city", "id")
    city = models.TextField()
    id = models.UUIDField()
    claim_id = models.UUIDField()
    campaign_id = models.UUIDField()
    release_id = models.UUIDField()
    person = models.BinaryField()
    units = models.IntegerField()
    price_fen = models.BigIntegerField()
    fee_fen = models.BigIntegerField()
    payment = models.TextField()
    way = models.TextField()
    district = models.TextField()
    outlet_id = models.UUIDField()
    state = models.TextField()
    placed_at = models.DateTimeField()
    pay_by = models.DateTimeField(null=True)
    promised_by = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "orders_order"


class Payment(models.Model):
    """What a gateway was asked to collect, and what became of it."""

    pk = models.CompositePrimaryKey("city", "id")
    city = models.TextField()
    id = models.UUIDField()
    order_id = models.UUIDField()
    amount_fen = models.BigIntegerField()
    adapter = models.TextField()
    state = models.TextField()
    reference = models.TextField(null=True)
    asked_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "orders_payment"
