"""소식 받기: by e-mail with confirmation, by Web Push and SMS; the private page of everything; feeds."""

import base64
import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.parse import urlsplit

import http_ece
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone
from lxml import etree

from community import tasks
from community.messaging import notify, outbox, outside, push, sms, subscriptions, unconfirmed
from community.models import Message, Report, Subscription
from community.protection import limits
from community.workflow import Status
from maptag.geocoding.models import District
from tests.community.factories import CampaignFactory, CategoryFactory, ReportFactory, handler, place, subscription

pytestmark = pytest.mark.django_db
HOST = "http://localhost:8000"


@pytest.fixture
def areas(settings):
    for n, (kind, gu, dong) in enumerate(
        [("gu", "중구", ""), ("gu", "강남구", ""), ("legal", "중구", "태평로1가"), ("legal", "강남구", "역삼동")]
    ):
        District.objects.create(code=f"110000000{n}", kind=kind, sido=settings.CITY_NAME, gu=gu, dong=dong)


def send_all():
    for message in Message.objects.waiting():
        outbox.send(message.pk)


def follow(client, **fields):
    return client.post(reverse("community:follow"), {"rhythm": "at_once", "address": "hong@example.com"} | fields)


def test_an_area_is_followed_without_a_script(client, areas):
    page = client.get(reverse("community:follow"), {"gu": "중구", "dong": "태평로1가"}).content.decode()
    assert '<option value="중구|태평로1가" selected>' in page
    response = follow(client, dong="중구|태평로1가", rhythm="daily")
    assert response.status_code == 302
    send_all()
    (confirmation,) = mail.outbox
    assert "중구 태평로1가" in confirmation.body
    found = Subscription.objects.get()
    assert (found.gu, found.dong, found.rhythm, found.confirmed_at) == ("중구", "태평로1가", "daily", None)
    client.post(Message.objects.get().link.removeprefix(HOST))
    assert Subscription.objects.of(ReportFactory()).get() == found


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "무엇을 받아볼지"),
        ({"gu": "중구", "address": "이메일"}, "이메일 주소를 다시"),
        ({"gu": "중구", "dong": "강남구|역삼동"}, "고른 구에 없는 동"),
        ({"report": "2511-AAAA-AAAA"}, "무엇을 받아볼지"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client, areas, fields, said):
    response = follow(client, **fields)
    assert response.status_code == 400
    page = response.content.decode()
    assert said in page
    assert fields.get("address", "hong@example.com") in page
    assert not Subscription.objects.exists()


def test_a_stranger_gets_one_question_and_who_answered_it_few_a_day(client, areas):
    for n in range(4):
        follow(client, category=CategoryFactory(slug=f"c{n}").slug)
    assert Message.objects.count() == 1
    subscriptions.confirm(Subscription.objects.first())
    for n in range(unconfirmed.FIRST_LETTERS_A_DAY - 1):
        assert follow(client, category=CategoryFactory(slug=f"d{n}").slug).status_code == 302
    response = follow(client, gu="중구")
    assert response.status_code == 400
    assert "너무 많이" in response.content.decode()
    assert Message.objects.count() == unconfirmed.FIRST_LETTERS_A_DAY


def test_the_private_page_shows_changes_and_ends_everything(client, areas):
    report, campaign = ReportFactory(), CampaignFactory(title="그늘 지도")
    follow(client, report=report.number)
    follow(client, campaign=campaign.slug)
    follow(client, gu="강남구")
    Subscription.objects.update(confirmed_at=timezone.now())
    other = subscription(report, "kim@example.com")
    first, second, third = Subscription.objects.exclude(pk=other.pk).order_by("pk")
    url = subscriptions.manage_path(second)
    page = client.get(url)
    assert page["Referrer-Policy"] == "same-origin"
    for subject in (report.number, "그늘 지도", "강남구"):
        assert subject in page.content.decode()
    client.post(url, {"change": first.pk, "rhythm": "weekly"})
    client.post(url, {"stop": second.pk})
    assert [
        (f.rhythm, bool(f.stopped_at)) for f in Subscription.objects.filter(pk__in=[first.pk, second.pk]).order_by("pk")
    ] == [
        ("weekly", False),
        ("at_once", True),
    ]
    page = client.get(url).content.decode()
    assert page.index(f"subject-{third.pk}") < page.index(f"subject-{second.pk}")
    client.post(url, {"start": second.pk})
    assert "stop_all" in page
    client.post(url, {"stop_all": 1})
    assert "stop_all" not in client.get(url).content.decode()
    assert not Subscription.objects.active().exclude(pk=other.pk).exists()
    assert Subscription.objects.active().get() == other
    assert client.post(url, {"stop": other.pk}).status_code == 404
    assert client.get(url.replace(second.key, "x" * 40)).status_code == 404


