"""Thin views of the tables of draws; constraints are in the migrations."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Draw(models.Model):
    """A draw, from its rules to its seal."""

    pk = models.CompositePrimaryKey("city", "id")
    city = models.TextField()
    id = models.UUIDField()
    release_id = models.UUIDField()
    code = models.TextField()
    series = models.TextField()
    rules = models.BinaryField()
    rules_hash = models.BinaryField()
    state = models.TextField()
    attempt = models.IntegerField(default=0)
    proposed_by = models.UUIDField()
    proposed_at = models.DateTimeField()
    approval_id = models.UUIDField()
    published_at = models.DateTimeField(null=True)
    record = models.BinaryField(null=True)
    seal = models.BinaryField(null=True)
    seal_signature = models.BinaryField(null=True)

    class Meta:
        managed = False
        db_table = "ballots_draw"


class Entrant(models.Model):
    """Who takes part under which label."""

    pk = models.CompositePrimaryKey("city", "draw_id", "person")
    city = models.TextField()
    draw_id = models.UUIDField()
    person = models.BinaryField()
    label = models.BinaryField()
    household = models.BinaryField()
    district = models.TextField()
    claim_id = models.UUIDField()
    seq = models.IntegerField()
    code = models.TextField()
    withdrawn_at = models.DateTimeField(null=True)
    rolled = models.IntegerField(default=0)

    class Meta:
        managed = False
        db_table = "ballots_entrant"


class Leaf(models.Model):
    """A leaf of the log, with its receipt."""

    pk = models.CompositePrimaryKey("city", "draw_id", "seq")
    city = models.TextField()
    draw_id = models.UUIDField()
    seq = models.IntegerField()
    leaf = models.BinaryField()
    leaf_hash = models.BinaryField()
    claim_id = models.UUIDField(null=True)
    unix_ms = models.BigIntegerField()
    receipt = models.BinaryField()

    class Meta:
        managed = False
        db_table = "ballots_leaf"


class Head(models.Model):
    """A signed head of the log."""

    pk = models.CompositePrimaryKey("city", "draw_id", "number")
    city = models.TextField()
    draw_id = models.UUIDField()
    number = models.IntegerField()
    size = models.IntegerField()
    root = models.BinaryField()
    unix_ms = models.BigIntegerField()
    record = models.BinaryField()
    signature = models.BinaryField()

    class Meta:
        managed = False
        db_table = "ballots_head"


class Word(models.Model):
    """What an official said, signed."""

    pk = models.CompositePrimaryKey("city", "id")
    city = models.TextField()
    draw_id = models.UUIDField()
    id = models.UUIDField()
    kind = models.TextField()
    number = models.IntegerField()
    value = models.BinaryField()
    signature = models.BinaryField()
    said_by = models.UUIDField()
    said_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "ballots_word"


class Anchor(models.Model):
    """Where a digest also lies."""

    pk = models.CompositePrimaryKey("city", "draw_id", "kind", "place")
    city = models.TextField()
    draw_id = models.UUIDField()
    kind = models.TextField()
    place = models.TextField()
    digest = models.BinaryField()
    proof = models.TextField()
    anchored_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "ballots_anchor"


class Result(models.Model):
    """An attempt's one result."""

    pk = models.CompositePrimaryKey("city", "draw_id", "attempt")
    city = models.TextField()
    draw_id = models.UUIDField()
    attempt = models.IntegerField()
    beacon = models.TextField()
    source = models.TextField()
    ikm = models.BinaryField()
    salt = models.BinaryField()
    log_root = models.BinaryField()
    result_root = models.BinaryField()
    entrants = models.IntegerField()
    cutoffs = ArrayField(models.BinaryField())
    sizes = ArrayField(models.IntegerField())
    signature = models.BinaryField()
    drawn_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "ballots_result"


class Row(models.Model):
    """A row of a result."""

    pk = models.CompositePrimaryKey("city", "draw_id", "attempt", "rank")
    city = models.TextField()
    draw_id = models.UUIDField()
    attempt = models.IntegerField()
    rank = models.IntegerField()
    label = models.BinaryField()
    packed = models.BinaryField()

    class Meta:
        managed = False
        db_table = "ballots_row"


class Void(models.Model):
    """An attempt that does not count."""

    pk = models.CompositePrimaryKey("city", "draw_id", "attempt")
    city = models.TextField()
    draw_id = models.UUIDField()
    attempt = models.IntegerField()
    raw = models.BinaryField()
    signatures = models.JSONField()
    voided_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "ballots_void"


class Offer(models.Model):
    """A right that came from a row."""

    pk = models.CompositePrimaryKey("city", "entitlement_id")
    city = models.TextField()
    entitlement_id = models.UUIDField()
    draw_id = models.UUIDField()
    attempt = models.IntegerField()
    label = models.BinaryField()
    category = models.IntegerField()
    round = models.IntegerField(default=0)
    freed_by = models.UUIDField(null=True)
    claim_id = models.UUIDField()
    offered_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "ballots_offer"


class Streak(models.Model):
    """Losses in a row."""

    pk = models.CompositePrimaryKey("city", "series", "person")
    city = models.TextField()
    series = models.TextField()
    person = models.BinaryField()
    losses = models.IntegerField()
    before = models.IntegerField(default=0)
    draw_id = models.UUIDField(null=True)

    class Meta:
        managed = False
        db_table = "ballots_streak"


class Evidence(models.Model):
    """A class that was checked."""

    pk = models.CompositePrimaryKey("city", "person", "code")
    city = models.TextField()
    person = models.BinaryField()
    code = models.TextField()
    checked_by = models.UUIDField()
    checked_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "ballots_evidence"


class Round(models.Model):
    """The beacon's round of an attempt."""

    pk = models.CompositePrimaryKey("city", "draw_id", "attempt")
    city = models.TextField()
    draw_id = models.UUIDField()
    attempt = models.IntegerField()
    number = models.BigIntegerField()
    signature = models.BinaryField()
    source = models.TextField()
    fallback = models.IntegerField(default=-1)
    brought_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "ballots_round"


class Silence(models.Model):
    """A relay that had no round a day after it was due."""

    pk = models.CompositePrimaryKey("city", "draw_id", "attempt", "fallback", "relay")
    city = models.TextField()
    draw_id = models.UUIDField()
    attempt = models.IntegerField()
    fallback = models.IntegerField()
    relay = models.TextField()
    answer = models.TextField()
    asked_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "ballots_silence"
