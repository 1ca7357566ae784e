from django.db import migrations

from sms import seed


def plant(apps, schema_editor):
    """Add the countries that are missing; rows that are there, edited or not, stay as they are."""
    country = apps.get_model("sms", "Country")
    rows = [country(**values) for values in seed.countries()]
    country.objects.using(schema_editor.connection.alias).bulk_create(rows, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("sms", "0001_initial")]
    operations = [migrations.RunPython(plant, migrations.RunPython.noop)]
