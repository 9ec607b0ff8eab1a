"""What runs by the clock for notices."""

from procrastinate.contrib.django import app

from .publishing import embeds


@app.periodic(cron="*/10 * * * *")
@app.task(name="maptag.settle_embeds", queue="maptag", queueing_lock="maptag.settle_embeds")
def settle_embeds(timestamp: int):
    """After an update or a loss of files: a notice that nobody has asked for since must be there without PostgreSQL."""
    embeds.settle_missing()
