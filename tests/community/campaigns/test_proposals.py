"""What others say about an entry: whether it is so, and what they would correct."""

import base64
import json

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.core.exceptions import ValidationError

from community import workflow
from community.campaigns import confirmations, progress, proposals
from community.messaging import notify, subscriptions
from community.models import EditProposal, Message, SpentProof, Subscription
from community.protection import limits
from community.protection.limits import Sender
from tests.community.factories import CampaignFactory, ReportFactory, handler
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
STEPS = [{"value": "no", "label": "없음"}, {"value": "yes", "label": "있음"}]
DOOR = [
    {"key": "step", "label": "문턱", "kind": "choice", "choices": STEPS},
    {"key": "ramp", "label": "경사로", "kind": "yesno", "shown_when": {"key": "step", "value": "yes"}},
    {"key": "owner", "label": "가게 전화", "kind": "text", "private": True},
]
SQUARE = MultiPolygon(Polygon.from_bbox((126.97, 37.56, 126.99, 37.57)), srid=4326)


@pytest.fixture(autouse=True)
def any_proof(monkeypatch):
    monkeypatch.setattr("community.protection.proof.spend", lambda payload: None)


def entry(campaign=None, **fields):
    campaign = campaign or CampaignFactory(questions=DOOR, confirmations=2)
    return ReportFactory(campaign=campaign, category=None, department=campaign.department, **fields)


def post(client, found, name, device="other", **given):
    address = f"/api/community/reports/{found.number}/{name}"
    return client.post(address, json.dumps(given), content_type="application/json", headers={"X-Device": device})


# -- confirmation


def test_two_other_people_confirm_an_entry(client):
    found = entry(device="mine")
    with pytest.raises(ValidationError, match="다른 분이"):
        confirmations.confirm(found, True, Sender("203.0.113.1", "mine"))
    confirmations.confirm(found, True, Sender("203.0.113.2", "a"))
    assert not progress.confirmed(found.campaign).exists()
    with pytest.raises(ValidationError, match="이미"):
        confirmations.confirm(found, True, Sender("203.0.113.2", "a"))
    confirmations.confirm(found, True, Sender("203.0.113.3", "b"))
    assert list(progress.confirmed(found.campaign)) == [found]
    assert found.is_confirmed
    data = client.get(f"/api/community/reports/{found.number}").json()
    assert (data["agree_count"], data["disagree_count"], data["confirmed"]) == (2, 0, True)
    assert "다른 분이 확인함" in client.get(found.get_absolute_url()).text
    assert "다른 분이 확인함" in client.get(found.campaign.get_absolute_url()).text
    assert found.number in client.get("/reports.csv", {"campaign": found.campaign.slug}).getvalue().decode()


def test_as_many_who_contradict_undo_a_confirmation():
    found = entry()
    for n, agrees in enumerate([True, True, False, False]):
        confirmations.confirm(found, agrees, Sender(f"203.0.113.{n}", f"d{n}"))
    assert not progress.confirmed(found.campaign).exists()


def test_a_campaign_that_asks_for_no_confirmation_takes_none(client):
    found = entry(CampaignFactory(confirmations=0))
    assert post(client, found, "confirmations", agrees=True).status_code == 422
    assert "맞아요" not in client.get(found.get_absolute_url()).text
    assert client.get(f"/api/community/reports/{found.number}").json()["confirmed"] is False


def test_one_address_is_no_crowd():
    found = entry()
    for n in range(confirmations.MOST_FROM_ONE_ADDRESS):
        confirmations.confirm(found, True, Sender("203.0.113.7", f"made-up-{n}"))
    with pytest.raises(limits.TooMany):
        confirmations.confirm(found, True, Sender("203.0.113.7", "made-up-more"))


def test_a_closed_campaign_is_confirmed_and_corrected_by_members_alone(client):
    campaign = CampaignFactory(participation="invited", confirmations=1, questions=DOOR)
    owner = campaign.members.create(state="active", nickname="올린 이", email_hash="a")
    other = campaign.members.create(state="active", nickname="다른 이", email_hash="b")
    found = entry(campaign, member=owner, device="phone")
    for name, given in (("confirmations", {"agrees": True}), ("proposals", {"text": "계단이 있습니다"})):
        assert "초대받거나" in post(client, found, name, **given).json()["errors"][""][0]
    # Another device of the owner is still the owner.
    assert post(client, found, "confirmations", device="tablet", agrees=True, invitation=owner.token).status_code == 422
    answer = post(client, found, "confirmations", agrees=True, invitation=other.token)
    assert answer.json()["confirmed"] is True
    assert post(client, found, "confirmations", device="third", agrees=True, invitation=other.token).status_code == 422


