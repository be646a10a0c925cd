"""A thin view of the room's table; what holds in it is written in the migration."""

from django.db import models


class Case(models.Model):
    """Something that a person asked a person to look at."""

    pk = models.CompositePrimaryKey("city", "id")
    city = models.TextField()
    id = models.UUIDField()
    kind = models.TextField()
    person = models.BinaryField(null=True)
    about = models.UUIDField(null=True)
    reason = models.TextField()
    slip_id = models.UUIDField(null=True)
    channel = models.TextField()
    agent_id = models.UUIDField(null=True)
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answer = models.TextField(null=True)
    answered_by = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        managed = False
        db_table = "cases_case"
