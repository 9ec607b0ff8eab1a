import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from lxml import etree

from community.messaging import outside
from community.models import ApiKey, Photo, Report
from community.workflow import Status
from tests.community.factories import QUESTIONS, CampaignFactory, CategoryFactory, ReportFactory, handler, place
from tests.community.pictures import as_bytes

pytestmark = pytest.mark.django_db
BASE = "/open311/v2/"
REQUEST_FIELDS = {
    "service_request_id", "status", "status_notes", "service_name", "service_code", "description",
    "agency_responsible", "service_notice", "requested_datetime", "updated_datetime", "expected_datetime",
    "extended_attributes", "address", "address_id", "zipcode", "lat", "long", "media_url",
}  # fmt: skip


@pytest.fixture
def category():
    return CategoryFactory(slug="pothole", questions=QUESTIONS, keywords=["도로", "구멍"])


@pytest.fixture
def api_key():
    return ApiKey.objects.issue("120 앱")[1]


def post(client, format="json", **fields):
    fields = {"service_code": "pothole", "lat": "37.5665", "long": "126.978", "attribute[size]": "small"} | fields
    fields = {name: value for name, value in fields.items() if value is not None}
    return client.post(f"{BASE}requests.{format}", fields)


def test_discovery_names_this_endpoint(client):
    found = client.get(f"{BASE}discovery.json").json()
    (endpoint,) = found["endpoints"]
    assert endpoint["url"].endswith("/open311/v2")
    assert endpoint["specification"] == "http://wiki.open311.org/GeoReport_v2"
    root = etree.fromstring(client.get(f"{BASE}discovery.xml").content)
    assert root.xpath("string(/discovery/endpoints/endpoint/formats/format[1])") == "text/xml"


def test_services_and_their_definition_in_both_formats(client, category):
    CategoryFactory(slug="closed", active=False)
    (service,) = client.get(f"{BASE}services.json").json()
    assert service == {
        "service_code": "pothole", "service_name": "도로 파임", "description": "", "metadata": True,
        "type": "realtime", "keywords": "도로, 구멍", "group": "",
    }  # fmt: skip
    root = etree.fromstring(client.get(f"{BASE}services.xml").content)
    assert root.xpath("string(/services/service/metadata)") == "true"
    definition = client.get(f"{BASE}services/pothole.json").json()
    size, traffic = definition["attributes"]
    assert (size["datatype"], size["required"], size["order"]) == ("singlevaluelist", True, 1)
    assert size["values"][0] == {"key": "small", "name": "손바닥만 해요"}
    assert traffic["required"] is False
    root = etree.fromstring(client.get(f"{BASE}services/pothole.xml").content)
    assert root.xpath("/service_definition/attributes/attribute[1]/values/value/key/text()") == ["small", "large"]


def test_a_request_is_made_and_read_back(client, category, api_key):
    response = post(client, api_key=api_key, description="차도가 파였습니다 010-1234-5678", email="hong@example.com")
    assert response.status_code == 201, response.content
    # A telephone number stands in it: a person looks first.
    report = Report.objects.get()
    assert "service_request_id" not in response.json()[0]
    report.moderate("approved", handler(category.department))
    number = report.number
    (row,) = client.get(f"{BASE}requests/{number}.json").json()
    assert set(row) == REQUEST_FIELDS
    assert (row["status"], row["lat"], row["long"]) == ("open", 37.5665, 126.978)
    assert row["description"] == "차도가 파였습니다 010-****-5678"
    assert "hong@example.com" not in str(row)
    assert Report.objects.get().answers == {"size": "small"}
    root = etree.fromstring(client.get(f"{BASE}requests/{number}.xml").content)
    assert root.xpath("string(/service_requests/request/service_request_id)") == number


def test_a_moderated_request_is_found_by_its_token(client, api_key):
    category = CategoryFactory(slug="pothole", moderation="before")
    root = etree.fromstring(post(client, "xml", api_key=api_key, description="가로등").content)
    token = root.xpath("string(/service_requests/request/token)")
    report = Report.objects.get()
    assert client.get(f"{BASE}tokens/{token}.json").json()[0]["service_request_id"] == ""
    assert client.get(f"{BASE}requests/{report.number}.json").status_code == 404
    report.moderate("approved", handler(category.department))
    assert client.get(f"{BASE}tokens/{token}.json").json()[0]["service_request_id"] == report.number
    assert client.get(f"{BASE}tokens/{token}x.json").status_code == 404


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"api_key": "wrong"}, 403),
        ({"api_key": None}, 403),
        ({"service_code": None}, 400),
        ({"service_code": "unknown"}, 404),
        ({"lat": None}, 400),
        ({"lat": "35.1", "long": "129.0"}, 400),
        ({"attribute[size]": "huge"}, 400),
        ({"attribute[size]": None}, 400),
        ({"jurisdiction_id": "busan.go.kr"}, 404),
    ],
)
def test_errors_have_the_bodies_of_the_specification(client, category, api_key, fields, status):
    given = {"api_key": api_key, "description": "파임"} | fields
    response = post(client, **given)
    assert response.status_code == status
    (error,) = response.json()
    assert set(error) == {"code", "description"}
    assert error["code"] == status
    root = etree.fromstring(post(client, "xml", **given).content)
    assert root.xpath("string(/errors/error/code)") == str(status)
    assert not Report.objects.exists()


