"""What a dispatcher decides by phone, and parcels that another rider has taken over."""

from django.db import migrations

from evenhand.apps.journal import schema


class Migration(migrations.Migration):
    """Decisions."""

    dependencies = [("handover", "0003_pickup"), ("dispatch", "0002_far")]
    operations = [schema.sql_file(__file__)]
