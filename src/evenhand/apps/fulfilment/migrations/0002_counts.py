"""Goods that spoil, and stock that is counted; the words are in the `.sql` file beside this one."""

from django.db import migrations

from evenhand.apps.journal import schema


class Migration(migrations.Migration):
    """Expiry, temperature, counts."""

    dependencies = [("fulfilment", "0001_initial")]
    operations = [schema.sql_file(__file__)]
