"""What machines take away: one value a column, numbers as numbers, whose it is inside, how much there is, and whole."""

import csv
import io
import json
import subprocess

import pytest
from django.urls import get_resolver, reverse

from community.models import Report
from maptag.publishing import tables
from tests.community.factories import CampaignFactory, CategoryFactory, ReportFactory
from tests.factories import NoticeFactory, content_of, point, tag
from tests.mapsite.accounts.test_access import NAMES

pytestmark = pytest.mark.django_db
QUESTIONS = [
    {"key": "width", "label": "폭(m)", "kind": "number"},
    {"key": "steps", "label": "계단이 있나요?", "kind": "yesno"},
    {"key": "note", "label": "address", "kind": "text"},
    {"key": "again", "label": "폭(m)", "kind": "scale"},
    {"key": "phone", "label": "전화", "kind": "text", "private": True},
]


def sheet(answer) -> list[dict]:
    return list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig"))))


def ogr(body: bytes, tmp_path) -> str:
    file = tmp_path / "places.geojson"
    file.write_bytes(body)
    done = subprocess.run(["ogrinfo", "-al", "-ro", file], capture_output=True, text=True, check=True)
    assert "Warning" not in done.stderr, done.stderr
    return done.stdout


@pytest.fixture
def notice(settings):
    rows = [
        (("깊이(m)", "-12.5"), ("코드", "007"), ("전화", "+82-2-123-4567"), ("title", "구간 1"), ("깊이(m)", "3")),
        (("깊이(m)", "1,200"), ("코드", "12"), ("전화", "=1+1"), ("공사 내용", "보도\t신설")),
        (("깊이(m)", ""), ("코드", "100"), ("Fid", "a")),
    ]
    made = NoticeFactory(title="굴착 공사 <안내>")
    places = tuple(tag(f"{n}번", attributes=row, geometry=point(126.97 + n / 100)) for n, row in enumerate(rows))
    made.publish(content_of(made, tags=places), None)
    return made


def test_a_notices_attributes_are_properties_of_their_own(client, notice, tmp_path):
    page = client.get(notice.get_absolute_url()).text
    address = reverse("maptag:geojson", args=[notice.pk])
    assert page.count(address) == 2
    answer = client.get(address)
    body = answer.json()
    first, second, third = (feature["properties"] for feature in body["features"])
    assert (first["깊이(m)"], second["깊이(m)"], third["깊이(m)"]) == (-12.5, 1200, None)
    assert (first["코드"], second["전화"], first["title (2)"], third["Fid (2)"]) == ("007", "=1+1", "구간 1", "a")
    assert first["깊이(m) (2)"] == 3
    assert first["title"] == "0번"
    assert list(first) == list(second) == list(third)
    assert not [value for row in (first, second, third) for value in row.values() if isinstance(value, list | dict)]
    assert (body["title"], body["numberMatched"]) == ("굴착 공사 <안내>", 3)
    assert body["licence"].startswith("공공누리")
    assert body["source"].endswith(notice.get_absolute_url())
    assert {"publisher", "published", "updated"} <= body.keys()
    columns = ogr(answer.content, tmp_path)
    assert "깊이(m): Real" in columns
    assert "코드: String" in columns


def test_a_notice_is_a_table_without_formulas(client, notice):
    rows = sheet(client.get(reverse("maptag:csv", args=[notice.pk])))
    assert [row["깊이(m)"] for row in rows] == ["-12.5", "1200", ""]
    assert (rows[0]["전화"], rows[1]["전화"], rows[0]["코드"]) == ("'+82-2-123-4567", "'=1+1", "007")
    assert rows[0]["이용허락"].startswith("공공누리")
    assert rows[0]["자료"] == notice.title
    assert float(rows[0]["경도"]) == 126.97


