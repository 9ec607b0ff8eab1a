import contextlib
import hashlib
import hmac
import json
import re
import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from community import tasks
from community.messaging import outside, webhooks
from community.models import ApiKey, Webhook, WebhookDelivery
from community.workflow import Status
from mapsite.accounts.models import User
from tests.community.factories import ReportFactory, handler


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://0/",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.7/",
        "http://192.168.0.1/",
        "http://[fd00::1]/",
        "http://[fe80::1%25eth0]/",
        "http://localhost/",
        "http://user@127.0.0.1/",
        "http://224.0.0.1/",
        "http://100.64.0.1/",
        "ftp://203.0.113.1/",
        "file:///etc/passwd",
        "gopher://example.com/",
        "http://93.184.216.34:22/",
        "http://[::1",
        "//",
    ],
)
def test_nothing_leads_into_our_own_network(url):
    with pytest.raises((outside.Forbidden, outside.Unreachable)):
        outside.fetch(url, 1000)


def test_one_private_address_among_public_ones_is_enough(monkeypatch):
    answers = [(2, 1, 6, "", ("93.184.216.34", 80)), (2, 1, 6, "", ("10.0.0.1", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: answers)
    with pytest.raises(outside.Forbidden):
        outside.fetch("http://rebinding.example/", 1000)


@pytest.fixture
def server(monkeypatch):
    """A server of our own at a name that counts as public."""
    seen, stopped = [], threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            seen.append(self.path)
            if self.path == "/inside":
                self.send_response(302)
                self.send_header("Location", "http://169.254.169.254/")
            else:
                self.send_response(200)
            self.end_headers()
            if self.path == "/endless":
                self.wfile.write(b"x" * 5000)
            if self.path == "/drops":
                with contextlib.suppress(OSError):
                    while not stopped.wait(0.05):
                        self.wfile.write(b"x")

        def do_POST(self):
            seen.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(200 if len(seen) > 1 else 503)
            self.end_headers()

        def log_message(self, *args):
            pass

    running = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=running.serve_forever, daemon=True).start()
    real = outside.public_address

    def resolve(host, port):
        return "127.0.0.1" if host == "partner.example" else real(host, port)

    monkeypatch.setattr(outside, "public_address", resolve)
    connect = socket.create_connection
    monkeypatch.setattr(
        socket, "create_connection", lambda address, timeout=None: connect(("127.0.0.1", running.server_port), timeout)
    )
    yield seen
    stopped.set()
    running.shutdown()
    running.server_close()


def test_a_redirect_to_the_inside_is_not_followed(server):
    with pytest.raises(outside.Forbidden):
        outside.fetch("http://partner.example/inside", 1000)
    assert server == ["/inside"]


def test_an_answer_without_end_is_cut_off(server):
    with pytest.raises(outside.Unreachable, match="too large"):
        outside.fetch("http://partner.example/endless", 1000)


def test_an_answer_that_drops_in_is_cut_off(server, monkeypatch):
    monkeypatch.setattr(outside, "LONGEST", 0.3)
    with pytest.raises(outside.Unreachable):
        outside.fetch("http://partner.example/drops", 1_000_000)


@pytest.mark.django_db
def test_while_a_secret_changes_both_sign(server):
    hook = Webhook.objects.create(name="120", url="http://partner.example/hook", secret="s3cret")
    report = ReportFactory()
    webhooks.enqueue(report.move_to(Status.CONFIRMED, handler(report.department)))
    new = hook.rotate()
    delivery = WebhookDelivery.objects.get()
    webhooks.deliver(delivery.pk)
    headers, body = server[0]
    both = [webhooks.sign(secret, headers["X-Maptag-Timestamp"], body) for secret in (new, "s3cret")]
    assert headers["X-Maptag-Signature"] == ", ".join(both)
    Webhook.objects.update(rotated_at=hook.rotated_at - Webhook.ROTATION)
    webhooks.deliver(delivery.pk)
    assert ", " not in server[1][0]["X-Maptag-Signature"]


@pytest.mark.django_db
def test_a_webhook_into_our_network_can_not_be_entered_and_a_failed_delivery_is_tried_again(client):
    client.force_login(User.objects.create_superuser("admin@city.example", "x"))
    given = {"name": "120", "url": "http://10.0.0.7/hook", "active": "on"}
    given |= {f"deliveries-{name}_FORMS": 0 for name in ("TOTAL", "INITIAL")}
    page = client.post("/admin/community/webhook/add/", given)
    assert "이 주소로는 보내지 않습니다" in page.content.decode()
    hook = Webhook.objects.create(name="120", url="https://partner.example/", secret="s")
    webhooks.enqueue(ReportFactory().withdraw())
    WebhookDelivery.objects.update(state="failed", attempts=8, answer="503")
    assert "503" in client.get(f"/admin/community/webhook/{hook.pk}/change/").content.decode()
    chosen = {"action": "again", "_selected_action": [WebhookDelivery.objects.get().pk]}
    assert (
        "1건을 다시 보냅니다" in client.post("/admin/community/webhookdelivery/", chosen, follow=True).content.decode()
    )
    delivery = WebhookDelivery.objects.get()
    assert (delivery.state, delivery.attempts) == ("queued", 0)
    chosen = {"action": "rotate", "_selected_action": [hook.pk]}
    assert "새 비밀값" in client.post("/admin/community/webhook/", chosen, follow=True).content.decode()


@pytest.mark.django_db
def test_a_key_is_shown_once_and_revoked(client):
    client.force_login(User.objects.create_superuser("admin@city.example", "x"))
    page = client.post("/admin/community/apikey/add/", {"name": "120 앱", "per_minute": 5, "active": "on"}, follow=True)
    key = re.search(r"mt_[\w-]{40}", page.content.decode())[0]
    made = ApiKey.objects.find(key)
    assert (made.name, made.per_minute) == ("120 앱", 5)
    assert key not in client.get("/admin/community/apikey/").content.decode()
    client.post("/admin/community/apikey/", {"action": "revoke", "_selected_action": [made.pk]})
    assert ApiKey.objects.find(key) is None


def test_webhooks_are_described(client):
    described = client.get("/api/community/openapi.json").json()["webhooks"]["reportEvent"]["post"]
    assert "X-Maptag-Signature" in {one["name"] for one in described["parameters"]}
    event = described["requestBody"]["content"]["application/json"]["schema"]["properties"]
    assert {"report", "public", "note"} <= set(event)


@pytest.mark.django_db
def test_a_webhook_gets_signed_public_fields_and_is_tried_again(server):
    hook = Webhook.objects.create(name="120", url="http://partner.example/hook", secret="s3cret")
    report = ReportFactory(text_original="제 번호는 010-1234-5678", email="hong@example.com")
    event = report.move_to(Status.DONE, handler(report.department), "고쳤습니다.", internal="시공사 A")
    tasks.announce_event(event.pk)
    delivery = WebhookDelivery.objects.get()
    assert webhooks.deliver(delivery.pk) is False
    assert webhooks.deliver(delivery.pk) is True
    assert webhooks.deliver(delivery.pk) is True  # taken already: nothing is sent
    assert len(server) == 2
    headers, body = server[1]
    expected = hmac.new(b"s3cret", headers["X-Maptag-Timestamp"].encode() + b"." + body, hashlib.sha256).hexdigest()
    assert headers["X-Maptag-Signature"] == f"sha256={expected}"
    said = json.loads(body)
    assert said["report"]["number"] == report.number
    for secret in ("010-1234", "hong@", "시공사"):
        assert secret not in body.decode()
    hook.refresh_from_db()
    assert hook.failures == 0


@pytest.mark.django_db
def test_of_a_withdrawn_report_partners_learn_the_number_alone():
    Webhook.objects.create(name="120", url="https://partner.example/", secret="s")
    report = ReportFactory()
    webhooks.enqueue(report.withdraw())
    said = json.loads(WebhookDelivery.objects.get().payload)
    assert said["report"] == {"number": report.number}
    assert said["public"] is False
