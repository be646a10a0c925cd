"""Counters that hold nothing; the words are in the `.sql` file beside this one."""

from django.db import migrations

from evenhand.apps.journal import schema


class Migration(migrations.Migration):
    """A counter may be empty from the start."""

    dependencies = [("claims", "0001_initial")]
    operations = [schema.sql_file(__file__)]
