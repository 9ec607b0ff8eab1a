"""Who may take part in a campaign, asked of its `participation`: of a model's and of a public row's alike."""

from django import template

from ..models import Campaign

register = template.Library()


@register.filter
def open_to_anyone(participation: str) -> bool:
    return participation == Campaign.Participation.ANYONE


@register.filter
def by_registration(participation: str) -> bool:
    """Whoever registers with an e-mail address."""
    return participation == Campaign.Participation.MEMBERS


@register.filter
def by_invitation(participation: str) -> bool:
    return participation == Campaign.Participation.INVITED
