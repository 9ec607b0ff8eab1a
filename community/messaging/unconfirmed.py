"""Addresses that nobody has confirmed: each gets one question, and nothing else until it is answered."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app as jobs

from ..models import Message, Subscription
from ..protection import limits
from . import texts

DAY = 86_400
# For all that asks an address for something (follow, register, invite), whoever sends it.
FIRST_LETTERS_A_DAY = 6


def count_first_letter(address_hash: str):
    """Raises limits.TooMany when an address was asked often enough today, over all senders."""
    limits.count("first-letter", address_hash, FIRST_LETTERS_A_DAY, DAY)


def is_proven(subscription: Subscription) -> bool:
    """Whether the owner of the address answered before: for anything that it follows, stopped or not."""
    return Subscription.objects.of_same_person(subscription).exclude(confirmed_at=None).exists()


def waiting(subscription: Subscription):
    """All that was asked for in the name of an address, and that its owner may confirm together."""
    return Subscription.objects.of_same_person(subscription).filter(confirmed_at=None).order_by("pk")


@transaction.atomic
def ask(subscription: Subscription) -> bool:
    """Send the one question with nothing in it but a link to answer; False where it was asked already.

    The letter holds no word of whoever typed the address, and no private link: anybody may have typed it.
    """
    same = Subscription.objects.of_same_person(subscription)
    # Two reports at the same moment wait for each other here.
    list(same.select_for_update().order_by("pk").values_list("pk", flat=True))
    letters = Message.objects.filter(subscription__in=same, once__startswith="confirm-")
    once = f"confirm-{subscription.pk}-{timezone.localdate()}"
    if letters.filter(once=once).exists() or (letters.exists() and not is_proven(subscription)):
        return False
    count_first_letter(subscription.address_hash)
    link = settings.SITE_URL + reverse("community:confirm", args=[subscription.pk, subscription.key])
    values = {"city": settings.CITY_NAME, "note": subscription.subject, "link": link}
    message = Message.objects.create(
        once=once,
        channel=subscription.channel,
        subscription=subscription,
        to=subscription.address,
        link=link,
        **texts.letter("confirm", values),
    )
    jobs.configure_task("community.send_message", queue="community").defer(message_id=message.pk)
    return True