def test_a_withdrawn_notice_is_no_file_any_more(client, notice):
    notice.withdraw(None)
    for name in ("geojson", "csv"):
        assert client.get(reverse(f"maptag:{name}", args=[notice.pk])).status_code == 404


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("-12.5", "-12.5"), ("-3", "-3"), ("+12.5", "+12.5"), ("+821012345678", "'+821012345678"), ("−12.5", "−12.5"),
        ("=1+1", "'=1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("\ta", "'\ta"), ("\r=1", "'\r=1"), ("-1+cmd|' /C calc'!A0",
        "'-1+cmd|' /C calc'!A0"), (" =1", "' =1"), ("-", "'-"), ("12-3", "12-3"), ("가-나", "가-나"), ("－1", "'－1"),
    ],
)  # fmt: skip
def test_only_what_is_no_number_is_neutralised(text, cell):
    assert tables.neutral(text) == cell


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("-12.5", -12.5), ("−12.5", -12.5), ("1,234,567", 1234567), ("0", 0), ("0.50", 0.5), ("007", None),
        ("1,23", None), ("+82", None), ("1e5", None), ("1234567890123456", None), ("12 m", None), ("²", None),
        ("１２", None), ("nan", None), ("02-120", None), ("2026. 6.", None),
    ],
)  # fmt: skip
def test_numbers_are_told_from_codes(text, number):
    assert tables.number(text) == number


def test_answers_of_a_campaign_are_columns_with_their_types(client, tmp_path):
    campaign = CampaignFactory(questions=QUESTIONS)
    answers = {"width": -12.5, "steps": True, "note": "+82 옆", "again": 3, "phone": "010-1234-5678"}
    ReportFactory(category=None, campaign=campaign, answers=answers)
    ReportFactory(category=None, campaign=campaign, answers={"width": 2})
    body = client.get(reverse("community:entries_geojson", args=[campaign.slug]))
    second, first = (feature["properties"] for feature in body.json()["features"])
    assert (first["폭(m)"], first["계단이 있나요?"], first["address (2)"], first["폭(m) (2)"]) == (
        -12.5,
        True,
        "+82 옆",
        3,
    )
    assert second["폭(m) (2)"] is None
    assert "1234" not in body.text
    assert "폭(m): Real" in ogr(body.content, tmp_path)
    row, _other = sheet(client.get(reverse("community:entries_csv", args=[campaign.slug])))
    assert (row["폭(m)"], row["계단이 있나요?"], row["address"], row["폭(m) (2)"]) == ("-12.5", "예", "'+82 옆", "3")
    assert row["자료"] == campaign.title


@pytest.mark.parametrize(("path", "rows"), [("/reports.geojson", "features"), ("/api/community/reports", "reports")])
def test_a_long_list_says_how_long_it_is_and_leads_to_its_end(client, path, rows):
    category = CategoryFactory()
    numbers = [ReportFactory(category=category).number for _n in range(7)]
    Report.objects.update(created_at="2026-11-01T00:00:00+09:00")
    url, seen = f"{path}?limit=3&category={category.slug}", []
    while url:
        answer = client.get(url)
        body = answer.json()
        assert (body["numberMatched"], body["numberReturned"]) == (7, len(body[rows]))
        seen += [row.get("properties", row)["number"] for row in body[rows]]
        links = {link["rel"]: link["href"] for link in body.get("links", ())}
        url = body.get("next", links.get("next"))
        assert (f'<{url}>; rel="next"' in answer["Link"]) is bool(url)
        assert 'rel="license"' in answer["Link"]
        if len(seen) == 3:
            Report.objects.get(number=seen[-1]).withdraw()
            numbers.append(ReportFactory(category=category).number)
    assert seen == sorted(numbers[:7], key=lambda n: -Report.objects.get(number=n).pk)


def test_open311_leads_to_the_next_page(client):
    category = CategoryFactory()
    for _n in range(3):
        ReportFactory(category=category)
    first = client.get("/open311/v2/requests.json?page_size=2")
    assert 'page=2>; rel="next"' in first["Link"]
    assert "Link" not in client.get("/open311/v2/requests.json?page_size=2&page=2")


def test_a_csv_is_whole_and_says_its_length(client):
    for _n in range(3):
        ReportFactory()
    answer = client.get("/reports.csv")
    body = b"".join(answer.streaming_content)
    assert int(answer["Content-Length"]) == len(body)
    assert body.count(b"\r\n") == 4


