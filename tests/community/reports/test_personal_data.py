"""A report that tells about a person is masked, held for a person, and its reporter is told while typing."""

import gzip

import pytest
from django.urls import reverse

from community.models import ApiKey, Report
from community.protection.limits import Sender
from community.reports.submission import Authority, Draft, submit
from community.workflow import Status
from maptag.publishing.content import NoticeContent
from tests.community.factories import CampaignFactory, CategoryFactory, ReportFactory, handler
from tests.community.reports.test_submission import solved
from tests.factories import CITY_HALL, NoticeFactory, UserFactory, tag

pytestmark = pytest.mark.django_db
TEXT = "차주가 안 옵니다. ０１０－２３４５－６７８９, 34나5678, 국민은행 123456-01-123456"


@pytest.fixture
def category():
    return CategoryFactory(moderation="after")


@pytest.fixture(autouse=True)
def cheap_proof(settings):
    settings.PROOF_OF_WORK_COST = 200


def sent(category, authority=None, **fields):
    draft = Draft(*CITY_HALL, category=category, proof=solved(), **{"text": "차도가 파였습니다.", **fields})
    return submit(draft, Sender("192.0.2.7", "0" * 32), authority)


def test_a_report_without_personal_data_is_public_at_once(category):
    report = sent(category)
    assert (report.published, report.personal_data) == (True, [])


def test_a_report_with_personal_data_waits_for_a_person_and_keeps_its_words_for_handlers(category):
    report = sent(category, text=TEXT)
    assert (report.moderation, report.published) == (Report.Moderation.PENDING, False)
    assert set(report.personal_data) == {"휴대전화 번호", "차량 번호", "계좌번호"}
    assert report.text == "차주가 안 옵니다. ０１０－****－６７８９, **나****, 국민은행 ******-**-******"
    assert report.text_original == TEXT


def test_a_program_that_is_trusted_does_not_publish_it_either(category):
    authority = Authority(Report.Source.OPEN311, api_key=ApiKey.objects.create(name="a", key_hash="k", trusted=True))
    assert sent(category, authority).published
    assert not sent(category, authority, text=TEXT).published


def test_public_answers_and_nickname_count_and_private_answers_do_not():
    questions = [
        {"key": "who", "label": "누구", "kind": "text"},
        {"key": "call", "label": "연락처", "kind": "text", "private": True},
    ]
    category = CategoryFactory(moderation="after", questions=questions)
    assert sent(category, answers={"call": "010-2345-6789"}).published
    assert not sent(category, answers={"who": "010-2345-6789"}).published
    campaign = CampaignFactory(moderation="after")
    assert not sent(None, campaign=campaign, nickname="010-2345-6789").published


def test_handlers_see_why_it_waits_and_may_publish_it_masked(client):
    user = handler()
    report = sent(CategoryFactory(moderation="after"), text=TEXT)
    Report.objects.filter(pk=report.pk).update(department=user.department)
    client.force_login(user)
    page = client.get(reverse("community:handling_report", args=[report.number])).text
    assert "개인정보로 보이는 글이 있어 공개하지 않고 두었습니다: 휴대전화 번호" in page
    assert "의심스러운 점" not in page
    report.refresh_from_db()
    report.moderate("approved", user)
    assert report.published
    public = client.get(report.get_absolute_url()).text
    assert "６７８９, **나****" in public
    assert "34나5678" not in public.split('id="words')[0]


def test_what_a_handler_writes_for_everybody_is_masked_and_the_office_number_stays():
    user = handler()
    report = ReportFactory(department=user.department)
    event = report.move_to(Status.DONE, user, "010-2345-6789로 전화드렸습니다. 문의 02-2133-1234")
    assert event.note == "010-****-6789로 전화드렸습니다. 문의 02-2133-1234"
    report.change(user, text="고친 글 34나5678")
    assert report.text == "고친 글 **나****"


@pytest.mark.parametrize("where", [{}, {"lon": CITY_HALL[0], "lat": CITY_HALL[1]}])
def test_the_reporter_is_told_while_typing_before_and_after_the_pin(client, where):
    draft = {"text": "전화 주세요 공일공 이삼사오 육칠팔구", **where}
    hints = client.post("/api/community/coach", draft, content_type="application/json").json()["hints"]
    assert [hint["kind"] for hint in hints] == ["personal"]
    assert "휴대전화 번호" in hints[0]["text"]
    answer = client.post("/api/community/coach", {"text": "", "words": ["34나5678"]}, content_type="application/json")
    assert answer.json()["hints"][0]["data"]["kinds"] == ["차량 번호"]


# -- notices


def test_a_notice_is_published_masked_wherever_it_is_read(client):
    place = tag("홍길동 010-2345-6789", attributes=(("계좌번호", "110-234-567890"), ("문의", "02-2133-1234")))
    content = NoticeContent(
        title="34나5678 안내", body="<p>010<b>-2345</b>-6789 <a href='tel:01023456789'>전화</a></p>", tags=(place,)
    )
    notice = NoticeFactory()
    notice.publish(content, UserFactory())
    notice.refresh_from_db()
    snapshot = client.get("/" + notice.snapshot.removesuffix(".gz"))
    assert snapshot.status_code == 200
    body = b"".join(snapshot) if snapshot.streaming else snapshot.content
    body = gzip.decompress(body) if body.startswith(b"\x1f\x8b") else body
    text = client.get(notice.get_absolute_url()).text + body.decode()
    for secret in ("2345", "34나5678", "234-567890", "01023456789"):
        assert secret not in text
    assert "02-2133-1234" in text
    assert notice.versions.get().content["title"] == "**나**** 안내"


def test_an_older_version_is_masked_when_it_is_restored():
    notice, user = NoticeFactory(), UserFactory()
    version = notice.publish(NoticeContent(title="안내", tags=(tag("가"),)), user)
    version.content["title"] = "안내 880101-1234567"
    version.save()
    notice.restore(version, user)
    notice.refresh_from_db()
    assert notice.title == "안내 ******-*******"
