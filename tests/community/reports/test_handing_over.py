"""What goes from department to department: reports with a way back, tasks, and choices that were refused."""

import pytest
from django.urls import reverse

from community.models import IncidentRoom, Report
from community.reports import photos
from community.workflow import ActionRefused
from tests.community.factories import CategoryFactory, ReportFactory, handler
from tests.community.pictures import as_bytes
from tests.factories import DepartmentFactory, UserFactory

pytestmark = pytest.mark.django_db
QUEUE = reverse("community:handling")


@pytest.fixture
def report():
    return ReportFactory(category=CategoryFactory(department=DepartmentFactory(name="도로관리과")))


@pytest.fixture
def giver(report):
    return handler(report.department)


@pytest.fixture
def receiver():
    return handler(DepartmentFactory(name="조명관리팀"))


def page(client, report, user):
    client.force_login(user)
    return client.get(reverse("community:handling_report", args=[report.number]))


def act(client, report, action, **data):
    report.refresh_from_db()
    data = {"action": action, "version": report.version} | data
    return client.post(reverse("community:handling_act", args=[report.number]), data, follow=True)


def listed(client, user, view):
    client.force_login(user)
    return [one.number for one in client.get(QUEUE, {"view": view}).context["page"]]


# -- a way back


def test_who_gives_a_report_away_goes_on_reading_it(client, report, giver, receiver):
    client.force_login(giver)
    page_after = act(client, report, "hand-over", department=receiver.department_id, internal="등이 꺼진 것입니다")
    assert page_after.status_code == 200
    assert report.number in page_after.text
    assert "되가져오기" in page_after.text
    assert listed(client, giver, "given") == [report.number]
    assert report.number not in listed(client, giver, "open")
    report.refresh_from_db()
    with pytest.raises(ActionRefused):
        report.move_to("in_progress", giver)
    with pytest.raises(ActionRefused):
        report.see_contact(giver)


def test_a_third_department_does_not_read_it(client, report, giver, receiver):
    report.hand_over(receiver.department, giver)
    assert page(client, report, handler()).status_code == 404


def test_it_is_taken_back_until_the_receiver_begins(client, report, giver, receiver):
    report.hand_over(receiver.department, giver)
    client.force_login(giver)
    assert act(client, report, "take-back", internal="저희 일이었습니다").status_code == 200
    report.refresh_from_db()
    assert report.department == giver.department
    assert report.events.last().internal == "저희 일이었습니다"


def test_it_is_not_taken_back_once_the_receiver_works_on_it(client, report, giver, receiver):
    report.hand_over(receiver.department, giver)
    report.assign(receiver, receiver)
    assert "되가져오기" not in page(client, report, giver).text
    answer = act(client, report, "take-back")
    assert answer.status_code == 409
    assert "되가져올 수 없습니다" in answer.text
    assert act(client, report, "note", text="돌려 주세요").status_code == 200


def test_the_receiver_sends_it_back_with_a_note(client, report, giver, receiver):
    report.hand_over(receiver.department, giver)
    assert "돌려보내기" in page(client, report, receiver).text
    refused = act(client, report, "send-back", internal=" ")
    assert refused.status_code == 400
    act(client, report, "send-back", internal="가로등이 아닙니다")
    report.refresh_from_db()
    assert report.department == giver.department
    shown = page(client, report, giver).text
    assert "가로등이 아닙니다" in shown
    assert "돌려보냄" in shown


def test_both_departments_read_it_after_it_went_on(client, report, giver, receiver):
    third = handler()
    report.hand_over(receiver.department, giver)
    report.hand_over(third.department, receiver)
    for user in (giver, receiver, third):
        assert page(client, report, user).status_code == 200


# -- tasks


def test_a_task_stands_in_the_queue_of_the_department_that_got_it(client, report, giver, receiver):
    report.give_task(receiver.department, "등 기둥 확인", giver)
    client.force_login(receiver)
    for view in ("open", "tasks"):
        shown = client.get(QUEUE, {"view": view})
        assert [one.number for one in shown.context["page"]] == [report.number]
        assert "등 기둥 확인" in shown.text
    counted = {one["view"]: one["count"] for one in shown.context["form"].counts()}
    assert counted["tasks"] == 1
    report.tasks.get().close("done", receiver, "확인함")
    assert listed(client, receiver, "tasks") == []


def test_a_task_of_a_closed_report_is_still_to_be_done(client, report, giver, receiver):
    report.give_task(receiver.department, "등 기둥 확인", giver)
    report.move_to("done", giver, "끝")
    assert listed(client, receiver, "tasks") == [report.number]


def test_administrators_see_the_tasks_of_all(client, report, giver, receiver):
    report.give_task(receiver.department, "등 기둥 확인", giver)
    assert listed(client, UserFactory(administrator=True), "tasks") == [report.number]


# -- many at once


def test_what_of_a_choice_was_refused_stays_chosen_with_the_reason(client, report, giver):
    done = ReportFactory(category=report.category, status="done")
    free = ReportFactory(category=report.category)
    client.force_login(giver)
    data = {"report": [done.number, free.number], "action": "move:confirmed", "note": "살펴봅니다", "query": "view=all"}
    shown = client.post(reverse("community:handling_many"), data, follow=True)
    assert f'value="{done.number}" checked' in shown.text
    assert f'value="{free.number}" checked' not in shown.text
    assert "‘완료’ 상태에서 ‘확인’ 상태로 바꿀 수 없습니다." in shown.text
    assert 'value="move:confirmed" selected' in shown.text
    assert 'value="살펴봅니다"' in shown.text
    again = client.get(QUEUE, {"view": "all"})
    assert " checked" not in again.text


