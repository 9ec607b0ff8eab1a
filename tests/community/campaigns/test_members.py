"""Who takes part: groups, invitations, registrations; and what is forgotten of them."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from community.campaigns import confirmations, members
from community.models import Campaign, CampaignMember, Message, RetentionLog
from community.protection.limits import Sender
from community.reports import retention
from tests.community.factories import CampaignFactory, subscription

from .membership import entry, invited, joined, sent, url

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("text", "found", "unread"),
    [
        ("a@example.com\nb@example.com", ["a@example.com", "b@example.com"], []),
        ("이름,이메일\n김하늘,haneul@example.com", ["haneul@example.com"], ["이름,이메일"]),
        ('이민지 <minji@example.com>; "박 솔" <sol@example.com>', ["minji@example.com", "sol@example.com"], []),
        ("A@example.com\na@EXAMPLE.com", ["a@EXAMPLE.com"], []),
        ("not-an-address\nx@y", [], ["not-an-address", "x@y"]),
        ("\ufeffa@example.com\r\n\r\n", ["a@example.com"], []),
    ],
)
def test_addresses_are_read_from_lines_and_csv(text, found, unread):
    assert members.read_addresses(text) == (found, unread)


def test_an_invitation_is_a_letter_with_a_link_of_its_own(client, campaign, owner):
    client.force_login(owner)
    lines = "이름,이메일\n이민지,minji@example.com\nsol@example.com"
    answer = client.post(url("_invite", campaign), {"addresses": lines, "note": "토요일에 함께 걸어요.", "days": "14"})
    assert "이름,이메일</textarea>" in answer.text  # the line that could not be read stays
    assert "minji@" not in answer.text
    one, two = sent()
    assert {one.to[0], two.to[0]} == {"minji@example.com", "sol@example.com"}
    member = campaign.members.with_email(one.to[0]).get()
    assert member.token in one.body
    assert member.token not in two.body
    assert "토요일에 함께 걸어요." in one.body
    assert one.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert bytes(one.to[0], "ascii") not in bytes(
        CampaignMember.objects.raw("SELECT id, email::text AS raw FROM community_campaignmember")[0].raw, "ascii"
    )


def test_the_invited_join_with_a_nickname_and_this_device_remembers_them(client, campaign, owner):
    page = reverse("community:member", args=[invited(campaign, owner).token])
    client.get(page)
    assert campaign.members.get().state == "invited"  # a mail scanner opens links, too
    answer = client.post(page, {"step": "accept", "nickname": " "})
    assert answer.status_code == 400
    client.post(page, {"step": "accept", "nickname": "골목 대장"}, follow=True)
    assert campaign.members.get().state == "active"
    join = client.get(reverse("community:join", args=[campaign.slug])).text
    assert "‘골목 대장’ 님의 이름으로" in join
    assert client.cookies[f"member_{campaign.pk}"]["httponly"]


def test_the_link_in_an_invitation_only_accepts_and_only_once(client, campaign, owner):
    """Anybody may have typed the address: the member's own link goes there when its owner has answered."""
    mailed = invited(campaign, owner).token
    (letter,) = sent()
    link = reverse("community:member", args=[mailed])
    assert client.post(link, {"step": "rename", "nickname": "가짜"}).status_code == 400
    answer = client.post(link, {"step": "accept", "nickname": "골목 대장"})
    own = campaign.members.get().token
    assert answer.url == reverse("community:member", args=[own])
    assert campaign.members.taking_part(own)
    assert campaign.members.taking_part(mailed) is None
    assert client.get(link).status_code == 404
    assert client.post(reverse("community:member_stop", args=[mailed])).status_code == 404
    assert own in sent()[-1].body
    assert own not in letter.body + str(letter.extra_headers)


def test_an_address_that_never_answered_gets_so_many_invitations_a_day_whoever_sends_them(client, campaign, owner):
    campaigns = [CampaignFactory(department=owner.department, participation="invited") for _n in range(7)]
    outcomes = [members.invite(each, "minji@example.com", owner) for each in campaigns]
    assert [outcome.sent for outcome in outcomes] == [1, 1, 1, 1, 1, 1, 0]
    assert outcomes[-1].tomorrow == ["minji@example.com"]
    client.force_login(owner)
    answer = client.post(url("_invite", campaign), {"addresses": "minji@example.com", "days": "14"}, follow=True)
    assert "내일 다시 초대해 주세요" in answer.text
    assert len(sent()) == 6


def test_two_people_do_not_share_a_nickname(campaign, owner):
    joined(campaign, owner)
    with pytest.raises(ValidationError, match="다른 분이 쓰는 별명"):
        joined(campaign, owner, "sol@example.com")


