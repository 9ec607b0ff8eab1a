"""`manage.py export_examples`: what clerks decided, as lines to learn from."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from importers.records import DocumentRecord, Locator
from importers.review import adding, decisions
from importers.review.publishing import publish
from tests.importers.factories import UploadFactory, letter_upload, mention, reviewed_upload, with_records

pytestmark = pytest.mark.django_db


def exported(**options):
    out = StringIO()
    call_command("export_examples", stdout=out, stderr=StringIO(), **options)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def words(example, name="answers", **values):
    spans = (one for one in example[name] if values.items() <= one.items())
    return [example["text"][one["start"] : one["end"]] for one in spans]


def decide(upload, number, decision):
    one = upload.mentions.get(number=number)
    decisions.decide(one, upload.uploaded_by, one.version, decision)


@pytest.fixture
def upload():
    """A letter of which everything but the suggestions is decided."""
    upload = letter_upload()
    decide(upload, 1, "accepted")
    return upload


def test_what_was_taken_dropped_and_added_is_told(upload):
    decide(upload, 2, "accepted")
    decide(upload, 3, "not_place")
    adding.add_span(upload, upload.uploaded_by, record=3, cell=None, start=0, end=3, text="책쉼터")
    decide(upload, 4, "ignored")
    upload.mentions.filter(number=4).update(decision="accepted")
    first, second, third = exported()
    assert words(first, sure=True) == ["용산구 소월로 109", "하이브 정문 앞"]
    assert [one["kind"] for one in first["answers"]] == ["road", "place"]
    assert words(second, "rejected") == ["잠두봉유적지 일대"]
    assert second["answers"] == []
    assert words(third, sure=True) == ["책쉼터"]


def test_what_nobody_has_judged_is_neither_a_place_nor_none(upload):
    [first] = exported()
    assert words(first, sure=False) == ["하이브 정문 앞"]
    assert first["rejected"] == []


SECRET = "연락처 010-1234-5678, 주민번호 900101-1234567. 🚲 하이브 정문 앞에서 (010-9876-5432) 잠두봉유적지로 갑니다."


def test_personal_numbers_are_masked_and_every_place_stands_where_it_is_said_to_stand():
    upload = with_records(UploadFactory(), [DocumentRecord("paragraph", Locator(paragraph=1), SECRET)])
    [row] = upload.records.all()
    for number, text in enumerate(("하이브 정문 앞", "잠두봉유적지"), 1):
        mention(row, number, text, "A1", decision="accepted", decided_at=timezone.now()).save()
    [example] = exported()
    assert words(example) == ["하이브 정문 앞", "잠두봉유적지"]
    for digits in ("1234-5678", "900101", "1234567", "9876"):
        assert digits not in example["text"]


def test_where_a_mask_is_shorter_than_what_it_hides_the_places_move():
    # Conjoining jamo: what is one letter on screen is three characters in the file.
    seoul = "\u1109\u1165\u110b\u116e\u11af"
    text = f"{seoul} 전화 공일공-1234-오륙칠팔 뒤 하이브 정문 앞, 메일 hong.gildong@gmail.com 다음 잠두봉유적지"
    upload = with_records(UploadFactory(), [DocumentRecord("paragraph", Locator(paragraph=1), text)])
    [row] = upload.records.all()
    for number, place in enumerate(("하이브 정문 앞", "잠두봉유적지"), 1):
        mention(row, number, place, "A1", decision="accepted", decided_at=timezone.now()).save()
    [example] = exported()
    assert words(example) == ["하이브 정문 앞", "잠두봉유적지"]
    assert "gildong" not in example["text"]


def test_a_place_in_which_something_is_hidden_is_no_example():
    text = "홍길동 씨 댁 소월로 109 101동 1203호에서 모여 하이브 정문 앞으로 갑니다."
    upload = with_records(UploadFactory(), [DocumentRecord("paragraph", Locator(paragraph=1), text)])
    [row] = upload.records.all()
    for number, place in enumerate(("소월로 109 101동 1203호", "하이브 정문 앞"), 1):
        mention(row, number, place, "A1", decision="accepted", decided_at=timezone.now()).save()
    [example] = exported()
    assert "1203" not in example["text"]
    assert words(example) == ["하이브 정문 앞"]


def test_a_cell_that_is_nothing_but_its_place_teaches_nothing():
    upload = reviewed_upload()
    upload.mentions.update(decision="accepted", decided_at=timezone.now())
    assert exported() == []


def test_an_upload_that_is_still_worked_on_is_left_out_until_it_is_published(upload):
    upload.mentions.filter(number=3).update(tier="sure")
    assert exported() == []
    publish(upload.review, upload.uploaded_by)
    assert len(exported()) == 1


def test_only_one_department_or_only_what_is_new(upload):
    other = letter_upload()
    decide(other, 1, "accepted")
    assert len(exported()) == 2
    assert len(exported(department=other.department.name)) == 1
    other.mentions.update(decided_at=timezone.now() - timedelta(days=9))
    assert len(exported(since=str(timezone.localdate() - timedelta(days=1)))) == 1


@pytest.mark.parametrize("since", ["yesterday", "2026-13-40"])
def test_a_day_that_is_none_is_refused(since):
    with pytest.raises(CommandError, match="takes a day"):
        exported(since=since)
