"""Jobs of the community queue, and what runs by the clock."""

from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from .messaging import notify, outbox, webhooks
from .models import Message, WebhookDelivery
from .pages import embeds
from .protection import limits, proof
from .reports import grid, overdue, retention, statistics

QUEUE = "community"


class NotTaken(Exception):
    """A webhook's receiver did not take a delivery."""


@app.task(name="community.announce", queue=QUEUE, retry=RetryStrategy(max_attempts=5, exponential_wait=4))
def announce_event(event_id: int):
    """Write the messages of an event, and send those that need not wait."""
    for message in notify.notify_of(event_id):
        if not message.digest:
            send_message.defer(message_id=message.pk)
    waiting = WebhookDelivery.objects.filter(event=event_id, state=WebhookDelivery.State.QUEUED, attempts=0)
    for delivery_id in waiting.values_list("pk", flat=True):
        deliver_webhook.defer(delivery_id=delivery_id)


@app.task(name="community.send_message", queue=QUEUE)
def send_message(message_id: int):
    outbox.send(message_id)


@app.task(name="community.send_digest", queue=QUEUE)
def send_digest(follower_id: int):
    """`follower_id` is a Subscription's: jobs that wait through an update name it so."""
    outbox.send_digest(follower_id)


@app.task(
    name="community.deliver_webhook",
    queue=QUEUE,
    retry=RetryStrategy(max_attempts=webhooks.MOST_ATTEMPTS, exponential_wait=5),
)
def deliver_webhook(delivery_id: int):
    if not webhooks.deliver(delivery_id):
        raise NotTaken


@app.periodic(cron="* * * * *")
@app.task(name="community.sweep_outbox", queue=QUEUE, queueing_lock="community.sweep_outbox")
def sweep_outbox(timestamp: int):
    """Retries whose time has come, digests, and what a dead worker left behind."""
    outbox.give_up_lost()
    waiting = Message.objects.waiting()
    for message_id in waiting.filter(digest=False).values_list("pk", flat=True)[:1000]:
        send_message.defer(message_id=message_id)
    for subscription_id in waiting.filter(digest=True).values_list("subscription", flat=True).distinct()[:1000]:
        send_digest.defer(follower_id=subscription_id)


@app.periodic(cron="* * * * *")
@app.task(name="community.settle_embeds", queue=QUEUE, queueing_lock="community.settle_embeds")
def settle_embeds(timestamp: int):
    embeds.settle_all()


@app.periodic(cron="*/5 * * * *")
@app.task(name="community.compact_grid", queue=QUEUE, queueing_lock="community.compact_grid")
def compact_grid(timestamp: int):
    grid.compact()


@app.periodic(cron="*/10 * * * *")
@app.task(name="community.count_figures", queue=QUEUE, queueing_lock="community.count_figures")
def count_figures(timestamp: int):
    statistics.count()


@app.periodic(cron="0 9 * * *")
@app.task(
    name="community.watch_deadlines",
    queue=QUEUE,
    queueing_lock="community.watch_deadlines",
    retry=RetryStrategy(max_attempts=5, exponential_wait=4),
)
def watch_deadlines(timestamp: int):
    overdue.watch(timezone.localdate())


@app.periodic(cron="20 * * * *")
@app.task(name="community.forget_unsent", queue=QUEUE, queueing_lock="community.forget_unsent")
def forget_unsent(timestamp: int):
    retention.forget_unsent()


@app.periodic(cron="30 3 * * *")
@app.task(name="community.forget", queue=QUEUE, queueing_lock="community.forget")
def forget(timestamp: int):
    retention.run()
    limits.forget_old()
    proof.forget_expired()
