"""The review screen's pages: the document beside the map, and the last step before publishing."""

from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import Min
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from importers.forms import DetailsForm
from importers.models import SURE_WITHIN_M, Upload
from importers.readers import Unreadable
from importers.review import decisions, document, words
from importers.review.column_check import headers_of
from importers.review.local_places import renew_offers
from importers.review.publishing import publish as publish_review
from importers.review.tagging import NothingToPublish, masked_values, tags_of
from importers.uploads.pipeline import local_path
from importers.uploads.reading import picture_in_child
from importers.views import shapes
from importers.views.endpoints import own_upload, reading, ready_upload
from importers.views.places import LONGEST_QUERY
from mapsite.accounts.permissions import may
from maptag.geocoding.second_opinions import configured
from maptag.privacy import mask

MOST_FOUND = 1000


@require_GET
@may("may_import")
def review(request, pk):
    """The document with its mentions, the map, the list, the panel. An upload that is not ready is sent to the list."""
    upload = own_upload(request.user, pk)
    if upload.state != Upload.State.READY:
        return redirect(f"{reverse('importers:uploads')}?{urlencode({'q': upload.name[:100]})}")
    renew_offers(upload)
    columns = decisions.columns(upload)
    context = {
        "upload": upload,
        "review": upload.review,
        "form": DetailsForm(initial=DetailsForm.initial_of(upload.review), columns=columns),
        "starts": document.chunk_starts(upload),
        "chunk": document.CHUNK,
        "blocks": document.chunk_blocks(upload, 1),
        "sheets": _sheets(upload),
        "mentioned": upload.mentions.kept().exists(),
        "looked_at": [] if upload.mentions_found else headers_of(upload),
        "settings": _settings(upload),
    }
    return render(request, "importers/review.html", context)


def _settings(upload) -> dict:
    """What the page's script needs to know."""

    def address(name):
        return reverse(f"importers:{name}", args=[upload.pk])

    return {
        "mentions": address("mentions"),
        "decideMany": address("decide_many"),
        "addSpan": address("add_span"),
        "addShape": address("add_shape"),
        "undo": address("undo"),
        "details": address("details"),
        "chunk": address("chunk"),
        "find": address("find"),
        "search": reverse("importers:search"),
        "reverse": reverse("importers:reverse"),
        "opinions": address("mentions") if configured() else "",
        "chunkSize": document.CHUNK,
        "grades": words.standings(),
        "sureWithin": SURE_WITHIN_M,
        "kinds": {code: str(text) for code, text in words.KINDS.items()},
        "sample": _sample_row(upload),
    }


def _sample_row(upload) -> dict:
    """Header → text of the first table row in which a place was found, for the preview of a tag."""
    mention = upload.mentions.meant().filter(cell__isnull=False).select_related("record").order_by("number").first()
    return {"text": mention.text, "address": mention.address, "values": masked_values(mention)} if mention else {}


def _sheets(upload) -> list[tuple[str, int]]:
    """(name, number of its first record) of a workbook's sheets, where there are several."""
    sheets = upload.records.exclude(content__locator__sheet=None).values_list("content__locator__sheet")
    sheet_starts = list(sheets.annotate(first=Min("number")).order_by("first"))
    return sheet_starts if len(sheet_starts) > 1 else []


@reading
def chunk(request, upload):
    """HTML of the records from `start` on."""
    start = request.GET.get("start", "")
    if not (start.isascii() and start.isdigit() and len(start) < 9) or int(start) not in document.chunk_starts(upload):
        raise Http404
    return render(request, "importers/_document.html", {"blocks": document.chunk_blocks(upload, int(start))})


@reading
def find(request, upload):
    """Query: `q`. The numbers of the records that say so, of the first MOST_FOUND."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:LONGEST_QUERY]
    numbers = upload.records.saying(text).values_list("number", flat=True)[:MOST_FOUND] if text else []
    return JsonResponse({"records": list(numbers)})


@reading
def picture(request, upload, number):
    """A page of the document that a warning names, as it is printed."""
    if number not in upload.warned_pages:
        raise Http404
    try:
        with local_path(upload.file) as path:
            return HttpResponse(picture_in_child(path, number), content_type="image/png")
    except (Unreadable, OSError):
        raise Http404 from None


@require_http_methods(["GET", "HEAD", "POST"])
@may("may_publish")
def publish(request, pk):
    """First what would be published, then, by POST, do it."""
    upload = ready_upload(request.user, pk)
    review = upload.review
    if request.method != "POST":
        return render(request, "importers/publish.html", _summary(upload, review))
    try:
        notice = publish_review(review, request.user)
    except NothingToPublish as error:
        messages.error(request, str(error))
        return redirect("importers:publish", pk=pk)
    success = _("발행했습니다. 이 주소는 다시 발행해도 바뀌지 않습니다.")
    messages.success(request, " ".join(filter(None, (success, str(notice.period_note)))))
    return redirect(notice)


def _summary(upload, review) -> dict:
    tags = list(tags_of(review))
    return {
        "upload": upload,
        "review": review,
        "counts": shapes.counts(upload),
        "tag_count": len(tags),
        "tags": tags[:5],
        "title": mask(review.title.strip() or str(upload)),
    }
