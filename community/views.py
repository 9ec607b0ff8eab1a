"""Small answers without a page of their own: photos, and the links in messages."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db.models import F
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from maptag.publishing.access import public_data

from .messaging import subscriptions, unconfirmed
from .models import Attachment, Photo, Report, Subscription
from .protection.limits import sender_of
from .reports.photos import SIZES


@public_data
@login_not_required
@require_safe
def photo(request, pk, edition, size):
    """Of a public report for everybody; else for its handlers, its campaign's group and, by ?key=, its owner.

    An unsent photo is shown to the device alone that uploaded it.
    """
    photo = get_object_or_404(Photo.objects.select_related("report__campaign"), pk=pk, edition=edition)
    if size not in SIZES or not _may_see(request, photo):
        raise Http404
    try:
        with default_storage.open(photo.path(size)) as file:
            body = file.read()
    except FileNotFoundError:
        raise Http404 from None
    return HttpResponse(
        body,
        content_type="image/webp",
        # Not stored: hidden or withdrawn is gone with the next request.
        headers={
            "Cache-Control": "no-store",
            "Content-Security-Policy": "default-src 'none'",
            "X-Robots-Tag": "noindex",
        },
    )


@login_not_required
@require_safe
def attachment(request, pk):
    """A file of an answer: for everybody where its handler chose so and the report is public; else for those who
    handle it and, by ?key=, for the reporters who were answered with it."""
    attachment = get_object_or_404(Attachment.objects.select_related("report"), pk=pk)
    if not _may_have(request, attachment):
        raise Http404
    try:
        with attachment.file.open("rb") as file:
            body = file.read()
    except FileNotFoundError:
        raise Http404 from None
    return HttpResponse(
        body,
        content_type=attachment.media_type,
        headers={
            # Documents are saved and never opened in our name.
            "Content-Disposition": content_disposition_header(not attachment.is_picture, attachment.name) or "inline",
            "Cache-Control": "no-store",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Robots-Tag": "noindex",
        },
    )


def _may_have(request, file: Attachment) -> bool:
    answered = Report.objects.filter(events__attachments=file)
    if file.public and answered.filter(published=True).exists():
        return True
    key = request.GET.get("key", "")
    if key and answered.by_key(key).exists():
        return True
    user = request.user
    works = user.is_authenticated and (user.may_handle or user.is_administrator)
    return works and any(report.may_open(user) for report in answered)


def _may_see(request, photo: Photo) -> bool:
    report = photo.report
    if report is None:
        return photo.device in sender_of(request).devices
    if report.published and not photo.hidden:
        return True
    user = request.user
    if user.is_authenticated and _may_see_at_work(user, photo):
        return True
    return not photo.hidden and report.knows(request.GET.get("key", ""))


def _may_see_at_work(user, photo: Photo) -> bool:
    """What a room shares is not what was hidden."""
    report = photo.report
    if user.department_id is None and not user.is_administrator:
        return bool(report.campaign_id) and report.campaign.may_manage(user)
    shared = not photo.hidden and Report.objects.readable(user).filter(pk=report.pk).exists()
    return (user.may_handle or user.is_administrator) and (report.may_open(user) or shared)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def confirm(request, pk, key):
    """The link of a confirmation mail. A button confirms, so that a mail scanner that opens links does not."""
    subscription = _subscription(pk, key)
    others = list(unconfirmed.waiting(subscription).exclude(pk=subscription.pk).select_related(*_SUBJECTS))
    if request.method == "POST":
        also = request.POST.getlist("also")
        for waiting in [subscription, *(other for other in others if str(other.pk) in also)]:
            subscriptions.confirm(waiting)
    return _answered(request, subscription, others=others)


_SUBJECTS = ("report__category", "report__campaign", "category", "campaign")


@csrf_exempt  # A mail program posts this without a page (RFC 8058); the key in the address is the authority.
@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def unsubscribe(request, pk, key):
    """One click, or one POST by the mail program. ?all=1 (a digest's) ends everything that goes to the same address."""
    subscription, everything = _subscription(pk, key), "all" in request.GET
    if request.method == "POST":
        (subscriptions.stop_all if everything else subscriptions.stop)(subscription)
    return _answered(request, subscription, stop=True, everything=everything)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def manage(request, pk, key):
    """All that goes to one address; by POST one of it is stopped, taken up again or comes at another rhythm, or all."""
    subscription = _subscription(pk, key)
    if request.method == "POST":
        _change(request, subscription)
        return redirect(subscriptions.manage_path(subscription))
    rows = Subscription.objects.of_same_person(subscription).select_related("report__category", "report__campaign")
    still_sent_first = F("stopped_at").asc(nulls_first=True)
    rows = rows.exclude(confirmed_at=None).select_related("category", "campaign").order_by(still_sent_first, "pk")
    context = {"subscription": subscription, "rows": rows, "rhythms": Subscription.Rhythm.choices}
    return _private(render(request, "community/following.html", context))


def _change(request, subscription):
    if "stop_all" in request.POST:
        subscriptions.stop_all(subscription)
        return messages.success(request, _("이제 아무 소식도 보내지 않습니다."))
    chosen = request.POST.get("stop") or request.POST.get("start") or request.POST.get("change") or ""
    chosen = int(chosen) if chosen.isdecimal() and len(chosen) < 19 else 0
    chosen_subscription = get_object_or_404(Subscription.objects.of_same_person(subscription), pk=chosen)
    if "stop" in request.POST:
        subscriptions.stop(chosen_subscription)
        return messages.success(request, _("‘%(what)s’ 소식을 그만 보냅니다.") % {"what": chosen_subscription.subject})
    if "start" in request.POST:
        subscriptions.confirm(chosen_subscription)
        return messages.success(request, _("‘%(what)s’ 소식을 다시 보냅니다.") % {"what": chosen_subscription.subject})
    try:
        subscriptions.set_rhythm(chosen_subscription, request.POST.get("rhythm", ""))
    except ValidationError as error:
        return messages.error(request, error.messages[0])
    return messages.success(request, _("받아보는 때를 바꾸었습니다."))


def _answered(request, subscription, **more):
    context = {
        "subscription": subscription,
        "done": request.method == "POST",
        "manage": subscriptions.manage_path(subscription),
    }
    return _private(render(request, "community/follow.html", context | more))


def _private(response):
    # The address is the key: no other site is to learn it.
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


def _subscription(pk, key) -> Subscription:
    subscription = get_object_or_404(Subscription, pk=pk)
    if not subscription.knows(key):
        raise Http404
    return subscription