@pytest.mark.parametrize("action", ["", "nonsense:1", "move:in_progress"])
def test_nothing_of_a_choice_is_lost_when_words_or_the_action_are_wrong(client, report, giver, action):
    client.force_login(giver)
    data = {"report": [report.number], "action": action, "note": "{번호} 처리합니다", "query": ""}
    shown = client.post(reverse("community:handling_many"), data, follow=True)
    assert f'value="{report.number}" checked' in shown.text
    assert "{번호} 처리합니다" in shown.text


def test_a_refused_report_that_left_the_list_is_still_chosen(client, report, giver, receiver):
    report.hand_over(receiver.department, giver)
    client.force_login(giver)
    data = {"report": [report.number], "action": "move:confirmed", "query": ""}
    shown = client.post(reverse("community:handling_many"), data, follow=True)
    assert f'value="{report.number}" checked' in shown.text
    assert "다른 부서의 제보라" in shown.text


# -- the history says from what to what


def test_each_row_of_the_history_says_what_changed_from_what_to_what(client, report, giver, receiver):
    light = CategoryFactory(name="가로등 고장", department=report.department)
    from datetime import date

    report.move_to("in_progress", giver, "갑니다")
    report.assign(giver, giver)
    report.set_deadline(date(2030, 5, 6), giver)
    report.change(giver, category=light, lon_lat=(126.98, 37.567), text="고친 글")
    report.give_task(receiver.department, "등 기둥 확인", giver, date(2030, 5, 7))
    report.tasks.get().close("declined", receiver, "없음")
    report.moderate("hidden", giver, "얼굴")
    report.hand_over(receiver.department, giver)
    text = " ".join(page(client, report, giver).text.split())
    for label, before, after in (
        ("상태", "접수", "처리중"),
        ("담당자", None, str(giver)),
        ("기한", None, "2030. 5. 6."),
        ("유형", "도로 파임", "가로등 고장"),
        ("글", "횡단보도 앞 아스팔트가", "고친 글"),
        ("핀", "37.566500, 126.978000", "37.567000, 126.980000"),
        ("조명관리팀: 등 기둥 확인", "할 일", "못 함"),
        ("공개", "공개", "비공개"),
        ("부서", "도로관리과", "조명관리팀"),
    ):
        old = f"<del>{before}" if before else '<span class="hint">없음</span> → '
        assert f"<span>{label}</span> {old}" in text, label
        assert f"→ <ins>{after}" in text or f"<ins>{after}" in text, label


def test_a_photo_covered_hidden_or_added_is_said(client, report, giver):
    from django.core.files.base import ContentFile

    photo = photos.receive(ContentFile(as_bytes(), name="a.jpg"), report=report)
    photos.cover(photo, [[0.5, 0.5, 0.1]], giver)
    photos.set_hidden(photo, True, giver, "얼굴")
    text = page(client, report, giver).text
    assert "얼굴·번호판 1곳을 가림" in text
    assert "<del>공개</del>" in text
    assert "<ins>숨김</ins>" in text


@pytest.mark.parametrize(
    "act_again",
    [
        lambda r, by: r.assign(r.assignee, by),
        lambda r, by: r.set_deadline(r.due_on, by),
        lambda r, by: r.change(by, text=r.text),
    ],
)
def test_a_step_that_changes_nothing_makes_no_row(report, giver, act_again):
    from datetime import date

    report.assign(giver, giver)
    report.set_deadline(date(2030, 5, 6), giver)
    before = report.events.count()
    with pytest.raises(ActionRefused):
        act_again(report, giver)
    assert report.events.count() == before


def test_citizens_read_what_concerns_them_and_no_more(client, report, giver):
    from datetime import date

    report.set_deadline(date(2030, 5, 6), giver, "인력이 없음")
    report.change(giver, category=CategoryFactory(name="가로등 고장"), text="고친 글", lon_lat=(126.98, 37.567))
    report.assign(giver, giver, "부탁해요")
    for url in (report.get_absolute_url(), report.private_url):
        text = client.get(url).text
        assert "2030. 5. 6." in text
        assert "<del>도로 파임</del> → <ins>가로등 고장</ins>" in text
        for secret in ("인력이 없음", "부탁해요", str(giver), "움푹 파여", "126.978"):
            assert secret not in text.split("지나온 일")[1].split("</section>")[0], secret


# -- rooms


def test_a_department_that_came_in_is_not_said_to_be_missing(client, report, giver, receiver):
    room = IncidentRoom.objects.start("침수", giver, departments=[receiver.department], reports=[report.pk])
    client.force_login(giver)
    assert "아직 안 들어옴" in client.get(room.get_absolute_url()).text
    url = reverse("community:handling_room_news", args=[room.pk])
    first = client.get(url).json()
    client.force_login(receiver)
    assert "아직 안 들어옴" not in client.get(room.get_absolute_url()).text
    client.force_login(giver)
    news = client.get(url, {"state": first["state"]}).json()
    assert "조명관리팀" in news["seats"]
    assert "아직 안 들어옴" not in news["seats"]
    assert Report.objects.count() == 1
