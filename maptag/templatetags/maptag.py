from django import template
from django.conf import settings
from django.utils.safestring import mark_safe

from maptag.pages.positions import NOTES
from maptag.publishing.richtext import sanitise

register = template.Library()


@register.filter
def position_note(position_type: str) -> str:
    """How approximate a place is, in a sentence; empty where it is exact."""
    return NOTES.get(position_type, "")


@register.filter
def safe_body(html: str) -> str:
    """A notice's text, sanitised once more on its way out: what old versions hold was checked by older rules."""
    return mark_safe(sanitise(html))  # noqa: S308


@register.filter
def elided(paginator, number: int):
    """Page numbers around `number`, with an ellipsis for what is left out."""
    return paginator.get_elided_page_range(number, on_each_side=2, on_ends=1)


@register.simple_tag
def demo_password() -> str:
    """What the sign-in page may tell everybody: the demo users' password, only where DEBUG makes it worthless."""
    return settings.DEMO_PASSWORD if settings.DEBUG else ""
