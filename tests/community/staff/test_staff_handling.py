"""What a handler sees and does: queue, report, moderation, answers, and what two handlers can't do to each other."""

import json
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone

from community.models import AnswerTemplate, Contact, Report, ReportEvent, SavedFilter, ShortlistItem
from community.reports import photos
from community.staff import filters, queue
from mapsite.accounts.models import Role
from tests.community.factories import CategoryFactory, ReportFactory, handler, place, subscription
from tests.community.pictures import as_bytes
from tests.factories import DepartmentFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def report():
    return ReportFactory()


@pytest.fixture
def owner(report):
    return handler(report.department, name="이바다")


@pytest.fixture
def signed_in(client, owner):
    client.force_login(owner)
    return client


def page(report):
    return reverse("community:handling_report", args=[report.number])


def act(client, report, action, **data):
    data = {"action": action, "version": report.version} | data
    return client.post(reverse("community:handling_act", args=[report.number]), data)


def numbers(client, query=""):
    return [r.number for r in client.get(f"{reverse('community:handling')}{query}").context["page"]]


def test_the_queue_holds_what_the_department_has_to_do_the_earliest_deadline_first(signed_in, report):
    today = timezone.localdate()
    late = ReportFactory(category=report.category, due_on=today - timedelta(days=3))
    ReportFactory(category=report.category, status="done")
    ReportFactory(category=report.category, moderation="spam")
    ReportFactory()
    assert numbers(signed_in) == [late.number, report.number]
    assert "지남" in signed_in.get(reverse("community:handling")).content.decode()


def test_filters_narrow_the_list_and_what_makes_no_sense_is_left_out(signed_in, owner, report):
    mine = ReportFactory(category=report.category, assignee=owner, text="맨홀 뚜껑이 덜컹거립니다.")
    pending = ReportFactory(category=report.category, moderation="pending")
    done = ReportFactory(category=report.category, status="done")
    assert numbers(signed_in, "?view=mine") == [mine.number]
    assert numbers(signed_in, "?view=moderate") == [pending.number]
    assert numbers(signed_in, "?q=맨홀") == [mine.number]
    assert numbers(signed_in, "?status=done") == [done.number]
    assert len(numbers(signed_in, "?category=없는유형&gu=%00&sort=zz&view=zz")) == 3


def test_the_map_holds_what_the_list_holds(signed_in, report):
    ReportFactory()
    features = signed_in.get(reverse("community:handling_pins")).json()["features"]
    assert [f["id"] for f in features] == [report.number]
    assert features[0]["geometry"]["coordinates"] == list(report.point.coords)


def test_many_are_moved_at_once_and_what_is_refused_is_said(signed_in, owner, report):
    other = ReportFactory(category=report.category)
    foreign = ReportFactory()
    data = {"report": [report.number, other.number, foreign.number], "action": "move:done", "query": "view=open"}
    answer = signed_in.post(reverse("community:handling_many"), data, follow=True)
    assert "고른 채로 두었습니다. 제보하신 분께 드릴 말씀을 적어 주세요." in answer.content.decode()
    answer = signed_in.post(reverse("community:handling_many"), data | {"note": "{address} 고쳤습니다."}, follow=True)
    assert "2건" in answer.content.decode()
    assert answer.redirect_chain[0][0] == f"{reverse('community:handling')}?view=open"
    report.refresh_from_db(), foreign.refresh_from_db()
    assert (report.status, foreign.status) == ("done", "received")
    assert report.events.last().note == f"{report.address} 고쳤습니다."
    answer = signed_in.post(reverse("community:handling_many"), data | {"note": "고쳤습니다."}, follow=True)
    assert "이미 ‘완료’ 상태입니다." in answer.content.decode()


def test_many_are_assigned_and_shortlisted(signed_in, owner, report):
    for action in (f"assign:{owner.pk}", "shortlist:add", "shortlist:add"):
        signed_in.post(reverse("community:handling_many"), {"report": [report.number], "action": action})
    report.refresh_from_db()
    assert report.assignee == owner
    assert ShortlistItem.objects.get().report == report


@pytest.mark.parametrize("action", ["", "move:nonsense", "assign:x", "drop:1", "hand_over:99999"])
def test_a_made_up_bulk_action_changes_nothing(signed_in, report, action):
    answer = signed_in.post(reverse("community:handling_many"), {"report": [report.number], "action": action})
    assert answer.status_code in (302, 404)
    assert not report.events.exists()


