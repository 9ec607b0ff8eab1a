"""Deadlines: said once in the history, told to a department once a day through the outbox."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.utils import timezone

from community import deadlines, tasks
from community.messaging import outbox
from community.models import Message, Report
from community.reports import overdue
from community.workflow import Status
from mapsite.accounts.models import Role
from tests.community.factories import CategoryFactory, ReportFactory, handler
from tests.factories import DepartmentFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def today(monkeypatch):
    """Today, taken for a working day."""
    monkeypatch.setattr(overdue, "is_working_day", lambda day: True)
    return timezone.localdate()


@pytest.fixture
def category():
    return CategoryFactory(name="가로등 고장", warning_days=1)


@pytest.fixture
def owner(category):
    return handler(category.department, email="owner@city.example")


def send_all():
    for message in Message.objects.waiting():
        outbox.send(message.pk)


def test_a_department_hears_once_of_all_that_is_late_and_near(category, owner, today):
    late = ReportFactory(category=category, due_on=today - timedelta(days=1), assignee=owner)
    soon = ReportFactory(category=category, due_on=today)
    later = ReportFactory(category=category, due_on=today + timedelta(days=30))
    told = timezone.now() - timedelta(days=8)
    old = ReportFactory(category=category, due_on=today - timedelta(days=9), overdue_at=told)
    overdue.watch(today)
    overdue.watch(today)
    send_all()
    (sent,) = mail.outbox
    assert sent.to == ["owner@city.example"]
    assert "지남 1건, 임박 1건" in sent.subject
    assert late.number in sent.body
    assert str(owner) in sent.body
    assert soon.number in sent.body
    assert "모두 2건" in sent.body
    for untold in (later, old):
        assert untold.number not in sent.body
    assert "List-Unsubscribe" not in sent.extra_headers
    assert set(Report.objects.overdue()) == {late, old}
    assert late.events.filter(kind="deadline").count() == 1


def test_each_handler_gets_a_mail_of_ones_own_and_other_departments_none(category, owner, today):
    colleague = handler(category.department)
    handler(DepartmentFactory())
    UserFactory(department=category.department, role=Role.UPLOADER)
    handler(category.department, is_active=False)
    ReportFactory(category=category, due_on=today - timedelta(days=1))
    assert {message.user for message in overdue.watch(today)} == {owner, colleague}
    send_all()
    assert sorted(len(sent.to) for sent in mail.outbox) == [1, 1]


def test_what_belongs_to_nobody_is_told_to_administrators(today):
    administrator = UserFactory(role=Role.ADMINISTRATOR, department=DepartmentFactory())
    ReportFactory(department=None, due_on=today - timedelta(days=1))
    assert [message.user for message in overdue.watch(today)] == [administrator]


def test_a_day_without_work_is_silent_and_the_next_tells(category, owner, monkeypatch):
    saturday, monday = date(2026, 11, 21), date(2026, 11, 23)
    ReportFactory(category=category, due_on=date(2026, 11, 20))
    assert overdue.watch(saturday) == []
    monkeypatch.setattr(overdue.timezone, "now", lambda: datetime(2026, 11, 23, 0, 30, tzinfo=UTC))
    assert len(overdue.watch(monday)) == 1


def test_after_a_crash_the_rest_is_marked_and_all_of_it_told(category, owner, today, monkeypatch):
    reports = ReportFactory.create_batch(3, category=category, due_on=today - timedelta(days=1))
    calls = []

    def dies(self, *args, **kwargs):
        calls.append(self)
        if len(calls) == 2:
            raise RuntimeError("killed")
        return record(self, *args, **kwargs)

    record = Report.record
    monkeypatch.setattr(Report, "record", dies)
    with pytest.raises(RuntimeError):
        overdue.watch(today)
    overdue.watch(today)
    (message,) = Message.objects.all()
    assert all(report.number in message.body for report in reports)
    assert all(report.events.filter(kind="deadline").count() == 1 for report in reports)


def test_a_full_mail_server_is_tried_again(category, owner, today, monkeypatch):
    def gone(*args, **kwargs):
        raise ConnectionRefusedError

    ReportFactory(category=category, due_on=today - timedelta(days=1))
    with monkeypatch.context() as patch:
        patch.setattr("django.core.mail.EmailMessage.send", gone)
        overdue.watch(today)
        send_all()
    message = Message.objects.get()
    assert (message.state, message.attempts) == ("queued", 1)
    Message.objects.update(send_at=timezone.now())
    tasks.send_message(message.pk)
    tasks.send_message(message.pk)
    assert len(mail.outbox) == 1
    message.refresh_from_db()
    assert message.state == "sent"


def test_who_left_meanwhile_is_not_written_to(category, owner, today):
    ReportFactory(category=category, due_on=today - timedelta(days=1))
    overdue.watch(today)
    owner.is_active = False
    owner.save()
    send_all()
    assert not mail.outbox
    assert Message.objects.get().state == "cancelled"


def test_merged_closed_and_not_yet_near_ones_are_not_told(category, owner, today):
    ReportFactory(category=category, due_on=today - timedelta(days=1), follows_lead=True)
    ReportFactory(category=category, due_on=today - timedelta(days=1), status=Status.DONE)
    ReportFactory(category=category, due_on=deadlines.add_working_days(today, 2))
    assert overdue.watch(today) == []
    patient = CategoryFactory(department=category.department, warning_days=2)
    ReportFactory(category=patient, due_on=deadlines.add_working_days(today, 2))
    assert len(overdue.watch(today)) == 1
