"""열 확인: a clerk says what a column is, sees at once what that gives, and the next file is read so."""

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from importers.models import ColumnTypes
from importers.uploads import intake, pipeline
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

# Whole numbers beside dongs count people more often than lots: only a person can say which.
TABLE = "이름,동네,값\n" + "".join(f"가람{n},용산구 후암동,{n}\n" for n in (30, 44, 105, 143, 219, 244))


@pytest.fixture
def user(addresses):
    return UserFactory()


@pytest.fixture
def upload(user):
    return imported(user, TABLE, "목록.csv")


def imported(user, text, name):
    upload, _ = intake.receive(ContentFile(text.encode()), name, user)
    pipeline.run(upload.pk)
    upload.refresh_from_db()
    return upload


@pytest.fixture
def screen(client, user, upload):
    client.force_login(user)
    return client, reverse("importers:columns", args=[upload.pk])


def fields(client, url, **types):
    """The page's form as it stands, with `types` by the number of the column."""
    table = client.get(url).context["tables"][0]
    values = {column.name: column.type for column in table.columns}
    return values | {f"{table.shape}-{number.removeprefix('c')}": kind for number, kind in types.items()}


def test_a_document_without_a_find_says_which_columns_were_looked_at(client, user, upload):
    client.force_login(user)
    page = client.get(upload.get_absolute_url()).content.decode()
    assert upload.mentions_found == 0
    assert "살펴본 열: 이름, 동네, 값" in page
    assert reverse("importers:columns", args=[upload.pk]) in page


def test_another_choice_shows_its_result_and_keeps_nothing(screen):
    client, url = screen
    page = client.post(url, fields(client, url, c1="dong", c2="number"))
    (table,) = page.context["tables"]
    assert [places for _texts, places in table.rows] == [[f"용산구 후암동 {n}"] for n in (30, 44, 105, 143, 219)]
    assert not ColumnTypes.objects.exists()


def test_a_saved_choice_finds_again_and_reads_the_next_file_of_the_same_shape(screen, user, upload):
    client, url = screen
    answer = client.post(url, {**fields(client, url, c1="dong", c2="number"), "save": "1"})
    assert answer.status_code == 302
    pipeline.run(upload.pk)
    upload.refresh_from_db()
    assert upload.mentions_found == 6
    again = imported(user, TABLE.replace("가람", "나래"), "다음.csv")
    assert again.mentions_found == 6
    elsewhere = imported(UserFactory(), TABLE, "목록.csv")
    assert elsewhere.mentions_found == 0


def test_what_somebody_has_decided_is_not_searched_away(client, user):
    text = "이름,주소\n" + "".join(f"가람{n},서울특별시 용산구 소월로 109\n" for n in range(4))
    upload = imported(user, text, "주소.csv")
    client.force_login(user)
    url = reverse("importers:columns", args=[upload.pk])
    mention = upload.mentions.first()
    mention.history.create(upload=upload, batch=upload.pk, before={}, after={"decision": "accepted"})
    assert client.post(url, {**fields(client, url, c1="none"), "save": "1"}).status_code == 409
    assert upload.mentions.count() == 4


@pytest.mark.parametrize("data", [{"x": "y"}, {"a" * 64 + "-1": "hostile"}, {"a" * 64 + "-99999": "gu"}])
def test_fields_that_are_not_ours_change_nothing(screen, data):
    client, url = screen
    assert client.post(url, {**data, "save": "1"}).status_code == 302
    assert not ColumnTypes.objects.exclude(types={}).exists()
