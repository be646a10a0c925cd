"""Look-ups by agents, and words that are personal."""

from django.db import migrations

from evenhand.apps.journal import schema


class Migration(migrations.Migration):
    """What a hotline needs of the vault."""

    dependencies = [("residents", "0002_told_by")]
    operations = [schema.sql_file(__file__)]
