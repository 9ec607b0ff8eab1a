import hashlib
import hmac
import json
import socket
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from community import outside, tasks, webhooks
from community.models import Webhook, WebhookDelivery
from community.workflow import Status

from .factories import ReportFactory, handler


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
    seen = []

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
    running.shutdown()
    running.server_close()


def test_a_redirect_to_the_inside_is_not_followed(server):
    with pytest.raises(outside.Forbidden):
        outside.fetch("http://partner.example/inside", 1000)
    assert server == ["/inside"]


def test_an_answer_without_end_is_cut_off(server):
    with pytest.raises(outside.Unreachable, match="too large"):
        outside.fetch("http://partner.example/endless", 1000)


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
