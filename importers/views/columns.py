"""열 확인: what each column of a document's tables is, corrected by the clerk."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from importers.review.column_check import checked_tables, chosen_in, remember
from importers.uploads import intake
from importers.views.endpoints import ready_upload
from mapsite.accounts.permissions import may


@require_http_methods(["GET", "HEAD", "POST"])
@may("may_import")
def columns(request, pk):
    """The tables with a menu for each column. A POST shows what another choice gives, or with `save` keeps it."""
    upload = ready_upload(request.user, pk)
    if request.method != "POST":
        return _page(request, upload, checked_tables(upload))
    chosen = chosen_in(request.POST)
    if "save" not in request.POST:
        return _page(request, upload, checked_tables(upload, chosen))
    if upload.decisions.exists():
        messages.error(request, _("이미 정한 장소가 있어 다시 찾지 않았습니다. 새 파일로 올리면 고른 열이 쓰입니다."))
        return _page(request, upload, checked_tables(upload, chosen), status=409)
    remember(upload, chosen, request.user)
    intake.search_again(upload)
    messages.success(request, _("%(name)s: 고른 열로 다시 찾습니다.") % {"name": upload})
    return redirect("importers:uploads")


def _page(request, upload, tables, status=200):
    return render(request, "importers/columns.html", {"upload": upload, "tables": tables}, status=status)
