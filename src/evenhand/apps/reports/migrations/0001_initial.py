"""The table of this room; the words are in the `.sql` file beside this one."""

from django.db import migrations

from evenhand.apps.journal import schema


class Migration(migrations.Migration):
    """First layout."""

    initial = True
    dependencies = [("settlement", "0002_periods")]
    operations = [schema.sql_file(__file__)]
