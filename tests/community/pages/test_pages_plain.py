"""The report form from a browser without scripts: plain HTML, sent as multipart/form-data."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from community.models import Photo, Report
from tests.community.factories import QUESTIONS, CampaignFactory, CategoryFactory
from tests.community.pictures import as_bytes, exif_at
from tests.factories import CITY_HALL

pytestmark = pytest.mark.django_db
AT = "{},{}".format(*CITY_HALL)


@pytest.fixture
def road():
    return CategoryFactory(slug="road", name="도로 파임")


@pytest.fixture
def send(client):
    def go(name="form", args=(), **fields):
        typed = {"category": "road", "point": AT, "text": "보도블록이 빠져 있습니다."} | fields
        return client.post(reverse(f"community:{name}", args=args), typed)

    return go


def upload(content=None, name="길.jpg"):
    return SimpleUploadedFile(name, content or as_bytes(exif=exif_at(*CITY_HALL)))


def page(answer) -> str:
    return answer.content.decode()


def test_it_ends_on_the_private_page_and_waits_for_a_person(send, client, road):
    answer = send(email="hong@example.com", photos=[upload()])
    report = Report.objects.get()
    assert answer["Location"] == report.private_url
    assert report.number in page(client.get(answer["Location"]))
    assert (report.moderation, report.published) == ("pending", False)  # though this category publishes at once
    assert (report.photos.count(), report.contact.email) == (1, "hong@example.com")


def test_an_exact_address_needs_no_choice(send, road, addresses):
    send(point="", address="세종대로 110")
    report = Report.objects.get()
    assert (report.place_source, report.address) == ("address", "서울특별시 중구 세종대로 110")


def test_an_address_of_many_is_asked_for_with_all_that_was_typed(send, road, addresses):
    answer = send(point="", address="을지로", email="hong@example.com")
    shown = page(answer)
    assert answer.status_code == 422
    assert "어디인지 골라 주세요." in shown
    assert "보도블록이 빠져 있습니다." in shown
    assert 'value="hong@example.com"' in shown
    at = re.search(r'name="point" value="([^"]+)"', shown)[1]
    send(point=at, address="을지로", searched="을지로")
    assert Report.objects.get().point.x == pytest.approx(float(at.split(",")[0]))


def test_a_choice_of_an_earlier_search_does_not_count_for_another(send, road, addresses):
    send(point="126.99,37.55", searched="시청", address="세종대로 110")
    assert Report.objects.get().address == "서울특별시 중구 세종대로 110"


def test_what_can_t_be_found_leads_to_the_districts(send, road, a_district):
    answer = send(point="", address="없는길 99999")
    assert "‘없는길 99999’에 맞는 곳을 찾지 못했습니다." in page(answer)
    at = re.search(r'<option value="([^"]+)">중구 태평로1가', page(answer))[1]
    assert "어디인지 내용에" in page(send(point="", district=at, text=""))
    send(point="", district=at)
    report = Report.objects.get()
    assert (report.place_source, report.dong, report.address) == ("district", "태평로1가", "서울특별시 중구 태평로1가")


def test_photos_are_kept_over_an_error_and_say_where_they_were_taken(send, road, addresses):
    shown = page(send(point="", category="", photos=[upload(), upload(b"<svg/>", "a.svg")]))
    assert "사진 ‘a.svg’: 읽을 수 없는" in shown
    assert "유형을 골라 주세요." in shown
    at = re.search(r'name="point" value="([^"]+)"', shown)[1]
    (photo,) = Photo.objects.all()
    assert f'name="photo_ids" value="{photo.pk}"' in shown
    send(point=at, photo_ids=[str(photo.pk)])
    report = Report.objects.get()
    assert (report.place_source, list(report.photos.all())) == ("photo", [photo])
    assert photo.taken_lon
    assert Photo.objects.get().taken_lon is None


def test_a_photo_that_can_t_be_read_does_not_hold_the_report_up(send, road, addresses, client):
    answer = send(photos=[upload(), upload(as_bytes()[:3000], "반쪽.jpg")])
    report = Report.objects.get()
    assert answer.url == report.private_url
    assert report.photos.count() == 1
    assert "사진 ‘반쪽.jpg’: 읽을 수 없는 사진입니다." in page(client.get(answer.url))


def test_a_photo_can_be_taken_out_and_a_sixth_is_too_many(send, road):
    shown = page(send(category="", photos=[upload() for _n in range(6)]))
    assert "5장까지" in shown
    ids = [str(photo.pk) for photo in Photo.objects.all()]
    send(photo_ids=ids, drop_photo=ids[:2])
    assert Report.objects.get().photos.count() == 3


def test_the_questions_of_a_category_come_after_it_was_chosen(send):
    CategoryFactory(slug="road", name="도로 파임", questions=QUESTIONS)
    shown = page(send())
    assert "‘도로 파임’에 대해 조금 더 여쭙니다." in shown
    assert "‘얼마나 큰가요?’에 ‘자동차만 해요’라고 하셨으면" in shown
    assert "‘얼마나 큰가요?’: 답해 주세요." in page(send(asked="road"))
    send(asked="road", **{"answers.size": "large", "answers.traffic": "yes"})
    assert Report.objects.get().answers == {"size": "large", "traffic": True}


def test_a_campaigns_questions_are_there_at_once(send, client):
    questions = [
        {"key": "width", "label": "폭은 몇 cm인가요?", "kind": "number"},
        {"key": "door", "label": "문", "kind": "photo"},
    ]
    campaign = CampaignFactory(questions=questions)
    assert "폭은 몇 cm인가요?" in page(client.get(reverse("community:join", args=[campaign.slug])))
    answer = send("join", [campaign.slug], **{"answers.width": "90", "answers.door": [upload()]})
    entry = campaign.entries.get()
    assert answer["Location"] == entry.private_url
    assert entry.answers == {"width": 90, "door": [str(entry.photos.get().pk)]}


def test_an_invitation_is_needed_here_too(send, client):
    campaign = CampaignFactory(participation="invited")
    member = campaign.members.create(nickname="걷는 사람", state="active")
    send("join", [campaign.slug])
    assert not campaign.entries.exists()
    address = reverse("community:join", args=[campaign.slug])
    client.post(f"{address}?key={member.token}", {"point": AT, "text": "경사로가 있습니다."})
    assert campaign.entries.get().member == member


def test_danger_is_for_the_telephone_first(send, road):
    shown = page(send(text="사람이 쓰러져 있어요"))
    assert "119(화재·구조·구급)에 전화해 주세요" in shown
    send(text="사람이 쓰러져 있어요", warned="1")
    assert Report.objects.exists()


def test_pressed_twice_is_one_report(send, road):
    fields = {"client_id": "7d9f4a38-9a0f-4a0e-8a44-3b8c9b0c6b01", "photos": [upload()]}
    first = send(**fields)
    second = send(**fields | {"photos": [upload()]})
    assert first["Location"] == second["Location"]
    assert Report.objects.get().photos.count() == 1


def test_the_honeypot_and_the_limit_hold(send, road, settings):
    settings.PLAIN_REPORTS_PER_ADDRESS = 1
    assert send(website="http://spam.example").status_code == 422
    assert send().status_code == 302  # what fell into the trap uses up nobody's limit
    answer = send(text="가로등이 꺼졌습니다.")
    assert answer.status_code == 429
    assert "가로등이 꺼졌습니다." in page(answer)
    assert Report.objects.count() == 1


@pytest.mark.parametrize(
    "fields",
    [{"point": "nan,nan"}, {"point": "x"}, {"point": "37.5,126.9"}, {"point": "129.07,35.17"}, {"email": "hong@"},
     {"category": "\x00"}, {"client_id": "x\x00", "text": "\x00"}, {"photo_ids": ["../etc"], "text": ""},
     {"rhythm": "never", "text": "", "photos": [SimpleUploadedFile("큰.png", b"\x89PNG")]}],
)  # fmt: skip
def test_hostile_fields_are_words_on_the_page(send, road, fields):
    answer = send(**fields)
    assert answer.status_code == 422
    assert 'id="plain-errors"' in page(answer)
    assert not Report.objects.exists()


def test_markup_that_was_typed_comes_back_as_text(send, road):
    shown = page(
        send(category="", text="</textarea><img src=x onerror=alert(1)>", address='"><script>alert(1)</script>')
    )
    assert "<img src=x" not in shown
    assert "<script>alert" not in shown


def test_another_site_can_t_make_its_visitors_report(road):
    from django.test import Client

    stranger = Client(enforce_csrf_checks=True)
    assert (
        stranger.post(reverse("community:form"), {"category": "road", "point": AT, "text": "광고"}).status_code == 403
    )


def test_too_many_pixels_without_scripts(send, road):
    bomb = upload(as_bytes(Image.new("1", (13_000, 13_000)), "PNG"), "큰 사진.png")
    assert "사진 ‘큰 사진.png’: 4천만 화소보다" in page(send(photos=[bomb], category=""))
