"""The report form. With scripts it sends through the JSON API, so it can wait for a network; else by a POST."""

import json
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from maptag.publishing.layers import LAYERS

from .. import privacy
from ..models import Campaign
from ..protection import devices
from ..questions.answers import asked
from ..reports import emergency, places
from ..reports.submission import rules
from .application import API
from .members import member_of
from .plain import PlainForm


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def form(request):
    """A report (불편 신고)."""
    categories = [LAYERS["categories"].public(category) for category in LAYERS["categories"].rows()]
    return _answer(request, {"categories": categories, "config": _config(categories)})


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def join(request, slug):
    """An entry of a campaign; a member's device has their token in a cookie, and sends it with what is typed.

    ?key= is the same token, for the copy without cookies that a device keeps for times without network.
    """
    campaign = get_object_or_404(Campaign.objects.public().select_related("department", "group"), slug=slug)
    member = member_of(request, campaign) or campaign.members.taking_part(request.GET.get("key", ""))
    token = member.token if member else ""
    anyone = campaign.participation == Campaign.Participation.ANYONE
    row = LAYERS["campaigns"].public(campaign, outline=campaign.outline)
    context = {
        "campaign": row,
        "member": {"token": token, "nickname": member.nickname} if member else None,
        "config": _config([], row, token),
        "open": campaign.takes_entries and (anyone or member is not None),
    }
    return _answer(request, context, campaign, token)


def _answer(request, context, campaign=None, invitation=""):
    """The empty form, the private page of what was sent, or the form again with what is missing."""
    plain = PlainForm(request, campaign, invitation)
    report = plain.take() if request.method == "POST" else None
    if report:
        message = _("제보를 접수했습니다. 접수번호는 %(number)s입니다. 이 쪽의 주소를 간직해 주세요.")
        messages.success(request, message % {"number": report.number})
        for notice in plain.notices:
            instead = _("이 사진 없이 접수했습니다. 아래에서 다른 사진을 덧붙일 수 있습니다.")
            messages.warning(request, f"{notice} {instead}")
        return redirect(report.private_url)
    status = 429 if plain.too_many else 422 if plain.errors else 200
    context |= {"plain": plain, "districts": places.districts(), "emergency_rules": _unescaped(emergency.rules())}
    context["personal_rules"] = _unescaped(privacy.rules())
    response = render(request, "community/form.html", context, status=status)
    if invitation:
        add_never_cache_headers(response)
    return devices.remember(request, response)


def _config(categories, campaign=None, invitation="") -> dict:
    """What static/js/report/form.js has to know."""
    path = reverse("community:join", args=[campaign.slug]) if campaign else reverse("community:form")
    return {
        "categories": {category.slug: _category(category) for category in categories},
        "campaign": campaign and _described(campaign),
        "invitation": invitation,
        "page": f"{path}?{urlencode({'key': invitation})}" if invitation else path,
        "rules": rules(),
        "api": API,
        "search": reverse("community:search"),
        "address": reverse("community:address"),
        "worker": reverse("community:worker"),
    }


def _category(category) -> dict:
    signs = [word for word in category.emergency_words if word]
    return {"name": category.name, "questions": asked(category.questions), "emergency": signs}


def _unescaped(rules: dict) -> str:
    """As they stand in the page, letters unescaped: 150 kB of \\u1100 would be 300."""
    text = json.dumps(rules, ensure_ascii=False)
    return mark_safe(text.translate({ord(char): f"\\u{ord(char):04x}" for char in "<>&"}))  # noqa: S308 (escaped here)


def _described(campaign) -> dict:
    return {
        "slug": campaign.slug,
        "title": campaign.title,
        "questions": asked(campaign.questions),
        "area": campaign.outline,
    }
