"""A register of 100,000 rows of 11 columns from upload to published notice, by a worker of its own.

Once with a place of its own in each row and once with 400 places again and again. Prints seconds from the upload until
the first mention is stored, until it is ready for review, until its page has been opened, everything certain accepted
and the notice published; and the peak memory of the worker and of the process that publishes.
"""

import io
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mapsite.settings")
django.setup()

from bench_extract import HEADERS  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.files.base import ContentFile  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402
from openpyxl import Workbook  # noqa: E402

from importers.models import Upload  # noqa: E402
from importers.models.standing import Standing  # noqa: E402
from importers.review import decisions, document  # noqa: E402
from importers.review.publishing import publish  # noqa: E402
from importers.uploads import intake  # noqa: E402
from mapsite.accounts.models import Department, Role, User  # noqa: E402
from maptag.geocoding.models import DataVersion, RoadAddress  # noqa: E402

REPEATED = 400
BATCH_SECONDS = 0.05


def main(rows: int = 100_000):
    if not DataVersion.objects.exists():
        call_command("load_addresses", *(settings.DATA_DIR / n for n in ("addresses", "boundaries", "codes", "places")))
    clerk = bench_clerk()
    for distinct in (rows, REPEATED):
        print(f"{rows:,} rows of {distinct:,} places, {len(HEADERS)} columns")
        content = register(rows, distinct)
        worker = subprocess.Popen([sys.executable, "manage.py", "procrastinate", "worker"])
        try:
            # A worker that is up, and has read its names, is what an office has.
            imported(clerk, register(20, 20)).delete()
            upload = imported(clerk, content)
            print(f"  worker's peak memory {peak_memory(worker.pid):.0f} MB")
        finally:
            worker.terminate()
            worker.wait()
        subprocess.run([sys.executable, __file__, "--finish", str(upload.pk)], check=True)
        upload.delete()


def bench_clerk() -> User:
    department, _ = Department.objects.get_or_create(slug="bench", defaults={"name": "bench"})
    settled = {"department": department, "role": Role.PUBLISHER}
    return User.objects.get_or_create(email="bench-clerk@example.org", defaults=settled)[0]


def register(rows: int, distinct: int) -> bytes:
    """A workbook of made-up facilities at real addresses; after `distinct` rows the facilities come round again."""
    rng = random.Random(7)
    addresses = list(RoadAddress.objects.order_by("pk")[:20_000])
    book = Workbook(write_only=True)
    sheet = book.create_sheet("현황")
    sheet.append(HEADERS)
    sites = [site(rng, addresses, number) for number in range(distinct)]
    for number in range(rows):
        sheet.append([number + 1, f"SL-{number:06}", *sites[number % distinct]])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def site(rng, addresses, number: int) -> list:
    """Name, gu, road address, lot address (none), spot and what an office keeps of a facility."""
    address = addresses[number] if number < len(addresses) else rng.choice(addresses)
    return [
        f"가람{number + 1}시설", address.gu, f"서울특별시 {address}", "", f"{number % 97 + 1}층", 2025,
        f"{address.gu}청", f"02-{number % 8000 + 2000}-{number % 9000:04}", "2026-01-05",
    ]  # fmt: skip


def imported(clerk: User, content: bytes) -> Upload:
    start, seen = time.perf_counter(), {}
    upload, _created = intake.receive(ContentFile(content), "등록부.xlsx", clerk)
    seen["uploaded"] = time.perf_counter() - start
    while upload.state not in (Upload.State.READY, Upload.State.FAILED):
        time.sleep(BATCH_SECONDS)
        upload.refresh_from_db()
        reached = {
            "first mention found": upload.mentions_found, "first mention placed": upload.mentions_placed,
            "all read": upload.state in (Upload.State.FINDING, Upload.State.PLACING, Upload.State.READY),
            "all found": upload.state in (Upload.State.PLACING, Upload.State.READY),
        }  # fmt: skip
        for what, is_reached in reached.items():
            if is_reached:
                seen.setdefault(what, time.perf_counter() - start)
    seen[f"{upload.state}, {upload.mentions_found:,} places"] = time.perf_counter() - start
    for what, seconds in seen.items() if upload.records_read > 100 else ():
        print(f"  {what:32} {seconds:7.1f} s", flush=True)
    return upload


def finish(pk: str):
    """Open, accept and publish the upload, in a process of its own, whose memory is that of publishing."""
    upload = Upload.objects.get(pk=pk)
    client = Client(SERVER_NAME="localhost")
    client.force_login(upload.uploaded_by)
    starts = list(document.chunk_starts(upload))
    for what, path in (("page opened", "review"), ("mentions listed", "mentions"), ("document shown", "chunk")):
        timed(what, lambda path=path: check(client.get(reverse(f"importers:{path}", args=[pk]), {"start": starts[-1]})))
    timed("accepted", lambda: decisions.accept_standing(upload, list(Standing), upload.uploaded_by))
    before = peak_memory(os.getpid())
    notice = timed("published", lambda: publish(upload.review, upload.uploaded_by))
    print(
        f"  {notice.tag_count:,} tags; peak memory {before:.0f} MB before publishing, {peak_memory(os.getpid()):.0f} MB"
    )
    upload.review.delete()
    notice.delete()


def check(response):
    b"".join(response) if response.streaming else response.content
    if response.status_code != 200:
        raise SystemExit(f"{response.request['PATH_INFO']}: {response.status_code} {response.headers}")


def timed(what: str, action):
    start = time.perf_counter()
    result = action()
    print(f"  {what:32} {time.perf_counter() - start:7.1f} s", flush=True)
    return result


def peak_memory(pid: int) -> float:
    """Megabytes of the process at its highest (VmHWM)."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


if __name__ == "__main__":
    if sys.argv[1:2] == ["--finish"]:
        finish(sys.argv[2])
    else:
        main(*map(int, sys.argv[1:]))
