"""Entries of campaigns in our JSON API: what others say about them, and the changes that they propose."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from ninja import Router, Schema, Status
from pydantic import Field

from maptag.publishing.layers import LAYERS

from ..campaigns import confirmations, proposals
from ..models import Entry
from ..protection import limits, proof

HOUR = 3600
# Nothing lies deeper in an answer than a list of choices.
Answers = dict[str, str | bool | int | float | list[str | bool | int | float | None] | None]
router = Router()


class VoiceIn(Schema):
    """`invitation`: the token of a member, where the campaign is for members."""

    agrees: bool
    note: str = Field("", max_length=300)
    invitation: str = Field("", max_length=40)


class ProposalIn(Schema):
    """Only what differs: the text, some answers, or lon and lat (WGS84)."""

    text: str = Field("", max_length=4000)
    answers: Answers = {}
    lon: float | None = None
    lat: float | None = None
    note: str = Field("", max_length=300)
    email: str = Field("", max_length=254)
    invitation: str = Field("", max_length=40)
    proof: str = ""
    website: str = ""  # the honeypot: people do not see it


def _entry(number: str) -> Entry:
    rows = LAYERS["entries"].rows().select_related("campaign", "department")
    return rows.get(number=number.upper())


@router.post("/reports/{slug:number}/confirmations", response={201: dict})
def confirm(request, number: str, payload: VoiceIn):
    """Whether an entry is as its owner says. Once a member or device, where the campaign asks for confirmation."""
    entry, sender = _entry(number), limits.sender_of(request)
    member = entry.campaign.members.taking_part(payload.invitation)
    with limits.counted("confirm", sender.network_hash, 60, HOUR):
        confirmations.confirm(entry, payload.agrees, sender, member, payload.note)
    counts = {"agree_count": entry.agree_count, "disagree_count": entry.disagree_count}
    return Status(201, counts | {"confirmed": entry.is_confirmed, "confirmations": entry.campaign.confirmations})


@router.post("/reports/{slug:number}/proposals", response={201: dict})
def propose(request, number: str, payload: ProposalIn):
    """Propose a change of an entry. Nothing is altered until its owner or staff accept it."""
    entry, sender = _entry(number), limits.sender_of(request)
    if payload.website:
        raise ValidationError({"honeypot": [_("보낼 수 없습니다.")]})
    proof.spend_by(sender, payload.proof)
    limits.count("proposal", sender.network_hash, 20, HOUR)
    limits.count("proposal", sender.device, 10, HOUR)
    member = entry.campaign.members.taking_part(payload.invitation)
    changes = payload.dict(include={"text", "answers", "lon", "lat"})
    proposal = proposals.propose(entry, changes, sender, member, payload.note, payload.email)
    return Status(201, {"parts": proposals.parts(proposal)})
