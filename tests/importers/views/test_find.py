"""Finding a text in a document of which the screen holds only a part."""

import pytest

from importers.records import Cell, DocumentRecord, Locator
from tests.factories import UserFactory
from tests.importers.factories import UploadFactory, letter_upload, reviewed_upload, row_record, with_records

pytestmark = pytest.mark.django_db


@pytest.fixture
def find(client):
    """find(upload, text) → numbers of the records, as its own clerk sees them."""

    def ask(upload, text):
        client.force_login(upload.uploaded_by, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client.get(f"/uploads/{upload.pk}/find", {"q": text}).json()["records"]

    return ask


def test_paragraphs_and_cells_that_say_it_are_named(find):
    assert find(letter_upload(), "하이브 정문") == [1]
    assert find(reviewed_upload(), "도서관") == [2, 3, 4, 5, 6, 7]


def test_no_case_and_no_sign_has_a_meaning(find):
    upload = with_records(UploadFactory(), [row_record(1, 'Hive (1층) "A".*'), row_record(2, "HIVE")])
    assert find(upload, "hive") == [1, 2]
    for text in ("(1층)", '"A"', ".*", '"a".*'):
        assert find(upload, text) == [1]
    assert find(upload, "\\") == find(upload, "H.ve") == find(upload, " ") == find(upload, "\x00") == []


def test_neither_names_of_fields_nor_what_lies_under_merged_cells_is_said(find):
    cells = (Cell("가", 0), Cell("나", 1, covered=True))
    upload = with_records(UploadFactory(), [DocumentRecord("row", Locator(row=1), cells=cells, title="다")])
    assert find(upload, "column") == find(upload, "나") == find(upload, "다") == []
    assert find(upload, "가") == [1]


def test_another_department_finds_nothing(client):
    upload = letter_upload()
    client.force_login(UserFactory(), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(f"/uploads/{upload.pk}/find", {"q": "하이브"}).status_code == 404
