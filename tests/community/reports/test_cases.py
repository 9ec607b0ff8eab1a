"""Merging at its edges: which lead, who is told, who may, and what happens when the lead goes."""

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from community import workflow
from community.messaging import notify, outbox
from community.models import Case, Message, Report
from community.reports import bulk
from community.workflow import Status
from mapsite.accounts.models import Role
from tests.community.factories import CategoryFactory, ReportFactory, handler, place
from tests.factories import DepartmentFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def category():
    return CategoryFactory(name="도로 파임")


@pytest.fixture
def owner(category):
    return handler(category.department, name="이바다")


@pytest.fixture
def lead(category):
    return ReportFactory(category=category)


@pytest.fixture
def report(category):
    return ReportFactory(category=category, email="hong@example.com", text="같은 곳이 파였어요.")


@pytest.fixture
def signed_in(client, owner):
    client.force_login(owner)
    return client


def move(client, report, **data):
    data = {"action": "move", "version": report.version, "status": "duplicate"} | data
    return client.post(reverse("community:handling_act", args=[report.number]), data)


def tell(report):
    """Send what the report's history rows give to tell; returns the mails since."""
    mail.outbox.clear()
    for event in report.events.all():
        notify.notify_of(event.pk)
    for message in Message.objects.waiting():
        outbox.send(message.pk)
    return mail.outbox


def test_a_duplicate_needs_its_lead(signed_in, report, owner):
    answer = move(signed_in, report, note="확인했습니다.")
    assert answer.status_code == 400
    assert "어느 제보와 같은지" in answer.content.decode()
    assert "확인했습니다." in answer.content.decode()
    with pytest.raises(workflow.ActionRefused, match="대표 제보"):
        report.move_to(Status.DUPLICATE, owner)
    report.refresh_from_db()
    assert report.status == Status.RECEIVED


@pytest.mark.parametrize("field", ["lead", "lead_number"])
def test_the_lead_is_picked_or_named(signed_in, report, lead, field):
    assert move(signed_in, report, note="같은 곳입니다.", **{field: lead.number.lower()}).status_code == 302
    report.refresh_from_db()
    assert (report.status, report.lead) == (Status.DUPLICATE, lead)


def test_the_page_offers_those_near_by(signed_in, report, lead):
    ReportFactory(category=report.category, point=place(127.1, 37.5))
    html = signed_in.get(reverse("community:handling_report", args=[report.number])).content.decode()
    assert f'name="lead" value="{lead.number}"' in html
    assert html.count('name="lead" value=') == 1


def test_the_reporter_is_told_which_and_hears_its_answer(report, lead, owner, client):
    Case.objects.follow(lead, report, owner, "같은 파임이라 함께 고칩니다.")
    (sent,) = tell(report)
    assert sent.to == ["hong@example.com"]
    assert lead.number in sent.body
    assert "같은 파임이라 함께 고칩니다." in sent.body
    assert lead.number in client.get(report.private_url).content.decode()
    lead.move_to(Status.IN_PROGRESS, owner)
    (sent,) = tell(report)
    assert "‘처리중’" in sent.body
    lead.move_to(Status.DONE, owner, "다시 포장했습니다.")
    (sent,) = tell(report)
    assert "다시 포장했습니다." in sent.body


def test_splitting_says_so_and_goes_back_to_where_it_was(signed_in, report, lead, owner):
    report.move_to(Status.CONFIRMED, owner)
    Case.objects.follow(lead, report, owner)
    tell(report)
    lead.refresh_from_db()
    data = {"action": "split", "version": lead.version, "member": report.number}
    assert signed_in.post(reverse("community:handling_act", args=[lead.number]), data).status_code == 302
    report.refresh_from_db()
    assert (report.status, report.case) == (Status.CONFIRMED, None)
    (sent,) = tell(report)
    assert "따로 처리합니다" in sent.subject
    assert lead.number in sent.body
    lead.move_to(Status.CONFIRMED, owner)
    assert not tell(report)


def test_a_merged_report_is_not_moved_behind_its_leads_back(signed_in, report, lead, owner):
    Case.objects.follow(lead, report, owner)
    assert Status.RECEIVED not in [step.target for step in report.steps(owner)]
    with pytest.raises(workflow.ActionRefused, match="꺼내"):
        report.move_to(Status.RECEIVED, owner)


def test_whoever_comes_after_the_answer_gets_it_too(report, lead, owner):
    lead.move_to(Status.DONE, owner, "어제 다시 포장했습니다.")
    Case.objects.follow(lead, report, owner)
    assert sorted("어제 다시 포장했습니다." in sent.body for sent in tell(report)) == [False, True]


def test_nothing_is_put_behind_what_was_withdrawn(report, lead, owner):
    lead.withdraw()
    with pytest.raises(workflow.ActionRefused, match="철회된"):
        Case.objects.follow(lead, report, owner)


