"""One action on 500 reports: a few statements, the same rules and rows as one by one."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from community.models import HandOver, Report, ReportEvent
from community.reports import bulk
from community.workflow import Status
from tests.community.factories import CategoryFactory, ReportFactory, handler
from tests.factories import DepartmentFactory

pytestmark = pytest.mark.django_db
# As many as a queue's page with its ‘all’ may choose.
MANY = 500
# Whatever the number of reports: rights, locks, one update, one insert a table, jobs.
FEW = 25


@pytest.fixture
def own(db):
    return DepartmentFactory()


@pytest.fixture
def by(own):
    return handler(own)


@pytest.fixture
def many(own):
    return ReportFactory.create_batch(MANY, category=CategoryFactory(department=own))


ACTIONS = {
    "move": lambda ids, by: bulk.move(ids, Status.DONE, by, "{number} {address}: 고쳤습니다."),
    "moderate": lambda ids, by: bulk.moderate(ids, Report.Moderation.HIDDEN, by, "사람 얼굴이 보입니다."),
    "assign": lambda ids, by: bulk.assign(ids, by, by),
    "hand_over": lambda ids, by: bulk.hand_over(ids, DepartmentFactory(), by, "{department}의 일이 아닙니다."),
}


@pytest.mark.parametrize("action", ACTIONS)
def test_five_hundred_reports_are_changed_in_a_few_statements(many, by, action):
    ids = [report.pk for report in many]
    with CaptureQueriesContext(connection) as queries:
        outcome = ACTIONS[action](ids, by)
    assert len(outcome.changed) == MANY
    assert not outcome.refused
    assert len(queries) < FEW
    assert set(Report.objects.values_list("version", flat=True)) == {2}
    events = list(ReportEvent.objects.filter(by=by).values_list("pk", flat=True))
    assert len(events) == MANY
    jobs = ProcrastinateJob.objects.filter(task_name="community.announce", args__event_id__in=events)
    assert jobs.count() == MANY


def test_each_report_of_many_gets_its_own_words(many, by):
    ACTIONS["move"]([report.pk for report in many], by)
    for event in ReportEvent.objects.select_related("report")[:20]:
        assert event.note == f"{event.report.number} {event.report.address}: 고쳤습니다."
    report = Report.objects.first()
    assert report.closed_at
    assert report.updated_at > report.created_at


def test_what_is_hidden_together_leaves_the_public_together(many, by):
    ACTIONS["moderate"]([report.pk for report in many], by)
    assert not Report.objects.public().exists()


def test_handing_many_over_leaves_a_way_back_for_each(many, by):
    ACTIONS["hand_over"]([report.pk for report in many], by)
    assert HandOver.objects.count() == MANY
    assert Report.objects.first().may_take_back(by)


def test_those_that_refuse_stop_no_others_and_stay_as_they_were(own, by):
    category = CategoryFactory(department=own)
    fitting, closed = ReportFactory(category=category), ReportFactory(category=category, status=Status.WITHDRAWN)
    foreign = ReportFactory()
    outcome = bulk.move([fitting.pk, closed.pk, foreign.pk], Status.IN_PROGRESS, by)
    assert outcome.changed == [fitting.number]
    assert {number for number, _why in outcome.refused} == {closed.number, foreign.number}
    closed.refresh_from_db()
    assert (closed.status, closed.version) == (Status.WITHDRAWN, 1)
    assert not closed.events.exists()
