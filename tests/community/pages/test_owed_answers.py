"""A handler chooses another category: what it asks of everybody is asked on the receipt, and missed in handling."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.community.factories import QUESTIONS, CategoryFactory, ReportFactory, handler
from tests.community.pictures import as_bytes

pytestmark = pytest.mark.django_db
SIZE = QUESTIONS[0]["label"]
MISSED = "꼭 묻는 것에 아직 답이 없습니다"
PLATE = {"key": "which", "label": "어느 기둥인가요?", "kind": "text", "required": True}
PICTURE = {"key": "seen", "label": "기둥을 찍어 주세요", "kind": "photo", "required": True, "private": True}


@pytest.fixture
def report():
    report = ReportFactory()
    other = CategoryFactory(name="도로 파임", questions=QUESTIONS, department=report.department)
    report.change(handler(report.department), category=other)
    return report


def handlers_page(client, report):
    client.force_login(handler(report.department))
    return client.get(reverse("community:handling_report", args=[report.number])).text


def send(client, report, **data):
    return client.post(report.private_url, {"step": "answer"} | data, follow=True)


def test_a_category_that_a_handler_chose_asks_its_questions_on_the_receipt(client, report):
    assert MISSED in handlers_page(client, report)
    client.logout()
    page = client.get(report.private_url).text
    assert SIZE in page
    assert QUESTIONS[1]["label"] not in page
    answer = send(client, report, **{"answers.size": "large"})
    assert "담당 부서에 전했습니다" in answer.text
    report.refresh_from_db()
    assert report.answers == {"size": "large"}
    assert f"바뀐 유형의 질문에 답했습니다: {SIZE}" in answer.text
    page = handlers_page(client, report)
    assert MISSED not in page
    assert "자동차만 해요" in page


def test_without_an_answer_the_question_stays_and_says_so(client, report):
    answer = send(client, report)
    assert answer.status_code == 422
    assert f"‘{SIZE}’: 답해 주세요." in answer.text
    report.refresh_from_db()
    assert report.answers == {}


def test_former_answers_stay_and_are_not_asked_for_again(client, report):
    report.answers = {"size": "small"}
    report.save()
    assert MISSED not in handlers_page(client, report)
    assert 'value="answer"' not in client.get(report.private_url).text


def test_words_and_photos_answer_too_and_private_ones_stay_private(client):
    report = ReportFactory(moderation="approved")
    other = CategoryFactory(name="신호등", questions=[PLATE, PICTURE], department=report.department)
    report.change(handler(report.department), category=other)
    photo = SimpleUploadedFile("기둥.jpg", as_bytes(), "image/jpeg")
    send(client, report, **{"answers.which": "북쪽, 010-7777-8888로 물어보세요", "answers.seen": photo})
    report.refresh_from_db()
    assert report.whole_answers.keys() == {"which", "seen"}
    assert report.photos.get().hidden
    assert report.moderation == "pending"


def test_a_report_whose_category_nobody_changed_is_asked_nothing_more(client):
    report = ReportFactory(category=CategoryFactory(questions=QUESTIONS))
    assert MISSED not in handlers_page(client, report)
    assert 'value="answer"' not in client.get(report.private_url).text


def test_a_report_that_is_done_is_asked_nothing_more(client, report):
    report.move_to("confirmed", handler(report.department))
    report.move_to("done", handler(report.department), "고쳤습니다.")
    assert 'value="answer"' not in client.get(report.private_url).text
    assert send(client, report, **{"answers.size": "large"}).status_code == 422
