"""The tables of this room; the words are in the `.sql` file beside this one."""

from django.db import migrations

from evenhand.apps.journal import schema


class Migration(migrations.Migration):
    """Who waits for a neighbor takes nothing yet."""

    dependencies = [("claims", "0009_waterfall")]
    operations = [schema.sql_file(__file__)]
