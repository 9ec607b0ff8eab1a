"""A spreadsheet of addresses, from upload to ready for review, by a worker of its own.

Prints the median of five files, the rows a second, and the peak memory of the worker and of its reading child.
"""

import io
import os
import random
import statistics
import subprocess
import sys
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mapsite.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.files.base import ContentFile  # noqa: E402
from django.core.management import call_command  # noqa: E402
from openpyxl import Workbook  # noqa: E402

from importers.models import Upload  # noqa: E402
from importers.uploads import intake  # noqa: E402
from mapsite.accounts.models import Department  # noqa: E402
from maptag.geocoding.models import DataVersion, RoadAddress  # noqa: E402

RUNS = 5


def main(rows=4000):
    if not DataVersion.objects.exists():
        call_command("load_addresses", *(settings.DATA_DIR / n for n in ("addresses", "boundaries", "codes", "places")))
    department, _ = Department.objects.get_or_create(slug="bench", defaults={"name": "bench"})
    addresses = [str(a) for a in RoadAddress.objects.order_by("pk")[:20_000]]
    worker = subprocess.Popen([sys.executable, "manage.py", "procrastinate", "worker"])
    try:
        time.sleep(4)  # a worker that is up already is what an office has
        took = [one_file(department, spreadsheet(random.Random(n), addresses, rows)) for n in range(RUNS)]
        memory = peak_memory(worker.pid)
    finally:
        worker.terminate()
        worker.wait()
    median = statistics.median(took)
    print(f"{rows} rows: median {median:.1f} s ({rows / median:.0f} rows/s), each {[round(t, 1) for t in took]}")
    print(f"worker's peak memory {memory:.0f} MB (its reading children are limited to 512 MB)")


def spreadsheet(rng, addresses, rows) -> bytes:
    book = Workbook()
    sheet = book.active
    sheet.append(["연번", "시설명", "소재지 도로명주소", "운영시간", "비고"])
    for n in range(1, rows + 1):
        sheet.append([n, f"시설 {rng.randrange(10**6)}", f"서울특별시 {rng.choice(addresses)}", "09:00~18:00", ""])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def one_file(department, content) -> float:
    start = time.perf_counter()
    upload, _created = intake.receive(ContentFile(content), "목록.xlsx", None, department=department)
    while upload.state not in (Upload.State.READY, Upload.State.FAILED):
        time.sleep(0.05)
        upload.refresh_from_db(fields=["state"])
    took = time.perf_counter() - start
    upload.refresh_from_db()
    placed = upload.mentions.exclude(geometry=None).count()
    print(f"  {took:.1f} s: {upload.state}, {upload.mentions_found} found, {placed} placed {upload.error_message}")
    upload.delete()
    return took


def peak_memory(pid) -> float:
    """Megabytes of the process at its highest (VmHWM)."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
