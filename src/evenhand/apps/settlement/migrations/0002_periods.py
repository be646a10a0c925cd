"""Statements of parties over periods, and corrections; the words are in the `.sql` file beside this one."""

from django.db import migrations

from evenhand.apps.journal import schema


class Migration(migrations.Migration):
    """Parties, periods, corrections."""

    dependencies = [("settlement", "0001_initial"), ("cities", "0002_changes")]
    operations = [schema.sql_file(__file__)]
