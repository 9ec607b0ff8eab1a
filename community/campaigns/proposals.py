"""Changes of an entry that others propose: add, don't alter. The owner or staff decide, and nothing changes before."""

from django.contrib.gis.geos import Point
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maptag.geocoding.geodesy import metres

from .. import workflow
from ..contributors import Contributor
from ..messaging import subscriptions
from ..models import EditProposal, Entry, ReportEvent
from ..privacy import clean_text, public_text
from ..protection import spam
from ..questions.answers import answer_text, asked, clean_answers
from ..reports import places
from ..reports.submission import Draft
from . import confirmations

MOST_OPEN = 20
MOST_OPEN_OF_ONE = 3
# Nearer than this a pin was only brushed.
MOVED_M = 3
PARTS = {"text": gettext_lazy("글"), "answers": gettext_lazy("답변"), "place": gettext_lazy("위치")}


def askable(entry: Entry) -> list[dict]:
    """The questions whose answers others may correct: they see the answers, and need no photo of their own."""
    return [q for q in asked(entry.questions) if q["kind"] != "photo" and not q.get("private")]


def propose(entry: Entry, changes: dict, sender, member=None, note: str = "", email: str = "") -> EditProposal:
    """A change for the owner to decide. `changes` may hold "text", "answers", "lon" and "lat" (WGS84).

    With `email` the proposer follows the entry, and hears what became of it. Raises ValidationError.
    """
    confirmations.check_may_speak(entry.campaign, member)
    who = confirmations.contributor(sender, member)
    _refuse_too_many(entry, who)
    cleaned = _cleaned(entry, changes)
    if not cleaned:
        raise ValidationError(_("무엇이 다른지 적어 주세요."))
    note = clean_text(note, 300)
    draft = Draft(lon=None, lat=None, text=f"{cleaned.get('text', '')} {note}", email=email.strip())
    if spam.suspicions(draft, sender):
        raise ValidationError(_("광고로 보이는 글은 보낼 수 없습니다. 인터넷 주소를 빼고 다시 보내 주세요."))
    subscription = subscriptions.follow(report=entry.number, address=email) if email.strip() else None
    proposal = entry.proposals.create(
        changes=cleaned, note=public_text(note)[:300], device=str(who), member=member, subscription=subscription
    )
    data = {"proposal": proposal.pk, "parts": parts(proposal)}
    entry.record(ReportEvent.Kind.PROPOSED, workflow.CITIZEN, proposal.note, data=data)
    return proposal


def _refuse_too_many(entry: Entry, who: Contributor):
    waiting = entry.proposals.filter(state=EditProposal.State.OPEN)
    if waiting.count() >= MOST_OPEN or waiting.filter(device=str(who)).count() >= MOST_OPEN_OF_ONE:
        raise ValidationError(_("이미 들어온 제안을 살펴보고 있습니다. 결정이 난 뒤에 다시 제안해 주세요."))


def _cleaned(entry: Entry, changes: dict) -> dict:
    """What of `changes` is allowed and differs from the entry as it is."""
    cleaned: dict = {}
    text = public_text(str(changes.get("text") or ""))
    if text and text != entry.text:
        cleaned["text"] = text
    if answers := _changed_answers(entry, changes.get("answers")):
        cleaned["answers"] = answers
    if changes.get("lon") is not None and changes.get("lat") is not None:
        cleaned |= _moved(entry, *places.clean_point(changes["lon"], changes["lat"]))
    return cleaned


def _changed_answers(entry: Entry, answers) -> dict:
    if not isinstance(answers, dict):
        return {}
    keys = {question["key"] for question in askable(entry)}
    answers = {key: value for key, value in answers.items() if key in keys and value not in (None, "", [])}
    allowed = clean_answers(_open_questions(entry), entry.whole_answers | answers)
    return {key: value for key, value in allowed.items() if key in answers and entry.answers.get(key) != value}


def _open_questions(entry: Entry) -> list[dict]:
    """Without anything required: what the owner left open, nobody who corrects something else has to answer."""
    return [question | {"required": False} for question in entry.questions]


