"""A city that stands still; the words are in the `.sql` file beside this one."""

from django.db import migrations

from evenhand.apps.journal import schema


class Migration(migrations.Migration):
    """Whether a city is frozen, since when, by whom and why."""

    dependencies = [("cities", "0003_access")]
    operations = [schema.sql_file(__file__)]
