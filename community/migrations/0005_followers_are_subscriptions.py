import django.db.models.deletion
from django.db import migrations, models


def subject(model, target):
    """What the subscription is to; only the name of the way back changes."""
    field = models.ForeignKey(
        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="subscriptions", to=target
    )
    return migrations.AlterField(model_name="subscription", name=model, field=field)


class Migration(migrations.Migration):
    """Tables and columns are renamed in place: no row is copied."""

    dependencies = [("community", "0004_entries_are_a_proxy_of_reports")]
    operations = [
        migrations.RenameModel("Follower", "Subscription"),
        migrations.RenameField("message", "follower", "subscription"),
        migrations.RenameField("editproposal", "follower", "subscription"),
        subject("report", "community.report"),
        subject("category", "community.category"),
        subject("campaign", "community.campaign"),
    ]
