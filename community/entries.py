"""Entries of a campaign: progress and gaps, who contributed, confirmation by others, proposals for changes."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from . import places, workflow
from .models import Campaign, Confirmation, EditProposal, Report, ReportEvent
from .privacy import public_text
from .questions import answer_text, clean_answers

LEADERS = 20
MOST_BLOCKS = 5000


def progress(campaign: Campaign) -> dict:
    """{"entries", "confirmed", "contributors", "blocks", "mapped_blocks"}; blocks are None without an area."""
    entries = Report.objects.public().filter(campaign=campaign)
    blocks = gaps(campaign)["features"] if campaign.area else None
    return {
        "entries": entries.count(),
        "confirmed": confirmed(campaign).count(),
        "contributors": entries.exclude(nickname="").values("nickname").distinct().count(),
        "blocks": None if blocks is None else len(blocks),
        "mapped_blocks": None if blocks is None else sum(b["properties"]["entries"] > 0 for b in blocks),
    }


def confirmed(campaign: Campaign):
    """Public entries that enough others agreed with, and nobody but them contradicted more."""
    entries = Report.objects.public().filter(campaign=campaign)
    agreed = Confirmation.objects.filter(agrees=True).values("report")
    enough = agreed.annotate(n=Count("pk")).filter(n__gte=campaign.confirmations)
    return entries.filter(pk__in=enough.values("report")) if campaign.confirmations else entries


def gaps(campaign: Campaign) -> dict:
    """The campaign's area in blocks as a FeatureCollection (WGS84), each with its number of public entries."""
    if not campaign.area:
        return {"type": "FeatureCollection", "features": []}
    with connection.cursor() as cursor:
        cursor.execute(_GAPS, {"campaign": campaign.pk, "side": campaign.block_m, "most": MOST_BLOCKS})
        rows = cursor.fetchall()
    blocks = [
        {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [ring]}, "properties": {"entries": n}}
        for ring, n in ((_ring(*box), n) for *box, n in rows)
    ]
    return {"type": "FeatureCollection", "features": blocks}


def _ring(west, south, east, north) -> list:
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


# Metres of web mercator are longer than real ones by 1/cos(latitude).
_GAPS = """
WITH area AS (
    SELECT ST_Transform(area, 3857) AS shape, %(side)s / cos(radians(ST_Y(ST_Centroid(area)))) AS side
    FROM community_campaign WHERE id = %(campaign)s
), block AS (
    SELECT (ST_SquareGrid(side, shape)).geom AS geom, shape FROM area
    WHERE ST_Area(ST_Envelope(shape)) / (side * side) < %(most)s * 4
)
SELECT ST_XMin(b), ST_YMin(b), ST_XMax(b), ST_YMax(b),
    (SELECT count(*) FROM community_report r
     WHERE r.campaign_id = %(campaign)s AND r.published AND r.point && b)
FROM (SELECT ST_Transform(geom, 4326) AS b FROM block WHERE ST_Intersects(geom, shape) LIMIT %(most)s) AS blocks
"""


def leaders(campaign: Campaign) -> list[dict]:
    """[{"nickname", "entries"}] of the most diligent; empty where the campaign wants no leader board."""
    if not campaign.leader_board:
        return []
    named = Report.objects.public().filter(campaign=campaign).exclude(nickname="")
    counted = named.order_by().values("nickname").annotate(entries=Count("pk"))
    return list(counted.order_by("-entries", "nickname")[:LEADERS])


def charts(campaign: Campaign) -> list[dict]:
    """[{"label", "rows": [(answer, number)]}] for each question with a limited number of answers."""
    entries = Report.objects.public().filter(campaign=campaign)
    countable = [q for q in campaign.questions if q["kind"] in ("choice", "yesno", "scale") and not q.get("private")]
    return [_chart(entries, question) for question in countable]


def _chart(entries, question) -> dict:
    counts: dict = {}
    for value in entries.values_list(f"answers__{question['key']}", flat=True):
        for one in value if isinstance(value, list) else [value]:
            if one is not None:
                counts[one] = counts.get(one, 0) + 1
    rows = [(answer_text(question, value), number) for value, number in sorted(counts.items(), key=lambda c: -c[1])]
    return {"label": question["label"], "rows": rows}


def confirm(entry: Report, agrees: bool, sender, note: str = "") -> Confirmation:
    """One voice a device, and none for one's own entry; raises ValidationError."""
    who = sender.device or sender.network_hash
    if who and who in (entry.device, entry.network_hash):
        raise ValidationError(_("자기가 올린 것은 다른 분이 확인합니다."))
    try:
        with transaction.atomic():
            return entry.confirmations.create(device=who, agrees=agrees, note=public_text(note)[:300])
    except IntegrityError:
        raise ValidationError(_("이미 확인해 주셨습니다.")) from None


def propose(entry: Report, changes: dict, sender, note: str = "") -> EditProposal:
    """A change for the owner to accept; the entry itself stays as it is. Raises ValidationError."""
    cleaned = {}
    if text := public_text(str(changes.get("text", ""))):
        cleaned["text"] = text
    if isinstance(changes.get("answers"), dict):
        allowed = clean_answers(entry.questions, entry.answers | changes["answers"])
        cleaned["answers"] = {k: v for k, v in allowed.items() if entry.answers.get(k) != v}
    if "lon" in changes and "lat" in changes:
        cleaned["lon"], cleaned["lat"] = places.clean_point(changes["lon"], changes["lat"])
    if not any(cleaned.values()):
        raise ValidationError(_("무엇이 다른지 적어 주세요."))
    who = sender.device or sender.network_hash
    return entry.proposals.create(changes=cleaned, note=public_text(note)[:300], device=who)


def decide(proposal: EditProposal, accept: bool, by) -> None:
    """By staff who manage the campaign (a User), or by the entry's owner (workflow.REPORTER)."""
    entry = proposal.report
    if by != workflow.REPORTER and not entry.campaign.may_manage(by):
        raise workflow.Refused(_("이 참여지도를 맡은 사람만 결정할 수 있습니다."))
    with entry.changing():
        if proposal.state != EditProposal.State.OPEN:
            raise workflow.Overtaken(_("이미 결정된 제안입니다."))
        proposal.state = EditProposal.State.ACCEPTED if accept else EditProposal.State.DECLINED
        proposal.decided_at = timezone.now()
        proposal.decided_by = None if by == workflow.REPORTER else by
        proposal.save()
        if accept:
            _apply(entry, proposal.changes)
        entry.record(ReportEvent.Kind.EDITED, by, data={"proposal": proposal.pk, "accepted": accept})


def _apply(entry: Report, changes: dict):
    entry.text = changes.get("text", entry.text)
    entry.answers = entry.answers | changes.get("answers", {})
    if "lon" in changes:
        entry.move_pin(changes["lon"], changes["lat"])


@transaction.atomic
def set_state(campaign: Campaign, state: str, by) -> None:
    """Open, close or withdraw a campaign: with it, its entries leave every public place, or come back."""
    if not campaign.may_manage(by):
        raise workflow.Refused(_("이 참여지도를 맡은 사람만 바꿀 수 있습니다."))
    campaign.state = Campaign.State(state)
    campaign.save()
    seen = campaign.entries.filter(moderation__in=["approved", "unchecked"]).exclude(status=workflow.Status.WITHDRAWN)
    campaign.entries.update(published=False)
    if campaign.is_public:
        seen.update(published=True)
