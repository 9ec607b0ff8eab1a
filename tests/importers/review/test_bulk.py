"""Ten thousand at once: one statement each way, the same history as one by one, never twice."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from importers.models import Mention
from importers.review import decisions
from tests.factories import UserFactory
from tests.importers.factories import reviewed_upload

pytestmark = pytest.mark.django_db


@pytest.fixture
def upload():
    return reviewed_upload()


def numbers(upload):
    return list(upload.mentions.values_list("number", flat=True))


def statements(action):
    with CaptureQueriesContext(connection) as captured:
        action()
    return len([query for query in captured if "SAVEPOINT" not in query["sql"]])


def test_many_take_no_more_statements_than_one(upload):
    user, everything = upload.uploaded_by, numbers(upload)
    one = statements(lambda: decisions.decide_many(upload, user, "accepted", everything[:1]))
    assert statements(lambda: decisions.undo(upload, user)) < 12
    assert statements(lambda: decisions.decide_many(upload, user, "accepted", everything)) == one
    assert statements(lambda: decisions.undo(upload, user)) < 12


def states(upload):
    fields = (
        "number",
        "decision",
        "source",
        "geometry",
        "address",
        "position_type",
        "error_m",
        "version",
        "decided_by",
    )
    return list(upload.mentions.order_by("number").values_list(*fields))


def history(upload):
    rows = upload.decisions.order_by("mention__number").values_list(
        "mention__number", "before", "after", "by", "taught"
    )
    return list(rows)


def test_a_bulk_leaves_the_same_as_one_decision_after_the_other(upload):
    user = upload.uploaded_by
    for mention in upload.mentions.exclude(geometry=None):
        decisions.decide(mention, user, 0, "accepted")
    single = states(upload), history(upload)
    for _ in range(4):
        decisions.undo(upload, user)
    upload.decisions.all().delete()
    upload.mentions.update(version=0, decided_by=None, decided_at=None)
    decisions.decide_many(upload, user, "accepted", numbers(upload))
    assert (states(upload), history(upload)) == single


def test_a_bulk_takes_what_it_was_given_and_is_still_undecided(upload):
    user = upload.uploaded_by
    decisions.decide(upload.mentions.get(number=1), user, 0, "not_place")
    assert decisions.decide_many(upload, user, "accepted", [1, 2, 6]) == [2]
    assert decisions.decide_many(upload, user, "accepted", [1, 2, 6]) == []
    assert decisions.decide_many(upload, user, "ignored", [6, 5]) == [5, 6]
    assert dict(upload.mentions.values_list("number", "decision")) == {
        1: "not_place", 2: "accepted", 3: "open", 4: "open", 5: "ignored", 6: "ignored",
    }  # fmt: skip


def test_another_uploads_mentions_are_not_touched(upload):
    other = reviewed_upload(uploaded_by=upload.uploaded_by)
    decisions.decide_many(upload, upload.uploaded_by, "ignored", numbers(upload))
    assert other.mentions.open().count() == 6


def test_a_bulk_is_taken_back_only_while_nobody_went_on_from_it(upload):
    user, colleague = upload.uploaded_by, UserFactory(department=upload.department)
    decisions.decide_many(upload, user, "accepted", numbers(upload))
    decisions.decide(upload.mentions.get(number=2), colleague, 1, "ignored")
    with pytest.raises(decisions.Conflict) as conflict:
        decisions.undo(upload, user)
    assert conflict.value.current.number == 2
    assert upload.mentions.accepted().count() == 3


def test_lines_and_areas_come_back_as_they_were(upload):
    shape = "SRID=4326;LINESTRING(126.98 37.566, 127.01234567891 37.566)"
    Mention.objects.filter(upload=upload, number=1).update(geometry=shape)
    before = upload.mentions.get(number=1).geometry.wkb
    decisions.decide(upload.mentions.get(number=1), upload.uploaded_by, 0, "accepted", point=(127.0, 37.55))
    decisions.undo(upload, upload.uploaded_by)
    assert upload.mentions.get(number=1).geometry.wkb == before
