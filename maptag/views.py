"""What readers see of one notice: its page, its embed, its snapshot."""

import gzip

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db import OperationalError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from mapsite.layers import LAYERS

from .framing import embeddable, framed, snippet
from .models import Notice
from .positions import NOTES
from .publishing.access import public_data
from .snapshots import has_snapshot, read_snapshot, write_snapshot

# A list of 2,000 places is 600 kB of HTML: readers get so many, and scripts the rest from the snapshot.
NOTICE_PLACES = 200
EMBED_PLACES = 100


@login_not_required
@require_safe
def notice(request, pk):
    """The notice with its map and its numbered list."""
    notice = _published(pk)
    user = request.user
    is_own = user.is_authenticated and user.has_department and user.department_id == notice.department_id
    page = Paginator(_places(notice), NOTICE_PLACES).get_page(request.GET.get("page"))
    code = snippet(reverse("maptag:embed", args=[notice.pk]), notice.title)
    context = _shown(notice) | {"page": page, "is_own": is_own, "snippet": code}
    return render(request, "maptag/notice.html", context)


@embeddable
def embed(request, pk):
    """The notice's map for an iframe. Reads no cookie and sets none."""
    notice = LAYERS["notices"].rows().select_related("department", "theme").filter(pk=pk).first()
    if notice is None:
        # The usual page may not be framed: the reader of a news page would see the browser's own error instead.
        return render(request, "maptag/embed_gone.html", status=404)
    context = _shown(notice) | {"page": Paginator(_places(notice), EMBED_PLACES).page(1)}
    return framed(request, "maptag/embed.html", notice, context)


@public_data
@login_not_required
@require_safe
def snapshot(request, pk, digest):
    """The published GeoJSON. Asked for anew each time, so that a withdrawn map is gone at once."""
    name = f"snapshots/{pk}/{digest}.geojson.gz"
    if not _is_current(pk, name):
        raise Http404
    etag = f'"{digest}"'
    response = get_conditional_response(request, etag=etag) or _geojson(request, _stored(pk, name))
    response["ETag"], response["Cache-Control"] = etag, "no-cache"
    return response


def _stored(pk, name) -> bytes:
    """The file, made anew from the tags where it was lost; 404 where they no longer make the same."""
    try:
        return read_snapshot(name)
    except FileNotFoundError:
        if write_snapshot(_published(pk)) != name:
            raise Http404 from None
        return read_snapshot(name)


def _is_current(pk, name) -> bool:
    """A published notice's snapshot? While PostgreSQL is away its file answers, since withdrawing deletes that."""
    try:
        return LAYERS["notices"].rows().filter(pk=pk, snapshot=name).exists()
    except OperationalError:
        return has_snapshot(name)


def _geojson(request, compressed: bytes) -> HttpResponse:
    headers = {"Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        headers["Content-Encoding"] = "gzip"
    else:
        compressed = gzip.decompress(compressed)
    return HttpResponse(compressed, content_type="application/geo+json", headers=headers)


def _published(pk) -> Notice:
    return get_object_or_404(LAYERS["notices"].rows().select_related("department", "theme"), pk=pk)


def _places(notice):
    return LAYERS["tags"].values(LAYERS["tags"].rows().filter(notice=notice))


def _shown(notice) -> dict:
    """What page and embed both need."""
    digest = notice.snapshot.rsplit("/", 1)[-1].removesuffix(".geojson.gz")
    return {
        "notice": notice,
        "map_data": {
            "snapshot": reverse("maptag:snapshot", args=[notice.pk, digest]),
            "colour": notice.theme.colour if notice.theme else None,
            "notes": {kind: str(note) for kind, note in NOTES.items()},
        },
    }
