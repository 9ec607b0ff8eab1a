"""{% badge report "status" %}: a state as a badge, in the colour that this state has on every page."""

from django import template
from django.utils.html import format_html

from maptag.publishing.periods import PeriodState

register = template.Library()

# field → {state: tone of KRDS}; None is any other state.
TONES = {
    "status": {"done": "success", "in_progress": "information", "confirmed": "information", "received": "warning"},
    "moderation": {"approved": "success", "pending": "warning", "unchecked": "warning", None: "danger"},
    "audience": {"public": "success", "reporter": "warning"},
    "state": {
        **dict.fromkeys(("open", "active", "sent", "published"), "success"),
        "waiting": "warning",
        **dict.fromkeys(("failed", "unclear", "withdrawn"), "danger"),
    },
    "period_state": {PeriodState.UPCOMING: "information"},
}

# A button that leads to a state, as KRDS calls its kinds; any other is "secondary".
BUTTONS = {"open": "primary", "withdrawn": "danger"}


@register.filter
def button_kind(state: str) -> str:
    """The kind of the button that leads to `state`."""
    return BUTTONS.get(state, "secondary")


@register.simple_tag
def badge(row, field: str, tone: str = "", text: str = "") -> str:
    """The badge of a row's `field`; `tone` and `text` take the place of the state's own."""
    tones = TONES[field]
    tone = tone or tones.get(getattr(row, field)) or tones.get(None, "gray")
    text = text or getattr(row, f"get_{field}_display")()
    return format_html('<span class="krds-badge bg-light-{}">{}</span>', tone, text)


@register.filter
def period_label(state: str) -> str:
    """A PeriodState in words."""
    return PeriodState(state).label


@register.simple_tag
def period_badge(notice) -> str:
    """Why the notice is not on the home map today; nothing while it is."""
    state = notice.period_state
    return badge(notice, "period_state", text=period_label(state)) if state else ""
