"""The main job as its people do it: a real worker, real documents, an embed in another site's page."""

import http.server
import os
import re
import signal
import subprocess
import sys
import threading

import pytest
from django.conf import settings
from django.db import connection
from playwright.sync_api import expect

from importers.models import Upload
from maptag.models import Notice
from tests.factories import UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DOCUMENTS = settings.DATA_DIR / "documents"
FILES = [
    "무더위쉼터_현황_2026.xlsx",
    "공공도서관_목록.csv",
    "공중화장실_점검대상.xls",
    "용산구_금연구역_지정_안내.docx",
    "어린이보호구역_정비공사_시행계획.hwpx",
    "하천변_공중화장실_개방_공고.hwp",
    "공원_물놀이장_안내.pdf",
]
IMPORT_MS = 120_000


def start_worker():
    """`manage.py procrastinate worker` on this test's database and files."""
    database = connection.settings_dict
    host = f"{database['HOST']}:{database['PORT']}" if database["PORT"] else database["HOST"]
    path = f"/{database['HOST']}/{database['NAME']}" if host.startswith("/") else f"{database['NAME']}"
    login = f"{database['USER']}:{database['PASSWORD']}" if database["PASSWORD"] else database["USER"]
    url = f"postgres://{login}@{'' if host.startswith('/') else host}/{path}"
    environment = os.environ | {
        "DATABASE_URL": url,
        "MEDIA_ROOT": settings.STORAGES["default"]["OPTIONS"]["location"],
        "STALLED_JOB_SECONDS": "3",
    }
    command = [sys.executable, "manage.py", "procrastinate", "worker"]
    return subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stderr=subprocess.DEVNULL)


@pytest.fixture
def worker(addresses):
    process = start_worker()
    yield process
    process.terminate()
    process.wait()
    with connection.cursor() as cursor:  # the queue's tables are not Django's, and not emptied after a test
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")


@pytest.fixture
def news_page(tmp_path):
    """Serves tmp_path/index.html from a port, so an origin, of its own; gives its address."""

    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *_args):
            pass

        def __init__(self, *args):
            super().__init__(*args, directory=str(tmp_path))

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    def write(body):
        (tmp_path / "index.html").write_text(f"<!doctype html><meta charset=utf-8><title>내 손안에 서울</title>{body}")
        return f"http://127.0.0.1:{server.server_port}/"

    yield write
    server.shutdown()
    server.server_close()


def row(page, name):
    return page.locator("[data-upload]", has_text=name)


def test_from_a_document_to_an_embed_in_a_news_page(page, sign_in, worker, news_page, live_server, settings):
    settings.SITE_URL = live_server.url
    publisher = UserFactory(publisher=True)
    uploader = UserFactory(department=publisher.department)
    sign_in(uploader)
    page.locator("input[type=file]").set_input_files([DOCUMENTS / name for name in FILES])
    for name in FILES:
        expect(row(page, name).get_by_text("확인할 차례")).to_be_visible(timeout=IMPORT_MS)
    page.reload()
    for name in FILES:
        expect(row(page, name).get_by_text("확인할 차례")).to_be_visible()

    docx = Upload.objects.get(name=FILES[3])
    row(page, docx.name).get_by_role("link", name="지도에서 확인").click()
    mention = docx.mentions.filter(grade="A1").first()
    expect(page.get_by_role("listbox").get_by_role("option").first).to_be_visible()
    page.locator(f"[data-mention='{mention.number}']").first.click()
    page.get_by_role("button", name=re.compile("^수락")).click()
    expect(page.locator(".review-counts .count", has_text="수락").locator("b")).to_have_text("1")
    page.context.clear_cookies()

    sign_in(publisher)
    page.goto(docx.get_absolute_url())
    page.get_by_role("link", name="발행…").click()
    page.get_by_role("button", name=re.compile("발행")).click()
    page.wait_for_url("**/notices/**")
    notice = Notice.objects.get()
    assert notice.tag_count == 1
    expect(page.locator("#places li")).to_have_count(1)
    page.get_by_text("퍼가기").first.click()
    snippet = page.get_by_label("퍼가기 코드").input_value()

    page.expected_errors.append("File not found")  # the news site has no favicon
    page.goto(news_page(f"<p>기사</p>{snippet}"))
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", name=notice.title)).to_be_visible()
    expect(frame.locator(".pin")).to_have_count(1)
    assert not [cookie for cookie in page.context.cookies() if cookie["domain"] == "127.0.0.1"]


def test_a_killed_worker_loses_and_doubles_nothing(page, sign_in, worker):
    lines = [f"{n},쉼터 {n},서울특별시 용산구 소월로 {109 + n % 3}" for n in range(6000)]
    content = "\n".join(["연번,시설명,주소", *lines]).encode()
    sign_in(UserFactory())
    page.locator("input[type=file]").set_input_files({"name": "쉼터.csv", "mimeType": "text/csv", "buffer": content})
    expect(row(page, "쉼터.csv").get_by_text(re.compile("읽는 중|찾는 중|놓는 중"))).to_be_visible(timeout=IMPORT_MS)
    os.kill(worker.pid, signal.SIGKILL)
    worker.wait()
    second = start_worker()
    try:
        expect(row(page, "쉼터.csv").get_by_text("확인할 차례")).to_be_visible(timeout=IMPORT_MS)
    finally:
        second.terminate()
        second.wait()
    upload = Upload.objects.get()
    assert (upload.records_read, upload.mentions_found, upload.mentions_placed) == (6001, 6000, 6000)
    assert upload.records.count() == 6001
    assert upload.mentions.count() == 6000
