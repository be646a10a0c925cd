"""The tables of this room; the words are in the `.sql` file beside this one."""

from django.db import migrations

from evenhand.apps.journal import schema


class Migration(migrations.Migration):
    """Numbers of winner lists, and who tried them."""

    initial = True
    dependencies = [("claims", "0004_entitlement")]
    operations = [schema.sql_file(__file__)]