# -- proposals


def test_nothing_changes_until_the_owner_accepts(client, addresses):
    found = entry(answers={"step": "yes", "ramp": True, "owner": "02-123-4567"}, text="문이 좁습니다")
    lon, lat = 126.9784, 37.5670
    given = {"text": "문이 넓어졌습니다", "answers": {"step": "no"}, "lon": lon, "lat": lat, "note": "어제 공사했어요"}
    assert post(client, found, "proposals", **given).json()["parts"] == ["text", "answers", "place"]
    before = found.answers, found.text, found.point.coords
    found.refresh_from_db()
    assert (found.answers, found.text, found.point.coords) == before
    page = client.get(found.private_url).text
    assert "문이 넓어졌습니다" in page
    assert "어제 공사했어요" in page
    assert "m 옮김" in page
    proposal = found.proposals.get()
    client.post(found.private_url, {"step": "decide", "proposal": proposal.pk, "accept": "yes"})
    found.refresh_from_db()
    # The ramp was asked because of the step; what is private nobody touched.
    assert found.whole_answers == {"step": "no", "owner": "02-123-4567"}
    assert (found.text, found.point.coords) == ("문이 넓어졌습니다", (lon, lat))
    assert found.address != before[2]
    public = client.get(found.get_absolute_url()).text
    assert "제안을 받아들여 고쳤습니다: 글, 답변, 위치" in public
    assert [(e.kind, e.party) for e in found.events.order_by("pk")] == [
        ("proposed", "citizen"),
        ("decided", "reporter"),
    ]


def test_a_declined_proposal_leaves_no_trace_in_public(client):
    found = entry(text="문이 좁습니다")
    proposal = proposals.propose(found, {"text": "거짓말입니다"}, Sender(device="x"))
    answer = {"step": "decide", "proposal": proposal.pk, "accept": "no", "reply": "다시 재 보았습니다"}
    client.post(found.private_url, answer)
    proposal.refresh_from_db()
    assert (proposal.state, proposal.reply) == ("declined", "다시 재 보았습니다")
    public = client.get(found.get_absolute_url()).text
    assert "거짓말" not in public
    assert "제안" not in public.split('id="history-title"')[1].split("</section>")[0]


def test_who_left_an_address_hears_what_became_of_it():
    found = entry(email="owner@example.com")
    proposal = proposals.propose(found, {"text": "새 글"}, Sender(device="x"), email="helper@example.com")
    notify.notify_of(found.events.get(kind="proposed").pk)
    assert Message.objects.get(subject__contains="고칠 점 제안이 있습니다").to == "owner@example.com"
    event = proposals.decide(proposal, True, workflow.REPORTER)
    notify.notify_of(event.pk)
    assert not Message.objects.filter(subject__contains="고쳤습니다").exists()  # not confirmed yet
    subscriptions.confirm(Subscription.objects.get(reporter=False))
    notify.notify_of(event.pk)
    assert Message.objects.get(subject__contains="제안해 주신 대로 고쳤습니다").to == "helper@example.com"


def test_a_member_is_told_of_a_proposal_without_having_left_an_address(client):
    campaign = CampaignFactory(participation="invited")
    owner = campaign.members.create(state="active", nickname="올린 이", email="owner@example.com", email_hash="a")
    other = campaign.members.create(state="active", nickname="다른 이", email_hash="b")
    found = entry(campaign, member=owner)
    proposals.propose(found, {"text": "새 글"}, Sender(device="x"), other)
    (letter,) = notify.notify_of(found.events.get().pk)
    assert (letter.to, letter.link.endswith(found.private_url)) == ("owner@example.com", True)
    assert notify.notify_of(found.events.get().pk) == []
    assert "고칠 점 제안 1" in client.get(f"/invitations/{owner.token}/").text


