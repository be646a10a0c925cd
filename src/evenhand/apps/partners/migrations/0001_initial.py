"""The tables of this room; the words are in the `.sql` file beside this one."""

from django.db import migrations

from evenhand.apps.journal import schema


class Migration(migrations.Migration):
    """First layout."""

    initial = True
    dependencies = [("cities", "0002_changes")]
    operations = [schema.sql_file(__file__)]