def _moved(entry: Entry, lon: float, lat: float) -> dict:
    if metres(entry.point.coords, (lon, lat)) < MOVED_M:
        return {}
    if entry.campaign.area and not entry.campaign.area.contains(Point(lon, lat, srid=4326)):
        raise ValidationError(_("이 지도의 구역 밖입니다."))
    return {"lon": lon, "lat": lat, "address": places.describe(lon, lat).address}


def parts(proposal: EditProposal) -> list[str]:
    """What it would change: of "text", "answers" and "place"."""
    holds_by_name = {"text": "text" in proposal.changes, "answers": "answers" in proposal.changes}
    return [name for name, holds in (holds_by_name | {"place": "lon" in proposal.changes}).items() if holds]


def named(names) -> str:
    """The parts of an entry in words."""
    return ", ".join(str(PARTS[name]) for name in names if name in PARTS)


def differences(proposal: EditProposal) -> list[dict]:
    """[{"label", "before", "after"}] of what it would change, as the entry is now.

    A place also has "metres" and "pins": [(lon, lat) before, after] in WGS84.
    """
    entry, changes = proposal.report, proposal.changes
    rows = []
    if "text" in changes:
        rows.append({"label": entry.campaign.text_label or _("글"), "before": entry.text, "after": changes["text"]})
    for question in entry.questions:
        key = question["key"]
        if key in changes.get("answers", {}):
            before = answer_text(question, entry.answers[key]) if key in entry.answers else ""
            after = answer_text(question, changes["answers"][key])
            rows.append({"label": question["label"], "before": before, "after": after})
    if "lon" in changes:
        distance_m = round(metres(entry.point.coords, (changes["lon"], changes["lat"])))
        row = {"label": _("위치"), "before": entry.address, "after": changes.get("address", ""), "metres": distance_m}
        rows.append(row | {"pins": [list(entry.point.coords), [changes["lon"], changes["lat"]]]})
    return rows


def decide(proposal: EditProposal, accept: bool, by, reply: str = "") -> ReportEvent:
    """By whoever manages the campaign (a User), or by the entry's owner (workflow.REPORTER).

    `reply` is told to whoever proposed. Raises workflow.ActionRefused or workflow.ActionOvertaken.
    """
    entry = proposal.report
    if by != workflow.REPORTER and not entry.campaign.may_manage(by):
        raise workflow.ActionRefused(_("이 참여지도를 맡은 사람만 결정할 수 있습니다."))
    with entry.changing():
        proposal.refresh_from_db(fields=["state"])
        if proposal.state != EditProposal.State.OPEN:
            raise workflow.ActionOvertaken(_("이미 결정된 제안입니다."))
        rows = [[row["label"], row["before"], row["after"]] for row in differences(proposal)]
        if accept:
            _apply(entry, proposal.changes)
        proposal.state = EditProposal.State.ACCEPTED if accept else EditProposal.State.DECLINED
        proposal.decided_at, proposal.reply = timezone.now(), public_text(reply[:300])
        proposal.decided_by = None if by == workflow.REPORTER else by
        proposal.save()
        audience = ReportEvent.Audience.PUBLIC if accept else ReportEvent.Audience.REPORTER
        data = {"proposal": proposal.pk, "accepted": accept, "parts": parts(proposal), "rows": rows}
        return entry.record(ReportEvent.Kind.DECIDED, by, reply[:300], audience=audience, data=data)


def _apply(entry: Entry, changes: dict):
    entry.text = changes.get("text", entry.text)
    try:
        # The campaign's questions may be others by now; and an answer may take along those that hung on it.
        if "answers" in changes:
            entry.answer_with(clean_answers(_open_questions(entry), entry.whole_answers | changes["answers"]))
        if "lon" in changes:
            place = places.describe(*places.clean_point(changes["lon"], changes["lat"]))
            entry.move_pin(changes["lon"], changes["lat"])
            entry.stand_at(place)
    except ValidationError:
        raise workflow.ActionRefused(_("질문이나 구역이 그 사이에 바뀌어 이 제안은 받아들일 수 없습니다.")) from None
