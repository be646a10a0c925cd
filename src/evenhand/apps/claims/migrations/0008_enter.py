"""The tables of this room; the words are in the `.sql` file beside this one."""

from django.db import migrations

from evenhand.apps.journal import schema


class Migration(migrations.Migration):
    """Entries of a ballot."""

    dependencies = [("claims", "0007_dial")]
    operations = [schema.sql_file(__file__)]
