"""Letters say whose words they carry, whichever event they come from."""

import pytest

from community.campaigns import proposals
from community.messaging import notify
from community.models import Case, Message, ReportEvent
from community.protection.limits import Sender
from community.reports import bulk, photos
from community.workflow import CITIZEN, REPORTER
from tests.community.factories import CampaignFactory, CategoryFactory, ReportFactory, handler, subscription
from tests.factories import DepartmentFactory

pytestmark = pytest.mark.django_db
WORDS = "그대로 깨져 있어요"


@pytest.fixture
def roads():
    return DepartmentFactory(name="도로관리과")


@pytest.fixture
def owner(roads):
    return handler(roads)


@pytest.fixture
def report(roads):
    return ReportFactory(category=CategoryFactory(department=roads), email="hong@example.com")


def letters(report, to="hong@example.com"):
    """The bodies that every event of the report made for an address, in order."""
    for event in report.events.order_by("pk"):
        notify.notify_of(event.pk)
    return [message.body for message in Message.objects.filter(report=report).order_by("pk") if message.to == to]


def test_a_complaint_comes_back_as_the_reporters_own_words(report, owner):
    report.move_to("done", owner, "새로 깔았습니다.")
    report.judge(False, note=WORDS)
    done, again = letters(report)
    assert "[도로관리과의 답변]\n새로 깔았습니다." in done
    assert f"[신고하신 분의 말]\n{WORDS}" in again


def test_nobody_puts_words_into_the_mouth_of_who_only_says_no(report, owner):
    report.move_to("done", owner, "새로 깔았습니다.")
    report.judge(False)
    assert "신고하신 분의 말" not in letters(report)[-1]
    assert report.events.get(to_status="in_progress").note == ""


@pytest.mark.parametrize(
    ("act", "heading"),
    [
        (lambda r, by: r.move_to("in_progress", by, WORDS), "[도로관리과의 답변]"),
        (lambda r, by: r.move_to("done", by, WORDS), "[도로관리과의 답변]"),
        (lambda r, by: r.answer(WORDS, by), "[도로관리과의 답변]"),
        (lambda r, by: r.ask(WORDS, by), "[도로관리과의 질문]"),
        (lambda r, by: r.moderate("hidden", by, WORDS), "[도로관리과에서 밝힌 까닭]"),
        (lambda r, by: r.hand_over(DepartmentFactory(), by, WORDS, "우리 일이 아님"), "[도로관리과의 안내]"),
        (lambda r, by: Case.objects.follow(ReportFactory(category=r.category), r, by, WORDS), "[도로관리과의 안내]"),
    ],
)
def test_each_letter_of_staff_names_the_department_that_wrote(report, owner, act, heading):
    act(report, owner)
    assert f"{heading}\n{WORDS}" in letters(report)[0]


def test_the_words_about_a_hidden_photo_are_the_departments(report, owner):
    from django.core.files.base import ContentFile

    from tests.community.pictures import as_bytes

    photo = photos.receive(ContentFile(as_bytes(), name="a.jpg"), report=report)
    photos.set_hidden(photo, True, owner, WORDS)
    assert f"[도로관리과에서 밝힌 까닭]\n{WORDS}" in letters(report)[0]


def test_a_proposal_and_the_answer_to_it_say_who_wrote():
    entry = ReportFactory(category=None, campaign=CampaignFactory(), email="hong@example.com")
    proposal = proposals.propose(entry, {"text": "문턱이 없습니다"}, Sender("192.0.2.1", "x"), note=WORDS)
    proposal.subscription = subscription(entry, "helper@example.com")
    proposal.save()
    proposals.decide(proposal, True, REPORTER, "고맙습니다")
    assert f"[제안하신 분의 말]\n{WORDS}" in letters(entry)[0]
    assert "[올리신 분의 답]\n고맙습니다" in letters(entry, "helper@example.com")[-1]


def test_internal_words_are_in_no_letter(report, owner):
    subscription(report, "neighbour@example.com")
    report.add_note("비밀 하나", owner)
    report.assign(owner, owner, "비밀 둘")
    report.move_to("in_progress", owner, "갑니다", internal="비밀 셋")
    report.set_deadline(report.created_at.date(), owner, "비밀 넷")
    report.hand_over(DepartmentFactory(), owner, "넘깁니다", "비밀 다섯")
    every = letters(report) + letters(report, "neighbour@example.com")
    assert every
    assert not [body for body in every if "비밀" in body]


