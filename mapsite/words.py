"""The texts of static/js in other languages than the source's, as static/js/words.js looks them up."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.utils.translation import override
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe
from django.views.i18n import JavaScriptCatalog

SOURCE_LANGUAGE = "ko"
MAX_AGE_S = 3600
_catalogue = JavaScriptCatalog.as_view(packages=["mapsite", "maptag", "importers", "community"])


@login_not_required
@require_safe
@cache_control(public=True, max_age=MAX_AGE_S)
@conditional_page
def catalogue(request, language: str):
    """A classic script that defines `django.gettext` and its kin; 404 for a language that the site does not speak."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    with override(language):
        return _catalogue(request)
