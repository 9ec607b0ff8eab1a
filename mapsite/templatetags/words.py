from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import get_language

from mapsite.words import SOURCE_LANGUAGE

register = template.Library()


@register.simple_block_tag
def with_words(content: str) -> str:
    """The scripts of a page, after the catalogue of their texts where modules need one: never on a Korean page."""
    language = get_language()
    if language in (None, SOURCE_LANGUAGE) or 'type="module"' not in content:
        return content
    # A release is read at once, in spite of what browsers still hold.
    url = f"{reverse('words', args=[language])}?v={staticfiles_storage.manifest_hash}"
    return format_html('<script defer src="{}"></script>\n{}', url, content)
