"""The tables of this room; the words are in the `.sql` file beside this one."""

from django.db import migrations

from evenhand.apps.journal import schema


class Migration(migrations.Migration):
    """Rights to buy, won or given."""

    dependencies = [("claims", "0003_shares")]
    operations = [schema.sql_file(__file__)]
