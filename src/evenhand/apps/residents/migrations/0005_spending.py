"""Codes are no pump."""

from django.db import migrations

from evenhand.apps.journal import schema


class Migration(migrations.Migration):
    """Where codes go, and how many a day."""

    dependencies = [("residents", "0004_commitments")]
    operations = [schema.sql_file(__file__)]