def test_an_invitation_that_was_taken_back_or_is_too_old_opens_nothing(client, campaign, owner):
    member = invited(campaign, owner)
    page = reverse("community:member", args=[member.token])
    CampaignMember.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert "기한이 지난 링크" in client.get(page).text
    assert client.post(page, {"step": "accept", "nickname": "골목"}).status_code == 400
    member.refresh_from_db()
    members.resend(member)
    assert "초대합니다" in client.get(page).text
    members.revoke(member)
    assert "더는 쓸 수 없는 링크" in client.get(page).text
    assert client.post(page, {"step": "accept", "nickname": "골목"}).status_code == 400
    assert (member.email, Message.objects.exclude(body="").count()) == ("", 0)
    assert sent() == []
    assert invited(campaign, owner).token != page.split("/")[2]


def test_nobody_is_asked_twice_and_who_declines_never_again(client, campaign, owner):
    member = invited(campaign, owner)
    assert members.invite(campaign, "MINJI@example.com", owner).already == 1
    client.post(reverse("community:member_stop", args=[member.token]))
    outcome = members.invite(campaign, "minji@example.com", owner)
    assert (outcome.sent, outcome.declined) == (0, 1)
    member.refresh_from_db()
    assert (member.email, member.state) == ("", "declined")


def test_a_group_can_not_write_to_thousands(group, representative):
    campaign = CampaignFactory(group=group, department=group.department)
    many = "\n".join(f"p{n}@example.com" for n in range(members.MOST_A_DAY_BY_GROUP + 1))
    with pytest.raises(ValidationError, match="하루에"):
        members.invite(campaign, many, representative)
    assert not Message.objects.exists()


def test_an_uninvited_person_is_told_why_and_what_to_do(client, campaign):
    page = client.get(reverse("community:join", args=[campaign.slug])).text
    assert "초대받은 분이 참여하는 지도입니다" in page
    assert f"{campaign.department}에 초대를 부탁" in page
    assert 'id="report-form"' not in page


# -- registration


def register(client, campaign, email="minji@example.com", nickname="골목 대장"):
    return client.post(reverse("community:register", args=[campaign.slug]), {"email": email, "nickname": nickname})


def test_citizens_register_and_wait_for_approval(client, campaign, owner):
    Campaign.objects.update(participation="members", approval=True)
    assert register(client, campaign).status_code == 302
    member = campaign.members.get()
    (letter,) = sent()
    assert member.token in letter.body
    client.post(reverse("community:member", args=[member.token]), {"step": "accept"})
    member.refresh_from_db()
    assert "승인을 기다리고" in client.get(reverse("community:member", args=[member.token])).text
    assert campaign.members.taking_part(member.token) is None
    client.force_login(owner)
    client.post(url("_member", campaign), {"member": member.pk, "step": "approve"})
    assert campaign.members.taking_part(member.token) == member
    assert "참여하는 링크입니다" in sent()[-1].subject


def test_the_link_in_a_registrations_letter_only_confirms_and_only_once(client, campaign):
    Campaign.objects.update(participation="members")
    register(client, campaign)
    (confirmation,) = sent()
    mailed = campaign.members.get().token
    assert campaign.members.taking_part(mailed) is None
    # Another's mailbox, a log or a forwarded letter holds it: nothing but confirming can be done.
    link = reverse("community:member", args=[mailed])
    assert client.post(link, {"step": "rename", "nickname": "가짜"}).status_code == 400
    answer = client.post(link, {"step": "accept"})
    own = campaign.members.get().token
    assert answer.url == reverse("community:member", args=[own])
    assert own != mailed
    assert campaign.members.taking_part(mailed) is None
    again = client.get(reverse("community:member", args=[mailed]))
    assert again.status_code == 404
    assert "이미 쓰였거나" in again.text
    assert own not in again.text
    assert client.post(reverse("community:member", args=[mailed]), {"step": "leave"}).status_code == 404
    assert own in sent()[-1].body
    assert own not in confirmation.body + str(confirmation.extra_headers)


def test_a_registration_that_was_not_confirmed_in_time_can_be_asked_for_again(client, campaign):
    Campaign.objects.update(participation="members")
    register(client, campaign)
    campaign.members.update(expires_at=timezone.now() - timedelta(minutes=1))
    link = reverse("community:member", args=[campaign.members.get().token])
    assert client.post(link, {"step": "accept"}).status_code == 400
    assert "기한이 지난 링크" in client.get(link).text
    assert campaign.members.get().state == "unconfirmed"


def test_registering_does_not_tell_who_is_a_member(client, campaign, owner):
    joined(campaign, owner)
    sent().clear()
    known, unknown = register(client, campaign), register(client, campaign, "nobody@example.com")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    (letter,) = sent()  # the lost link, to its owner alone
    assert letter.to == ["minji@example.com"]
    assert campaign.members.count() == 1


