import csv
import io
import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone

from community import tasks
from community.deadlines import is_working_day
from community.models import Case, Category, Contact, Photo, Report, RetentionLog, Subscription
from community.reports import grid, photos, retention, statistics
from community.workflow import Status
from tests.community.factories import CategoryFactory, ReportFactory, handler, place
from tests.community.pictures import as_bytes, exif_at
from tests.community.reports.test_submission import cheap_proof, solved  # noqa: F401 (a fixture)

pytestmark = pytest.mark.django_db
SEOUL = {"west": 126.7, "south": 37.4, "east": 127.3, "north": 37.8}


def total(zoom=11, **fields):
    return sum(cell[2] for cell in grid.cells(grid.View(**SEOUL, zoom=zoom, **fields)))


def test_geojson_holds_public_fields_of_public_reports_alone(client):
    shown = ReportFactory(email="hong@example.com", text_original="원래 글 010-1111-2222")
    ReportFactory(moderation="pending")
    ReportFactory().withdraw()
    body = client.get("/reports.geojson").content.decode()
    (feature,) = json.loads(body)["features"]
    assert feature["properties"]["number"] == shown.number
    assert feature["geometry"]["coordinates"] == [126.978, 37.5665]
    for secret in ("hong@", "1111", shown.key, shown.key_hash, str(shown.client_id)):
        assert secret not in body


def test_csv_is_neutral_for_spreadsheets(client):
    ReportFactory(text='=HYPERLINK("http://evil.example","눌러")')
    body = b"".join(client.get("/reports.csv").streaming_content).decode("utf-8-sig")
    (row,) = list(csv.DictReader(io.StringIO(body)))
    assert row["내용"].startswith("'=HYPERLINK")
    assert (row["상태"], row["경도"]) == ("접수", "126.978")


@pytest.mark.parametrize("path", ["/reports.rss", "/reports.atom"])
def test_feeds_follow_the_query_string(client, path):
    here = ReportFactory(gu="중구", text="여기")
    ReportFactory(gu="강남구", text="저기", category=here.category)
    body = client.get(path, {"gu": "중구", "category": here.category.slug}).content.decode()
    assert "여기" in body
    assert "저기" not in body
    assert f"/reports/{here.number}/" in body


@pytest.mark.parametrize("query", ["bbox=1,2,3", "bbox=nan,1,2,3", "status=lost", "since=2026-02-31"])
def test_what_is_not_understood_is_said(client, query):
    assert client.get(f"/reports.geojson?{query}").status_code == 400
    assert client.get(f"/api/community/reports?{query}").status_code == 400


def test_the_map_counts_by_cell_and_forgets_at_once(client):
    category = CategoryFactory()
    one, two, three = (ReportFactory(category=category, point=place(126.978 + n * 0.0001)) for n in range(3))
    ReportFactory(moderation="pending")
    assert total() == 3
    owner = handler(category.department)
    one.withdraw()
    assert total() == 2
    two.move_to(Status.DONE, owner, "끝")
    assert total(open=True) == 1
    Case.objects.merge(two, [three], owner)
    assert total() == 1
    assert total(categories=(category.pk,)) == 1
    assert total(categories=(0,)) == 0
    before = grid.cells(grid.View(**SEOUL, zoom=11))
    grid.compact()
    after = grid.cells(grid.View(**SEOUL, zoom=11))
    assert [c[2:] for c in after] == [c[2:] for c in before]
    assert after[0][:2] == pytest.approx(before[0][:2])
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM community_cell")
        assert cursor.fetchone()[0] == 9
    grid.rebuild()
    assert [c[2:] for c in grid.cells(grid.View(**SEOUL, zoom=11))] == [c[2:] for c in before]
    found = client.get("/api/community/map", {"bbox": "126.97,37.56,126.99,37.57", "zoom": 16}).json()
    assert [f["properties"]["number"] for f in found["pins"]["features"]] == [two.number]


@pytest.mark.usefixtures("cheap_proof")
def test_a_phone_sends_photo_and_report_by_the_api(client):
    CategoryFactory(slug="pothole")
    file = io.BytesIO(as_bytes(kind="HEIF", exif=exif_at(126.978, 37.5665)))
    file.name = "../../IMG_1.heic"
    photo = client.post("/api/community/photos", {"file": file}, headers={"X-Device": "d1"}).json()
    assert photo["taken_at"] == pytest.approx([126.978, 37.5665], abs=1e-4)
    sent = {
        "client_id": str(uuid4()), "category": "pothole", "lon": 126.978, "lat": 37.5665,
        "text": "파였어요", "photos": [photo["id"]], "proof": solved(), "email": "hong@example.com",
    }  # fmt: skip
    coach = client.post("/api/community/coach", {**sent, "text": "불이 났어요"}, content_type="application/json").json()
    assert coach["hints"][0]["data"] == {"calls": [{"number": "119", "name": "화재·구조·구급"}]}
    for _time in range(2):
        response = client.post(
            "/api/community/reports", sent, content_type="application/json", headers={"X-Device": "d1"}
        )
        assert response.status_code == 201, response.content
    report = Report.objects.get()
    stored = Photo.objects.get()
    assert (stored.report, stored.taken_lon) == (report, None)
    assert response.json()["private_url"] == report.private_url
    shown = client.get(f"/api/community/reports/{report.number}").json()
    assert shown["photos"] == [stored.get_absolute_url()]
    wrong = client.post("/api/community/reports", {**sent, "client_id": str(uuid4())}, content_type="application/json")
    assert wrong.status_code == 422
    assert "proof" in wrong.json()["errors"]


