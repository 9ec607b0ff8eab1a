"""A bulk decision in a review, and taking it back: seconds for all rows of a register in one statement."""

import os
import statistics
import sys
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mapsite.settings")
import django

django.setup()

from django.db import transaction  # noqa: E402

from importers.review import decisions  # noqa: E402
from tests.importers.factories import long_upload  # noqa: E402

ROUNDS = 5


class TakenBack(Exception):
    """Ends the benchmark's transaction: nothing of it stays in the database."""


def timed(action, *arguments) -> float:
    start = time.perf_counter()
    action(*arguments)
    return time.perf_counter() - start


def measure(rows: int):
    upload = long_upload(rows)
    user, numbers = upload.uploaded_by, list(upload.mentions.values_list("number", flat=True))
    seconds = {"accepted": [], "taken back": []}
    for _round in range(ROUNDS):
        seconds["accepted"].append(timed(decisions.decide_many, upload, user, "accepted", numbers))
        seconds["taken back"].append(timed(decisions.undo, upload, user))
    for what, times in seconds.items():
        print(f"{rows:,} rows {what:10}  median {statistics.median(times):.2f} s  slowest {max(times):.2f} s")


def main(rows: int):
    try:
        with transaction.atomic():
            measure(rows)
            raise TakenBack
    except TakenBack:
        pass


main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
