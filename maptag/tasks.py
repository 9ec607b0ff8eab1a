"""What runs by the clock for published notices."""

from procrastinate.contrib.django import app

from .publishing import upkeep


@app.periodic(cron="* * * * *")
@app.task(name="maptag.sweep_files", queue="upkeep", queueing_lock="maptag.sweep_files")
def sweep_files(timestamp: int):
    """Withdrawn is gone within a minute also where the process ended between the commit and the deletion."""
    upkeep.sweep()