def test_a_filter_is_kept_shared_and_removed_by_its_owner_alone(signed_in, owner, client):
    save = {"name": "중구 기한 지남", "query": "view=overdue&gu=중구&page=4", "shared": "1"}
    signed_in.post(reverse("community:handling_save_filter"), save)
    kept = SavedFilter.objects.get()
    assert "page" not in kept.query
    client.force_login(handler(owner.department))
    assert "중구 기한 지남" in client.get(reverse("community:handling")).content.decode()
    client.post(reverse("community:handling_delete_filter", args=[kept.pk]))
    assert SavedFilter.objects.exists()
    client.force_login(owner)
    client.post(reverse("community:handling_delete_filter", args=[kept.pk]))
    assert not SavedFilter.objects.exists()


def test_other_departments_reports_are_not_there_but_those_with_a_task_are(signed_in, owner):
    foreign = ReportFactory()
    assert signed_in.get(page(foreign)).status_code == 404
    assert act(signed_in, foreign, "note", text="메모").status_code == 404
    task = foreign.give_task(owner.department, "나무를 옮겨 주세요", handler(foreign.department))
    assert "나무를 옮겨 주세요" in signed_in.get(page(foreign)).content.decode()
    foreign.refresh_from_db()
    assert act(signed_in, foreign, "move", status="confirmed").status_code in (400, 409)
    assert act(signed_in, foreign, "close-task", task=task.pk, state="done", result="옮겼습니다.").status_code == 302
    task.refresh_from_db()
    assert (task.state, task.result) == ("done", "옮겼습니다.")


def test_the_page_offers_only_the_steps_that_are_allowed(signed_in, report):
    form = signed_in.get(page(report)).context["forms"]["move"]
    assert [value for value, _label in form.fields["status"].choices][:3] == ["confirmed", "in_progress", "done"]
    assert act(signed_in, report, "move", status="duplicate-of").status_code == 400


def test_a_step_with_an_answer_fills_its_placeholders(signed_in, report):
    answer = act(signed_in, report, "move", status="done", note="{address}: ‘{status}’입니다.", internal="시공사 A")
    assert answer.status_code == 302
    event = report.events.get(kind="status")
    assert (event.note, event.internal) == (f"{report.address}: ‘완료’입니다.", "시공사 A")


def test_the_preview_says_what_the_reporter_gets_and_stores_nothing(signed_in, report):
    url = reverse("community:handling_preview", args=[report.number])
    told = signed_in.post(url, {"status": "done", "note": "{number} 다시 깔았습니다."}).json()
    assert f"{report.number} 다시 깔았습니다." in told["body"]
    assert report.number in told["subject"]
    assert not report.events.exists()


def test_whoever_is_too_late_sees_the_current_state_and_keeps_the_words(signed_in, report):
    seen = report.version
    report.move_to("confirmed", handler(report.department))
    data = {"status": "refused", "note": "사유지라 시에서 고칠 수 없습니다."}
    answer = act(signed_in, report, "move", **data | {"version": seen})
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "지금 상태는 ‘확인’" in html
    assert "사유지라 시에서 고칠 수 없습니다." in html
    assert Report.objects.get().status == "confirmed"
    current = answer.context["forms"]["move"].data["version"]
    assert act(signed_in, report, "move", **data | {"version": current}).status_code == 302


def test_hiding_needs_a_reason_which_the_reporter_reads(signed_in, report):
    assert act(signed_in, report, "moderate", decision="hidden").status_code == 409
    assert act(signed_in, report, "moderate", decision="hidden", reason="얼굴이 보입니다.").status_code == 302
    event = report.events.for_reporter().get()
    assert event.note == "얼굴이 보입니다."
    assert not Report.objects.public().exists()


def test_contact_is_shown_only_when_asked_for_and_the_look_is_logged(signed_in, owner, report):
    Contact.objects.create(report=report, name="", email="", phone="010-1234-5678")
    assert "010-1234-5678" not in signed_in.get(page(report)).content.decode()
    answer = act(signed_in, report, "contact")
    assert "010-1234-5678" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]
    assert report.events.get(kind=ReportEvent.Kind.CONTACT_SEEN).by == owner


