"""Thin views of the vault's tables; what holds between them is written in the migration."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Address(models.Model):
    """A door: its district and its place; its text is known only as a keyed hash."""

    pk = models.CompositePrimaryKey("city", "id")
    city = models.TextField()
    id = models.UUIDField()
    blind_index = models.BinaryField()
    district = models.TextField()
    lon = models.FloatField()
    lat = models.FloatField()

    class Meta:
        managed = False
        db_table = "residents_address"


class Household(models.Model):
    """Those who live behind one door."""

    pk = models.CompositePrimaryKey("city", "id")
    city = models.TextField()
    id = models.UUIDField()
    address_id = models.UUIDField()

    class Meta:
        managed = False
        db_table = "residents_household"


class Person(models.Model):
    """A person, as far as other rooms may know one."""

    pk = models.CompositePrimaryKey("city", "id")
    city = models.TextField()
    id = models.UUIDField()
    tag = models.BinaryField()
    household_id = models.UUIDField()
    age_band = models.TextField()
    status = models.TextField()
    channel = models.TextField()
    called = models.BooleanField(default=False)
    verified_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "residents_person"


class Document(models.Model):
    """Whose an identity document is."""

    pk = models.CompositePrimaryKey("city", "blind_index")
    city = models.TextField()
    blind_index = models.BinaryField()
    person_id = models.UUIDField()
    kind = models.TextField()
    last_four = models.BinaryField(null=True)

    class Meta:
        managed = False
        db_table = "residents_document"


class Phone(models.Model):
    """Who may be reached at a phone."""

    pk = models.CompositePrimaryKey("city", "blind_index", "person_id")
    city = models.TextField()
    blind_index = models.BinaryField()
    person_id = models.UUIDField()

    class Meta:
        managed = False
        db_table = "residents_phone"


class PersonKey(models.Model):
    """A person's own key, sealed under the city's key `key_id`."""

    pk = models.CompositePrimaryKey("city", "person_id")
    city = models.TextField()
    person_id = models.UUIDField()
    key_id = models.TextField()
    wrapped = models.BinaryField()

    class Meta:
        managed = False
        db_table = "residents_personkey"


class Sealed(models.Model):
    """What can be read back of a person, each field sealed under the person's key."""

    pk = models.CompositePrimaryKey("city", "person_id")
    city = models.TextField()
    person_id = models.UUIDField()
    name = models.BinaryField()
    phone = models.BinaryField()
    document = models.BinaryField()
    address = models.BinaryField()

    class Meta:
        managed = False
        db_table = "residents_sealed"


class Consent(models.Model):
    """One use of personal data that a person has agreed to."""

    pk = models.CompositePrimaryKey("city", "person_id", "purpose", "given_at")
    city = models.TextField()
    person_id = models.UUIDField()
    purpose = models.TextField()
    recipient = models.TextField()
    given_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "residents_consent"


class Code(models.Model):
    """A sign-in code sent to a phone."""

    pk = models.CompositePrimaryKey("city", "id")
    city = models.TextField()
    id = models.UUIDField()
    phone_index = models.BinaryField()
    nth = models.IntegerField()
    digest = models.BinaryField()
    message = models.BinaryField(null=True)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    tries = models.SmallIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    network_index = models.BinaryField(null=True)
    block_index = models.BinaryField(null=True)

    class Meta:
        managed = False
        db_table = "residents_code"


class Hearing(models.Model):
    """How often, in an hour, somebody at a phone said who they are by its keys."""

    pk = models.CompositePrimaryKey("city", "phone_index", "hour")
    city = models.TextField()
    phone_index = models.BinaryField()
    hour = models.DateTimeField()
    tries = models.SmallIntegerField(default=0)

    class Meta:
        managed = False
        db_table = "residents_hearing"


class Purse(models.Model):
    """A day's codes: how many were sent to anybody, and how many from what is kept."""

    pk = models.CompositePrimaryKey("city", "day")
    city = models.TextField()
    day = models.DateField()
    open_sent = models.IntegerField(default=0)
    kept_sent = models.IntegerField(default=0)

    class Meta:
        managed = False
        db_table = "residents_purse"


class Lookup(models.Model):
    """An agent's look-up."""

    pk = models.CompositePrimaryKey("city", "id")
    city = models.TextField()
    id = models.UUIDField()
    agent_id = models.UUIDField()
    hour = models.DateTimeField()
    nth = models.IntegerField()
    how = models.TextField()
    reason = models.TextField()
    found = ArrayField(models.UUIDField(), default=list)
    at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "residents_lookup"


class Slip(models.Model):
    """Words that may name somebody, sealed."""

    pk = models.CompositePrimaryKey("city", "id")
    city = models.TextField()
    id = models.UUIDField()
    box = models.BinaryField()
    written_at = models.DateTimeField()

    class Meta:
        managed = False
        db_table = "residents_slip"


class Blind(models.Model):
    """The blinding of a person's commitment in a draw, sealed."""

    pk = models.CompositePrimaryKey("city", "person_id", "draw_id")
    city = models.TextField()
    person_id = models.UUIDField()
    draw_id = models.UUIDField()
    box = models.BinaryField()

    class Meta:
        managed = False
        db_table = "residents_blind"
