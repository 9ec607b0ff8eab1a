"""What runs by the clock for published notices."""

from procrastinate.contrib.django import app

from . import upkeep
from .publishing import embeds

QUEUE = "upkeep"


@app.periodic(cron="* * * * *")
@app.task(name="maptag.sweep_files", queue=QUEUE, queueing_lock="maptag.sweep_files")
def sweep_files(timestamp: int):
    """Withdrawn is gone within a minute also where the process ended between the commit and the deletion."""
    upkeep.sweep()


@app.periodic(cron="*/10 * * * *")
@app.task(name="maptag.settle_embeds", queue=QUEUE, queueing_lock="maptag.settle_embeds")
def settle_embeds(timestamp: int):
    """After an update or a loss of files: a notice that nobody has asked for since must be there without PostgreSQL."""
    embeds.settle_missing()