def test_the_link_is_mailed_to_its_owner_and_says_nothing_to_others(client, areas):
    follow(client, gu="중구")
    Subscription.objects.update(confirmed_at=timezone.now(), stopped_at=timezone.now())
    Message.objects.all().delete()
    known, unknown = (
        client.post(reverse("community:follow_link"), {"address": address}, follow=True).content.decode()
        for address in ("hong@example.com", "nobody@example.com")
    )
    sentence = "받아보시는 소식이 있으면 그 주소로 메일을 보냈습니다."
    assert sentence in known
    assert sentence in unknown
    send_all()  # also to somebody who has stopped everything
    (sent,) = mail.outbox
    assert subscriptions.manage_path(Subscription.objects.get()) in sent.body


def test_a_stopped_follow_begins_anew_only_after_another_confirmation(client, areas):
    follow(client, gu="중구")
    found = Subscription.objects.get()
    subscriptions.confirm(found)
    subscriptions.stop(found)
    Message.objects.update(once="yesterday's", state="sent")
    follow(client, gu="중구")
    send_all()
    assert "확인" in mail.outbox[0].subject
    assert not Subscription.objects.active().exists()


def test_one_digest_tells_of_everything_and_one_click_ends_it(client):
    category = CategoryFactory(name="가로등")
    report = ReportFactory(category=category)
    owner = handler(category.department)
    mine = subscription(report, "hong@example.com", rhythm="daily")
    same = {"channel": "email", "address": mine.address, "address_hash": mine.address_hash, "rhythm": "daily"}
    Subscription.objects.create(**same, gu="중구", confirmed_at=timezone.now())
    for status, note in ((Status.CONFIRMED, "보러 갑니다."), (Status.IN_PROGRESS, "고치는 중입니다.")):
        tasks.announce_event(report.move_to(status, owner, note).pk)
    for n in range(2):
        new = ReportFactory(category=category, moderation="pending", address=f"서울특별시 중구 세종대로 {n}")
        tasks.announce_event(new.moderate("approved", owner).pk)
    Message.objects.update(send_at=timezone.now())
    tasks.sweep_outbox(0)
    for subscription_id in Message.objects.waiting().values_list("subscription", flat=True).distinct():
        outbox.send_digest(subscription_id)
    (sent,) = mail.outbox
    assert "소식 4건" in sent.subject
    assert sent.body.count("■") == 2
    assert sent.body.index("보러 갑니다.") < sent.body.index("고치는 중입니다.") < sent.body.index("■ 중구")
    assert sent.body.count(f"/reports/{report.number}/") == 1
    client.post(
        sent.extra_headers["List-Unsubscribe"].strip("<>").removeprefix(HOST), {"List-Unsubscribe": "One-Click"}
    )
    assert not Subscription.objects.active().exists()


def test_who_follows_the_gu_and_the_category_hears_once():
    category = CategoryFactory()
    same = {"channel": "email", "address": "a@example.com", "address_hash": "a" * 32, "confirmed_at": timezone.now()}
    Subscription.objects.create(**same, gu="중구")
    Subscription.objects.create(**same, category=category)
    report = ReportFactory(category=category, moderation="pending")
    assert len(notify.notify_of(report.moderate("approved", handler(category.department)).pk)) == 1


# -- Web Push


