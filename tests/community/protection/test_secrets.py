"""What must not be learnt: who reported, who takes part, what was private; and by whom a page is kept."""

import json

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.urls import reverse
from lxml import etree

from community.campaigns import members
from community.messaging import outbox, subscriptions, texts
from community.models import ApiKey, IncidentRoom, Message, Subscription
from community.reports import photos
from tests.community.factories import CampaignFactory, CategoryFactory, ReportFactory, handler
from tests.community.pictures import as_bytes
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
SECRET = {"key": "room", "label": "동·호수", "kind": "text", "private": True}
WORDS = {"key": "who", "label": "누구인가요?", "kind": "text"}


def send_all():
    for pk in Message.objects.filter(state="queued").values_list("pk", flat=True):
        outbox.send(pk)


# -- who reported, who takes part


def test_nobody_learns_by_following_whose_report_it_is(client):
    report = ReportFactory(email="hong@example.com")
    said = []
    for address in ("hong@example.com", "stranger@example.com"):
        given = {"report": report.number, "address": address}
        page = client.post(reverse("community:follow"), given | {"rhythm": "daily"}, follow=True).text
        answer = client.post("/api/community/follow", given, content_type="application/json").json()
        said.append((page.replace(address, ""), answer))
    strip = [(len(page), answer) for page, answer in said]
    assert strip[0] == strip[1]
    assert said[0][1] == {"confirmed": False, "manage": ""}
    send_all()
    bodies = {letter.to[0]: letter.body for letter in mail.outbox}
    reporter = Subscription.objects.get(reporter=True)
    assert subscriptions.manage_path(reporter) in bodies["hong@example.com"]
    assert "/confirm" in bodies["stranger@example.com"]
    assert reporter.rhythm == "at_once"


def test_who_reported_is_not_flooded_by_those_who_ask(client):
    report = ReportFactory(email="hong@example.com")
    for _n in range(5):
        client.post(reverse("community:follow"), {"report": report.number, "address": "hong@example.com"})
    assert Message.objects.count() == 1


@pytest.mark.parametrize("nickname", ["", "골목 대장", "새 이름", "가" * 31])
def test_nobody_learns_by_registering_who_takes_part(client, nickname):
    owner = handler()
    campaign = CampaignFactory(department=owner.department, participation="members")
    members.invite(campaign, "minji@example.com", owner)
    members.accept(campaign.members.get(), "골목 대장")
    url = reverse("community:register", args=[campaign.slug])
    answers = [
        client.post(url, {"email": email, "nickname": nickname}) for email in ("minji@example.com", "new@example.com")
    ]
    assert answers[0].status_code == answers[1].status_code == (302 if 0 < len(nickname) <= 30 else 400)
    assert answers[0].headers.get("Location") == answers[1].headers.get("Location")


def test_a_nickname_that_somebody_has_gets_a_number(client):
    campaign = CampaignFactory(participation="members")
    for n in range(3):
        given = {"email": f"a{n}@example.com", "nickname": "골목 대장"}
        client.post(reverse("community:register", args=[campaign.slug]), given)
    names = set(campaign.members.values_list("nickname", flat=True))
    assert names == {"골목 대장", "골목 대장 2", "골목 대장 3"}


# -- answers


def test_addresses_in_public_answers_are_masked_wherever_they_are_shown(client):
    campaign = CampaignFactory(questions=[WORDS, SECRET])
    answers = {"who": "hong@example.com 010-2222-3333 02-777-8888", "room": "301호"}
    entry = ReportFactory(campaign=campaign, category=None, department=campaign.department, answers=answers)
    pages = [
        entry.get_absolute_url(), reverse("community:propose", args=[entry.number]), campaign.get_absolute_url(),
        reverse("community:entries_csv", args=[campaign.slug]),
        reverse("community:entries_geojson", args=[campaign.slug]),
        f"/api/community/reports/{entry.number}",
    ]  # fmt: skip
    for path in pages:
        answer = client.get(path)
        shown = (b"".join(answer) if answer.streaming else answer.content).decode()
        assert not [one for one in ("hong@", "2222", "777-8888", "301호") if one in shown], path


# -- rooms


