"""Entries of campaigns beside the reports of categories, and who takes part."""

import pytest

from community.contributors import Contributor
from community.models import Campaign, Case, Entry, Report
from tests.community.factories import CampaignFactory, ReportFactory
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry():
    campaign = CampaignFactory(title="그늘 지도", questions=[{"key": "a", "label": "어떤가요?", "kind": "text"}])
    return ReportFactory(category=None, campaign=campaign, department=campaign.department)


def test_a_row_of_a_campaign_is_its_entry_wherever_it_is_read(entry):
    report = ReportFactory()
    assert {type(row) for row in Report.objects.all()} == {Report, Entry}
    assert [type(row) for row in Report.objects.filter(pk=report.pk)] == [Report]
    event = entry.record("note", by=UserFactory())
    assert type(type(event).objects.select_related("report").get(pk=event.pk).report) is Entry
    assert list(Entry.objects.all()) == [entry] == list(Entry.objects.of(entry.campaign))
    assert list(entry.campaign.entries.all()) == [entry]


def test_an_entry_asks_and_is_named_as_its_campaign_says(entry):
    entry = Report.objects.get(pk=entry.pk)
    assert (entry.subject, entry.questions) == ("그늘 지도", entry.campaign.questions)
    report = ReportFactory()
    assert (report.subject, report.questions) == (report.category.name, report.category.questions)


def test_no_entry_is_seen_once_its_campaign_is_withdrawn(entry):
    Campaign.objects.update(state=Campaign.State.WITHDRAWN)
    entry = Report.objects.get(pk=entry.pk)
    with entry.changing():
        entry.nickname = "산책자"
    assert not Report.objects.public().filter(pk=entry.pk).exists()


def test_what_an_entry_led_is_led_on_as_of_any_report(entry):
    other = ReportFactory(category=None, campaign=entry.campaign, department=entry.department)
    case = Case.objects.create(lead=entry)
    Report.objects.filter(pk__in=[entry.pk, other.pk]).update(case=case)
    Report.objects.filter(pk=other.pk).update(follows_lead=True)
    assert [type(row) for row in Report.objects.get(pk=entry.pk).merged_reports()] == [Entry]


@pytest.mark.parametrize("text", ["member-12", "nGm0zX3bqKc_device-1", "0a1b2c", "", "member-", "member-x"])
def test_a_contributor_is_stored_as_text_and_read_again(text):
    assert str(Contributor.parse(text)) == text
    assert bool(Contributor.parse(text)) == bool(text)


def test_a_member_is_known_before_the_device_and_the_device_before_the_address():
    assert Contributor.of(12, "device", "hash") == Contributor.parse("member-12")
    assert Contributor.of(None, "device", "hash") == Contributor(trace="device")
    assert Contributor.of(None, "", "hash") == Contributor(trace="hash")
    assert not Contributor.of(None, "", "")
