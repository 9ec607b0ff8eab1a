"""What a reporter says in private is kept whole for handlers alone; what was wrong can be put right on the receipt."""

import json
import re
from pathlib import Path

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from community.messaging import notify, outbox, subscriptions
from community.models import Category, Contact, Message, Report, Subscription
from community.protection import rotation
from community.reports import retention
from tests.community.factories import CampaignFactory, CategoryFactory, ReportFactory, handler
from tests.community.pictures import as_bytes
from tests.factories import CITY_HALL

pytestmark = pytest.mark.django_db
SAID = "010-7777-8888로 전화 주세요. 골목 안쪽입니다."


@pytest.fixture
def report():
    return ReportFactory(email="hong@example.com")


@pytest.fixture
def owner(report):
    return handler(report.department)


def send(client, report, step, **data):
    return client.post(report.private_url, {"step": step} | data, follow=True)


def send_all():
    for pk in Message.objects.filter(state="queued").order_by("pk").values_list("pk", flat=True):
        outbox.send(pk)


def handlers_page(client, report, user):
    client.force_login(user)
    return client.get(reverse("community:handling_report", args=[report.number])).text


def stored(table) -> str:
    """Everything that the database holds in a table, as somebody reads it who has no key."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT string_agg(t::text, '') FROM {table} AS t")  # noqa: S608
        return cursor.fetchone()[0] or ""


# -- kept whole


@pytest.mark.parametrize(
    "say",
    [
        lambda client, report: send(client, report, "add", text=SAID),
        lambda client, report: report.withdraw(SAID),
    ],
)
def test_what_is_said_on_the_receipt_is_whole_for_handlers_and_encrypted(client, report, owner, say):
    say(client, report)
    assert SAID in handlers_page(client, report, owner)
    assert "7777-8888" not in stored("community_reportevent")


def test_a_verdict_is_published_masked_and_whole_for_handlers(client, report, owner):
    report.move_to("done", owner, "고쳤습니다")
    send(client, report, "judge", fixed="no", text=SAID)
    public = client.get(report.get_absolute_url()).text
    assert "골목 안쪽" in public
    assert "7777" not in public
    assert "7777-8888" in client.get(report.private_url).text
    assert "7777-8888" in handlers_page(client, report, owner)


def test_other_departments_of_a_room_read_the_masked_words(client, report, owner):
    from community.models import IncidentRoom

    send(client, report, "add", text=SAID)
    other = handler()
    IncidentRoom.objects.start("침수", owner, departments=[other.department], reports=[report.pk])
    page = handlers_page(client, report, other)
    assert "골목 안쪽" in page
    assert "7777" not in page


def test_the_words_before_masking_and_private_answers_are_encrypted():
    from community.reports.submission import UNPROVEN, submit
    from tests.community.reports.test_submission import SENDER, draft

    questions = [{"key": "room", "label": "동·호수", "kind": "text", "private": True}]
    category = CategoryFactory(questions=questions)
    sent = submit(draft(category, text=SAID, answers={"room": "201동 1502호"}), SENDER, UNPROVEN)
    report = Report.objects.get(pk=sent.pk)
    assert report.whole_text == SAID
    assert dict(report.all_answer_rows) == {"동·호수": "201동 1502호"}
    assert "7777-8888" not in stored("community_report")
    assert "1502호" not in stored("community_report")


def test_what_was_kept_whole_goes_with_the_contact(client, report, owner):
    send(client, report, "add", text=SAID)
    Report.objects.filter(pk=report.pk).update(text="[번호]", text_original=SAID, private_answers='{"room": "1502호"}')
    report.refresh_from_db()
    retention.anonymise(report)
    report.refresh_from_db()
    assert (report.text_original, report.private_answers) == ("", "")
    assert not [event for event in report.events.all() if event.private]
    assert "골목 안쪽" in report.events.get(kind="added").note


def test_a_new_key_takes_over_the_words_in_the_history_too(client, report, settings):
    send(client, report, "add", text=SAID)
    settings.CONTACT_KEYS = ["a new key of the city's own"]
    counts = {count.column: count for count in rotation.run(write=True)}
    assert counts["community_reportevent.private"].older == 1
    assert {count.older for count in rotation.run(write=False)} == {0}
    assert report.events.get(kind="added").whole_note == SAID


# -- contacts


def test_a_contact_is_added_on_the_receipt_and_written_to_once_confirmed(client):
    report = ReportFactory()
    page = send(client, report, "contact", name="홍길동", email="hong@example.com", phone="010-7777-8888")
    assert "확인 메일을 한 통" in page.text
    send_all()
    assert len(mail.outbox) == 1
    assert report.private_url not in mail.outbox[0].body
    report.move_to("in_progress", handler(report.department), "갑니다")
    notify.notify_of(report.events.last().pk)
    send_all()
    assert len(mail.outbox) == 1
    client.post(_link(mail.outbox[0].body))
    report.move_to("done", handler(report.department), "고쳤습니다")
    notify.notify_of(report.events.last().pk)
    send_all()
    assert "고쳤습니다" in mail.outbox[-1].body
    assert report.private_url in mail.outbox[-1].body


def _link(body):
    return re.search(r"/follow/\d+/\w+/confirm", body)[0]


def test_a_new_address_takes_over_when_its_owner_confirms(client, report):
    send(client, report, "contact", email="new@example.com")
    assert Contact.objects.get(report=report).email == "hong@example.com"
    report.move_to("in_progress", handler(report.department), "갑니다")
    notify.notify_of(report.events.last().pk)
    assert [message.to for message in Message.objects.filter(event__isnull=False)] == ["hong@example.com"]
    subscriptions.confirm(Subscription.objects.get(report=report, confirmed_at=None))
    assert Contact.objects.get(report=report).email == "new@example.com"
    assert [one.address for one in Subscription.objects.active().filter(report=report)] == ["new@example.com"]


def test_an_address_that_is_taken_away_is_not_written_to(client, report):
    send(client, report, "contact", phone="010-7777-8888")
    assert not Subscription.objects.active().filter(report=report).exists()
    contact = Contact.objects.get(report=report)
    assert (contact.email, contact.phone) == ("", "01077778888")


def test_changing_to_and_fro_does_not_flood_a_strangers_address(client, report):
    for _n in range(4):
        send(client, report, "contact", email="stranger@example.com")
        send(client, report, "contact", email="other@example.com")
    send_all()
    assert sorted(letter.to[0] for letter in mail.outbox) == ["other@example.com", "stranger@example.com"]


def test_the_history_says_that_contacts_changed_and_never_to_what(client, report, owner):
    send(client, report, "contact", email="new@example.com", phone="010-7777-8888")
    event = report.events.get(kind="contact")
    assert event.audience == "reporter"
    assert "new@" not in json.dumps(event.data)
    page = handlers_page(client, report, owner)
    assert "연락처 바꿈" in page
    assert "확인 기다림" in page
    assert "010-7777" not in page


# -- corrections


def test_category_place_and_words_are_corrected_and_the_history_says_from_what_to_what(client, report, owner):
    other = CategoryFactory(name="가로등 고장", slug="light")
    lon, lat = CITY_HALL[0] + 0.001, CITY_HALL[1] + 0.001
    page = send(client, report, "correct", category="light", text="가로등이 꺼졌습니다", lon=lon, lat=lat)
    assert "고쳤습니다" in page.text
    report = Report.objects.get(pk=report.pk)
    assert (report.category, report.department) == (other, other.department)
    assert report.point.coords == pytest.approx((lon, lat))
    assert "가로등이 꺼졌습니다" in report.title
    text = handlers_page(client, report, handler(other.department))
    for words in ("도로 파임", "가로등 고장", "횡단보도 앞 아스팔트가", "가로등이 꺼졌습니다"):
        assert words in text
    public = client.get(report.get_absolute_url()).text
    assert "도로 파임" in public
    assert "횡단보도 앞 아스팔트가" not in public


@pytest.mark.parametrize(("rule", "state", "seen"), [("after", "unchecked", True), ("before", "pending", False)])
def test_what_was_public_is_moderated_anew(client, report, rule, state, seen):
    Category.objects.filter(pk=report.category_id).update(moderation=rule)
    send(client, report, "correct", text="다른 글입니다")
    report.refresh_from_db()
    assert (report.moderation, report.published) == (state, seen)


def test_what_was_hidden_stays_hidden(client, report, owner):
    report.moderate("hidden", owner, "얼굴")
    send(client, report, "correct", text="다른 글입니다")
    report.refresh_from_db()
    assert (report.moderation, report.published) == ("hidden", False)


@pytest.mark.parametrize(
    "work",
    [
        lambda r, by: r.move_to("confirmed", by),
        lambda r, by: r.assign(by, by),
        lambda r, by: r.ask("어디인가요?", by),
        lambda r, by: r.add_note("내일 갑니다", by),
        lambda r, by: r.answer("곧 갑니다", by),
    ],
)
def test_once_somebody_works_on_it_nothing_is_corrected(client, report, owner, work):
    work(report, owner)
    assert 'value="correct"' not in client.get(report.private_url).text
    page = send(client, report, "correct", text="다른 글입니다")
    assert "고칠 수 없습니다" in page.text
    assert "다른 글" not in Report.objects.get(pk=report.pk).text


def test_a_look_whether_it_may_be_public_is_no_work(client, report, owner):
    Report.objects.filter(pk=report.pk).update(moderation="unchecked")
    report.refresh_from_db()
    report.moderate("approved", owner)
    send(client, report, "correct", text="다른 글입니다")
    assert Report.objects.get(pk=report.pk).text == "다른 글입니다"


def test_a_correction_is_checked_like_a_new_report(client, report):
    for data in ({"lon": 129.07, "lat": 35.18}, {"lon": "x", "lat": "y"}, {"text": "  "}, {"category": "nosuch"}, {}):
        send(client, report, "correct", **data)
    unchanged = Report.objects.get(pk=report.pk)
    assert (unchanged.version, unchanged.text, unchanged.point) == (report.version, report.text, report.point)


def test_corrected_words_are_masked_where_they_are_published(client, report, owner):
    send(client, report, "correct", text=SAID)
    assert "7777" not in client.get(report.get_absolute_url()).text
    assert SAID in handlers_page(client, report, owner)


def test_answers_to_private_questions_stay_private_in_corrected_categories(client):
    secret = {"key": "room", "label": "동·호수", "kind": "text", "private": True}
    report = ReportFactory(category=CategoryFactory(questions=[secret]))
    report.answer_with({"room": "1502호"})
    report.save()
    CategoryFactory(slug="light", questions=[secret])
    send(client, report, "correct", category="light")
    report = Report.objects.get(pk=report.pk)
    assert (report.answers, report.whole_answers) == ({}, {"room": "1502호"})


def test_an_entry_of_a_campaign_is_corrected_in_words_and_place_only(client):
    entry = ReportFactory(category=None, campaign=CampaignFactory())
    send(client, entry, "correct", category=CategoryFactory().slug, text="문턱이 없습니다")
    entry.refresh_from_db()
    assert (entry.category, entry.text) == (None, "문턱이 없습니다")


LIGHT = [
    {"key": "pole", "label": "전봇대 번호", "kind": "text", "required": True},
    {"key": "out", "label": "완전히 꺼졌나요?", "kind": "yesno"},
]


def test_another_category_asks_its_required_questions_and_what_was_typed_stays(client, report):
    CategoryFactory(name="가로등 고장", slug="light", questions=LIGHT)
    page = send(client, report, "correct", category="light", text="가로등이 꺼졌습니다")
    assert page.status_code == 422
    for words in (
        "‘전봇대 번호’: 답해 주세요.",
        "가로등이 꺼졌습니다",
        'name="answers.pole"',
    ):
        assert words in page.text
    assert re.search(r'value="light"\s+selected', page.text)
    assert Report.objects.get(pk=report.pk).category == report.category


@pytest.mark.parametrize(
    "sent", [{"answers": '{"pole": "1234A", "out": true}'}, {"answers.pole": "1234A", "answers.out": "yes"}]
)
def test_another_category_is_taken_with_its_answers(client, report, sent):
    CategoryFactory(slug="light", questions=LIGHT)
    assert "고쳤습니다" in send(client, report, "correct", category="light", **sent).text
    assert Report.objects.get(pk=report.pk).answers == {"pole": "1234A", "out": True}


def test_former_answers_that_fit_are_not_asked_again(client):
    report = ReportFactory(category=CategoryFactory(questions=LIGHT), answers={"pole": "77", "out": False})
    CategoryFactory(slug="light", questions=LIGHT[:1])
    send(client, report, "correct", category="light")
    assert Report.objects.get(pk=report.pk).answers == {"pole": "77"}


def test_a_required_photo_is_asked_for_and_taken(client, report):
    CategoryFactory(slug="light", questions=[{"key": "view", "label": "전체 사진", "kind": "photo", "required": True}])
    assert "‘전체 사진’: 답해 주세요." in send(client, report, "correct", category="light").text
    send(client, report, "correct", category="light", **{"answers.view": SimpleUploadedFile("전체.jpg", as_bytes())})
    (photo,) = report.photos.all()
    report = Report.objects.get(pk=report.pk)
    assert (report.answers, photo.question) == ({"view": [str(photo.pk)]}, "view")


def test_a_refused_correction_leaves_no_photo_behind(client, report, settings):
    questions = [{"key": "view", "label": "전체 사진", "kind": "photo"}, *LIGHT]
    CategoryFactory(slug="light", questions=questions)
    send(client, report, "correct", category="light", **{"answers.view": SimpleUploadedFile("전체.jpg", as_bytes())})
    folder = Path(settings.STORAGES["default"]["OPTIONS"]["location"])
    assert (report.photos.count(), [path for path in folder.rglob("*") if path.is_file()]) == (0, [])


@pytest.mark.parametrize("text", ["{", "[]", '{"view": ["x"]}', '{"pole": {"a": 1}}', "9" * 200_000, "[" * 90_000])
def test_answers_that_no_form_sends_change_nothing(client, report, text):
    CategoryFactory(slug="light", questions=LIGHT)
    assert send(client, report, "correct", category="light", answers=text).status_code == 422
    assert Report.objects.get(pk=report.pk).category == report.category


@pytest.mark.parametrize(
    ("step", "sent"),
    [
        ("correct", {"text": "새 글입니다", "address": "없는 길 987654"}),
        ("contact", {"name": "홍길동", "email": "아님", "phone": "02-120"}),
    ],
)
def test_what_was_refused_stands_on_the_receipt_as_typed(client, report, step, sent):
    page = send(client, report, step, **sent)
    assert page.status_code == 422
    for value in sent.values():
        assert value in page.text


def test_a_correction_that_came_too_late_can_be_sent_as_an_addition(client, report, owner):
    report.move_to("confirmed", owner)
    page = send(client, report, "correct", text="정문이 아니라 후문입니다")
    assert "덧붙이기로 알려 주세요" in page.text
    assert "정문이 아니라 후문입니다</textarea>" in page.text
