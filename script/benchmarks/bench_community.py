"""A million reports in the database: list, map, figures, the handlers' queue and a shared room, duplicates search, and
reports coming in at 50 a second, all over HTTP.

    script/bench community [REPORTS] [SECONDS]

The reports are those of reports_table.py, in the database of the benchmarks.
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
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mapsite.settings")
os.environ |= {"REPORTS_PER_ADDRESS": "1000000", "REPORTS_PER_DEVICE": "1000000", "PROOF_OF_WORK_COST": "1000"}
PORT = int(os.environ.get("BENCH_PORT", "8123"))
SITE = f"http://127.0.0.1:{PORT}"
os.environ.setdefault("ALLOWED_HOSTS", "127.0.0.1")
import django  # noqa: E402
import processor  # noqa: E402

django.setup()

from altcha import PayloadV1, solve_challenge_v1  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from material.reports_table import prepare  # noqa: E402

from community.models import Category, IncidentRoom, Report  # noqa: E402
from community.protection import proof  # noqa: E402
from community.reports import hints  # noqa: E402
from community.reports import statistics as figures  # noqa: E402
from mapsite.accounts.models import User  # noqa: E402
from mapsite.operation import web  # noqa: E402
from maptag.geocoding.models import RoadAddress  # noqa: E402

RATE = 50
ROUNDS = 200
WORD, GU = "%EA%B0%80%EB%A1%9C%EB%93%B1", "%EC%A4%91%EA%B5%AC"  # 가로등, 중구
ROAD, SHORT = "%EC%84%B8%EC%A2%85%EB%8C%80%EB%A1%9C", "%EC%B0%A8%EB%8F%84"  # 세종대로, 차도
QUEUES = {
    "to do": "",
    "overdue": "?view=overdue",
    "to moderate": "?view=moderate",
    "all": "?view=all",
    "category and gu": f"?category=bench-3&gu={GU}",
    "done": "?status=done",
    "most supported": "?sort=support",
    "page 10": "?page=10",
    "a word": f"?q={WORD}",
    "a road, in all": f"?q={ROAD}&view=all",
    "two syllables, in all": f"?q={SHORT}&view=all",
}


def main(reports=1_000_000, seconds=30):
    prepare(reports)
    rng = random.Random(1)
    spots = list(RoadAddress.objects.exclude(point=None).order_by("?").values_list("point", flat=True)[:2000])
    categories = list(Category.objects.filter(slug__startswith="bench"))
    measure("similar reports (SQL)", lambda: list(hints.similar(rng.choice(categories), *rng.choice(spots).coords)))
    server = start_server()
    try:
        slugs = [category.slug for category in categories]
        measure_public(rng, spots, slugs)
        for who in ("bench-3", "bench-admin"):
            measure_queue(who)
        measure_room()
        submit_steadily(rng, spots, slugs, seconds)
    finally:
        server.terminate()
        server.wait()
    print(f"load of the machine over the last 5 and 15 minutes: {os.getloadavg()[1]:.1f}, {os.getloadavg()[2]:.1f}")


def measure_public(rng, spots, slugs):
    measure("list, latest", lambda: get("/api/community/reports"))
    measure("list, category and gu", lambda: get(f"/api/community/reports?category={rng.choice(slugs)}&gu={GU}"))
    measure("list, a word", lambda: get(f"/api/community/reports?q={WORD}"))
    for zoom in (10, 11, 13, 15, 17):
        measure(
            f"map, zoom {zoom}",
            lambda zoom=zoom: get(f"/api/community/map?zoom={zoom}&bbox={box(rng, spots, zoom)}"),
        )
    measure("count the figures (worker)", figures.count, rounds=3)
    measure("page of figures", lambda: get("/reports/statistics/"))


def measure_queue(who):
    """The handlers' list, and the map beside it."""
    cookie = signed_in(f"{who}@city.example")
    for name, query in QUEUES.items():
        measure(f"{who}: {name}", lambda query=query: get(f"/handling/{query}", cookie), rounds=40)
    measure(f"{who}: pins", lambda: get("/handling/pins.json", cookie), rounds=40)


