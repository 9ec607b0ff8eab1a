"""What a department does with its own notices once they are published: find, withdraw, restore."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from mapsite.accounts.permissions import may

from ..models import Notice
from .filters import ManageFilter

PAGE = 30


@require_safe
@may("has_department")
def notices(request):
    """The department's notices in every state."""
    own = Notice.objects.of_department(request.user).select_related("theme").order_by("-updated_at")
    form = ManageFilter(request.GET, own)
    page = Paginator(form.found(), PAGE).get_page(request.GET.get("page"))
    return render(request, "maptag/manage.html", {"form": form, "page": page})


@require_safe
@may("has_department")
def versions(request, pk):
    """Who published, withdrew or restored what, and when."""
    notice = _own(request, pk)
    return render(request, "maptag/versions.html", {"notice": notice, "versions": notice.versions.select_related("by")})


@may("may_publish")
def withdraw(request, pk):
    """Ask (GET), then take the notice out of every public place (POST)."""
    notice = _own(request, pk)
    if not notice.is_published:
        return redirect("maptag:versions", pk=pk)
    if request.method != "POST":
        return render(request, "maptag/withdraw.html", {"notice": notice})
    notice.withdraw(request.user)
    messages.success(request, _("“%s” 지도 소식을 내렸습니다. 버전에서 되살릴 수 있습니다.") % notice)
    return redirect("maptag:manage")


@may("may_publish")
def restore(request, pk, number):
    """Ask (GET), then publish again what version `number` said, under the same address (POST)."""
    notice = _own(request, pk)
    version = get_object_or_404(notice.versions.exclude(content=None), number=number)
    if request.method != "POST":
        return render(request, "maptag/restore.html", {"notice": notice, "version": version})
    notice.restore(version, request.user)
    message = _("버전 %(number)s의 내용으로 다시 발행했습니다.") % {"number": number}
    messages.success(request, " ".join(filter(None, (str(message), str(notice.period_note)))))
    return redirect(notice)


def _own(request, pk) -> Notice:
    return get_object_or_404(Notice.objects.of_department(request.user), pk=pk)
