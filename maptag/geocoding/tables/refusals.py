"""Lines that a load did not take: counted by file and reason, listed one by one as far as anyone would read them."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext as _

from maptag.geocoding.models import DataVersion, RefusedLine
from maptag.geocoding.tables.files import KEPT_REFUSALS, Refusal

# The row is loaded all the same, without what was wrong with it.
_KEPT_FAULTS = ("far",)


def fault_reason(fault: str) -> str:
    """What to tell the operator about a row that SQL refused."""
    return {
        "number": _("건물번호가 숫자가 아닙니다."),
        "lot_number": _("지번이 숫자가 아닙니다."),
        "nothing": _("도로명주소도 지번도 없습니다."),
        "coordinate": _("좌표가 숫자가 아닙니다."),
        "far": _("좌표가 대한민국 밖입니다(좌표계를 확인해 주세요). 주소만 받았습니다."),
        "change": _("이동사유코드가 31, 34, 63 가운데 하나가 아닙니다."),
        "road": _("도로명코드에 맞는 도로명이 없습니다. 도로명주소 파일을 함께 올려 주세요."),
        "gu": _("시군구가 없습니다."),
        "code": _("법정동코드가 숫자가 아니거나 자릿수가 맞지 않습니다."),
        "date": _("삭제일자가 2024-01-18과 같은 꼴이 아닙니다."),
        "long": _("지역이나 도로 이름의 글자 수가 너무 많습니다."),
        "name": _("이름이 없거나 200자를 넘습니다."),
        "place": _("좌표가 없거나 대한민국 밖입니다."),
        "strayed": _("좌표가 주소의 시·도 밖입니다."),
        "road_name": _("도로명이나 시군구가 없습니다."),
    }[fault]


@dataclass
class LoadReport:
    """What a load did. `counts`: rows by dataset; `files`: (name, layout, kept, refused); `reasons`: of all refused.

    `refusals` lists the first KEPT_REFUSALS lines. `warnings` are sentences for the operator. `is_void`: all files
    said that there is nothing new.
    """

    files: list[tuple[str, str, int, int]] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)
    refusals: list[Refusal] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    warnings: list[str] = field(default_factory=list)
    is_void: bool = False

    @property
    def refused(self) -> int:
        return self.reasons.total()

    def add(self, refusals: Iterable[Refusal], reasons: Counter[str]) -> None:
        """Refusals of which `reasons` counts all, though not all may be listed."""
        self.reasons += reasons
        self.refusals.extend(list(refusals)[: KEPT_REFUSALS - len(self.refusals)])

    def add_faults(self, counts: Iterable[tuple[int, str, int]], faults: Iterable[tuple[int, int, str]]) -> None:
        """Rows that were read but then refused in SQL: (number of the file, fault, count), and (file, line, fault)."""
        for number, fault, count in counts:
            name, layout, kept, refused = self.files[number]
            lost = 0 if fault in _KEPT_FAULTS else count
            self.files[number] = (name, layout, kept - lost, refused + count)
            self.reasons[fault_reason(fault)] += count
        listed = [Refusal(self.files[number][0], line, fault_reason(fault)) for number, line, fault in faults]
        self.refusals.extend(listed[: KEPT_REFUSALS - len(self.refusals)])


def store(load: UUID, refusals: list[Refusal]) -> None:
    """Keep the refusals of a load, and no longer those of loads of which nothing is in use."""
    RefusedLine.objects.exclude(load__in=DataVersion.objects.active().values("load")).delete()
    columns = "load, file, line, reason"
    with connection.cursor() as cursor, cursor.copy(f"COPY geocoding_refusedline ({columns}) FROM STDIN") as copy:
        for refusal in refusals:
            copy.write_row((load, refusal.file.replace("\0", ""), refusal.line, refusal.reason))
