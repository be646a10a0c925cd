"""Thin views of this room's tables; constraints are in its migration."""

from django.db import models


class Outlet(models.Model):
    """A merchant's place with stock."""

    pk = models.CompositePrimaryKey("city", "id")
    city = models.TextField()
    id = models.UUIDField()
    code = models.TextField()
    name = models.JSONField()
    district = models.TextField()
    lon = models.FloatField()
    lat = models.FloatField()
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        managed = False
        db_table = "fulfilment_outlet"


class Lot(models.Model):
    """Goods received together."""

    pk = models.CompositePrimaryKey("city", "id")
    city = models.TextField()
    id = models.UUIDField()
    outlet_id = models.UUIDField()
    campaign_id = models.UUIDField()
    code = models.TextField()
    source = models.TextField()
    units = models.IntegerField()
    received_at = models.DateTimeField()
    received_by = models.UUIDField()
    disinfect = models.BooleanField()
    disinfected_at = models.DateTimeField(null=True)
    disinfected_by = models.UUIDField(null=True)
    expires_at = models.DateTimeField(null=True)
    temperature = models.IntegerField(null=True)

    class Meta:
        managed = False
        db_table = "fulfilment_lot"


class Stock(models.Model):
    """Where a lot's units are: one column a shelf, together always `units`."""

    pk = models.CompositePrimaryKey("city", "lot_id")
    city = models.TextField()
    lot_id = models.UUIDField()
    units = models.IntegerField()
    arrived = models.IntegerField(default=0)
    ready = models.IntegerField(default=0)
    packed = models.IntegerField(default=0)
    out = models.IntegerField(default=0)
    handed_over = models.IntegerField(default=0)
    written_off = models.IntegerField(default=0)

    class Meta:
        managed = False
        db_table = "fulfilment_stock"


class Movement(models.Model):
    """Units of a lot that went from one shelf to another, and why."""

    pk = models.CompositePrimaryKey("city", "id")
    city = models.TextField()
    id = models.UUIDField()
    lot_id = models.UUIDField()
    from_shelf = models.TextField()
    to_shelf = models.TextField()
    units = models.IntegerField()
    cause = models.TextField()
    subject = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "fulfilment_movement"


class Slot(models.Model):
    """A stretch of time at an outlet in which so many may collect."""

    pk = models.CompositePrimaryKey("city", "id")
    city = models.TextField()
    id = models.UUIDField()
    outlet_id = models.UUIDField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    capacity = models.IntegerField()
    taken = models.IntegerField(default=0)

    class Meta:
        managed = False
        db_table = "fulfilment_slot"


class Appointment(models.Model):
    """Who comes when: a claim's slot."""

    pk = models.CompositePrimaryKey("city", "claim_id")
    city = models.TextField()
    claim_id = models.UUIDField()
    slot_id = models.UUIDField()
    taken_at = models.DateTimeField()
    freed_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "fulfilment_appointment"


class Acceptance(models.Model):
    """The merchant's word that an order will be fulfilled."""

    pk = models.CompositePrimaryKey("city", "order_id")
    city = models.TextField()
    order_id = models.UUIDField()
    outlet_id = models.UUIDField()
    accepted_by = models.UUIDField()
    accepted_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "fulfilment_acceptance"


class Parcel(models.Model):
    """Sealed goods of one order."""

    pk = models.CompositePrimaryKey("city", "id")
    city = models.TextField()
    id = models.UUIDField()
    order_id = models.UUIDField()
    outlet_id = models.UUIDField()
    lot_id = models.UUIDField()
    label = models.TextField()
    units = models.IntegerField()
    state = models.TextField()
    packed_by = models.UUIDField()
    packed_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "fulfilment_parcel"


class Count(models.Model):
    """What was found on a shelf against the book."""

    pk = models.CompositePrimaryKey("city", "id")
    city = models.TextField()
    id = models.UUIDField()
    lot_id = models.UUIDField()
    book = models.IntegerField()
    counted = models.IntegerField()
    reason = models.TextField()
    counted_by = models.UUIDField()
    counted_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "fulfilment_count"
