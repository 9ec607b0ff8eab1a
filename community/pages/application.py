"""The report form as an application on the phone: its manifest and its service worker."""

import json

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

API = "/api/community"
# What the form is made of. Fonts are left to what a page has used: all of them would be 5 MB.
KEPT = (
    "js/report/", "js/map/", "js/copy.js", "js/dom.js", "js/words.js", "img/favicon.svg", "img/icons.svg",
    "vendor/exifr/7.1.3/lite.esm.js", "leaflet/leaflet.css", "leaflet/leaflet.js",
    "css/site.css", "css/components.css", "css/map.css", "css/report.css",
    "vendor/krds-uiux/1.1.0/krds.min.css", "vendor/pretendard/1.3.9/pretendardvariable-dynamic-subset.css",
    "vendor/protomaps-leaflet/5.1.0/protomaps-leaflet.js", "vendor/supercluster/9.1.0/supercluster.min.js",
)  # fmt: skip


@login_not_required
@require_safe
def manifest(request):
    """https://www.w3.org/TR/appmanifest/"""
    form = reverse("community:form")
    name = _("%(city)s 시민 제보") % {"city": settings.CITY_NAME}
    return JsonResponse(
        {
            "id": form,
            "name": name,
            "short_name": _("시민 제보"),
            "description": _("사진 한 장과 위치로 불편한 곳을 알리고, 답을 받습니다."),
            "lang": "ko",
            "dir": "ltr",
            "start_url": form,
            "scope": "/",
            "display": "standalone",
            "background_color": "#ffffff",
            "theme_color": "#ffffff",
            "categories": ["government", "utilities"],
            "icons": [*_icons("icon", "any"), *_icons("maskable", "maskable")],
            "shortcuts": [
                {"name": _("제보하기"), "url": form, "icons": _icons("icon", "any")[:1]},
                {"name": _("내 제보"), "url": f"{form}#receipts", "icons": _icons("icon", "any")[:1]},
            ],
        },
        content_type="application/manifest+json",
    )


def _icons(name: str, purpose: str) -> list[dict]:
    return [
        {"src": static(f"img/app/{name}-{n}.png"), "sizes": f"{n}x{n}", "type": "image/png", "purpose": purpose}
        for n in (192, 512)
    ]


@login_not_required
@require_safe
def worker(request):
    """The service worker. At the root, for a worker reaches no further than its own folder.

    Its text names every file that it keeps: a new release is a new worker, which throws the old files away.
    """
    body = f'import {{ serve }} from "{static("js/report/offline/worker.js")}";\nserve({json.dumps(_program())});\n'
    return HttpResponse(body, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


def _program() -> dict:
    kept = [name for name in staticfiles_storage.hashed_files if name.startswith(KEPT)]
    return {
        "version": staticfiles_storage.manifest_hash,
        "api": API,
        "page": reverse("community:form"),
        "files": sorted(static(name) for name in kept if name.endswith((".css", ".js", ".svg"))),
    }
