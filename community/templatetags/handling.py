"""What the handlers' pages show."""

from django import template

from ..models import IncidentRoom
from ..reports import changes as told

register = template.Library()


@register.simple_tag
def unread_rooms(user) -> int:
    """How many open rooms hold something that the user has not seen."""
    return IncidentRoom.objects.unread(user).count()


@register.filter
def changes(event, opened: bool = True) -> list[told.Change]:
    """What an event changed; without `opened` only what everybody may know, as departments of a room."""
    return told.changes(event) if opened or event.kind != event.Kind.EDITED else told.public_changes(event)
