"""The tables of this room; the words are in the `.sql` file beside this one."""

from django.db import migrations

from evenhand.apps.journal import schema


class Migration(migrations.Migration):
    """What comes back was granted before."""

    dependencies = [("claims", "0008_enter")]
    operations = [schema.sql_file(__file__)]
