"""Only what everybody may see leads a case, and no page names a report that is its reporter's alone."""

import pytest
from django.urls import reverse

from community.messaging import notify
from community.models import Case, Message, Report
from community.reports import retention
from tests.community.factories import CategoryFactory, ReportFactory, handler, subscription

pytestmark = pytest.mark.django_db


@pytest.fixture
def category():
    return CategoryFactory()


@pytest.fixture
def owner(category):
    return handler(category.department)


@pytest.fixture
def case(category, owner):
    """A public lead, then in order of arrival a report that is not public and one that is."""
    lead, hidden, public = (
        ReportFactory(category=category, moderation=state, email=f"{state}{n}@example.com")
        for n, state in enumerate(("approved", "pending", "approved"))
    )
    Case.objects.merge(lead, [hidden, public], owner)
    return [Report.objects.get(pk=one.pk) for one in (lead, hidden, public)]


def withdraw(report, owner):
    report.withdraw("아닙니다")


def hide(report, owner):
    report.moderate("hidden", owner, "얼굴이 보입니다")


def put_aside(report, owner):
    report.moderate("spam", owner)


def erase(report, owner):
    retention.erase(report)


@pytest.mark.parametrize("leave", [withdraw, hide, put_aside, erase])
def test_a_public_report_leads_on_when_the_lead_leaves_the_public(client, case, owner, leave):
    lead, hidden, public = case
    leave(lead, owner)
    hidden.refresh_from_db()
    public.refresh_from_db()
    assert (public.follows_lead, public.status) == (False, "received")
    assert hidden.lead == public
    assert public in Report.objects.on_map()
    page = client.get(public.get_absolute_url())
    assert page.status_code == 200
    for other in (lead, hidden):
        assert other.number not in page.text


@pytest.mark.parametrize("leave", [withdraw, hide, put_aside])
def test_letters_name_no_report_that_is_not_public(case, owner, leave):
    lead, hidden, _public = case
    leave(lead, owner)
    for report in case:
        for event in report.events.order_by("pk"):
            notify.notify_of(event.pk)
    for message in Message.objects.all():
        own = message.report.number
        for private in {lead.number, hidden.number} - {own}:
            assert private not in message.subject + message.body


def test_a_receipt_names_no_other_report_that_is_not_public(client, category, owner):
    lead, member = (ReportFactory(category=category, moderation="pending") for _n in range(2))
    Case.objects.merge(lead, [member], owner)
    member.refresh_from_db()
    assert lead.number not in client.get(member.private_url).text
    lead.refresh_from_db()
    lead.move_to("in_progress", owner)
    assert lead.number not in client.get(member.private_url).text


def test_without_a_public_report_the_case_has_no_page_until_one_is_published(client, category, owner):
    lead, first, second = (ReportFactory(category=category, moderation="pending") for _n in range(3))
    Case.objects.merge(lead, [first, second], owner)
    lead.refresh_from_db()
    lead.move_to("in_progress", owner)
    for one in (lead, first, second):
        assert client.get(one.get_absolute_url()).status_code == 404
    second.refresh_from_db()
    second.moderate("approved", owner)
    second.refresh_from_db()
    lead.refresh_from_db()
    assert (second.follows_lead, second.status) == (False, "in_progress")
    assert (lead.follows_lead, lead.lead) == (True, second)
    assert client.get(second.get_absolute_url()).status_code == 200


def test_a_report_that_nobody_sees_can_not_be_put_before_a_public_one(client, category, owner):
    lead, public = ReportFactory(category=category, moderation="pending"), ReportFactory(category=category)
    client.force_login(owner)
    url = reverse("community:handling_act", args=[lead.number])
    page = client.post(url, {"action": "merge", "version": lead.version, "others": public.number})
    assert page.status_code == 409
    assert "공개되지 않아" in page.text
    assert public in Report.objects.on_map()


def test_what_was_done_stays_done_when_its_lead_is_hidden(case, owner):
    lead, _hidden, public = case
    lead.move_to("done", owner, "고쳤습니다")
    lead.moderate("hidden", owner, "얼굴이 보입니다")
    public.refresh_from_db()
    lead.refresh_from_db()
    assert (public.status, public.follows_lead) == ("done", False)
    assert (lead.status, lead.follows_lead) == ("done", False)


def test_who_follows_a_member_hears_of_the_new_lead(case, owner):
    lead, _hidden, public = case
    subscription(public, "neighbour@example.com")
    lead.withdraw()
    public.refresh_from_db()
    public.move_to("done", owner, "고쳤습니다")
    notify.notify_of(public.events.last().pk)
    assert any("고쳤습니다" in message.body for message in Message.objects.filter(report=public))
