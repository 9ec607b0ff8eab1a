"""Small answers without a page of their own: photos, and the links in messages."""

from django.contrib.auth.decorators import login_not_required
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from . import following
from .models import Follower, Photo
from .photos import SIZES


@login_not_required
@require_safe
def photo(request, pk, edition, size):
    """A derivative. Of a public report for everybody; else for handlers, the campaign's group and, by ?key=, its owner.

    An unsent photo is shown to whoever knows its id, which is 122 random bits and was told to its sender alone.
    """
    found = get_object_or_404(Photo.objects.select_related("report__campaign"), pk=pk, edition=edition)
    if size not in SIZES or not _may_see(request, found):
        raise Http404
    try:
        with default_storage.open(found.path(size)) as file:
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


def _may_see(request, photo: Photo) -> bool:
    report = photo.report
    if report is None or (report.published and not photo.hidden):
        return True
    user = request.user
    if user.is_authenticated and (user.is_administrator or user.may_handle):
        return True
    if user.is_authenticated and user.department_id is None and report.campaign_id and report.campaign.may_manage(user):
        return True
    return not photo.hidden and report.knows(request.GET.get("key", ""))


@login_not_required
@require_http_methods(["GET", "POST"])
def confirm(request, pk, key):
    """The link of a confirmation mail. A button confirms, so that a mail scanner that opens links does not."""
    follower = _follower(pk, key)
    if request.method == "POST":
        following.confirm(follower)
    return render(request, "community/follow.html", {"follower": follower, "done": request.method == "POST"})


@csrf_exempt  # A mail program posts this without a page (RFC 8058); the key in the address is the authority.
@login_not_required
@require_http_methods(["GET", "POST"])
def unsubscribe(request, pk, key):
    """One click, or one POST by the mail program."""
    follower = _follower(pk, key)
    if request.method == "POST":
        following.stop(follower)
    context = {"follower": follower, "stop": True, "done": request.method == "POST"}
    return render(request, "community/follow.html", context)


def _follower(pk, key) -> Follower:
    follower = get_object_or_404(Follower, pk=pk)
    if not follower.knows(key):
        raise Http404
    return follower
