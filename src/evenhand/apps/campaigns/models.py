"""Thin views of this room's tables; constraints are in its migration."""

from django.db import models


class Campaign(models.Model):
    """A good offered, with the terms it was published with."""

    pk = models.CompositePrimaryKey("city", "id")
    city = models.TextField()
    id = models.UUIDField()
    code = models.TextField()
    terms = models.JSONField()
    terms_hash = models.TextField()
    published_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "campaigns_campaign"


class Release(models.Model):
    """A dated quota, with the terms it was scheduled with."""

    pk = models.CompositePrimaryKey("city", "id")
    city = models.TextField()
    id = models.UUIDField()
    campaign_id = models.UUIDField()
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    quota = models.IntegerField()
    terms = models.JSONField()
    terms_hash = models.TextField()
    scheduled_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "campaigns_release"
