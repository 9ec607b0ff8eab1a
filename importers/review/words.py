"""Grades, kinds and positions in the clerk's words."""

from django.utils.translation import gettext_lazy as _

# What a grade means at a glance: a word, not a letter.
STANDINGS = {
    "A1": _("정확"),
    "A2": _("정확"),
    "B": _("정확"),
    "C": _("가까운 곳"),
    "D": _("동네"),
    "E": _("여러 곳"),
    "F": _("못 찾음"),
    "P": _("직접 정함"),
}

# And what it means in full; the letter stands in the detail alone.
GRADES = {
    "A1": _("적힌 건물 그대로"),
    "A2": _("규칙으로 확인한 건물"),
    "B": _("표기를 바로잡아 찾음"),
    "C": _("가까운 번지로 추정"),
    "D": _("길·동·장소의 대표 지점"),
    "E": _("골라 주세요"),
    "F": _("자리를 정해 주세요"),
    "P": _("사람이 정한 자리"),
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
    return str(STANDINGS.get(code, ""))


def grade(code: str) -> str:
    """ "정확 – 적힌 건물 그대로"; empty where nobody graded."""
    return f"{STANDINGS[code]} – {GRADES[code]}" if code in GRADES else ""


def position(code: str) -> str:
    return str(POSITIONS.get(code, code))
