"""The tables of this room; the words are in the `.sql` file beside this one."""

from django.db import migrations

from evenhand.apps.journal import schema


class Migration(migrations.Migration):
    """Handed over at an outlet."""

    dependencies = [("handover", "0002_device")]
    operations = [schema.sql_file(__file__)]