def test_the_original_words_are_for_handlers(signed_in, report):
    Report.objects.filter(pk=report.pk).update(text="010-****-5678", text_original="010-1234-5678로 전화 주세요")
    assert "010-1234-5678로 전화" in signed_in.get(page(report)).content.decode()


def test_note_question_and_news_reach_whom_they_should(signed_in, report):
    act(signed_in, report, "note", text="현장 사진 확인")
    act(signed_in, report, "ask", text="몇 층인가요?")
    act(signed_in, report, "answer", text="자재를 주문했습니다.")
    told = {e.kind: e.audience for e in report.events.all()}
    assert told == {"note": "staff", "question": "reporter", "answer": "public"}
    assert act(signed_in, report, "note", text="  ").status_code == 400


def test_handing_over_takes_it_off_ones_own_list(signed_in, report):
    parks = DepartmentFactory(name="공원녹지과")
    answer = act(signed_in, report, "hand-over", department=parks.pk, note="공원 안이라 넘깁니다.")
    assert answer.url == page(report)
    assert numbers(signed_in) == []
    assert numbers(signed_in, "?view=given") == [report.number]
    assert Report.objects.get().department == parks


def test_only_colleagues_can_be_made_responsible(signed_in, owner, report):
    assert act(signed_in, report, "assign", assignee=handler().pk).status_code == 400
    uploader = UserFactory(department=owner.department, role=Role.UPLOADER)
    assert act(signed_in, report, "assign", assignee=uploader.pk).status_code == 400
    assert act(signed_in, report, "assign", assignee=owner.pk).status_code == 302


def test_deadline_and_task_are_set(signed_in, report):
    other = DepartmentFactory()
    assert act(signed_in, report, "deadline", due_on="2030-01-02", note="자재 때문").status_code == 302
    report.refresh_from_db()
    assert report.due_on.isoformat() == "2030-01-02"
    assert act(signed_in, report, "deadline", due_on="2030-02-31").status_code == 400
    assert act(signed_in, report, "task", department=other.pk, title="가로수 옮기기").status_code == 302
    assert report.tasks.get().department == other


def test_a_moved_pin_gets_the_address_of_its_new_place(signed_in, report, addresses):
    where = {"lon": "126.98100", "lat": "37.55300", "text": report.text, "category": report.category_id}
    assert act(signed_in, report, "change", **where).status_code == 302
    report.refresh_from_db()
    assert report.point.coords == (126.981, 37.553)
    assert report.gu == "용산구"
    outside = act(signed_in, report, "change", **where | {"lon": "129.0", "lat": "35.1"})
    assert outside.status_code == 400
    assert "밖의 위치" in outside.content.decode()


def test_similar_reports_near_by_are_merged_and_split_again(signed_in, report):
    near = ReportFactory(category=report.category, point=place(126.9781, 37.5666))
    far = ReportFactory(category=report.category, point=place(127.05, 37.5))
    foreign = ReportFactory()
    shown = signed_in.get(page(report)).context["near"]
    assert [r.number for r in shown] == [near.number]
    assert far not in shown
    assert act(signed_in, report, "merge", others=[foreign.number]).status_code == 400
    assert act(signed_in, report, "merge", others=[near.number]).status_code == 302
    near.refresh_from_db()
    assert (near.status, near.lead) == ("duplicate", report)
    report.refresh_from_db()
    assert act(signed_in, report, "split", member=near.number).status_code == 302
    near.refresh_from_db()
    assert near.status == "received"


def test_a_face_is_covered_in_what_is_served(signed_in, report):
    photo = photos.receive(ContentFile(as_bytes(), "a.jpg"), report=report)
    assert act(signed_in, report, "cover", photo=photo.pk, strokes=json.dumps([[0.5, 0.5, 0.1]])).status_code == 302
    photo.refresh_from_db()
    assert photo.edition == 1
    for nonsense in ("", "[]", "x", '[["a"]]', "{}"):
        assert act(signed_in, report, "cover", photo=photo.pk, strokes=nonsense).status_code == 400


def test_answers_at_hand_are_those_of_department_and_category(signed_in, report):
    AnswerTemplate.objects.create(name="보수 완료", status="done", text="{address}을 고쳤습니다.")
    AnswerTemplate.objects.create(name="남의 틀", text="x", department=DepartmentFactory())
    AnswerTemplate.objects.create(name="다른 유형", text="x", category=CategoryFactory(slug="other"))
    assert [t["name"] for t in signed_in.get(page(report)).context["templates"]] == ["보수 완료"]


