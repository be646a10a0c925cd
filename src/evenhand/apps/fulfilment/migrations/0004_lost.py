"""Parcels that are lost; the words are in the `.sql` file beside this one."""

from django.db import migrations

from evenhand.apps.journal import schema


class Migration(migrations.Migration):
    """Lost on the way."""

    dependencies = [("fulfilment", "0003_slots")]
    operations = [schema.sql_file(__file__)]
