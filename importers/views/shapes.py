"""Mentions and reviews as the review screen's JSON."""

import json

from django.contrib.gis.db.models.functions import PointOnSurface
from django.db.models import CharField, F, FloatField, Func
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from importers.forms import DetailsForm
from importers.models import Mention, Review, Standing, Upload
from importers.review import decisions, words
from importers.review.local_places import SAME, is_offer, withdrawn
from importers.views.places import LONGEST_QUERY
from maptag.geocoding import geodesy
from maptag.geocoding.resolve.reverse import nearby, reverse
from maptag.geocoding.types import Certainty

# The screen's list of all mentions, a row each: 4,000 of them weigh 60 kB compressed. `grade` is a mention's standing.
FIELDS = (
    "number", "record_number", "row", "page", "kind", "grade", "decision", "version", "lon", "lat", "text", "address",
    "tier", "error_m", "name",
)  # fmt: skip
_VALUES = tuple("standing" if name == "grade" else name for name in FIELDS)

DIRECTIONS = [
    gettext_lazy("북쪽"), gettext_lazy("북동쪽"), gettext_lazy("동쪽"), gettext_lazy("남동쪽"),
    gettext_lazy("남쪽"), gettext_lazy("남서쪽"), gettext_lazy("서쪽"), gettext_lazy("북서쪽"),
]  # fmt: skip


class Coordinate(Func):
    arity = 1
    output_field = FloatField()


class RowName(Func):
    """What the row of a mention is called: its cell in the column that names the rows, NULL where there is none."""

    arity = 2
    output_field = CharField()
    template = """(
        SELECT btrim(item->>'text')
        FROM (SELECT %(expressions)s) AS of_row (content, heading), jsonb_each_text(content->'headers') AS head,
            jsonb_array_elements(content->'cells') AS of_cell (item)
        WHERE heading <> '' AND btrim(head.value) = heading AND item->>'column' = head.key AND item->>'text' <> ''
        LIMIT 1)"""


def mention_rows(mentions) -> list[list]:
    """The mentions of a queryset as lists of FIELDS, in the queryset's order."""
    point = PointOnSurface("geometry")
    mentions = mentions.with_standing().annotate(
        record_number=F("record__number"),
        row=F("locator__row"),
        page=F("locator__page"),
        lon=Coordinate(point, function="ST_X"),
        lat=Coordinate(point, function="ST_Y"),
        name=RowName("record__content", "upload__review__title_column"),
    )
    return [_rounded(row) for row in mentions.values_list(*_VALUES)]


def _rounded(row) -> list:
    return [round(value, 6) if isinstance(value, float) else value for value in row]


def mention_row(mention: Mention) -> list:
    return mention_rows(Mention.objects.filter(pk=mention.pk))[0]


def detail(mention: Mention) -> dict:
    """Everything that the panel shows about one mention."""
    return {
        "row": mention_row(mention),
        "version": mention.version,
        "where": rows_of(mention),
        "evidence": [fields["text"] for fields in mention.evidence],
        "query": query(mention),
        "belief": words.belief(mention),
        "added": added(mention),
        "near": " ".join(filter(None, (mention.near_sido, mention.near_gu, mention.near_dong))),
        "grade_words": words.standing(mention.stands),
        "grade_letter": mention.grade,
        "automatic_words": words.standing(_automatic(mention)),
        "kind_words": str(words.KINDS.get(mention.kind, mention.kind)),
        "reasons": reasons(mention),
        "candidates": candidates(mention),
        "address": mention.address,
        "nearby": nearby(*mention.geometry.coords) if is_pin(mention) else "",
        "position_words": words.position(mention.position_type),
        "error_m": mention.error_m,
        "source": mention.source,
        "source_words": mention.get_source_display(),
        "geometry": json.loads(mention.geometry.json) if mention.geometry else None,
        "decision_words": mention.get_decision_display(),
        "decided": decided(mention),
        "alike": alike(mention),
    }


def _automatic(mention: Mention) -> str:
    """How it stood before anybody moved it."""
    best = next(iter(mention.candidates), {}) if mention.is_placed_by_hand else {}
    error_m = best.get("error_m", mention.error_m)
    return Standing.of(mention.certainty, mention.precision, error_m) if mention.certainty else ""


def reasons(mention: Mention) -> list[str]:
    """Why it lies where it lies: the geocoder's reasons, until a person has said where it is."""
    if not mention.is_placed_by_hand:
        return mention.reasons
    if mention.source != Mention.Source.CANDIDATE:
        return []
    chosen = (item for item in mention.candidates if _lies_at(mention, item))
    return next((item["reasons"] for item in chosen), [])


def _lies_at(mention, item: dict) -> bool:
    if item["lon"] is None:
        return False
    at = mention.geometry.point_on_surface
    return abs(at.x - item["lon"]) < SAME and abs(at.y - item["lat"]) < SAME


def alike(mention: Mention) -> int:
    """How many undecided mentions of the same thing could follow a person's decision about this one."""
    decided_here = mention.decision == Mention.Decided.ACCEPTED and mention.source != Mention.Source.AUTOMATIC
    return mention.alike().count() if decided_here else 0


def candidates(mention: Mention) -> list[dict]:
    """What may be chosen; what the department no longer offers stands in its place without one."""
    gone = withdrawn(mention)
    withdrawal = {"lon": None, "lat": None, "reasons": [_("부서에서 지운 자리입니다.")]}
    rows = [candidate(item) | (withdrawal if index in gone else {}) for index, item in enumerate(mention.candidates)]
    for twins in _alike_to_the_letter(rows):
        _tell_apart(twins)
    return rows


