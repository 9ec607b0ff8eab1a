"""The page where documents are dropped, and how their imports go on."""

from unicodedata import normalize
from uuid import UUID

from django.contrib import messages
from django.core.files.base import ContentFile
from django.core.paginator import Paginator
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from importers.forms import UploadForm
from importers.models import Upload
from importers.uploads import intake
from importers.uploads.intake import UploadRefused, receive
from importers.uploads.pipeline import go_on_without_text
from importers.views.endpoints import own_upload
from mapsite.accounts.permissions import may
from mapsite.accounts.sessions import background

PAGE = 20
# A page shows fewer; anything longer was not asked by our page.
MAX_FOLLOWED = 200


@require_http_methods(["GET", "HEAD", "POST"])
@may("may_import")
def uploads(request):
    """The department's uploads. A POST takes files or a text in: as a form, or from the page's script, file by file."""
    if request.method != "POST":
        return _page(request, UploadForm())
    form = UploadForm(request.POST, request.FILES)
    scripted = request.accepts("application/json") and not request.accepts("text/html")
    if not form.is_valid():
        reason = " ".join(error for errors in form.errors.values() for error in errors)
        return JsonResponse({"message": reason}, status=400) if scripted else _page(request, form, status=400)
    results = [_take_in(request.user, *document) for document in _documents(form.cleaned_data)]
    return _tell_script(request, results[0]) if scripted else _tell_page(request, results)


def _documents(data):
    """(file, name, pasted) of everything that was sent."""
    documents = [(file, file.name, False) for file in data["files"]]
    if data["text"].strip():
        name = " ".join(data["text"].strip().splitlines()[0].split())[:60] + ".txt"
        documents.append((ContentFile(data["text"].encode(), name), name, True))
    return documents


def _take_in(user, file, name, pasted) -> tuple[Upload | None, str, str]:
    """(upload, level, what to say about it)."""
    try:
        upload, created = receive(file, name, user, pasted=pasted)
    except UploadRefused as refused:
        return None, "error", f"{name}: {refused}"
    if created:
        return upload, "success", _("%(name)s: 올렸습니다.") % {"name": upload}
    return upload, "info", _("%(name)s: 이미 올린 문서입니다. 먼저 올린 문서로 이어집니다.") % {"name": name}


def _tell_script(request, result):
    upload, level, message = result
    if upload is None:
        return JsonResponse({"message": message}, status=400)
    return JsonResponse(
        {"message": message, "level": level, "upload": _shown(request, _listed(request).get(pk=upload.pk))}
    )


def _tell_page(request, results):
    for _upload, level, message in results:
        messages.add_message(request, getattr(messages, level.upper()), message)
    return redirect("importers:uploads")


def _listed(request):
    """The department's uploads with what a line of the list says about them."""
    listed = Upload.objects.of_department(request.user).select_related("uploaded_by", "review__notice")
    return listed.with_counts()


def _page(request, form, status=200):
    query = normalize("NFC", request.GET.get("q", "")).replace("\x00", "").strip()[:100]
    matching = Upload.objects.of_department(request.user).search(query)
    page = Paginator(matching.order_by("-created_at"), PAGE).get_page(request.GET.get("page"))
    # Counting mentions is for the uploads on this page only, not for all that the page was chosen from.
    listed = _listed(request).filter(pk__in=[upload.pk for upload in page]).order_by("-created_at")
    context = {"form": form, "page": page, "uploads": listed, "query": query}
    return render(request, "importers/uploads.html", context, status=status)


@background
@require_GET
@may("may_import")
def progress(request):
    """How the uploads named by `id` are getting on: their lines of the list, ready to be put in."""
    ids = [value for value in request.GET.getlist("id")[:MAX_FOLLOWED] if _is_uuid(value)]
    return JsonResponse({"uploads": [_shown(request, upload) for upload in _listed(request).filter(pk__in=ids)]})


@require_POST
@may("may_import")
def retry(request, pk):
    """Import a failed upload once more."""
    upload = own_upload(request.user, pk)
    if intake.retry(upload):
        messages.success(request, _("%(name)s: 다시 가져옵니다.") % {"name": upload})
    return redirect("importers:uploads")


@require_POST
@may("may_import")
def by_hand(request, pk):
    """Go on with a document that has no text: its places are added on the map."""
    upload = own_upload(request.user, pk)
    return redirect(upload if go_on_without_text(upload) else "importers:uploads")


def _shown(request, upload) -> dict:
    line = render_to_string("importers/_upload.html", {"upload": upload}, request)
    return {"id": str(upload.pk), "finished": upload.is_finished, "html": line, "state": upload.get_state_display()}


def _is_uuid(value) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True
