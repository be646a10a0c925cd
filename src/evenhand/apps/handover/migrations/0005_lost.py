"""What was lost on the way; the words are in the `.sql` file beside this one."""

from django.db import migrations

from evenhand.apps.journal import schema


class Migration(migrations.Migration):
    """Decisions that write a parcel off."""

    dependencies = [("handover", "0004_decisions"), ("fulfilment", "0004_lost")]
    operations = [schema.sql_file(__file__)]
