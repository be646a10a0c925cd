"""Thin views of this room's tables; constraints are in its migration."""

from django.db import models


class Day(models.Model):
    """A day of the books, open until its statement is drawn."""

    pk = models.CompositePrimaryKey("city", "day")
    city = models.TextField()
    day = models.DateField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "settlement_day"


class Posting(models.Model):
    """One line of an entry."""

    pk = models.CompositePrimaryKey("city", "id")
    city = models.TextField()
    id = models.UUIDField()
    entry = models.UUIDField()
    line = models.SmallIntegerField()
    account = models.TextField()
    amount_fen = models.BigIntegerField()
    order_id = models.UUIDField()
    outlet_id = models.UUIDField()
    cause = models.TextField()
    day = models.DateField()
    at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "settlement_posting"


class Statement(models.Model):
    """What a day made owed, account by account, as it was drawn."""

    pk = models.CompositePrimaryKey("city", "id")
    city = models.TextField()
    id = models.UUIDField()
    day = models.DateField()
    sums = models.JSONField()
    postings = models.IntegerField()
    drawn_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "settlement_statement"
