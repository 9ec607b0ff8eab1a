"""Registered groups of citizens (시민 모임): their sponsor department enters who stands for them."""

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from procrastinate.contrib.django import app as jobs

from ..encryption import fingerprint
from ..messaging import texts
from ..models import CitizenGroup, Message, Subscription
from ..protection import limits

MOST_REPRESENTATIVES = 10
MAILS_A_DAY = 3
DAY = 86_400


@transaction.atomic
def appoint(group: CitizenGroup, email: str, name: str):
    """The User who stands for `group` from now on; whoever is new gets a letter to choose a password.

    Raises ValidationError: staff act for their department and never for a group.
    """
    if group.users.count() >= MOST_REPRESENTATIVES:
        raise ValidationError(_("대표는 %(n)d명까지 둘 수 있습니다.") % {"n": MOST_REPRESENTATIVES})
    users = get_user_model().objects
    user = users.filter(email__iexact=email).first()
    if user is None:
        user = users.create_user(email, name=name)
    elif user.department_id or user.is_administrator or user.is_staff:
        raise ValidationError(_("직원 계정은 시민 모임의 대표가 될 수 없습니다."))
    elif not user.is_active:
        raise ValidationError(_("쓸 수 없게 된 계정입니다. 관리자에게 문의해 주세요."))
    group.users.add(user)
    write_to(user, group)
    return user


def dismiss(group: CitizenGroup, user):
    """They see nothing of the group's campaigns any more, with their next click."""
    group.users.remove(user)


def write_to(user, group: CitizenGroup):
    """The letter with which a representative chooses a password. Raises ValidationError after some a day."""
    try:
        limits.count("representative", fingerprint(user.email, "contact"), MAILS_A_DAY, DAY)
    except limits.TooMany:
        raise ValidationError(_("이 주소로는 오늘 충분히 보냈습니다. 내일 다시 보내 주세요.")) from None
    values = {"city": settings.CITY_NAME, "group": group.name, "department": str(group.department)}
    values["link"] = settings.SITE_URL + _way_in(user)
    with transaction.atomic():
        message = Message.objects.create(
            once=f"representative-{user.pk}-{timezone.now():%Y%m%d%H%M%S%f}",
            channel=Subscription.Channel.EMAIL,
            user=user,
            to=user.email,
            **texts.letter("representative", values),
        )
        jobs.configure_task("community.send_message", queue="community").defer(message_id=message.pk)


def _way_in(user) -> str:
    """Whoever has a password already signs in with it."""
    if user.has_usable_password():
        return reverse("account_login")
    key = default_token_generator.make_token(user)
    return reverse("account_reset_password_from_key", kwargs={"uidb36": user_pk_to_url_str(user), "key": key})
