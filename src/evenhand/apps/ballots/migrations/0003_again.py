"""The tables of this room; the words are in the `.sql` file beside this one."""

from django.db import migrations

from evenhand.apps.journal import schema


class Migration(migrations.Migration):
    """Rules that were declined can be proposed again."""

    dependencies = [("ballots", "0002_draws")]
    operations = [schema.sql_file(__file__)]
