"""What the handlers' navigation shows."""

from django import template

from ..models import IncidentRoom

register = template.Library()


@register.simple_tag
def unread_rooms(user) -> int:
    """How many open rooms hold something that the user has not seen."""
    return IncidentRoom.objects.unread(user).count()
