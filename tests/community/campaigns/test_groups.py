"""Citizens' groups: their representatives, and what these may do with the group's campaigns."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.urls import reverse

from community.campaigns import groups
from community.models import Campaign, CitizenGroup
from community.reports import photos
from mapsite.accounts.models import User
from tests.community.factories import CampaignFactory, handler
from tests.community.pictures import as_bytes

from .membership import FIELDS, entry, sent, url

pytestmark = pytest.mark.django_db


def test_a_department_registers_a_group_and_its_representative_chooses_a_password(client, owner):
    client.force_login(owner)
    answer = client.post(reverse("community:handling_groups"), {"name": "걷고 싶은 동네"})
    client.post(answer.url, {"name": "김하늘", "email": "haneul@example.com"})
    user = User.objects.get(email="haneul@example.com")
    assert list(user.citizen_groups.all()) == [CitizenGroup.objects.get()]
    (letter,) = sent()
    assert "걷고 싶은 동네 대표로 등록" in letter.subject
    link = next(word for word in letter.body.split() if "/accounts/password/reset/key/" in word)
    client.logout()
    form = client.get(link.removeprefix("http://localhost:8000"), follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": "soft-rain-7-maple", "password2": "soft-rain-7-maple"})
    user.refresh_from_db()
    assert user.check_password("soft-rain-7-maple")
    assert "로그인하기" in client.get(reverse("account_reset_password_from_key_done")).text


def test_staff_never_stand_for_a_group(group):
    with pytest.raises(ValidationError, match="직원 계정"):
        groups.appoint(group, handler().email, "직원")
    assert not group.users.exists()


def test_another_department_does_not_see_a_group(client, group):
    client.force_login(handler())
    assert client.get(reverse("community:handling_group", args=[group.pk])).status_code == 404
    client.post(reverse("community:handling_group_act", args=[group.pk]), {"step": "pause"})
    group.refresh_from_db()
    assert group.active


def test_a_representative_works_on_the_own_groups_campaigns_alone(client, group, representative):
    foreign = CampaignFactory(department=group.department, title="부서의 지도")
    client.force_login(representative)
    assert client.get(reverse("start")).url == reverse("community:handling_campaigns")
    answer = client.post(reverse("community:handling_campaign_new"), FIELDS)
    campaign = Campaign.objects.get(title="우리 동네 쉼터")
    assert answer.url == url("", campaign)
    assert (campaign.group, campaign.department) == (group, group.department)
    client.post(url("_state", campaign), {"state": "open"})
    waiting = entry(campaign, moderation="pending", answers={})
    client.post(url("_decide", campaign), {"entry": waiting.number, "decision": "approved"})
    waiting.refresh_from_db()
    assert waiting.published
    assert waiting.events.get(kind="moderated").who == "시민 모임"
    assert client.get(url("_download", campaign)).status_code == 200
    assert "부서의 지도" not in client.get(reverse("community:handling_campaigns")).text
    for name in ("", "_edit", "_members", "_download"):
        assert client.get(url(name, foreign)).status_code == 404
    for name in ("handling", "handling_shortlist", "handling_groups", "handling_pins"):
        assert client.get(reverse(f"community:{name}")).status_code == 403
    assert client.get(reverse("community:handling_report", args=[waiting.number])).status_code == 403


def test_a_group_sees_the_photos_that_it_decides_on(client, group, representative):
    campaign = CampaignFactory(group=group, department=group.department)
    photo = photos.receive(ContentFile(as_bytes()), report=entry(campaign, moderation="pending"))
    foreign = photos.receive(ContentFile(as_bytes()), report=entry(CampaignFactory(), moderation="pending"))
    assert client.get(photo.get_absolute_url()).status_code == 404
    client.force_login(representative)
    assert client.get(photo.get_absolute_url()).status_code == 200
    assert client.get(foreign.get_absolute_url()).status_code == 404


def test_a_paused_group_reads_and_changes_nothing(client, group, representative):
    campaign = CampaignFactory(group=group, department=group.department)
    waiting = entry(campaign, moderation="pending")
    CitizenGroup.objects.update(active=False)
    client.force_login(representative)
    assert "쉬고 있어" in client.get(url("", campaign)).text
    client.post(url("_state", campaign), {"state": "withdrawn"})
    client.post(url("_edit", campaign), FIELDS)
    client.post(url("_decide", campaign), {"entry": waiting.number, "decision": "approved"})
    client.post(url("_invite", campaign), {"addresses": "a@example.com", "days": "14"})
    client.post(reverse("community:handling_campaign_new"), FIELDS)
    campaign.refresh_from_db()
    waiting.refresh_from_db()
    assert (campaign.state, campaign.title, waiting.moderation) == ("open", "문턱 없는 가게 지도", "pending")
    assert (campaign.members.count(), Campaign.objects.count()) == (0, 1)


def test_a_dismissed_representative_sees_nothing_any_more(client, group, representative):
    campaign = CampaignFactory(group=group, department=group.department)
    groups.dismiss(group, representative)
    client.force_login(representative)
    assert client.get(url("", campaign)).status_code == 403


# -- invitations