def test_managers_decide_and_nobody_else():
    found = entry(answers={"step": "no"})
    proposal = proposals.propose(found, {"answers": {"step": "yes"}}, Sender(device="x"))
    with pytest.raises(workflow.ActionRefused):
        proposals.decide(proposal, True, UserFactory())
    again = EditProposal.objects.get(pk=proposal.pk)
    proposals.decide(proposal, True, handler(found.campaign.department))
    found.refresh_from_db()
    assert found.answers == {"step": "yes"}
    with pytest.raises(workflow.ActionOvertaken):
        proposals.decide(again, False, handler(found.campaign.department))


def test_somebody_elses_link_decides_nothing(client):
    found, other = entry(), entry()
    proposal = proposals.propose(found, {"text": "새 글"}, Sender(device="x"))
    client.post(other.private_url, {"step": "decide", "proposal": proposal.pk, "accept": "yes"})
    proposal.refresh_from_db()
    assert proposal.state == "open"


def test_questions_that_changed_meanwhile_stop_a_proposal():
    found = entry(answers={"step": "no"})
    proposal = proposals.propose(found, {"answers": {"step": "yes"}}, Sender(device="x"))
    found.campaign.questions = [{**DOOR[0], "choices": [{"value": "flat", "label": "평평"}]}]
    found.campaign.save()
    fresh = EditProposal.objects.get(pk=proposal.pk)
    with pytest.raises(workflow.ActionRefused, match="바뀌어"):
        proposals.decide(fresh, True, workflow.REPORTER)
    assert EditProposal.objects.get().state == "open"


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"text": "   "},
        {"text": "문이 좁습니다"},  # as it is
        {"answers": {"step": "<b>"}},
        {"answers": {"owner": "010-1234-5678"}},  # not theirs to answer
        {"answers": {"unknown": "1"}},
        {"lon": 129.5, "lat": 35.1},
        {"lon": 126.9, "lat": 37.5},  # outside the campaign's area
        {"text": "http://a.example http://b.example 특가"},
    ],
)
def test_hostile_and_empty_proposals_are_refused(client, given):
    found = entry(CampaignFactory(questions=DOOR, area=SQUARE), text="문이 좁습니다", answers={"step": "no"})
    answer = post(client, found, "proposals", **given)
    assert answer.status_code == 422
    assert answer.json()["errors"]
    assert not found.proposals.exists()


def test_markup_and_telephone_numbers_do_not_reach_the_owners_page(client):
    found = entry()
    given = {"text": "<img src=x onerror=alert(1)> 010-1234-5678", "note": "<script>1</script>"}
    assert post(client, found, "proposals", **given).status_code == 201
    page = client.get(found.private_url).text
    assert "<img src=x" not in page
    assert "<script>1" not in page
    assert "010-1234-5678" not in page


def test_one_person_does_not_bury_an_owner_in_proposals(client):
    found = entry()
    answers = [post(client, found, "proposals", text=f"글 {n}").status_code for n in range(4)]
    assert answers == [201, 201, 201, 422]


def test_a_proposal_costs_a_proof_of_work(client, monkeypatch):
    monkeypatch.undo()
    found = entry()
    made_up = base64.b64encode(b'{"algorithm": "SHA-256"}').decode()
    assert post(client, found, "proposals", text="새 글", proof=made_up).status_code == 422
    assert not SpentProof.objects.exists()
    assert post(client, found, "proposals", text="새 글", website="http://spam.example").status_code == 422


def test_junk_without_a_proof_leaves_the_proposals_of_its_address_alone(client, monkeypatch):
    found = entry()
    monkeypatch.undo()
    codes = [post(client, found, "proposals", text="새 글", proof="junk").status_code for _n in range(25)]
    codes += [post(client, found, "proposals", text="새 글", website="http://spam.example").status_code]
    assert set(codes) == {422}
    monkeypatch.setattr("community.protection.proof.spend", lambda payload: None)
    assert post(client, found, "proposals", device="another", text="새 글").status_code == 201


def test_reports_and_hidden_entries_take_no_proposals(client):
    for found in (ReportFactory(), entry(moderation="hidden")):
        assert post(client, found, "proposals", text="새 글").status_code == 404
        assert client.get(f"/reports/{found.number}/propose/").status_code == 404
