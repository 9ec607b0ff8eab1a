"""A department's campaigns: written, opened, their entries taken or not, downloaded."""

import json

import pytest
from django.urls import reverse

from community import proposals
from community.limits import Sender
from community.models import Campaign, Report

from .factories import CampaignFactory, ReportFactory, handler

pytestmark = pytest.mark.django_db
DOOR = {
    "key": "step", "label": "문턱", "kind": "choice", "required": True,
    "choices": [{"value": "no", "label": "없음"}, {"value": "yes", "label": "있음"}],
}  # fmt: skip
FIELDS = {
    "title": "문턱 없는 가게 지도", "participation": "anyone", "moderation": "before", "confirmations": "2",
    "colour": "#008a5e", "questions": json.dumps([DOOR]),
}  # fmt: skip


@pytest.fixture
def owner():
    return handler()


@pytest.fixture
def signed_in(client, owner):
    client.force_login(owner)
    return client


@pytest.fixture
def campaign(owner):
    return CampaignFactory(department=owner.department, questions=[DOOR])


def url(name, campaign):
    return reverse(f"community:handling_campaign{name}", args=[campaign.slug])


def test_a_campaign_is_written_and_opened(signed_in, owner):
    box = "126.970000,37.560000,126.990000,37.570000"
    answer = signed_in.post(reverse("community:handling_campaign_new"), FIELDS | {"box": box})
    campaign = Campaign.objects.get()
    assert answer.url == url("", campaign)
    assert (campaign.department, campaign.state, campaign.questions) == (owner.department, "draft", [DOOR])
    assert campaign.area.extent == (126.97, 37.56, 126.99, 37.57)
    signed_in.post(url("_state", campaign), {"state": "open"})
    assert Campaign.objects.public().get() == campaign


def test_a_gu_is_an_area(signed_in, addresses):
    signed_in.post(reverse("community:handling_campaign_new"), FIELDS | {"gu": "용산구"})
    assert Campaign.objects.get().area.contains(Campaign.objects.get().area.centroid)


@pytest.mark.parametrize(
    "wrong",
    [
        {"questions": "{"},
        {"questions": '[{"key": "A b", "label": "x", "kind": "text"}]'},
        {"questions": '[{"key": "a", "label": "x", "kind": "choice"}]'},
        {"box": "1,2,3"},
        {"box": "129.0,35.0,129.1,35.1"},
        {"starts": "2026-05-02", "ends": "2026-05-01"},
        {"colour": "red"},
        {"title": ""},
    ],
)
def test_what_makes_no_sense_is_not_stored(signed_in, wrong):
    assert signed_in.post(reverse("community:handling_campaign_new"), FIELDS | wrong).status_code == 400
    assert not Campaign.objects.exists()


def test_saving_leaves_the_area_and_the_address_as_they_were(signed_in, campaign):
    slug = campaign.slug
    signed_in.post(url("_edit", campaign), FIELDS | {"title": "새 이름"})
    campaign.refresh_from_db()
    assert (campaign.title, campaign.slug) == ("새 이름", slug)


def test_another_departments_campaign_is_not_there(client, campaign):
    client.force_login(handler())
    assert client.get(url("", campaign)).status_code == 404
    assert client.post(url("_state", campaign), {"state": "withdrawn"}).status_code == 404


def test_entries_are_taken_or_not_with_a_reason(signed_in, campaign):
    entry = ReportFactory(campaign=campaign, category=None, department=campaign.department, moderation="pending")
    assert entry.number in signed_in.get(url("", campaign)).content.decode()
    signed_in.post(url("_decide", campaign), {"entry": entry.number, "decision": "hidden"})
    assert not Report.objects.filter(moderation="hidden").exists()
    signed_in.post(url("_decide", campaign), {"entry": entry.number, "decision": "approved"})
    assert Report.objects.public().get() == entry


def test_an_entry_is_handled_like_a_report(signed_in, campaign):
    entry = ReportFactory(campaign=campaign, category=None, department=campaign.department, answers={"step": "no"})
    html = signed_in.get(reverse("community:handling_report", args=[entry.number])).content.decode()
    assert "<dt>문턱</dt>" in html
    data = {"action": "change", "version": entry.version, "text": "옆문에는 문턱이 없습니다."}
    signed_in.post(reverse("community:handling_act", args=[entry.number]), data)
    entry.refresh_from_db()
    assert entry.text == "옆문에는 문턱이 없습니다."


def test_a_proposed_change_is_accepted(signed_in, campaign):
    entry = ReportFactory(campaign=campaign, category=None, department=campaign.department, answers={"step": "yes"})
    proposal = proposals.propose(entry, {"answers": {"step": "no"}}, Sender(device="x"))
    signed_in.post(url("_decide", campaign), {"proposal": proposal.pk, "decision": "approved"})
    entry.refresh_from_db()
    assert entry.answers == {"step": "no"}


def test_the_download_opens_in_excel_and_runs_no_formula(signed_in, campaign):
    ReportFactory(campaign=campaign, category=None, answers={"step": "no"}, text="=HYPERLINK(1)")
    text = b"".join(signed_in.get(url("_download", campaign)).streaming_content).decode()
    head, line = text.strip().splitlines()
    assert head.startswith("\ufeff접수번호")
    assert "문턱" in head
    assert "없음" in line
    assert "'=HYPERLINK" in line