# -- scripts of other sites

DATA = {
    "home_tags", "maptag:snapshot", "maptag:geojson", "maptag:csv", "community:geojson", "community:csv",
    "community:rss", "community:atom", "community:entries_csv", "community:entries_geojson", "community:gaps",
    "community:photo", "community:pins",
}  # fmt: skip
# Searches and pages' own small answers.
NOT_DATA = {
    "community:search",
    "community:address",
    "community:manifest",
    "community:worker",
    "healthz",
    "readyz",
    "community:attachment",
}


def public_views():
    def walk(resolver, namespace=""):
        for entry in resolver.url_patterns:
            if hasattr(entry, "url_patterns"):
                yield from walk(entry, f"{entry.namespace}:" if entry.namespace else namespace)
            elif entry.name and not getattr(entry.callback, "login_required", True):
                yield f"{namespace}{entry.name}", entry.callback

    return list(walk(get_resolver()))


def test_every_public_view_that_gives_data_is_open_to_other_sites(client):
    """By what it answers: a new one is seen here, whoever writes it."""
    for name, view in public_views():
        if hasattr(view, "public_data") or name in NOT_DATA or ":" not in name or name.startswith("open311"):
            continue
        values = {"slug": "none", "number": "2511-AAAA-AAAA", "key": "x", "pk": 1, "token": "x", "edition": 0}
        arguments = NAMES.get(name, set())
        if arguments <= values.keys():
            kind = client.get(reverse(name, kwargs={one: values[one] for one in arguments}))["Content-Type"]
            assert "html" in kind, name
    marked = {name for name, view in public_views() if hasattr(view, "public_data")}
    assert marked >= DATA


@pytest.mark.parametrize(
    "path",
    [
        "/reports.csv", "/reports.geojson", "/reports.rss", "/reports.atom", "/tags.json", "/api/community/reports",
        "/api/community/openapi.json", "/open311/v2/requests.xml", "/open311/v2/openapi.json",
        "/reports.csv?status=lost", "/reports.rss?category=nosuch", "/api/community/reports/none", "/api/nothing",
        "/open311/v2/nothing.json", "/open311/v2/requests.json?status=lost", "/snapshots/none/none.geojson",
        "/notices/none.geojson", "/campaigns/none/entries.csv",
        "/photos/00000000-0000-0000-0000-000000000000/0-thumb.webp",
    ],
)  # fmt: skip
def test_data_may_be_read_from_other_sites_whatever_the_answer(client, path):
    origin = {"Origin": "https://developer.example"}
    answer = client.get(path, headers=origin)
    assert answer["Access-Control-Allow-Origin"] == "*", answer.status_code
    assert "ETag" in answer["Access-Control-Expose-Headers"]
    assert client.head(path, headers=origin).status_code == answer.status_code
    if "ETag" in answer:
        again = client.get(path, headers=origin | {"If-None-Match": answer["ETag"]})
        assert (again.status_code, again["Access-Control-Allow-Origin"]) == (304, "*")
    asked = client.options(path, headers=origin | {"Access-Control-Request-Method": "GET"})
    assert (asked.status_code, asked["Access-Control-Allow-Origin"]) in ((204, "*"), (404, "*"), (405, "*"))


def test_a_report_may_be_sent_from_another_site(client):
    asked = client.options("/api/community/reports", headers={"Origin": "https://developer.example"})
    assert "POST" in asked["Access-Control-Allow-Methods"]
    assert asked["Access-Control-Allow-Headers"] == "*"


def test_pages_are_not_opened_to_other_sites(client):
    for path in ("/", "/reports/", "/accounts/login/"):
        assert "Access-Control-Allow-Origin" not in client.get(path)


def test_a_lost_snapshot_is_made_anew(client, notice):
    from django.core.files.storage import default_storage

    digest = notice.snapshot.rsplit("/", 1)[1].split(".")[0]
    url = reverse("maptag:snapshot", args=[notice.pk, digest])
    before = client.get(url).json()
    default_storage.delete(notice.snapshot)
    assert json.loads(client.get(url, headers={"Accept-Encoding": "identity"}).content) == before
