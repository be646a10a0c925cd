"""Thin views of this room's tables; constraints are in its migration."""

from django.db import models


class Rider(models.Model):
    """A staff member who rides, from which outlet and on what."""

    pk = models.CompositePrimaryKey("city", "id")
    city = models.TextField()
    id = models.UUIDField()
    outlet_id = models.UUIDField()
    vehicle = models.TextField()
    parcels_max = models.IntegerField()
    range_m = models.IntegerField(null=True)
    bikes_max = models.IntegerField(null=True)

    class Meta:
        managed = False
        db_table = "dispatch_rider"


class Shift(models.Model):
    """When a rider is there."""

    pk = models.CompositePrimaryKey("city", "id")
    city = models.TextField()
    id = models.UUIDField()
    rider_id = models.UUIDField()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "dispatch_shift"


class Wave(models.Model):
    """Parcels leaving together."""

    pk = models.CompositePrimaryKey("city", "id")
    city = models.TextField()
    id = models.UUIDField()
    outlet_id = models.UUIDField()
    state = models.TextField()
    planned_at = models.DateTimeField()
    planned_by = models.UUIDField()
    accepted_at = models.DateTimeField(null=True)
    accepted_by = models.UUIDField(null=True)
    distance_m = models.BigIntegerField()
    figures = models.JSONField()
    kind = models.TextField(default="near")
    options = models.JSONField(default=dict)

    class Meta:
        managed = False
        db_table = "dispatch_wave"


class Route(models.Model):
    """A rider's part of a wave."""

    pk = models.CompositePrimaryKey("city", "id")
    city = models.TextField()
    id = models.UUIDField()
    wave_id = models.UUIDField()
    rider_id = models.UUIDField()
    departs_at = models.DateTimeField()
    returns_at = models.DateTimeField()
    distance_m = models.IntegerField()
    loads_at = models.TextField(null=True)
    loads_lon = models.FloatField(null=True)
    loads_lat = models.FloatField(null=True)

    class Meta:
        managed = False
        db_table = "dispatch_route"


class Call(models.Model):
    """A van's halt at a drop-off point."""

    pk = models.CompositePrimaryKey("city", "route_id", "number")
    city = models.TextField()
    route_id = models.UUIDField()
    number = models.SmallIntegerField()
    point = models.TextField()
    lon = models.FloatField()
    lat = models.FloatField()
    arrives_at = models.DateTimeField()
    leaves_at = models.DateTimeField()
    parcels = models.IntegerField()
    bikes = models.IntegerField()

    class Meta:
        managed = False
        db_table = "dispatch_call"


class Override(models.Model):
    """What a dispatcher decided against a plan, and why."""

    pk = models.CompositePrimaryKey("city", "id")
    city = models.TextField()
    id = models.UUIDField()
    kind = models.TextField()
    subject = models.UUIDField()
    reason = models.TextField()
    by = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "dispatch_override"


class Trip(models.Model):
    """One outing of a route."""

    pk = models.CompositePrimaryKey("city", "route_id", "number")
    city = models.TextField()
    route_id = models.UUIDField()
    number = models.SmallIntegerField()
    departs_at = models.DateTimeField()
    returns_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "dispatch_trip"


class Stop(models.Model):
    """A visit to hand over one parcel."""

    pk = models.CompositePrimaryKey("city", "id")
    city = models.TextField()
    id = models.UUIDField()
    route_id = models.UUIDField()
    parcel_id = models.UUIDField()
    trip = models.SmallIntegerField()
    position = models.SmallIntegerField()
    arrives_at = models.DateTimeField()
    state = models.TextField()

    class Meta:
        managed = False
        db_table = "dispatch_stop"


class Unserved(models.Model):
    """A parcel that a wave leaves behind, and why."""

    pk = models.CompositePrimaryKey("city", "wave_id", "parcel_id")
    city = models.TextField()
    wave_id = models.UUIDField()
    parcel_id = models.UUIDField()
    reason = models.TextField()

    class Meta:
        managed = False
        db_table = "dispatch_unserved"
