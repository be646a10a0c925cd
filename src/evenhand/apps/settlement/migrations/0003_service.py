"""Statements of the payment service, and its bills; the words are in the `.sql` file beside this one."""

from django.db import migrations

from evenhand.apps.journal import schema


class Migration(migrations.Migration):
    """The payment service is a party, and its bill is held against the books."""

    dependencies = [("settlement", "0002_periods")]
    operations = [schema.sql_file(__file__)]
