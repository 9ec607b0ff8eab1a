from django.db import migrations


class Migration(migrations.Migration):
    """The class gets a name of its own; its table keeps name, rows and indexes."""

    dependencies = [("geocoding", "0002_keys_with_sido")]

    operations = [
        migrations.AlterModelTable("area", "geocoding_area"),
        migrations.RenameModel("Area", "District"),
    ]