def test_a_hidden_reports_photo_is_for_its_reporter_and_handlers(client):
    report = ReportFactory(category=CategoryFactory())
    photo = photos.receive(io.BytesIO(as_bytes()), report=report)
    url = photo.get_absolute_url()
    assert client.get(url).status_code == 200
    owner = handler(report.department)
    report.moderate("hidden", owner, "얼굴이 보입니다.")
    assert client.get(url).status_code == 404
    assert client.get(url, {"key": report.key}).status_code == 200
    client.force_login(owner)
    assert client.get(url).status_code == 200


def test_nul_in_json_is_refused(client):
    body = {"client_id": str(uuid4()), "lon": 126.978, "lat": 37.5665, "category": "a\0"}
    response = client.post("/api/community/reports", body, content_type="application/json")
    assert response.status_code == 400


def test_nul_in_a_query_is_refused(client):
    for url in ("/reports.csv?q=%00", "/api/community/reports?gu=%00", "/open311/v2/requests.json?q=%00"):
        assert client.get(url).status_code == 400


def test_the_api_describes_itself(client):
    described = client.get("/api/community/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    assert "/api/community/reports" in described["paths"]


def test_statistics_do_not_hide_what_is_late():
    category = CategoryFactory(name="가로등")
    owner = handler(category.department)
    yesterday = timezone.localdate() - timedelta(days=1)
    ReportFactory(category=category, due_on=yesterday)
    done = ReportFactory(category=category, due_on=yesterday, created_at=timezone.now() - timedelta(days=4))
    done.move_to(Status.DONE, owner, "갈았습니다.")
    done.judge(fixed=True, satisfaction=4)
    ReportFactory(moderation="pending", category=category)
    statistics.count()
    found = statistics.overview()
    assert {k: found["all"][k] for k in ("total", "open", "late", "answered_late", "done", "fixed")} == {
        "total": 2, "open": 1, "late": 1, "answered_late": 1, "done": 1, "fixed": 1,
    }  # fmt: skip
    took = sum(is_working_day(timezone.localdate() - timedelta(days=n)) for n in range(4))
    assert (found["all"]["median_days"], found["all"]["p90_days"], found["all"]["satisfaction"]) == (took, took, 4)
    assert found["categories"][0]["name"] == "가로등"
    assert found["gus"][0]["total"] == 2


def test_figures_are_as_of_the_last_count_and_say_so(client):
    ReportFactory()
    assert statistics.overview()["all"]["total"] == 1
    ReportFactory()
    assert statistics.overview()["all"]["total"] == 1
    tasks.count_figures(timestamp=0)
    found = statistics.overview()
    assert found["all"]["total"] == 2
    page = client.get("/reports/statistics/").content.decode()
    assert timezone.localtime(found["counted_at"]).strftime("%H:%M") + "까지" in page


def test_every_report_is_in_one_of_the_figures():
    for status in (Status.RECEIVED, Status.TRANSFERRED, Status.REFUSED):
        ReportFactory(status=status)
    everything = statistics.overview()["all"]
    assert everything["total"] == sum(everything[key] for key in ("open", "done", "refused", "transferred")) == 3


def test_figures_of_nothing_are_shown_as_nothing(client):
    found = statistics.overview()
    assert (found["all"]["total"], found["all"]["median_days"], found["categories"]) == (0, None, [])
    assert "–" in client.get("/reports/statistics/").content.decode()


def test_contact_data_goes_first_then_the_report(settings):
    category = CategoryFactory(contact_days=30, report_days=365)
    old, older, fresh = (ReportFactory(category=category, email=f"{n}@example.com", device="d") for n in range(3))
    for report in (old, older, fresh):
        report.move_to(Status.DONE, handler(category.department), "끝")
    Report.objects.filter(pk=old.pk).update(closed_at=timezone.now() - timedelta(days=31))
    Report.objects.filter(pk=older.pk).update(closed_at=timezone.now() - timedelta(days=400))
    retention.run()
    assert [contact.report for contact in Contact.objects.all()] == [fresh]
    old.refresh_from_db()
    assert (old.device, old.text_original) == ("", "")
    assert old.text
    assert not Report.objects.filter(pk=older.pk).exists()
    assert set(RetentionLog.objects.values_list("action", "number")) >= {
        ("contact", old.number),
        ("report", older.number),
    }
    assert Subscription.objects.count() == 1
    retention.run()
    assert RetentionLog.objects.filter(number=old.number).count() == 1
    assert Category.objects.count() == 1
