"""Uploads that have been read, searched and placed, without going through the import."""

import hashlib

import factory
from django.contrib.gis.geos import Point

from importers.models import Mention, Review, Upload, UploadRecord
from importers.records import Cell, DocumentRecord, Locator
from maptag.geocoding.types import Candidate, Certainty, Precision
from tests.factories import CITY_HALL, UserFactory

# What the geocoder says of an answer with this letter.
ANSWERS = {
    "A1": (Certainty.AS_WRITTEN, Precision.EXACT),
    "A2": (Certainty.BY_RULE, Precision.EXACT),
    "B": (Certainty.REPAIRED, Precision.EXACT),
    "C": (Certainty.ESTIMATED, Precision.NEARBY),
    "D": (Certainty.BY_NAME, Precision.SPOT),
    "E": (Certainty.AMBIGUOUS, Precision.EXACT),
    "F": (Certainty.UNKNOWN, Precision.EXACT),
}
HEADERS = {0: "연번", 1: "시설명", 2: "소재지", 3: "운영시간"}
# One building of each grade, as a register names them.
LIBRARIES = [
    ("남산도서관", "서울특별시 용산구 소월로 109", "A1"),
    ("정독도서관", "서울특별시 종로구 북촌로5길 48", "A1"),
    ("용산도서관", "서울특별시 용산구 두텁바위로 160", "A2"),
    ("손기정문화도서관", "중구 손기정로 １０１-３", "C"),
    ("송림작은도서관", "중랑구 송림길 172", "E"),
    ("없는도서관", "용산구 없는로 99999", "F"),
]


class UploadFactory(factory.django.DjangoModelFactory):
    """A document that waits for its review, of the department of `uploaded_by`."""

    class Meta:
        model = Upload

    uploaded_by = factory.SubFactory(UserFactory)
    department = factory.SelfAttribute("uploaded_by.department")
    name = factory.Sequence(lambda n: f"공공도서관 목록 {n}.xlsx")
    sha256 = factory.LazyAttribute(lambda upload: hashlib.sha256(upload.name.encode()).hexdigest())
    size = 18_700
    format = "xlsx"
    state = Upload.State.READY


def candidate(grade="A1", lon=CITY_HALL[0], lat=CITY_HALL[1], **fields) -> dict:
    fields = {"road_address": "서울특별시 중구 세종대로 110", "reasons": ("건물번호까지 같습니다.",)} | fields
    return Candidate(*ANSWERS[grade], "building", lon, lat, 15.0, **fields).as_dict()


def row_record(number: int, *texts: str) -> DocumentRecord:
    cells = tuple(Cell(text, column) for column, text in enumerate(texts))
    return DocumentRecord("row", Locator(sheet="목록", row=number), cells=cells, headers=HEADERS)


def header_record() -> DocumentRecord:
    cells = tuple(Cell(text, column, header=True) for column, text in HEADERS.items())
    return DocumentRecord("row", Locator(sheet="목록", row=1), cells=cells)


def with_records(upload: Upload, records) -> Upload:
    """Store `records` as what was read of `upload`."""
    rows = [UploadRecord(upload=upload, number=n, content=record.as_dict()) for n, record in enumerate(records, 1)]
    UploadRecord.objects.bulk_create(rows)
    upload.records_read = upload.records_searched = len(rows)
    upload.save()
    return upload


def mention(row: UploadRecord, number: int, text: str, grade: str, cell: int | None = None, **fields) -> Mention:
    """An unsaved Mention of `text` in this record, with the candidates that its grade calls for."""
    content = row.content["text"] if cell is None else row.content["cells"][cell]["text"]
    start = content.index(text)
    offset = number % 30 * 0.002
    found = {
        "E": [candidate("E", 127.10 + offset, 37.60, road_address=text), candidate("E", 127.09, 37.61)],
        "F": [],
    }.get(grade, [candidate(grade, 126.95 + offset, 37.54 + number // 30 * 0.0008, road_address=text)])
    placed = found[0] if grade not in ("E", "F") else None
    values = {
        "kind": "road",
        "geometry": Point(placed["lon"], placed["lat"], srid=4326) if placed else None,
        "address": text if placed else "",
        "position_type": "building" if placed else "",
        "error_m": 15.0 if placed else None,
        "certainty": ANSWERS[grade][0],
        "precision": ANSWERS[grade][1],
    }
    return Mention(
        upload_id=row.upload_id, record=row, number=number, cell=cell, start=start, end=start + len(text), text=text,
        key=text, grade=grade, candidates=found, reasons=["건물번호까지 같습니다."],
        locator=row.content["locator"], **(values | fields),
    )  # fmt: skip


def reviewed_upload(libraries=LIBRARIES, **fields) -> Upload:
    """A workbook with a library a row, every address found, and its review begun."""
    rows = [row_record(n, str(n - 1), *library[:2], "09:00~22:00") for n, library in enumerate(libraries, 2)]
    upload = with_records(UploadFactory(**fields), [header_record(), *rows])
    stored = list(upload.records.all()[1:])
    pairs = zip(stored, libraries, strict=True)
    Mention.objects.bulk_create(mention(row, n, lib[1], lib[2], cell=2) for n, (row, lib) in enumerate(pairs, 1))
    upload.mentions_found = upload.mentions_placed = len(stored)
    upload.save()
    Review.objects.create(upload=upload, title="공공도서관", title_column="시설명", attribute_columns=["운영시간"])
    return upload


def long_upload(rows: int = 4000, **fields) -> Upload:
    """A register of `rows` libraries, most of them exact."""
    grades = ["A1"] * 17 + ["C", "E", "F"]
    libraries = [(f"작은도서관 {n}", f"서울특별시 중구 세종대로 {n}", grades[n % 20]) for n in range(1, rows + 1)]
    return reviewed_upload(libraries, **fields)


LETTER = (
    "용산구 소월로 109에서 도서관 축제를 엽니다. 하이브 정문 앞에서 순환버스를 탑니다.",
    "잠두봉유적지 일대는 행사 동안 차를 막습니다. 문의: 010-1234-5678",
    "책쉼터에 들러 주세요.",
)


def letter_upload(suggestions: int = 2, **fields) -> Upload:
    """A press release that names one sure place, and others that are but likely to be ones."""
    extra = tuple(f"{n}번 정자 앞에서 쉽니다." for n in range(1, suggestions - 1))
    records = [DocumentRecord("paragraph", Locator(paragraph=n), text) for n, text in enumerate(LETTER + extra, 1)]
    upload = with_records(UploadFactory(**{"name": "축제 안내.hwpx", "format": "hwpx"} | fields), records)
    stored = list(upload.records.all())
    likely = [(stored[0], "하이브 정문 앞", "D"), (stored[1], "잠두봉유적지 일대", "F")][:suggestions]
    likely += [(row, f"{n}번 정자 앞", "A1") for n, row in enumerate(stored[3:], 1)]
    found = [mention(stored[0], 1, "용산구 소월로 109", "A1")]
    found += [
        mention(row, number, text, grade, kind="place", tier="suggested", belief="locative")
        for number, (row, text, grade) in enumerate(likely, 2)
    ]
    Mention.objects.bulk_create(found)
    upload.mentions_found = upload.mentions_placed = len(found)
    upload.save()
    Review.objects.create(upload=upload, title="축제 안내")
    return upload
