"""Standings, kinds and positions in the clerk's words."""

from django.utils.translation import gettext_lazy as _

from importers.models import Mention, Standing
from importers.vocabulary import rows

# What a standing means in full; the printed letter is shown in the detail alone.
STANDINGS = {
    Standing.AS_WRITTEN: _("적힌 건물 그대로"),
    Standing.BY_RULE: _("규칙으로 확인한 건물"),
    Standing.REPAIRED: _("표기를 바로잡아 찾음"),
    Standing.SPOT: _("이름이 하나뿐인 곳"),
    Standing.NEAR: _("가까운 번지로 추정"),
    Standing.CENTRE: _("길·동·장소의 대표 지점"),
    Standing.SEVERAL: _("골라 주세요"),
    Standing.MISSING: _("자리를 정해 주세요"),
    Standing.PLACED: _("사람이 정한 자리"),
}

KINDS = {
    "road": _("도로명주소"),
    "lot": _("지번주소"),
    "place": _("장소 이름"),
    "intersection": _("교차로"),
    "segment": _("도로 구간"),
    "area": _("구역"),
}

POSITIONS = {
    "entrance": _("건물 출입구"),
    "building": _("건물 중심"),
    "parcel": _("필지 중심"),
    "interpolated": _("도로 위 추정 지점"),
    "neighbour": _("이웃 번지의 건물"),
    "road": _("도로 가운데"),
    "crossing": _("교차로"),
    "segment": _("도로 구간"),
    "place": _("장소의 위치"),
    "exit": _("출구"),
    "dong": _("동 가운데"),
    "gu": _("구 가운데"),
    "area": _("구역"),
    "pin": _("지도에서 지정"),
    "stated": _("문서에 적힌 좌표"),
}


def standing(code: str) -> str:
    """ "정확 – 적힌 건물 그대로"; empty where nobody has looked for it."""
    return f"{Standing(code).label} – {STANDINGS[code]}" if code in STANDINGS else ""


def glance(code: str) -> str:
    """A standing in a word; empty where nobody has looked for it."""
    return str(Standing(code).label) if code else ""


def standings() -> dict[str, dict]:
    """For the screen: what each standing is called, whether it may be accepted unseen, what needs a person first."""
    return {code.value: {"word": str(code.label), "text": standing(code), "sure": code.is_sure} for code in Standing}


def belief(mention: Mention) -> str:
    """Why it is believed to be a place; empty where the writing itself says so."""
    if mention.added_by_id:
        return ""
    return dict(rows("beliefs")).get(mention.belief, _("앞뒤 글에서 장소로 보입니다") if mention.is_suggested else "")


def position(code: str) -> str:
    return str(POSITIONS.get(code, code))