def test_a_wrong_address_is_said_and_nothing_typed_is_lost(client, campaign):
    Campaign.objects.update(participation="members")
    answer = register(client, campaign, "minji@", "골목 <대장>")
    assert answer.status_code == 400
    assert "이메일 주소를 다시 확인" in answer.text
    assert 'value="골목 &lt;대장&gt;"' in answer.text


def test_a_registration_is_flooded_by_nobody(client, campaign):
    Campaign.objects.update(participation="members")
    for _again in range(members.MAILS_A_DAY + 3):
        register(client, campaign)
    assert len(sent()) == 1
    assert [register(client, campaign, f"p{n}@example.com").status_code for n in range(12)][-1] == 429


def test_what_is_wrong_with_a_registration_does_not_use_up_what_others_of_the_address_may_send(client, campaign):
    Campaign.objects.update(participation="members")
    answers = [register(client, campaign, "minji@", "골목").status_code for _n in range(30)]
    assert set(answers) == {400}
    assert [register(client, campaign, f"p{n}@example.com").status_code for n in range(10)] == [302] * 10


def test_a_member_who_was_removed_leaves_entries_without_a_name(client, campaign, owner):
    member = joined(campaign, owner)
    found = entry(campaign, member=member, nickname=member.nickname)
    client.force_login(owner)
    client.post(url("_member", campaign), {"member": member.pk, "step": "remove"})
    found.refresh_from_db()
    assert (found.nickname, found.published) == ("", True)
    assert campaign.members.taking_part(member.token) is None
    register(client, campaign)
    assert campaign.members.get().state == "removed"


def test_the_list_is_searched_by_nickname_or_the_whole_address(client, campaign, owner):
    joined(campaign, owner)
    joined(campaign, owner, "sol@example.com", "소나무")
    client.force_login(owner)
    page = url("_members", campaign)
    assert "소나무" in client.get(page, {"q": "sol@example.com"}).text
    assert "골목 대장" not in client.get(page, {"q": "sol@example.com"}).text
    assert "찾는 분이 없습니다" in client.get(page, {"q": "sol@"}).text
    assert "골목 대장" in client.get(page, {"q": "대장", "state": "active"}).text
    assert client.get(page, {"q": "\x00"}).status_code == 200


def test_a_member_leaves_and_is_forgotten_by_name(client, campaign, owner):
    member = joined(campaign, owner)
    found = entry(campaign, member=member, nickname=member.nickname)
    page = reverse("community:member", args=[member.token])
    answer = client.post(page, {"step": "leave"}, follow=True)
    assert "그만두셨습니다" in answer.text
    member.refresh_from_db()
    found.refresh_from_db()
    assert (member.email, member.nickname, found.nickname) == ("", "", "")


# -- what is forgotten


def test_when_a_campaign_is_over_nobody_knows_who_took_part(campaign, owner):
    member = joined(campaign, owner)
    found = entry(campaign, member=member, nickname="골목 대장", device="mine", email="minji@example.com")
    Campaign.objects.update(confirmations=1)
    found.refresh_from_db()
    confirmations.confirm(found, True, Sender("203.0.113.9", "other"), joined(campaign, owner, "sol@example.com", "솔"))
    subscription(None, "fan@example.com", campaign=campaign)
    Campaign.objects.update(state="closed", closed_at=timezone.now() - timedelta(days=29))
    retention.run()
    assert campaign.members.count() == 2
    Campaign.objects.update(closed_at=timezone.now() - timedelta(days=31))
    retention.run()
    found.refresh_from_db()
    assert (found.nickname, found.device, found.member, found.agree_count) == ("", "", None, 1)
    assert not hasattr(found, "contact")
    assert (campaign.members.count(), campaign.subscriptions.count(), Message.objects.count()) == (0, 0, 0)
    assert found.confirmations.get().device.startswith("gone-")
    assert RetentionLog.objects.get(action="members").rule == "contact_days=30, members=3"
    retention.run()
    assert RetentionLog.objects.filter(action="members").count() == 1


def test_a_campaign_whose_last_day_is_long_past_counts_as_over(campaign, owner):
    joined(campaign, owner)
    Campaign.objects.update(ends=timezone.localdate() - timedelta(days=40))
    retention.run()
    assert not campaign.members.exists()


def test_who_never_answered_is_forgotten(campaign, owner):
    invited(campaign, owner)
    keeps = joined(campaign, owner, "sol@example.com")
    CampaignMember.objects.update(expires_at=timezone.now() - timedelta(days=31))
    retention.run()
    assert list(campaign.members.all()) == [keeps]
