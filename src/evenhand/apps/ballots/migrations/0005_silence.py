"""The tables of this room; the words are in the `.sql` file beside this one."""

from django.db import migrations

from evenhand.apps.journal import schema


class Migration(migrations.Migration):
    """Relays that were silent, and the fallback that follows."""

    dependencies = [("ballots", "0004_voids")]
    operations = [schema.sql_file(__file__)]
