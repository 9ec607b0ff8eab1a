"""A campaign of a citizens' group: opened, invited to, filled, confirmed and corrected by people with phones."""

import re

import pytest
from playwright.sync_api import expect

from community.campaigns import members
from community.messaging import outbox
from community.models import Campaign, CitizenGroup, Message, Report
from tests.community.factories import CampaignFactory, ReportFactory
from tests.factories import DepartmentFactory, UserFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 375, "height": 812}
STEP = {
    "key": "step", "label": "문턱", "kind": "choice", "required": True,
    "choices": [{"value": "none", "label": "없어요"}, {"value": "high", "label": "높아요"}],
}  # fmt: skip


@pytest.fixture(autouse=True)
def light_work(settings, live_server):
    """The proof of work is solved for real, but does not take a test's time; letters lead to this server."""
    settings.PROOF_OF_WORK_COST = 300
    settings.SITE_URL = live_server.url


@pytest.fixture
def another_phone(chromium, live_server):
    """another_phone(): a page of somebody else, on a device of their own."""
    contexts = []

    def take():
        context = chromium.new_context(base_url=live_server.url, viewport=PHONE, locale="ko-KR")
        contexts.append(context)
        taken = context.new_page()
        taken.set_default_timeout(15_000)
        return taken

    yield take
    for context in contexts:
        context.close()


def letters(mailoutbox, address):
    """Deliver what waits; the bodies of what `address` got."""
    for pk in Message.objects.filter(state="queued").values_list("pk", flat=True):
        outbox.send(pk)
    return [mail.body for mail in mailoutbox if mail.to == [address]]


def accept(phone, letter, nickname):
    phone.goto(re.search(r"http\S+/invitations/\S+/", letter)[0])
    phone.get_by_label("별명").fill(nickname)
    phone.get_by_role("button", name="초대 받아들이기").click()
    expect(phone.get_by_role("heading", name=f"{nickname} 님, 반갑습니다")).to_be_visible()


def add_entry(phone):
    phone.get_by_role("link", name="참여하기").click()
    expect(phone.get_by_role("button", name="참여하기")).to_be_enabled()
    phone.get_by_label("주소나 장소 이름").fill("세종대로 110")
    phone.locator(".place-result").first.click()
    phone.get_by_text("없어요").click()
    phone.get_by_role("textbox", name="내용").fill("문이 저절로 열립니다.")
    phone.get_by_role("button", name="참여하기").click()
    phone.locator("#sent-number").wait_for()


def test_from_a_groups_invitation_to_an_accepted_proposal(page, sign_in, another_phone, mailoutbox, addresses):
    group = CitizenGroup.objects.create(name="걷고 싶은 동네", department=DepartmentFactory())
    user = UserFactory(department=None)
    group.users.add(user)
    campaign = CampaignFactory(
        title="문턱 없는 가게", group=group, department=group.department, state="draft", participation="invited",
        confirmations=1, questions=[STEP],
    )  # fmt: skip
    # The representative opens the campaign and invites.
    sign_in(user)
    page.get_by_role("link", name="문턱 없는 가게").click()
    page.get_by_role("button", name="시작하기").click()
    page.get_by_role("link", name="참여자", exact=True).click()
    page.get_by_label("초대할 분의 이메일").fill("이름,이메일\n이민지,minji@example.com\n박솔,sol@example.com")
    page.get_by_role("button", name="초대 보내기").click()
    expect(page.get_by_text("2명에게 초대 메일을 보냅니다.")).to_be_visible()
    # One of them comes by the letter's link, and maps a door.
    minji = another_phone()
    minji.goto(campaign.get_absolute_url())
    expect(minji.get_by_text("초대받은 분이 참여하는 지도입니다")).to_be_visible()
    accept(minji, letters(mailoutbox, "minji@example.com")[0], "골목 대장")
    add_entry(minji)
    receipt = minji.locator("#sent-link").input_value()
    entry = Report.objects.get()
    assert (entry.nickname, entry.published) == ("골목 대장", True)
    # She can not confirm it herself; another member does, and proposes a correction.
    minji.goto(entry.get_absolute_url())
    minji.get_by_role("button", name="맞아요").click()
    expect(minji.get_by_text("자기가 올린 것은 다른 분이 확인합니다.")).to_be_visible()
    sol = another_phone()
    sol.goto(entry.get_absolute_url())
    expect(sol.get_by_text("이 지도는 초대받은 분이 확인합니다.")).to_be_visible()
    accept(sol, letters(mailoutbox, "sol@example.com")[0], "솔")
    sol.goto(entry.get_absolute_url())
    sol.get_by_role("button", name="맞아요").click()
    expect(sol.get_by_text("다른 분이 확인한 곳입니다.")).to_be_visible()
    sol.get_by_role("link", name="고칠 점 제안하기").click()
    sol.get_by_text("높아요").click()
    sol.get_by_label("왜 다른가요?").fill("공사로 턱이 생겼어요")
    sol.get_by_role("button", name="제안 보내기").click()
    expect(sol.get_by_role("heading", name="제안을 전했습니다")).to_be_visible()
    entry.refresh_from_db()
    assert entry.answers == {"step": "none"}
    # The owner accepts on her private page.
    minji.goto(receipt)
    expect(minji.get_by_text("공사로 턱이 생겼어요").first).to_be_visible()
    minji.get_by_role("button", name="제안대로 고치기").click()
    expect(minji.get_by_text("제안을 받아들여 고쳤습니다: 답변")).to_be_visible()
    entry.refresh_from_db()
    assert entry.answers == {"step": "high"}