def test_it_says_how_the_reporter_hears(signed_in, report):
    subscription(report, reporter=True)
    subscription(report, "other@example.com")
    assert signed_in.get(page(report)).context["listeners"] == {"reporter": ["이메일"], "others": 1}


def test_hostile_words_stay_words(signed_in, report):
    Report.objects.filter(pk=report.pk).update(text="<script>alert(1)</script>", text_original="<b>굵게</b>")
    html = signed_in.get(page(report)).content.decode()
    assert "<script>alert(1)" not in html
    assert "<b>굵게" not in html


def test_the_shortlist_is_put_into_walking_order(signed_in, owner, report):
    far = ReportFactory(category=report.category, point=place(127.05, 37.5))
    between = ReportFactory(category=report.category, point=place(127.0, 37.53))
    for one in (report, far, between):
        signed_in.post(reverse("community:handling_toggle", args=[one.number]))
    start = {"lon": "127.06", "lat": "37.49"}
    signed_in.post(reverse("community:handling_arrange"), start)
    items = signed_in.get(reverse("community:handling_shortlist")).context["items"]
    assert [item.report for item in items] == [far, between, report]
    far.hand_over(DepartmentFactory(), owner)
    assert far.number not in signed_in.get(reverse("community:handling_shortlist")).content.decode()


def test_the_list_counts_to_a_limit_and_turns_pages_beyond_it(signed_in, report, monkeypatch):
    monkeypatch.setattr(filters, "MOST_COUNTED", 2)
    monkeypatch.setattr(queue, "PAGE", 1)
    monkeypatch.setattr(queue, "AHEAD", 1)
    ReportFactory.create_batch(3, category=report.category)
    answer = signed_in.get(reverse("community:handling"))
    html = answer.content.decode()
    assert "<b>2+</b>" in html
    assert "<strong>2</strong>건 넘음" in html
    pages = [numbers(signed_in, f"?page={n}") for n in (1, 2, 3, 4)]
    assert len({number for (number,) in pages}) == 4
    assert "건 넘음" not in signed_in.get(f"{reverse('community:handling')}?page=4").content.decode()
    for nonsense in ("0", "x", "99999999999999999999", "-1"):
        assert len(numbers(signed_in, f"?page={nonsense}")) == 1


def test_own_unassigned_and_lent_reports_are_listed_once_each_in_one_order(signed_in, owner, report):
    today = timezone.localdate()
    nobodys = ReportFactory(category=report.category, department=None, due_on=today + timedelta(days=2))
    foreign = ReportFactory(due_on=today + timedelta(days=1))
    for _n in range(2):
        foreign.give_task(owner.department, "나무 옮기기", handler(foreign.department))
    report.give_task(owner.department, "우리 일", owner)
    soonest = ReportFactory(category=report.category, due_on=today)
    listed = [soonest.number, foreign.number, nobodys.number, report.number]
    assert numbers(signed_in) == listed
    form = signed_in.get(reverse("community:handling")).context["form"]
    assert {row["view"]: row["count"] for row in form.counts()}["open"] == 4


@pytest.mark.parametrize("query", ["세종대로", "110 세종", "세종대로 아스팔트"])
def test_words_are_found_in_text_address_and_number(signed_in, report, query):
    ReportFactory(category=report.category, address="서울특별시 마포구 월드컵로 1", text="가로등이 꺼졌습니다.")
    assert numbers(signed_in, f"?q={query}") == [report.number]
    assert numbers(signed_in, f"?q={report.number[:9].lower()}") == [report.number]


def test_a_step_says_whether_the_reporter_is_told(signed_in, report):
    assert "접수번호로 볼 수 있습니다" in stepped(signed_in, report, "confirmed")
    subscription(report, reporter=True)
    assert "제보하신 분께 알립니다" in stepped(signed_in, report, "in_progress")


def stepped(client, report, status):
    report.refresh_from_db()
    data = {"action": "move", "version": report.version, "status": status}
    answer = client.post(reverse("community:handling_act", args=[report.number]), data, follow=True)
    return answer.content.decode()
