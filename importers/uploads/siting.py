"""Where a mention lies by everything that its row says: the best certain evidence places it, the rest checks it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from importers.models.placement import query_of
from maptag.geocoding.geodesy import apart
from maptag.geocoding.types import Candidate, Certainty, Match, Precision, Query
from maptag.particles import agreed

# Metres beyond the errors of both from which two statements about one place contradict each other: a camera's point lay
# 775 m from its address, while road and lot address of one building lie up to 50 m apart.
DISAGREEMENT_M = 150.0
STATED = "stated"
_ADDRESSES = ("road", "lot")


def _rank(match: Match) -> int:
    """0: sure of the building; 1: of a spot, or near it; 2: somewhere there; 3, 4: a person has to choose or place."""
    if match.is_open:
        return 3 if match.certainty is Certainty.AMBIGUOUS else 4
    if match.certainty.is_sure and match.best.precision is Precision.EXACT:
        return 0
    return 1 if match.best.precision in (Precision.SPOT, Precision.NEARBY) else 2


def queries(mention) -> list[Query]:
    """What to ask the geocoder about a stored mention: itself, unless it is but a point, then its evidence."""
    own = [] if "stated" in mention.flags else [query_of(mention.as_fields())]
    return own + [query_of(fields) for fields in mention.evidence]


def settle(mention, matches: Sequence[Match]) -> Match:
    """The answer for `mention` from those to its `queries`, checked against each other and the stated point."""
    best = min(matches, key=_rank, default=None)
    if best is not None and best is not matches[0]:
        best = best.with_reason(_("같은 행의 ‘%(text)s’(으)로 찾았습니다.") % {"text": best.query.text})
    if best is not None:
        best = _checked(best, [match for match in matches if match.query != best.query])
    return _with_stated(mention, best) if mention.stated else best


def _checked(best: Match, others: Sequence[Match]) -> Match:
    """`best`, or a question where another address of the row is as sure of a place far away."""
    for other in others:
        if other.query.kind not in _ADDRESSES or _rank(other) or not best.best:
            continue
        distance = apart(best.best, other.best)
        if distance > DISAGREEMENT_M and best.query.kind in _ADDRESSES and not _rank(best):
            reason = _("같은 행의 ‘%(text)s’이(가) 여기서 %(n)s m 떨어져 있습니다.")
            explanation = agreed(reason % {"text": other.query.text, "n": f"{distance:,.0f}"})
            return _question(best, (*best.candidates[:1], *other.candidates[:1]), explanation)
    return best


def _with_stated(mention, best: Match | None) -> Match:
    """The place that the document states, or a question where its address lies elsewhere."""
    stated = mention.stated
    if "out_of_range" in stated["flags"]:
        explanation = _("문서의 좌표(%(lat)s, %(lon)s)는 우리나라 밖이라 쓰지 않았습니다.") % stated
        return (best or Match(Query(mention.text))).with_reason(explanation)
    point = _candidate(stated, best)
    if best is None or not best.best:
        candidates = (point, *(best.candidates if best else ()))
        return Match(Query(mention.text), point.certainty, candidates, ("stated",), point.reasons)
    distance = apart(point, best.best)
    if distance > DISAGREEMENT_M + (best.best.error_m or 0.0) + stated["error_m"]:
        explanation = _("문서의 좌표가 주소에서 %(n)s m 떨어져 있습니다. 맞는 자리를 골라 주세요.") % {
            "n": f"{distance:,.0f}"
        }
        return _question(best, (*best.candidates[:1], point), explanation)
    if (best.best.error_m or 0.0) < point.error_m and not _rank(best):
        return best.with_reason(_("문서의 좌표와 %(n)s m 안에서 맞습니다.") % {"n": f"{distance:,.0f}"})
    flags, candidates = (*best.flags, "stated"), (point, *best.candidates)
    return replace(best, certainty=point.certainty, candidates=candidates, flags=flags, reasons=point.reasons)


def _question(best: Match, candidates, reason: str) -> Match:
    """Two places of which a person has to choose one: a wrong point is worse than none."""
    doubtful = tuple(replace(candidate, certainty=Certainty.AMBIGUOUS) for candidate in candidates)
    return replace(
        best, certainty=Certainty.AMBIGUOUS, candidates=doubtful, flags=(*best.flags, "disagrees"), reasons=(reason,)
    )


def _candidate(stated: dict, best: Match | None) -> Candidate:
    candidate = best.best if best else None
    reasons = [_("문서에 적힌 좌표입니다 (%(crs)s).") % {"crs": stated["crs"]}]
    if "swapped" in stated["flags"]:
        reasons.append(_("문서에 위도와 경도가 바뀌어 적혀 있어 바로잡았습니다."))
    address = {"road_address": candidate.road_address, "lot_address": candidate.lot_address} if candidate else {}
    place = stated["lon"], stated["lat"], stated["error_m"]
    return Candidate(
        Certainty.BY_RULE, Precision.EXACT, STATED, *place, flags=("stated",), reasons=tuple(reasons), **address
    )


def settled(mentions: Sequence, matches: Sequence[Match]) -> Iterator[Match]:
    """One Match for each of `mentions`, from the answers to all their `queries` in a row."""
    at = 0
    for mention in mentions:
        end = at + len(queries(mention))
        yield settle(mention, matches[at:end])
        at = end
