from datetime import date

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError

from community import deadlines, workflow
from community.models import Case, Report, ReportEvent
from community.workflow import REPORTER, SYSTEM, Status
from tests.community.factories import CategoryFactory, ReportFactory, handler
from tests.factories import DepartmentFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def report():
    return ReportFactory()


@pytest.fixture
def owner(report):
    return handler(report.department)


def test_a_handler_leads_a_report_to_its_end_and_the_history_says_so(report, owner):
    report.move_to(Status.CONFIRMED, owner)
    report.move_to(Status.IN_PROGRESS, owner)
    event = report.move_to(Status.DONE, owner, "아스팔트를 다시 깔았습니다.", internal="시공사 A")
    report.refresh_from_db()
    assert report.status == Status.DONE
    assert report.closed_at is not None
    assert [e.to_status for e in report.events.all()] == ["confirmed", "in_progress", "done"]
    assert event.who == report.department.name
    assert list(report.events.public().values_list("note", flat=True))[-1] == "아스팔트를 다시 깔았습니다."


def test_an_end_needs_words_for_the_citizen(report, owner):
    with pytest.raises(workflow.ActionRefused, match="드릴 말씀"):
        report.move_to(Status.REFUSED, owner, "  ")
    assert report.events.count() == 0


def test_another_department_can_not_act_until_it_is_handed_over(report, owner):
    other = handler()
    with pytest.raises(workflow.ActionRefused, match="권한"):
        report.move_to(Status.CONFIRMED, other)
    report.hand_over(other.department, owner, "가로등 담당 부서로 보냅니다.")
    report.move_to(Status.CONFIRMED, other)
    with pytest.raises(workflow.ActionRefused):
        report.move_to(Status.IN_PROGRESS, owner)


@pytest.mark.parametrize("role", ["uploader", "publisher"])
def test_other_roles_of_the_department_do_not_handle(report, role):
    colleague = UserFactory(department=report.department, role=role)
    with pytest.raises(workflow.ActionRefused):
        report.move_to(Status.CONFIRMED, colleague)
    with pytest.raises(workflow.ActionRefused):
        report.see_contact(colleague)
    assert workflow.allowed(report, colleague) == []


def test_a_category_can_forbid_a_step(owner):
    category = CategoryFactory(department=owner.department, forbidden=[["received", "done"]])
    report = ReportFactory(category=category)
    assert Status.DONE not in [step.target for step in report.steps(owner)]
    with pytest.raises(workflow.ActionRefused, match="바꿀 수 없습니다"):
        report.move_to(Status.DONE, owner, "끝났습니다.")


def test_two_handlers_do_not_overwrite_each_other(report, owner):
    seen = report.version
    report.move_to(Status.CONFIRMED, owner, version=seen)
    late = Report.objects.get(pk=report.pk)
    with pytest.raises(workflow.ActionOvertaken):
        late.move_to(Status.REFUSED, handler(report.department), "안 됩니다.", version=seen)
    report.refresh_from_db()
    assert report.status == Status.CONFIRMED


def test_the_history_can_not_be_rewritten(report, owner):
    event = report.move_to(Status.CONFIRMED, owner)
    for change in (lambda: ReportEvent.objects.filter(pk=event.pk).update(note="x"), event.delete):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change()


def test_the_reporter_says_it_is_not_fixed_and_it_is_open_again(report, owner):
    report.move_to(Status.DONE, owner, "조치했습니다.")
    report.judge(fixed=False, satisfaction=1, note="아직 파여 있어요. 010-1234-5678로 연락 주세요.")
    report.refresh_from_db()
    assert report.status == Status.IN_PROGRESS
    assert report.reopened == 1
    assert report.closed_at is None
    assert report.events.filter(party=REPORTER).first().note == "아직 파여 있어요. 010-****-5678로 연락 주세요."


def test_the_reporter_withdraws_but_can_not_answer_for_the_city(report, owner):
    with pytest.raises(workflow.ActionRefused):
        report.move_to(Status.DONE, REPORTER, "제가 고쳤어요")
    report.withdraw()
    assert not Report.objects.public().filter(pk=report.pk).exists()
    assert report.status == Status.WITHDRAWN