class PushService(BaseHTTPRequestHandler):
    """What a browser's maker runs: takes what is posted, and answers with `status`."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.taken.append((self.path, dict(self.headers), body))
        self.send_response(self.server.status)
        self.end_headers()

    def log_message(self, *args):
        pass


@pytest.fixture
def service(monkeypatch):
    server = HTTPServer(("127.0.0.1", 0), PushService)
    server.taken, server.status = [], 201
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()

    def connection(parts):
        assert urlsplit(parts.geturl()).scheme == "https"
        return outside._PinnedHTTP(parts.hostname, server.server_port, "127.0.0.1")

    monkeypatch.setattr(outside, "_connection", connection)
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def browser(settings):
    """(private key, PushSubscription as JSON); the site has a VAPID key."""
    vapid = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value.to_bytes(32, "big")
    settings.VAPID_PRIVATE_KEY = base64.urlsafe_b64encode(vapid).rstrip(b"=").decode()
    key = ec.generate_private_key(ec.SECP256R1())
    public = key.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    keys = {"p256dh": base64.urlsafe_b64encode(public).decode(), "auth": base64.urlsafe_b64encode(b"a" * 16).decode()}
    return key, json.dumps({"endpoint": "https://push.example/send/abc", "keys": keys})


def test_a_push_goes_from_the_form_through_the_service_to_the_browser(client, service, browser):
    key, subscription = browser
    report = ReportFactory()
    given = {"report": report.number, "channel": "push", "address": subscription}
    answer = client.post("/api/community/follow", given, content_type="application/json").json()
    assert answer["confirmed"]
    assert report.number in client.get(answer["manage"]).content.decode()
    tasks.announce_event(report.move_to(Status.DONE, handler(report.department), "새로 깔았습니다.").pk)
    send_all()
    ((path, headers, body),) = service.taken
    assert path == "/send/abc"
    assert headers["Content-Encoding"] == "aes128gcm"
    claims = headers["Authorization"].split("t=")[1].split(".")[1]
    claims = json.loads(base64.urlsafe_b64decode(claims + "=" * (-len(claims) % 4)))
    assert (claims["aud"], claims["sub"]) == ("https://push.example", "mailto:maptag@localhost")
    shown = json.loads(http_ece.decrypt(body, private_key=key, auth_secret=b"a" * 16))
    assert "새로 깔았습니다." in shown["body"]
    assert shown["url"] == f"{HOST}{report.get_absolute_url()}"
    assert Message.objects.get().state == "sent"


@pytest.mark.parametrize(
    ("status", "state", "stopped"),
    [(404, "failed", True), (410, "failed", True), (503, "queued", False), (403, "failed", False)],
)
def test_a_browser_that_is_gone_is_left_and_a_busy_service_asked_again(service, browser, status, state, stopped):
    report, service.status = ReportFactory(), status
    follow_by_push = {"channel": "push", "address": browser[1]}
    subscriptions.follow(report=report.number, **follow_by_push)
    subscriptions.follow(category=report.category.slug, **follow_by_push)
    tasks.announce_event(report.move_to(Status.CONFIRMED, handler(report.department)).pk)
    send_all()
    message = Message.objects.get()
    assert (message.state, str(status) in message.error) == (state, True)
    assert Subscription.objects.active().count() == (0 if stopped else 2)


def test_without_a_key_nobody_is_lost(browser, settings):
    report = ReportFactory()
    subscriptions.follow(report=report.number, channel="push", address=browser[1])
    settings.VAPID_PRIVATE_KEY = ""
    tasks.announce_event(report.move_to(Status.CONFIRMED, handler(report.department)).pk)
    send_all()
    assert Message.objects.get().state == "failed"
    assert Subscription.objects.active().count() == 1


def test_a_new_vapid_key_is_one_that_browsers_take(settings, capsys):
    call_command("make_vapid_key")
    settings.VAPID_PRIVATE_KEY = capsys.readouterr().out.strip().removeprefix("VAPID_PRIVATE_KEY=")
    assert len(base64.urlsafe_b64decode(push.public_key() + "=")) == 65


# -- SMS


class Tired:
    def send(self, to, text):
        raise sms.Busy("잠시 뒤에")


def test_sms_is_rehearsed_and_a_busy_gateway_asked_again(settings):
    report = ReportFactory()
    subscription(report, "01012345678", channel="sms")
    settings.SMS_GATEWAY = "community.messaging.sms.Rehearsal"
    owner = handler(report.department)
    tasks.announce_event(report.move_to(Status.CONFIRMED, owner).pk)
    send_all()
    to, text = sms.Rehearsal.sent.pop()
    assert to == "01012345678"
    assert report.get_absolute_url() in text
    settings.SMS_GATEWAY = f"{__name__}.Tired"
    tasks.announce_event(report.move_to(Status.IN_PROGRESS, owner).pk)
    send_all()
    assert Message.objects.order_by("-pk")[0].is_retried


# -- feeds


def titles(client, path, **query):
    root = etree.fromstring(client.get(path, query).content)
    return root, [e.text for e in root.iter("{*}title")]


@pytest.mark.parametrize("path", ["/reports.rss", "/reports.atom"])
def test_a_feed_around_a_point_holds_what_is_within_the_radius(client, path):
    near = ReportFactory(point=place(126.9785, 37.5667), address="가까운 곳")
    ReportFactory(point=place(127.05, 37.51), address="먼 곳")
    ReportFactory(moderation="pending", address="공개 전")
    root, found = titles(client, path, lon="126.978", lat="37.5665", radius="300")
    assert "둘레 300 m" in found[0]
    assert [title for title in found[1:] if "곳" in title] == [f"{near.title} (접수)"]
    assert root.xpath("//*[local-name()='point']")[0].text == "37.566700 126.978500"
    assert len(titles(client, path, lon="127.05", lat="37.51")[1]) == len(found)


@pytest.mark.parametrize(
    "query",
    ["lon=126.978", "lon=2&lat=48", "lon=126.978&lat=37.5665&radius=9000", "lon=126.978&lat=37.5665&radius=nan"],
)
def test_a_radius_has_bounds(client, query):
    assert client.get(f"/reports.rss?{query}").status_code == 400


def test_feeds_are_named_after_what_they_hold_and_found_from_the_pages(client):
    campaign = CampaignFactory(title="그늘 지도")
    report = ReportFactory(category=CategoryFactory(name="가로등"), gu="중구")
    assert "중구 가로등" in titles(client, "/reports.atom", gu="중구", category=report.category.slug)[1][0]
    assert "그늘 지도" in titles(client, "/reports.rss", campaign=campaign.slug)[1][0]
    for url in (report.get_absolute_url(), campaign.get_absolute_url(), "/reports/?gu=중구"):
        page = client.get(url).content.decode()
        assert 'rel="alternate" type="application/rss+xml"' in page
        assert page.count("/reports.rss") >= 2
    assert "radius=500" in client.get(report.get_absolute_url()).content.decode()


def test_limits_hold_for_the_form(client, areas, monkeypatch):
    def many(*args):
        raise limits.TooMany(60)

    monkeypatch.setattr(limits, "count", many)
    assert follow(client, gu="중구").status_code == 400
    assert client.post(reverse("community:follow_link"), {"address": "a@example.com"}).status_code == 302
    assert not Report.objects.exists()
