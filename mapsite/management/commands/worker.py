import asyncio
import logging
import os
import signal
import sys
import time

from django.core.management.base import BaseCommand
from django.db import Error, connection
from procrastinate.contrib.django import app

from mapsite.operation import schema

logger = logging.getLogger(__name__)
LONGEST_WAIT = 10


class Command(BaseCommand):
    help = "Carries out the queue's jobs until it is told to stop; outlives restarts of the database."

    def handle(self, **options):
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        try:
            wait_for_the_database()
            connection.close()
            asyncio.run(work())
        except (KeyboardInterrupt, asyncio.CancelledError):
            return
        except Exception:
            logger.exception("The worker lost what it needs, most likely the database: it starts again")
        else:
            # procrastinate ends in order when its listener or its heartbeat fails.
            logger.warning("The worker ended by itself, most likely since the database restarted: it starts again")
        time.sleep(1)
        # The same process with a fresh memory: no thread, connection or half-done job of the old one is left in it.
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 (its own command line)


def wait_for_the_database() -> None:
    """Returns when the database answers and has the tables that this code was written for."""
    waited, obstacle = 1, ""
    while reason := _obstacle():
        if reason != obstacle:
            logger.warning("The worker waits: %s", reason)
            obstacle = reason
        time.sleep(min(waited, LONGEST_WAIT))
        waited *= 2
    if obstacle:
        logger.warning("The worker goes on")


def _obstacle() -> str:
    try:
        return schema.explained(schema.differences(connection))
    except Error as error:
        connection.close()
        return str(error).strip()


async def work() -> None:
    """Raises CancelledError when told to stop, after the jobs at hand are done; returns when it ended by itself."""
    task = asyncio.current_task()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, task.cancel)
    with app.replace_connector(app.connector.get_worker_connector()):
        async with app.open_async():
            await app.run_worker_async(install_signal_handlers=False)