def _alike_to_the_letter(rows) -> list[list[dict]]:
    """Candidates that nobody could tell apart, group by group."""
    groups = {}
    for row in rows:
        if row["lon"] is not None:
            groups.setdefault((row["title"], row["other"]), []).append(row)
    return [twins for twins in groups.values() if len(twins) > 1]


def _tell_apart(twins: list[dict]):
    """Say of each what is around it, and where it lies seen from the first."""
    first = twins[0]
    for row in twins:
        around = reverse(row["lon"], row["lat"])
        lot = around.lot_address or around.name if around else ""
        seen = "" if row is first else _("첫째 곳의 %(where)s") % {"where": bearing(first, row)}
        row["other"] = " · ".join(filter(None, (row["other"], lot if lot not in row["other"] else "", seen)))


def bearing(start: dict, end: dict) -> str:
    """ "북동쪽 120 m": where `end` lies seen from `start`, both with `lon` and `lat` in degrees."""
    points = (start["lon"], start["lat"]), (end["lon"], end["lat"])
    side, distance = DIRECTIONS[round(geodesy.bearing(*points) / 45) % 8], geodesy.metres(*points)
    return _("%(side)s %(n)s m") % {"side": side, "n": f"{distance:,.0f}"}


def _standing_of(item: dict) -> str:
    """Of a stored candidate; empty for one that the department's people have put there, or that is one of several."""
    if item["certainty"] in (Certainty.BY_PERSON, Certainty.AMBIGUOUS):
        return ""
    return Standing.of(item["certainty"], item["precision"], item["error_m"])


def candidate(item: dict) -> dict:
    """One stored candidate in the clerk's words."""
    names = [item.get(name) for name in ("road_address", "lot_address", "name") if item.get(name)]
    return {
        "title": names[0] if names else "",
        "other": " · ".join(names[1:]),
        "grade_words": words.glance(_standing_of(item)),
        "position_words": words.position(item["position_type"]),
        "error_m": item["error_m"],
        "lon": item["lon"],
        "lat": item["lat"],
        "reasons": item["reasons"],
        "is_offer": is_offer(item),
    }


def query(mention: Mention) -> str:
    """What a person would search for: its text, with the gu that the document says around it."""
    gu = mention.near_gu if mention.near_gu not in mention.text else ""
    return " ".join(filter(None, (gu, *mention.text.split())))[:LONGEST_QUERY]


def is_pin(mention: Mention) -> bool:
    """A point, not a line or an area, that a person set."""
    return mention.position_type == "pin" and mention.geometry.geom_type == "Point"


def added(mention: Mention) -> str:
    """Who added it by hand and when; empty for what the program found."""
    first = mention.history.order_by("pk").first() if mention.added_by_id else None
    return " · ".join(map(str, _who_and_when(mention.added_by, first.at).values())) if first else ""


def decided(mention: Mention) -> str:
    """Who decided and when; empty while nobody has."""
    if not mention.decided_at:
        return ""
    return " · ".join(map(str, _who_and_when(mention.decided_by, mention.decided_at).values()))


def _who_and_when(by, at) -> dict:
    return {"who": by or _("알 수 없음"), "when": timezone.localtime(at).strftime("%m-%d %H:%M")}


def rows_of(mention: Mention) -> str:
    """Where it stands in the document, and how many rows name it again."""
    if mention.record_id is None:
        return _("지도에서 더한 곳")
    again = len(mention.repeats)
    return where(mention.locator) + (_(" 외 %(n)s행") % {"n": f"{again:,}"} if again else "")


def where(locator: dict) -> str:
    """Where in the document, as a person says it: "3쪽", "시트1 12행"."""
    parts = [locator.get("sheet", "")]
    parts.append(_("%(n)s쪽") % {"n": locator["page"]} if "page" in locator else "")
    if "row" in locator:
        parts.append(_("%(n)s행") % {"n": locator["row"]})
    elif "paragraph" in locator:
        parts.append(_("%(n)s번째 문단") % {"n": locator["paragraph"]})
    return " ".join(filter(None, parts))


def conflict(current: Mention | Review) -> dict:
    """What to tell the one who came later: who was first, and what it is now. Nothing of theirs is stored."""
    if isinstance(current, Review):
        who = _who_and_when(current.saved_by, current.saved_at)
        message = _("%(who)s 님이 %(when)s에 먼저 저장했습니다. 쓰신 내용은 이 화면에 그대로 있습니다.") % who
        return {"message": message, "current": details(current)}
    if current.decided_at is None:
        return {"message": _("이미 찾은 장소입니다. 그 장소를 골랐습니다."), "current": detail(current)}
    who = _who_and_when(current.decided_by, current.decided_at) | {"decision": current.get_decision_display()}
    message = _("%(who)s 님이 %(when)s에 먼저 바꾸었습니다: %(decision)s. 지금 상태를 다시 불러왔습니다.") % who
    return {"message": message, "current": detail(current)}


def details(notice_in_making: Review) -> dict:
    """What the clerk wrote about the notice as a whole, as the form's fields show it."""
    return {"version": notice_in_making.version, **DetailsForm.initial_of(notice_in_making)}


def counts(upload: Upload) -> dict:
    """How many places would be published, wait for a decision, are left out, or are but suggested."""
    state = decisions.state(upload)
    by_decision = state["decisions"]
    return {
        "suggested": state["suggested"],
        "accepted": by_decision.get(Mention.Decided.ACCEPTED, 0),
        "open": by_decision.get(Mention.Decided.OPEN, 0),
        "left_out": by_decision.get(Mention.Decided.IGNORED, 0) + by_decision.get(Mention.Decided.NOT_PLACE, 0),
    }
