"""Public events for other systems: JSON, signed with HMAC-SHA256, tried again until it was taken."""

import hashlib
import hmac
import json

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import F, Q
from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from maptag.publishing.layers import LAYERS

from ..models import ReportEvent, Webhook, WebhookDelivery
from . import outside

MOST_ATTEMPTS = 8


def enqueue(event: ReportEvent):
    """A delivery to each webhook that wants this event. Only public events of public reports leave."""
    report = event.report
    gone = event.to_status == "withdrawn" or event.kind == ReportEvent.Kind.MODERATED
    if (event.audience != ReportEvent.Audience.PUBLIC and not gone) or not (report.published or gone):
        return
    webhooks = Webhook.objects.filter(
        Q(category=None) | Q(category=report.category_id),
        Q(campaign=None) | Q(campaign=report.campaign_id),
        active=True,
    )
    for webhook in webhooks:
        WebhookDelivery.objects.get_or_create(webhook=webhook, event=event, defaults={"payload": payload(event)})


def payload(event: ReportEvent) -> str:
    """The report through the layer registry; of one that is not public any more, only its number."""
    layer = LAYERS["reports"]
    row = layer.values(layer.rows().filter(pk=event.report_id)).first()
    content = {"id": event.pk, "kind": event.kind, "at": event.at, "report": row or {"number": event.report.number}}
    if row:
        content |= {"status": event.to_status, "note": event.note, "said_by": event.who, "public": True}
        content["point"] = list(event.report.point.coords)
    else:
        content["public"] = False
    return json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False)


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """The header X-Maptag-Signature: over the time too, so that an old delivery can't be played again."""
    digest = hmac.new(secret.encode(), timestamp.encode() + b"." + body, hashlib.sha256).hexdigest()
    return f"sha256={digest}"


def deliver(delivery_id: int) -> bool:
    """One attempt; False when it should be tried again."""
    delivery = WebhookDelivery.objects.select_related("webhook").get(pk=delivery_id)
    if delivery.state != WebhookDelivery.State.QUEUED or not delivery.webhook.active:
        return True
    delivery.attempts += 1
    try:
        answer = outside.post(delivery.webhook.url, delivery.payload.encode(), _headers(delivery))
        accepted, delivery.answer = 200 <= answer.status < 300, str(answer.status)
    except (outside.Forbidden, outside.Unreachable) as error:
        accepted, delivery.answer = False, str(error)[:300]
    over = not accepted and delivery.attempts >= MOST_ATTEMPTS
    if accepted:
        delivery.state, delivery.sent_at = WebhookDelivery.State.SENT, timezone.now()
    elif over:
        delivery.state = WebhookDelivery.State.FAILED
    delivery.save()
    Webhook.objects.filter(pk=delivery.webhook_id).update(failures=0 if accepted else F("failures") + 1)
    return accepted or over


def _headers(delivery: WebhookDelivery) -> dict:
    """While a secret is being changed there are two signatures, and the receiver takes whichever it knows."""
    timestamp, body = str(int(timezone.now().timestamp())), delivery.payload.encode()
    return {
        "Content-Type": "application/json; charset=utf-8",
        "X-Maptag-Delivery": str(delivery.pk),
        "X-Maptag-Timestamp": timestamp,
        "X-Maptag-Signature": ", ".join(sign(secret, timestamp, body) for secret in delivery.webhook.secrets),
    }


def deliver_again(deliveries) -> int:
    """Those of `deliveries` (a QuerySet) that failed are tried again from the beginning; how many."""
    failed = list(deliveries.filter(state=WebhookDelivery.State.FAILED).values_list("pk", flat=True))
    WebhookDelivery.objects.filter(pk__in=failed).update(state=WebhookDelivery.State.QUEUED, attempts=0)
    for pk in failed:
        jobs.configure_task("community.deliver_webhook", queue="community").defer(delivery_id=pk)
    return len(failed)
