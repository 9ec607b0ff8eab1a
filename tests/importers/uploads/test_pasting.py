"""What a clerk pastes comes to its review: tables, lists, a paragraph, one row, one column."""

import pytest
from django.urls import reverse

from importers.models import Upload
from importers.uploads import pipeline
from tests.factories import UserFactory
from tests.importers.readers.test_delimited import PROSE, TABLES

ODD = [
    "시설명\n가나쉼터\n다라쉼터",
    "시설명\t주소",
    "\t\t\n\t세종대로 110\t",
    "a,b",
    ",,,\n,,,\n세종대로 110,,,",
    '시설명\t주소\n"가\n나"\t"세종대로 110',
    "가;나;다\n세종대로 110;;",
    "| 시설명 | 주소 |\n|---|---|\n| 가나쉼터 | 세종대로 110 |",
    "연번\t시설명\t주소\r\n1\t가나쉼터\t서울특별시 중구 세종대로 110\r\n",
]


@pytest.mark.django_db
@pytest.mark.parametrize("text", [*PROSE, *TABLES, *ODD])
def test_whatever_is_pasted_comes_to_its_review(client, text):
    client.force_login(UserFactory())
    client.post(reverse("importers:uploads"), {"text": text})
    upload = Upload.objects.get()
    pipeline.run(upload.pk)
    upload.refresh_from_db()
    assert (upload.state, upload.error_message) == (Upload.State.READY, "")
    assert upload.review.title.strip()
    assert client.get(upload.get_absolute_url()).status_code == 200


@pytest.mark.django_db
def test_a_pasted_row_keeps_its_columns_where_the_first_cell_is_empty(client):
    client.force_login(UserFactory())
    client.post(reverse("importers:uploads"), {"text": "\t시설명\t주소\n\t가나쉼터\t세종대로 110\n"})
    upload = Upload.objects.get()
    pipeline.run(upload.pk)
    record = upload.records.last().as_record()
    assert record.headers == {1: "시설명", 2: "주소"}
    assert upload.__class__.objects.get().review.title == "붙여 넣은 표"


@pytest.mark.django_db
def test_blanks_alone_are_no_text(client):
    client.force_login(UserFactory())
    assert client.post(reverse("importers:uploads"), {"text": " \t\n "}).status_code == 400
