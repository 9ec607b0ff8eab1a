"""The report form as an application on the phone: its manifest and its service worker."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe


@login_not_required
@require_safe
def manifest(request):
    """https://www.w3.org/TR/appmanifest/"""
    icon = {"src": static("img/favicon.svg"), "sizes": "any", "type": "image/svg+xml"}
    return JsonResponse(
        {
            "name": _("%(city)s 시민 제보") % {"city": settings.CITY_NAME},
            "short_name": _("시민 제보"),
            "lang": "ko",
            "start_url": reverse("community:form"),
            "scope": "/",
            "display": "standalone",
            "background_color": "#ffffff",
            "theme_color": "#ffffff",
            "icons": [icon],
        },
        content_type="application/manifest+json",
    )


@login_not_required
@require_safe
def worker(request):
    """The service worker. At the root, for a worker reaches no further than its own folder."""
    with staticfiles_storage.open("js/report/worker.js") as file:
        body = file.read()
    return HttpResponse(body, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})