def test_nothing_is_put_behind_what_follows_itself_and_the_lead_is_named(report, lead, owner, category):
    third = ReportFactory(category=category)
    Case.objects.follow(lead, report, owner)
    with pytest.raises(workflow.ActionRefused, match=lead.number):
        Case.objects.follow(report, third, owner)


def test_nothing_is_put_behind_a_report_of_another_department(signed_in, report, owner):
    foreign = ReportFactory()
    assert move(signed_in, report, lead_number=foreign.number).status_code == 400
    foreign.give_task(owner.department, "나무 옮기기", handler(foreign.department))
    answer = move(signed_in, report, lead_number=foreign.number)
    assert answer.status_code == 409
    assert "다른 부서의 제보" in answer.content.decode()
    assert not Case.objects.exists()


def test_whoever_is_too_late_with_a_duplicate_keeps_the_words(signed_in, report, lead, category):
    seen = report.version
    report.move_to(Status.CONFIRMED, handler(category.department, name="김강"), internal="현장에 다녀옴")
    answer = move(signed_in, report, version=seen, lead_number=lead.number, note="같은 곳입니다.")
    html = answer.content.decode()
    assert answer.status_code == 409
    assert answer.context["theirs"].by.name == "김강"
    assert "같은 곳입니다." in html
    assert f'value="{lead.number}"' in html
    assert not Case.objects.exists()


def test_what_followed_a_lead_that_is_merged_hears_of_the_new_one(report, lead, owner, category):
    middle = ReportFactory(category=category)
    Case.objects.follow(middle, report, owner)
    tell(report)
    Case.objects.follow(lead, middle, owner)
    report.refresh_from_db()
    assert report.lead == lead
    (sent,) = tell(report)
    assert lead.number in sent.body
    Case.objects.get().split(report, owner)
    assert report.status == Status.RECEIVED


def test_when_the_lead_is_withdrawn_the_oldest_leads_on(report, lead, owner, category):
    third = ReportFactory(category=category)
    lead.move_to(Status.IN_PROGRESS, owner)
    Case.objects.merge(lead, [report, third], owner)
    lead.refresh_from_db()
    lead.withdraw("이사했습니다.")
    for one in (report, third, lead):
        one.refresh_from_db()
    assert (report.status, report.lead) == (Status.IN_PROGRESS, report)
    assert (third.status, third.lead) == (Status.DUPLICATE, report)
    assert lead.case is None
    assert set(Report.objects.on_map()) == {report}
    assert not third.events.filter(note="이사했습니다.").exists()
    report.withdraw()
    third.refresh_from_db()
    assert third.lead == third
    assert not Case.objects.exists()


def test_handing_over_takes_the_merged_ones_along(report, lead, owner):
    Case.objects.follow(lead, report, owner)
    lead.refresh_from_db()
    parks = handler(DepartmentFactory(name="공원녹지과"))
    lead.hand_over(parks.department, owner, "공원 안입니다.")
    report.refresh_from_db()
    assert report.department == parks.department
    lead.case.split(report, parks)
    assert report.status == Status.RECEIVED


def test_several_departments_do_their_parts_and_only_their_own(lead, owner):
    lights, water = handler(), handler()
    tasks = [lead.give_task(one.department, "도울 일", owner) for one in (lights, water)]
    tasks[0].close("done", lights, "전기를 내렸습니다.")
    with pytest.raises(PermissionDenied):
        tasks[1].close("done", lights, "남의 일")
    tasks[1].close("declined", owner, "필요 없게 되었습니다.")
    assert [task.state for task in lead.tasks.all()] == ["done", "declined"]
    for other in (lights, water):
        with pytest.raises(workflow.ActionRefused):
            lead.give_task(other.department, "되돌려 주기", other)


def test_bulk_respects_role_department_and_category(lead, owner, category):
    category.forbidden = [["received", "in_progress"]]
    category.save()
    free = ReportFactory(category=CategoryFactory(department=category.department))
    foreign = ReportFactory()
    ids = [lead.pk, free.pk, foreign.pk]
    outcome = bulk.move(ids, Status.IN_PROGRESS, owner)
    assert outcome.changed == [free.number]
    assert [number for number, _why in outcome.refused] == [lead.number, foreign.number]
    uploader = UserFactory(department=category.department, role=Role.UPLOADER)
    assert bulk.move(ids, Status.CONFIRMED, uploader).changed == []
    stranger = handler()
    assert bulk.hand_over(ids, stranger.department, stranger).changed == []
    assert bulk.assign([lead.pk], stranger, owner).refused
    assert bulk.move([lead.pk], Status.DUPLICATE, owner).refused
    administrator = UserFactory(department=DepartmentFactory(), role=Role.ADMINISTRATOR)
    moved = bulk.hand_over(ids, stranger.department, administrator).changed
    assert set(moved) == {lead.number, free.number, foreign.number}
