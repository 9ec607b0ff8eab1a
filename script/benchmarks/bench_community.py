"""A million reports in the database: list, map, duplicates search, and reports coming in at 50 a second over HTTP.

    script/bench community [REPORTS] [SECONDS]

The reports lie around the streets of data/addresses, in the database of the benchmarks.
"""

import json
import os
import random
import statistics
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mapsite.settings")
os.environ |= {"REPORTS_PER_ADDRESS": "1000000", "REPORTS_PER_DEVICE": "1000000", "PROOF_OF_WORK_COST": "1000"}
PORT = int(os.environ.get("BENCH_PORT", "8123"))
SITE = f"http://127.0.0.1:{PORT}"
os.environ.setdefault("ALLOWED_HOSTS", "127.0.0.1")
import django  # noqa: E402

django.setup()

from altcha import PayloadV1, solve_challenge_v1  # noqa: E402

from community import coach, proof  # noqa: E402
from community.models import Category, Report  # noqa: E402
from maptag.geocoding.models import RoadAddress  # noqa: E402

RATE = 50
CATEGORIES = 12
ROUNDS = 200


def main(reports=1_000_000, seconds=30):
    prepare(reports)
    rng = random.Random(1)
    spots = list(RoadAddress.objects.exclude(point=None).order_by("?").values_list("point", flat=True)[:2000])
    categories = list(Category.objects.filter(slug__startswith="bench"))
    measure("similar reports (SQL)", lambda: list(coach.similar(rng.choice(categories), *rng.choice(spots).coords)))
    server = start_server()
    try:
        slugs = [category.slug for category in categories]
        measure("list, latest", lambda: get("/api/community/reports"))
        measure(
            "list, category and gu",
            lambda: get(f"/api/community/reports?category={rng.choice(slugs)}&gu=%EC%A4%91%EA%B5%AC"),
        )
        measure("list, a word", lambda: get("/api/community/reports?q=%EA%B0%80%EB%A1%9C%EB%93%B1"))
        for zoom in (10, 11, 13, 15, 17):
            measure(
                f"map, zoom {zoom}",
                lambda zoom=zoom: get(f"/api/community/map?zoom={zoom}&bbox={box(rng, spots, zoom)}"),
            )
        submit_steadily(rng, spots, slugs, seconds)
    finally:
        server.terminate()
        server.wait()


def measure(name, action, rounds=ROUNDS):
    for _n in range(5):
        action()
    took = []
    for _n in range(rounds):
        start = time.perf_counter()
        action()
        took.append((time.perf_counter() - start) * 1000)
    print(f"{name:28} median {statistics.median(took):7.1f} ms   p95 {percentile(took):7.1f} ms", flush=True)


def percentile(values, share=0.95):
    return sorted(values)[int(len(values) * share)]


def get(path):
    with urllib.request.urlopen(SITE + path, timeout=60) as answer:
        return answer.read()


def box(rng, spots, zoom) -> str:
    """What a window of 1,000 × 640 pixels shows."""
    lon, lat = rng.choice(spots).coords
    degrees = 360 / 256 / 2**zoom
    wide, high = degrees * 500, degrees * 320 * 0.79
    return ",".join(f"{v:.6f}" for v in (lon - wide, lat - high, lon + wide, lat + high))


# -- reports coming in


def submit_steadily(rng, spots, slugs, seconds):
    """`RATE` a second whatever the answers take (an open loop): a slow server can't slow the senders down."""
    drafts = [draft(rng, spots, slugs) for _n in range(RATE * seconds)]
    before, took, failed, lock = Report.objects.count(), [], [], threading.Lock()

    def send(body, due):
        start = due
        try:
            request = urllib.request.Request(
                f"{SITE}/api/community/reports", body, {"Content-Type": "application/json"}, method="POST"
            )
            with urllib.request.urlopen(request, timeout=60) as answer:
                answer.read()
        except urllib.error.URLError as error:
            with lock:
                failed.append(repr(error))
        with lock:
            took.append((time.perf_counter() - start) * 1000)

    begin = time.perf_counter()
    with ThreadPoolExecutor(100) as pool:
        for n, body in enumerate(drafts):
            due = begin + n / RATE
            time.sleep(max(0, due - time.perf_counter()))
            pool.submit(send, body, due)
    stored = Report.objects.count() - before
    spent = time.perf_counter() - begin
    said = f"{len(drafts)} at {RATE}/s in {spent:.0f} s: median {statistics.median(took):.0f} ms, "
    print(f"{said}p95 {percentile(took):.0f} ms")
    print(f"{len(drafts)} sent, {stored} stored, {len(failed)} refused {failed[:1]}")


def draft(rng, spots, slugs) -> bytes:
    lon, lat = rng.choice(spots).coords
    given = proof.challenge()
    number = solve_challenge_v1(given["challenge"], given["salt"], "SHA-256", given["maxnumber"]).number
    solved = PayloadV1("SHA-256", given["challenge"], number, given["salt"], given["signature"]).to_base64()
    sent = {
        "client_id": str(uuid4()),
        "category": rng.choice(slugs),
        "lon": lon,
        "lat": lat,
        "text": f"가로등 {rng.randrange(10**6)}번이 꺼져 있습니다.",
        "proof": solved,
    }
    return json.dumps(sent).encode()


def start_server():
    command = [".venv/bin/granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(PORT), "--workers", "2"]
    server = subprocess.Popen(
        [*command, "--blocking-threads", "4", "--no-ws", "--log-level", "warning", "mapsite.wsgi:application"]
    )
    for _n in range(100):
        try:
            get("/healthz")
            break
        except urllib.error.URLError:
            time.sleep(0.2)
    return server


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