@pytest.fixture
def shared():
    """(report with all that is private, a handler of another department who reads it in a room)."""
    roads, water = handler(), handler()
    category = CategoryFactory(department=roads.department, questions=[WORDS, SECRET])
    answers = {"who": "010-2222-3333", "room": "301호"}
    report = ReportFactory(category=category, answers=answers, moderation="pending", email="hong@example.com")
    report.see_contact(roads)
    IncidentRoom.objects.start("침수", roads, departments=[water.department], reports=[report.pk])
    return report, water


def test_a_room_shares_no_private_answer_and_no_look_at_a_contact(client, shared):
    report, water = shared
    url = reverse("community:handling_report", args=[report.number])
    client.force_login(water)
    page = client.get(url).text
    assert "010-****" in page
    assert not [one for one in ("301호", "2222", "hong@", "연락처 열람") if one in page]
    client.force_login(UserFactory(department=report.department, role="handler"))
    page = client.get(url).text
    assert "301호" in page
    assert "연락처 열람" in page


def test_photos_that_are_not_public_are_for_those_who_read_the_report(client, shared):
    report, water = shared
    seen, hidden = (photos.receive(ContentFile(as_bytes()), report=report, hidden=hidden) for hidden in (False, True))
    answers = {}
    for name, user in (("own", handler(report.department)), ("room", water), ("other", handler())):
        client.force_login(user)
        answers[name] = [client.get(photo.get_absolute_url()).status_code for photo in (seen, hidden)]
        if name != "other":
            page = client.get(reverse("community:handling_report", args=[report.number])).text
            assert (str(hidden.pk) in page) is (name == "own")
    assert answers == {"own": [200, 200], "room": [200, 404], "other": [404, 404]}


# -- caches


def test_no_cache_keeps_what_was_made_for_one_person(client):
    owner = handler()
    campaign = CampaignFactory(department=owner.department, participation="invited")
    entry = ReportFactory(campaign=campaign, category=None, department=campaign.department)
    members.invite(campaign, "minji@example.com", owner)
    member = campaign.members.get()
    members.accept(member, "골목 대장")
    join = reverse("community:join", args=[campaign.slug])
    pages = [campaign.get_absolute_url(), join, entry.get_absolute_url(), entry.get_absolute_url() + "propose/"]
    assert "no-store" not in client.get(campaign.get_absolute_url()).get("Cache-Control", "")
    assert "no-store" in client.get(join, {"key": member.token})["Cache-Control"]
    client.get(reverse("community:member", args=[member.token]))
    for path in pages:
        answer = client.get(path)
        assert "no-store" in answer["Cache-Control"], path
    subscription = Subscription.objects.create(channel="email", address="a@example.com", address_hash="x", gu="중구")
    for name in ("confirm", "unsubscribe", "following"):
        answer = client.get(reverse(f"community:{name}", args=[subscription.pk, subscription.key]))
        assert "no-store" in answer["Cache-Control"], name


def test_pages_of_staff_are_not_kept(client):
    client.force_login(UserFactory(administrator=True))
    for path in (reverse("coverage"), reverse("community:handling_texts"), reverse("maptag:manage"), "/"):
        assert "no-store" in client.get(path)["Cache-Control"], path


# -- what is sent out


@pytest.mark.parametrize(
    "subscription",
    [
        "[" * 3990,
        '{"endpoint": 5, "keys": {}}',
        "null",
        '{"endpoint": "https://[", "keys": {"p256dh": %s, "auth": "YQ"}}',
    ],
    ids=["brackets", "number", "null", "half an address"],
)
def test_a_subscription_that_is_none_is_refused(client, settings, subscription):
    key = json.dumps("BNcRdreALRFXTkOOUHK1EtK2wtaz5Ry4YfYCA_0QTpQtUbVlUls0VJXg7A8u-Ts1XbjhazAkj7I99e8QcYP7DkM")
    given = {"gu": "", "report": ReportFactory().number, "channel": "push", "address": subscription.replace("%s", key)}
    answer = client.post("/api/community/follow", given, content_type="application/json")
    assert answer.status_code == 422
    assert "알림을 켤 수 없습니다" in answer.json()["errors"][""][0]


