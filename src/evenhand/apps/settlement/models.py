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


class Period(models.Model):
    """A party's statement over a stretch of days."""

    pk = models.CompositePrimaryKey("city", "id")
    city = models.TextField()
    id = models.UUIDField()
    party = models.TextField()
    outlet_id = models.UUIDField(null=True)
    first = models.DateField()
    last = models.DateField()
    sums = models.JSONField()
    postings = models.IntegerField()
    digest = models.TextField()
    state = models.TextField()
    drawn_by = models.UUIDField()
    drawn_at = models.DateTimeField()
    approved_by = models.UUIDField(null=True)
    approved_at = models.DateTimeField(null=True)
    disputed_by = models.UUIDField(null=True)
    dispute = models.TextField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "settlement_period"


class Stated(models.Model):
    """A day that a party's statement holds."""

    pk = models.CompositePrimaryKey("city", "party", "day")
    city = models.TextField()
    party = models.TextField()
    day = models.DateField()
    period_id = models.UUIDField()

    class Meta:
        managed = False
        db_table = "settlement_stated"


class Correction(models.Model):
    """A posting added after the fact, and why; its id is that of the approval."""

    pk = models.CompositePrimaryKey("city", "id")
    city = models.TextField()
    id = models.UUIDField()
    order_id = models.UUIDField()
    kind = models.TextField()
    payer = models.TextField(null=True)
    amount_fen = models.BigIntegerField()
    reason = models.TextField()
    day = models.DateField()
    posted_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "settlement_correction"


class Bill(models.Model):
    """A look at a payment service's list of a day."""

    pk = models.CompositePrimaryKey("city", "id")
    city = models.TextField()
    id = models.UUIDField()
    day = models.DateField()
    ours_fen = models.BigIntegerField()
    theirs_fen = models.BigIntegerField()
    differences = models.IntegerField()
    looked_by = models.UUIDField(null=True)
    looked_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "settlement_bill"
