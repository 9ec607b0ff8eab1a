"""{% badge report "status" %}: a state as a badge, in the colour that this state has on every page."""

from django import template
from django.utils.html import format_html

register = template.Library()

# field → {state: tone of KRDS}; None is any other state.
TONES = {
    "status": {"done": "success", "in_progress": "information", "confirmed": "information", "received": "warning"},
    "moderation": {"approved": "success", "pending": "warning", "unchecked": "warning", None: "danger"},
    "audience": {"public": "success", "reporter": "warning"},
    "state": {
        **dict.fromkeys(("open", "active", "sent"), "success"),
        "waiting": "warning",
        **dict.fromkeys(("failed", "unclear"), "danger"),
    },
}


@register.simple_tag
def badge(row, field: str, tone: str = "", text: str = "") -> str:
    """The badge of a row's `field`; `tone` and `text` take the place of the state's own."""
    tones = TONES[field]
    tone = tone or tones.get(getattr(row, field)) or tones.get(None, "gray")
    text = text or getattr(row, f"get_{field}_display")()
    return format_html('<span class="krds-badge bg-light-{}">{}</span>', tone, text)
