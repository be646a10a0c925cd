"""Thin views of the tables of winner lists; constraints are in the migrations."""

from django.db import models


class WinnerList(models.Model):
    """A revision of a list of winners."""

    pk = models.CompositePrimaryKey("city", "campaign_id", "list_id", "revision")
    city = models.TextField()
    campaign_id = models.UUIDField()
    list_id = models.TextField()
    revision = models.IntegerField()
    file_hash = models.BinaryField()
    signature = models.BinaryField()
    winners = models.IntegerField()
    imported_by = models.UUIDField(null=True)
    imported_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "ballots_winnerlist"


class Winner(models.Model):
    """A winning number."""

    pk = models.CompositePrimaryKey("city", "campaign_id", "list_id", "number")
    city = models.TextField()
    campaign_id = models.UUIDField()
    list_id = models.TextField()
    number = models.TextField()
    revision = models.IntegerField()
    units = models.IntegerField()
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    status = models.TextField()
    id_index = models.BinaryField(null=True)
    entitlement_id = models.UUIDField(null=True)
    person = models.BinaryField(null=True)
    redeemed_at = models.DateTimeField(null=True)
    lapsed_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "ballots_winner"


class Failure(models.Model):
    """A number that a person tried and did not hold."""

    pk = models.CompositePrimaryKey("city", "id")
    city = models.TextField()
    id = models.UUIDField()
    person = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "ballots_failure"
