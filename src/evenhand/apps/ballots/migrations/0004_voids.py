"""The tables of this room; the words are in the `.sql` file beside this one."""

from django.db import migrations

from evenhand.apps.journal import schema


class Migration(migrations.Migration):
    """What a void takes back of streaks."""

    dependencies = [("ballots", "0003_again")]
    operations = [schema.sql_file(__file__)]