def test_hiding_needs_a_reason_and_takes_it_off_the_map(report, owner):
    with pytest.raises(workflow.ActionRefused, match="까닭"):
        report.moderate(Report.Moderation.HIDDEN, owner)
    report.moderate(Report.Moderation.HIDDEN, owner, "사진에 다른 분의 얼굴이 있습니다.")
    assert not Report.objects.public().exists()
    report.moderate(Report.Moderation.APPROVED, owner)
    assert Report.objects.public().get() == report


def test_one_answer_reaches_all_merged_reports_and_one_can_be_split_off(owner):
    category = CategoryFactory(department=owner.department)
    lead, second, third = ReportFactory.create_batch(3, category=category)
    second.move_to(Status.CONFIRMED, owner)
    case = Case.objects.merge(lead, [second, third], owner)
    lead.move_to(Status.DONE, owner, "세 분의 제보를 한꺼번에 고쳤습니다.")
    for merged in (second, third):
        merged.refresh_from_db()
        assert merged.status == Status.DUPLICATE
        assert merged.lead == lead
        assert merged.events.last().note == "세 분의 제보를 한꺼번에 고쳤습니다."
    assert set(Report.objects.on_map()) & {lead, second, third} == {lead}
    case.split(second, owner)
    second.refresh_from_db()
    assert second.status == Status.CONFIRMED
    assert second.lead == second
    case.split(third, owner)
    assert not Case.objects.exists()


def test_merging_a_lead_brings_its_merged_reports_along(owner):
    category = CategoryFactory(department=owner.department)
    lead, other, behind = ReportFactory.create_batch(3, category=category)
    Case.objects.merge(other, [behind], owner)
    case = Case.objects.merge(lead, [other], owner)
    assert {r.pk for r in case.members()} == {other.pk, behind.pk}
    assert Case.objects.count() == 1


def test_a_merge_is_all_or_nothing(owner):
    mine = ReportFactory(category=CategoryFactory(department=owner.department))
    also_mine = ReportFactory(category=mine.category)
    foreign = ReportFactory(category=CategoryFactory(department=DepartmentFactory()))
    with pytest.raises(workflow.ActionRefused):
        Case.objects.merge(mine, [also_mine, foreign], owner)
    also_mine.refresh_from_db()
    assert also_mine.status == Status.RECEIVED
    assert not Case.objects.exists()


def test_part_of_the_work_goes_to_another_department(report, owner):
    electricians = DepartmentFactory()
    task = report.give_task(electricians, "가로등 전원 내리기", owner)
    theirs = handler(electricians)
    assert report in Report.objects.for_user(theirs)
    task.close("done", theirs, "내렸습니다.")
    assert report.events.filter(kind="task").count() == 2
    report.refresh_from_db()
    assert report.status == Status.RECEIVED


def test_looking_at_a_contact_leaves_a_trace(owner):
    report = ReportFactory(category=CategoryFactory(department=owner.department), email="hong@example.com")
    with connection.cursor() as cursor:
        cursor.execute("SELECT email FROM community_contact")
        assert b"hong" not in bytes(cursor.fetchone()[0])
    assert report.see_contact(owner).email == "hong@example.com"
    assert report.events.get(kind="contact_seen").by == owner


def test_only_a_handler_of_the_department_is_given_a_report(report, owner):
    with pytest.raises(workflow.ActionRefused):
        report.assign(handler(), owner)
    report.assign(owner, owner)
    assert report.assignee == owner
    report.move_to(Status.CONFIRMED, SYSTEM)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (date(2026, 2, 13), 1, date(2026, 2, 19)),  # 설날: 16일~18일
        (date(2026, 3, 1), 1, date(2026, 3, 3)),  # 삼일절이 일요일이라 2일은 대체공휴일
        (date(2026, 5, 4), 1, date(2026, 5, 6)),
        (date(2026, 7, 6), -1, date(2026, 7, 3)),
    ],
)
def test_working_days_know_korean_holidays(start, days, end):
    assert deadlines.add_working_days(start, days) == end