def test_a_line_end_in_a_title_adds_no_header_and_stops_no_letter():
    owner = handler()
    campaign = CampaignFactory(
        department=owner.department, participation="invited", title="쉼터\r\nBcc: a@evil.example"
    )
    members.invite(campaign, "minji@example.com", owner)
    send_all()
    (letter,) = mail.outbox
    assert letter.recipients() == ["minji@example.com"]
    assert "쉼터 Bcc:" in letter.subject
    assert texts.subject_line("{title}", {"title": "가\n나"}) == "가 나"


def test_a_program_over_its_limit_makes_us_fetch_nothing(client, monkeypatch):
    category = CategoryFactory(slug="road")
    key, text = ApiKey.objects.issue("누리집", per_minute=2)
    asked = []
    monkeypatch.setattr(
        "community.messaging.outside.fetch", lambda url, most: asked.append(url) or pytest.fail("too many")
    )
    key.per_minute = 0
    key.save()
    given = {"api_key": text, "service_code": category.slug, "lat": "37.5665", "long": "126.978", "description": "파임"}
    answer = client.post("/open311/v2/requests.json", given | {"media_url": "https://example.com/a.jpg"})
    assert answer.status_code == 429
    assert asked == []


def test_a_feeds_title_has_no_control_characters(client):
    for path in ("/reports.rss", "/reports.atom"):
        answer = client.get(path, {"gu": "중\x01구", "dong": "\x1f"})
        assert answer.status_code == 400
        assert etree.fromstring(answer.content).findtext("error/description")


@pytest.mark.parametrize("chosen", ["²", "9" * 30, "9" * 5000, "-1", "\x00"])
def test_a_follow_that_is_none_is_404(client, chosen):
    subscription = Subscription.objects.create(channel="email", address="a@example.com", address_hash="x", gu="중구")
    assert client.post(subscriptions.manage_path(subscription), {"stop": chosen}).status_code == 404


# -- questions


@pytest.mark.parametrize(
    "questions",
    [
        "[" * 50_000,
        '[{"key": "a", "kind": "text", "label": ["x"]}]',
        '[{"key": "a", "kind": "text", "label": "x", "help": {"a": 1}}]',
        '[{"key": NaN, "kind": "text", "label": "x"}]',
        '[{"key": "a\\n", "kind": "text", "label": "x"}]',
        '[{"key": "a", "kind": "text", "label": "x\\u0000"}]',
        '[{"key": "a", "kind": "text", "label": "\\ud800"}]',
        '[{"key": "a", "kind": "text", "label": "x", "private": NaN}]',
        '[{"key": "a", "kind": "choice", "label": "x", "choices": [{"value": "\\u0000", "label": "x"}]}]',
        '[{"key": "a", "kind": "text", "label": "x", "more": "\\u0000"}]',
        '[{"key": "a", "kind": "text", "label": "x", "required": {"a": [[["b"]]]}}]',
    ],
)
def test_questions_that_are_none_are_refused_in_words(client, questions):
    owner = handler()
    campaign = CampaignFactory(department=owner.department, state="draft")
    client.force_login(owner)
    given = {"title": "쉼터", "participation": "anyone", "moderation": "after", "confirmations": "0",
             "colour": "#008a5e", "icon": "place", "area_by": "whole", "questions": questions}  # fmt: skip
    answer = client.post(reverse("community:handling_campaign_edit", args=[campaign.slug]), given)
    campaign.refresh_from_db()
    assert answer.status_code == 400
    assert campaign.questions == []


def test_a_plain_form_asks_a_scale_without_limits(client):
    CategoryFactory(slug="noise", questions=[{"key": "loud", "label": "얼마나?", "kind": "scale", "min": None}])
    answer = client.post(reverse("community:form"), {"category": "noise", "text": "시끄럽습니다"})
    assert answer.status_code == 422
    assert 'value="5"' in answer.text


@pytest.mark.parametrize("lon", [1e308, -1e308, 181])
def test_a_pin_beyond_the_earth_is_refused_before_geos_sees_it(client, lon):
    """It ended the process, and with it every other request that it was answering."""
    CategoryFactory(slug="road")
    given = {"category": "road", "text": "", "lon": lon, "lat": 37.5}
    assert client.post("/api/community/coach", given, content_type="application/json").status_code == 422
