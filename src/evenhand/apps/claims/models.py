"""Thin views of this room's tables; constraints and the admission function are in its migration."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Quota(models.Model):
    """A release's live counter and the terms that admission reads."""

    pk = models.CompositePrimaryKey("city", "release_id")
    city = models.TextField()
    release_id = models.UUIDField()
    campaign_id = models.UUIDField()
    mode = models.TextField()
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    total = models.IntegerField()
    remaining = models.IntegerField()
    units_min = models.IntegerField()
    units_max = models.IntegerField()
    units_step = models.IntegerField()
    districts = ArrayField(models.TextField())
    timezone = models.TextField()
    returned = models.IntegerField(default=0)
    poured = models.IntegerField(default=0)
    carried = models.IntegerField(default=0)
    lobby_opens_at = models.DateTimeField(null=True)
    lobby_freezes_at = models.DateTimeField(null=True)
    arrived = models.IntegerField(default=0)
    standing = models.IntegerField(default=0)

    class Meta:
        managed = False
        db_table = "claims_quota"


class Limit(models.Model):
    """How much a release lets one person, household or address have."""

    pk = models.CompositePrimaryKey("city", "release_id", "scope")
    city = models.TextField()
    release_id = models.UUIDField()
    scope = models.TextField()
    units = models.IntegerField()
    claims = models.IntegerField()
    every = models.DurationField()
    calendar = models.BooleanField()

    class Meta:
        managed = False
        db_table = "claims_limit"


class Reserve(models.Model):
    """A part of a release's quota that is kept for some."""

    pk = models.CompositePrimaryKey("city", "release_id", "number")
    city = models.TextField()
    release_id = models.UUIDField()
    number = models.IntegerField()
    id = models.UUIDField()
    turn = models.IntegerField()
    kind = models.TextField()
    key = models.TextField()
    total = models.IntegerField()
    remaining = models.IntegerField()
    until = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "claims_reserve"


class Dial(models.Model):
    """How far the gate is open, for a release or the whole city."""

    pk = models.CompositePrimaryKey("city", "subject")
    city = models.TextField()
    subject = models.UUIDField()
    admit = models.TextField()
    per_s = models.IntegerField(null=True)
    set_by = models.UUIDField()
    at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "claims_dial"


class Standing(models.Model):
    """Somebody's place in a lobby."""

    pk = models.CompositePrimaryKey("city", "release_id", "person")
    city = models.TextField()
    release_id = models.UUIDField()
    person = models.BinaryField()
    label = models.BinaryField()
    key = models.UUIDField()
    units = models.IntegerField()
    district = models.TextField()
    channel = models.TextField()
    household = models.BinaryField(null=True)
    address = models.BinaryField(null=True)
    groups = models.TextField()
    agent_id = models.UUIDField(null=True)
    arrival = models.IntegerField()
    position = models.IntegerField(null=True)
    joined_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    poured_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "claims_standing"


class Lobby(models.Model):
    """How a lobby's order comes about."""

    pk = models.CompositePrimaryKey("city", "release_id")
    city = models.TextField()
    release_id = models.UUIDField()
    rules = models.TextField()
    size = models.IntegerField(null=True)
    root = models.BinaryField(null=True)
    frozen_at = models.DateTimeField(null=True)
    line = models.TextField(null=True)
    drawn_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "claims_lobby"


class Claim(models.Model):
    """A person's request with its final answer."""

    pk = models.CompositePrimaryKey("city", "id")
    city = models.TextField()
    id = models.UUIDField()
    release_id = models.UUIDField()
    person = models.BinaryField()
    units = models.IntegerField()
    outcome = models.TextField()
    reason = models.TextField(null=True)
    again_at = models.DateTimeField(null=True)
    district = models.TextField()
    channel = models.TextField()
    agent_id = models.UUIDField(null=True)
    at = models.DateTimeField()
    returned_at = models.DateTimeField(null=True)
    household = models.BinaryField(null=True)
    address = models.BinaryField(null=True)
    reserve = models.IntegerField(null=True)

    class Meta:
        managed = False
        db_table = "claims_claim"


class LimitUse(models.Model):
    """What a subject has used of its limit in the running window."""

    pk = models.CompositePrimaryKey("city", "campaign_id", "scope", "subject")
    city = models.TextField()
    campaign_id = models.UUIDField()
    scope = models.TextField()
    subject = models.BinaryField()
    starts_at = models.DateTimeField()
    resets_at = models.DateTimeField()
    units = models.IntegerField()
    claims = models.IntegerField()
    units_max = models.IntegerField()
    claims_max = models.IntegerField()

    class Meta:
        managed = False
        db_table = "claims_limituse"


class Entitlement(models.Model):
    """A person's right to units until a time."""

    pk = models.CompositePrimaryKey("city", "id")
    city = models.TextField()
    id = models.UUIDField()
    release_id = models.UUIDField()
    person = models.BinaryField()
    units = models.IntegerField()
    source = models.TextField()
    district = models.TextField()
    channel = models.TextField()
    issued_at = models.DateTimeField()
    until_at = models.DateTimeField()
    state = models.TextField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "claims_entitlement"


class Assisted(models.Model):
    """How a claim that an agent made came about."""

    pk = models.CompositePrimaryKey("city", "claim_id")
    city = models.TextField()
    claim_id = models.UUIDField()
    agent_id = models.UUIDField()
    recording = models.TextField()
    consent_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "claims_assisted"
