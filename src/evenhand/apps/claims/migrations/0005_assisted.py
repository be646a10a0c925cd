"""Claims that an agent makes for somebody."""

from django.db import migrations

from evenhand.apps.journal import schema


class Migration(migrations.Migration):
    """Who agreed to what, and where it can be heard."""

    dependencies = [("claims", "0004_entitlement")]
    operations = [schema.sql_file(__file__)]