def test_what_one_reporter_writes_is_not_sent_to_the_others_of_the_case(report, owner):
    other = ReportFactory(category=report.category, email="kim@example.com")
    Case.objects.merge(report, [other], owner)
    report.refresh_from_db()
    report.move_to("done", owner, "새로 깔았습니다.")
    report.judge(False, note=WORDS)
    answers = letters(other, "kim@example.com")
    assert any("[도로관리과의 답변]\n새로 깔았습니다." in body for body in answers)
    assert not [body for body in answers if WORDS in body]
    assert "함께 처리하는 제보가 ‘처리중’ 상태가 되었습니다." in answers[-1]


def test_an_answer_repeated_to_a_late_report_keeps_its_speaker(report, owner):
    report.move_to("done", owner, "새로 깔았습니다.")
    late = ReportFactory(category=report.category, email="kim@example.com")
    from tests.factories import UserFactory

    administrator = UserFactory(administrator=True, department=DepartmentFactory(name="총괄과"))
    Case.objects.merge(report, [late], administrator)
    answer = next(body for body in letters(late, "kim@example.com") if "새로 깔았습니다." in body)
    assert "[도로관리과의 답변]" in answer
    assert "총괄과의 답변" not in answer


def test_a_digest_says_who_said_what(report, owner):
    from django.core import mail

    from community.messaging import outbox
    from community.models import Subscription

    Subscription.objects.filter(report=report).update(rhythm="daily")
    report.move_to("done", owner, "새로 깔았습니다.")
    report.judge(False, note=WORDS)
    letters(report)
    Message.objects.update(send_at=report.created_at)
    outbox.send_digest(Subscription.objects.get(report=report).pk)
    body = mail.outbox[0].body
    assert "도로관리과의 답변: “새로 깔았습니다.”" in body
    assert f"신고하신 분의 말: “{WORDS}”" in body


def test_other_programs_do_not_read_a_complaint_as_the_departments_notes(client, report, owner):
    report.move_to("done", owner, "새로 깔았습니다.")
    report.judge(False, note=WORDS)
    row = client.get(f"/open311/v2/requests/{report.number}.json").json()[0]
    assert row["status_notes"] == "새로 깔았습니다."
    updates = client.get(f"/open311/v2/servicerequestupdates.json?service_request_id={report.number}").json()
    assert any(one["description"] == f"신고하신 분의 말: “{WORDS}”" for one in updates)


@pytest.mark.parametrize(
    "words", ["{번호}로 알려 드립니다", "{ number } 처리", "{{number}}", "｛번호｝", "끝났습니다}"]
)
def test_a_placeholder_that_nobody_fills_is_refused_wherever_staff_write(client, report, owner, words):
    from django.urls import reverse

    client.force_login(owner)
    for data in (
        {"action": "move", "status": "done", "note": words},
        {"action": "answer", "text": words},
        {"action": "ask", "text": words},
        {"action": "hand-over", "department": DepartmentFactory().pk, "note": words},
        {"action": "moderate", "decision": "hidden", "reason": words},
    ):
        page = client.post(reverse("community:handling_act", args=[report.number]), {"version": report.version} | data)
        assert page.status_code == 400, data
        assert "{number} 접수번호" in page.text
        assert words.replace("'", "&#x27;") in page.text
    assert [why for _number, why in bulk.move([report.pk], "in_progress", owner, words).refused]
    assert not report.events.exclude(kind=ReportEvent.Kind.SUBMITTED).exists()


def test_a_known_placeholder_is_filled_wherever_staff_write(client, report, owner):
    from django.urls import reverse

    client.force_login(owner)
    url = reverse("community:handling_act", args=[report.number])
    client.post(url, {"action": "answer", "version": report.version, "text": "{number}을 봅니다"})
    assert report.events.get(kind="answer").note == f"{report.number}을 봅니다"


def test_citizens_numbers_are_masked_in_the_history_and_whole_for_handlers(report):
    event = report.record(ReportEvent.Kind.PROPOSED, CITIZEN, "010-1234-5678로 알려 주세요")
    event.refresh_from_db()
    assert "1234" not in event.note
    assert "010-1234-5678" in event.whole_note
