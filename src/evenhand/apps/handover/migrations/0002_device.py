"""What a rider's own device says of a try: its clock."""

from django.db import migrations

from evenhand.apps.journal import schema


class Migration(migrations.Migration):
    """Tries made without a network."""

    dependencies = [("handover", "0001_initial")]
    operations = [schema.sql_file(__file__)]
