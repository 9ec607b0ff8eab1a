"""What readers see of one notice: its page, its embed, its snapshot."""

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db import OperationalError
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ..models import Notice
from ..publishing import embeds
from ..publishing.access import public_data
from ..publishing.answers import ready
from ..publishing.frames import framed
from ..publishing.framing import embeddable, snippet
from ..publishing.layers import LAYERS
from ..publishing.rows import PublicRow
from ..publishing.snapshots import Damaged, digest_in, read_snapshot
from .positions import NOTES

# A list of 2,000 places is 600 kB of HTML: readers get so many, and scripts the rest from the snapshot.
NOTICE_PLACES = 200


@login_not_required
@require_safe
def notice(request, pk):
    """The notice with its map and its numbered list."""
    record = _published(pk)
    page = Paginator(_places(record), NOTICE_PLACES).get_page(request.GET.get("page"))
    context = _shown(LAYERS["notices"].public(record), record.snapshot) | {
        "page": page,
        "own": _own(record) if _is_owner(request.user, record) else None,
        "snippet": snippet(reverse("maptag:embed", args=[pk]), record.title),
    }
    return render(request, "maptag/notice.html", context)


def _is_owner(user, record: Notice) -> bool:
    return user.is_authenticated and user.has_department and user.department_id == record.department_id


def _own(record: Notice) -> dict:
    """What its department sees beside what everybody sees."""
    review = record.reviews.first()
    return {"period_note": record.period_note, "upload": review and review.upload_id}


@embeddable
def embed(request, pk):
    """The notice's map for an iframe. Reads no cookie and sets none, and asks no database while there is a copy."""
    copy = embeds.current(pk)
    return framed(request, copy, "maptag/embed.html", _embedded) if copy else gone(request)


@embeddable
def gone(request, rest: str = ""):
    """The usual page may not be framed: the reader of a news page would see the browser's own error instead."""
    return render(request, "maptag/embed_gone.html", status=404)


@public_data
@login_not_required
@require_safe
def snapshot(request, pk, digest):
    """The published GeoJSON. Asked for anew each time, so that a withdrawn map is gone at once: so is its file."""
    compressed = _stored_snapshot(pk, f"snapshots/{pk}/{digest}.geojson.gz")
    return ready(request, compressed, f'"{digest}"', "application/geo+json")


def _stored_snapshot(pk, name: str) -> bytes:
    """Without a question to the database: withdrawing deletes the file. Lost or damaged, it is made again."""
    try:
        return read_snapshot(name)
    except (FileNotFoundError, Damaged):
        if not _is_current(pk, name):
            raise Http404 from None
    embeds.settle(pk)
    try:
        return read_snapshot(name)
    except (FileNotFoundError, Damaged):
        # The tags say something else than when it was published: the notice leads to another file by now.
        raise Http404 from None


def _is_current(pk, name: str) -> bool:
    try:
        return LAYERS["notices"].rows().filter(pk=pk, snapshot=name).exists()
    except OperationalError:
        return False


def _published(pk) -> Notice:
    return get_object_or_404(LAYERS["notices"].rows().select_related("department", "theme"), pk=pk)


def _places(record: Notice):
    return LAYERS["tags"].values(LAYERS["tags"].rows().filter(notice=record))


def _embedded(data: dict) -> dict:
    """What the template of the embed needs, from the notice's copy."""
    notice = embeds.notice_of(data)
    return _shown(notice, data["snapshot"]) | {"shown": notice, "places": data["places"]}


def _shown(notice: PublicRow, stored: str) -> dict:
    """What page and embed both need; `stored` is the snapshot's name in the storage."""
    return {
        "notice": notice,
        "map_data": {
            "snapshot": reverse("maptag:snapshot", args=[notice.id, digest_in(stored)]),
            "colour": notice.theme.colour if notice.theme else None,
            "notes": {kind: str(note) for kind, note in NOTES.items()},
        },
    }