def measure_room():
    """A room of 200 reports: its page, nothing new, and something new."""
    user = User.objects.get(email="bench-3@city.example")
    ids = Report.objects.for_user(user).open().values_list("pk", flat=True)[:200]
    room = IncidentRoom.objects.start("침수", user, text="펌프 두 대 가동", reports=list(ids))
    cookie = signed_in(user.email)
    news = f"/handling/rooms/{room.pk}/news.json"
    measure("room: page", lambda: get(f"/handling/rooms/{room.pk}/", cookie), rounds=40)
    first = json.loads(get(news, cookie))
    seen_state = urllib.parse.urlencode({key: first[key] for key in ("state", "map", "since")})
    measure("room: nothing new", lambda: get(f"{news}?{seen_state}", cookie))

    def hear():
        room.say("수위 30 cm", user)
        get(f"{news}?{seen_state}", cookie)

    measure("room: a line written and read", hear, rounds=40)
    room.close("물이 빠졌습니다.", user)


def signed_in(email) -> str:
    """A session's cookie, made as the sign-in form makes it."""
    user = User.objects.get(email=email)
    session = SessionStore()
    session[SESSION_KEY], session[BACKEND_SESSION_KEY] = str(user.pk), settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"


def measure(name, action, rounds=ROUNDS):
    for _n in range(5):
        action()
    took, before = [], processor_seconds()
    for _n in range(rounds):
        start = time.perf_counter()
        action()
        took.append((time.perf_counter() - start) * 1000)
    spent = (processor_seconds() - before) * 1000 / rounds
    quantiles = f"median {statistics.median(took):7.1f} ms   p95 {percentile(took):7.1f} ms   processor {spent:6.1f} ms"
    print(f"{name:34} {quantiles}", flush=True)


def processor_seconds() -> float:
    """What web server and PostgreSQL have used: other programs on the machine disturb this less than the clock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        used = [processor.cpu_seconds(pid) for (pid,) in cursor.fetchall()]
    return sum(used) + sum(processor.cpu_seconds(pid) for pid in workers())


def workers() -> list[int]:
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    below = [Path(f"/proc/{pid}/task/{pid}/children").read_text().split() for pid in children]
    return [int(pid) for pid in (*children, *(pid for pids in below for pid in pids))]


def percentile(values, share=0.95):
    return sorted(values)[int(len(values) * share)]


def get(path, cookie=""):
    request = urllib.request.Request(SITE + path, headers={"Cookie": cookie} if cookie else {})
    with urllib.request.urlopen(request, timeout=60) as answer:
        if answer.geturl() != SITE + path:
            raise SystemExit(f"{path} led to {answer.geturl()}")
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
    summary = f"{len(drafts)} at {RATE}/s in {spent:.0f} s: median {statistics.median(took):.0f} ms, "
    print(f"{summary}p95 {percentile(took):.0f} ms")
    print(f"{len(drafts)} sent, {stored} stored, {len(failed)} refused {failed[:1]}")


def draft(rng, spots, slugs) -> bytes:
    lon, lat = rng.choice(spots).coords
    challenge = proof.challenge()
    number = solve_challenge_v1(challenge["challenge"], challenge["salt"], "SHA-256", challenge["maxnumber"]).number
    solved = PayloadV1("SHA-256", challenge["challenge"], number, challenge["salt"], challenge["signature"]).to_base64()
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
    call_command("collectstatic", interactive=False, verbosity=0)
    server = subprocess.Popen(web.command("127.0.0.1", str(PORT), "2"))
    for _n in range(100):
        try:
            get("/healthz")
            break
        except urllib.error.URLError:
            time.sleep(0.2)
    return server


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
