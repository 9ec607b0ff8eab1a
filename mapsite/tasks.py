"""What runs by the clock for all of the site."""

from procrastinate.contrib.django import app

from .safekeeping import orphans


@app.periodic(cron="50 4 * * *")
@app.task(name="mapsite.sweep_orphans", queue="upkeep", queueing_lock="mapsite.sweep_orphans")
def sweep_orphans(timestamp: int):
    """Files of uploads, photos and attachments whose row was never committed."""
    orphans.sweep()
