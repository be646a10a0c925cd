"""Callers who say who they are by keys."""

from django.db import migrations

from evenhand.apps.journal import schema


class Migration(migrations.Migration):
    """How often a caller may guess."""

    dependencies = [("residents", "0005_spending")]
    operations = [schema.sql_file(__file__)]