def test_a_flood_with_one_key_is_stopped(client, category):
    key = ApiKey.objects.issue("앱", per_minute=1)[1]
    assert post(client, api_key=key, description="하나").status_code == 201
    response = post(client, api_key=key, description="둘")
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0


def test_pictures_come_as_files_or_by_address(client, category, api_key, monkeypatch):
    monkeypatch.setattr(outside, "fetch", lambda url, most: outside.OutsideAnswer(200, as_bytes(), "image/jpeg"))
    file = SimpleUploadedFile("a.jpg", as_bytes(), "image/jpeg")
    response = post(client, api_key=api_key, description="사진", media=file, media_url="https://pics.example/1.jpg")
    assert response.status_code == 201, response.content
    assert Photo.objects.filter(report__isnull=False).count() == 2
    (row,) = client.get(f"{BASE}requests.json").json()
    picture = client.get(row["media_url"].removeprefix("http://localhost:8000"))
    assert picture["Content-Type"] == "image/webp"
    assert picture["X-Content-Type-Options"] == "nosniff"


def test_a_picture_that_can_t_be_read_costs_the_request_nothing(client, category, api_key):
    files = [SimpleUploadedFile("좋은.jpg", as_bytes()), SimpleUploadedFile("반쪽.jpg", as_bytes()[:3000])]
    response = post(client, api_key=api_key, description="사진", media=files, format="xml")
    assert response.status_code == 201, response.content
    assert "사진 ‘반쪽.jpg’: 읽을 수 없는 사진입니다." in etree.fromstring(response.content).findtext(
        ".//service_notice"
    )
    assert Report.objects.get().photos.count() == 1


def test_a_media_url_into_our_network_is_not_fetched_and_said_so(client, category, api_key):
    response = post(client, api_key=api_key, description="x", media_url="http://[::ffff:127.0.0.1]/a.jpg")
    assert response.status_code == 201
    assert "media_url http://[::ffff:127.0.0.1]/a.jpg" in response.json()[0]["service_notice"]
    assert not Photo.objects.exists()


def test_an_emergency_by_a_program_is_answered_with_the_number_to_call(client, category, api_key):
    response = post(client, api_key=api_key, description="사람이 물에 빠졌어요")
    assert response.status_code == 201
    assert "119(화재·구조·구급)" in response.json()[0]["service_notice"]


def test_an_address_is_placed(client, category, api_key, addresses):
    response = post(
        client, api_key=api_key, description="파임", lat=None, long=None, address_string="서울특별시 중구 세종대로 110"
    )
    assert response.status_code == 201, response.content
    assert Report.objects.get().gu == "중구"


def test_requests_are_filtered_and_paged(client, category):
    old = ReportFactory(category=category)
    Report.objects.filter(pk=old.pk).update(created_at="2025-01-10T00:00:00+09:00")
    done = ReportFactory(category=category)
    done.move_to(Status.DONE, handler(category.department), "고쳤습니다.")
    light = ReportFactory(category=CategoryFactory(slug="light"), point=place(127.05, 37.51))
    ReportFactory(moderation="pending")
    ReportFactory(category=None, campaign=CampaignFactory())

    def found(**query):
        return [row["service_request_id"] for row in client.get(f"{BASE}requests.json", query).json()]

    assert found() == [light.number, done.number]
    assert found(status="closed") == [done.number]
    assert found(service_code="light,other") == [light.number]
    assert found(start_date="2025-01-01T00:00:00+09:00") == [light.number, done.number, old.number]
    assert found(start_date="2025-01-01T00:00:00+09:00", end_date="2025-02-01T00:00:00+09:00") == [old.number]
    assert found(end_date="2025-01-31T00:00:00Z") == [old.number]
    assert found(service_request_id=f"{old.number},{done.number}") == [done.number, old.number]
    assert found(page_size=1, page=2) == [done.number]
    assert found(lat=37.51, long=127.05, radius=300) == [light.number]
    assert found(q="아스팔트", service_code="light") == [light.number]
    (closed,) = client.get(f"{BASE}requests.json", {"status": "closed"}).json()
    assert closed["status_notes"] == "고쳤습니다."
    for wrong in ({"start_date": "yesterday"}, {"page": "0"}, {"status": "lost"}):
        assert client.get(f"{BASE}requests.json", wrong).status_code == 400


def test_characters_that_xml_can_not_hold_do_not_break_the_list(client):
    ReportFactory(text="깨짐 \x0b\ufffe <b>&")
    root = etree.fromstring(client.get(f"{BASE}requests.xml").content)
    assert root.xpath("string(//description)") == "깨짐  <b>&"


def test_a_repeated_post_with_a_name_is_one_request(client, category, api_key):
    one = post(client, api_key=api_key, description="파임", client_id="A-17").json()
    assert post(client, api_key=api_key, description="파임", client_id="A-17").json() == one
    assert Report.objects.count() == 1


def test_the_list_takes_few_queries(client, category, django_assert_max_num_queries):
    for _n in range(5):
        report = ReportFactory(category=category)
        Photo.objects.create(report=report, width=1, height=1, sha256="x")
    with django_assert_max_num_queries(3):
        assert len(client.get(f"{BASE}requests.json").json()) == 5