def test_a_place_is_proposed_on_the_map_with_its_address(page, addresses):
    page.set_viewport_size(PHONE)
    entry = ReportFactory(
        campaign=CampaignFactory(questions=[STEP]), category=None, department=None, text="문이 넓어요"
    )
    page.goto(f"/reports/{entry.number}/propose/")
    page.get_by_role("button", name="제안 보내기").click()
    expect(page.get_by_role("alert")).to_have_text("고칠 것을 바꾼 뒤 보내 주세요.")
    page.get_by_label("주소나 장소 이름").fill("세종대로 110")
    page.locator(".place-result").first.click()
    expect(page.locator("#place-said")).to_contain_text("세종대로 110")
    page.get_by_role("button", name="제안 보내기").click()
    expect(page.get_by_role("heading", name="제안을 전했습니다")).to_be_visible()
    assert set(entry.proposals.get().changes) == {"lon", "lat", "address"}


def test_a_member_writes_without_network_and_is_turned_away_when_removed(page, addresses, mailoutbox):
    page.expected_errors = ["ERR_INTERNET_DISCONNECTED", "ERR_FAILED", "Failed to fetch", "422"]
    page.set_viewport_size(PHONE)
    campaign = CampaignFactory(participation="invited", questions=[STEP])
    members.invite(campaign, "minji@example.com", UserFactory())
    accept(page, letters(mailoutbox, "minji@example.com")[0], "골목 대장")
    page.get_by_role("link", name="참여하기").click()
    expect(page.get_by_text("인터넷이 끊겨도 쓸 수 있습니다.")).to_be_visible()
    page.context.set_offline(True)
    page.reload()
    # Kept on the device, with the member's own way in, though the link is not in the address.
    expect(page.get_by_text("‘골목 대장’ 님의 이름으로 올립니다.")).to_be_visible()
    page.context.set_offline(False)
    page.reload()
    page.get_by_label("주소나 장소 이름").fill("세종대로 110")
    page.locator(".place-result").first.click()
    page.get_by_text("없어요").click()
    page.context.set_offline(True)
    page.get_by_role("button", name="참여하기").click()
    expect(page.get_by_role("heading", name="연결되면 보냅니다")).to_be_visible()
    members.remove(Campaign.objects.get().members.get())
    page.context.set_offline(False)
    page.reload()
    expect(page.get_by_text("초대받은 분이 참여하는 지도입니다")).to_be_visible()
    assert not Report.objects.exists()


def test_a_shared_device_forgets_the_key_of_who_leaves_it(another_phone, addresses):
    """Also in the copy of the form that it kept for times without network."""
    campaign = CampaignFactory(title="문턱 없는 가게", participation="invited", questions=[STEP])
    member = campaign.members.create(nickname="골목 대장", state="active")
    phone = another_phone()
    phone.goto(f"/invitations/{member.token}/")
    phone.get_by_role("link", name="참여하기").click()
    kept = """async () => {
        const names = await caches.keys();
        const copies = await Promise.all(names.map(async (name) => (await caches.open(name)).match(location.pathname)));
        return (await Promise.all(copies.filter(Boolean).map((copy) => copy.text()))).join("");
    }"""
    phone.wait_for_function(f"async () => (await ({kept})()).includes('{member.token}')")
    phone.goto(f"/invitations/{member.token}/")
    phone.get_by_text("그만두기", exact=True).click()
    phone.get_by_role("button", name="이 기기에서 나가기").click()
    expect(phone.get_by_text("이 기기에서 나왔습니다.")).to_be_visible()
    assert member.token not in phone.evaluate(
        kept.replace("location.pathname", f"'{campaign.get_absolute_url()}join/'")
    )
