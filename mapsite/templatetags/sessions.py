from django import template

from mapsite.accounts.sessions import seconds_left

register = template.Library()


@register.simple_tag(takes_context=True)
def session_left(context) -> str:
    """Whole seconds until the session ends by idleness; empty where it does not."""
    seconds = seconds_left(context["request"].session)
    return "" if seconds is None else str(int(seconds))
