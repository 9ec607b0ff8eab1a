"""Grades, kinds and positions in the clerk's words."""

from django.utils.translation import gettext_lazy as _

GRADES = {
    "A1": _("건물까지 정확"),
    "A2": _("규칙으로 확인한 정확한 건물"),
    "B": _("표기를 바로잡아 찾음"),
    "C": _("가까운 번지로 추정"),
    "D": _("길·동·장소의 대표 지점"),
    "E": _("여러 곳이 맞음 – 골라 주세요"),
    "F": _("찾지 못함"),
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
}


def grade(code: str) -> str:
    return str(GRADES.get(code, code))


def position(code: str) -> str:
    return str(POSITIONS.get(code, code))
