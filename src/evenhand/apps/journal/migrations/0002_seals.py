"""Signed heads; the words are in the `.sql` file beside this one."""

from django.db import migrations

from evenhand.apps.journal import schema


class Migration(migrations.Migration):
    """What the audit chain had come to, signed."""

    dependencies = [("journal", "0001_initial")]
    operations = [schema.sql_file(__file__)]
