"""Public templates receive values alone: nothing that leads back to a record, whose private fields stand beside."""

import pytest
from django.db.models import Manager, Model, QuerySet
from django.forms import BaseForm
from django.urls import reverse

from community.models import Photo, Report
from mapsite.accounts.models import Role
from maptag.models import Notice
from maptag.publishing.content import NoticeContent, TagContent
from maptag.publishing.layers import LAYERS
from maptag.publishing.rows import PublicRow
from tests.community.factories import CampaignFactory, CategoryFactory, ReportFactory
from tests.factories import DepartmentFactory, UserFactory
from tests.mapsite.accounts.test_access import CITIZENS, NAMES, PUBLIC

# Only whoever holds the link gets these, and sees what is theirs.
PRIVATE = {
    "community:mine", "community:member", "community:member_stop", "community:following", "community:follow_link",
    "community:confirm", "community:unsubscribe", "community:attachment", "community:photo",
}  # fmt: skip


@pytest.fixture
def world(db):
    """A notice, a report with a photo and an answer, and an entry of a campaign, all of them public."""
    clerk = UserFactory(department=DepartmentFactory(name="공원과"), role=Role.ADMINISTRATOR)
    notice = Notice.objects.create(department=clerk.department)
    point = {"type": "Point", "coordinates": [126.978, 37.5665]}
    notice.publish(NoticeContent("도서관", tags=(TagContent("남산도서관", point),)), clerk)
    report = ReportFactory(category=CategoryFactory(department=clerk.department))
    report.move_to("confirmed", clerk, "확인했습니다.")
    Photo.objects.create(report=report, sha256="0" * 64, width=4, height=3)
    campaign = CampaignFactory(questions=[{"key": "seat", "kind": "yesno", "label": "의자가 있나요?"}], confirmations=1)
    ReportFactory(category=None, campaign=campaign, answers={"seat": True}, nickname="느티")
    return {"notice": notice, "report": report, "campaign": campaign}


def addresses(name, world):
    """Those that `name` has in this world."""
    arguments = NAMES[name]
    values = {"pk": world["notice"].pk, "digest": "x", "language": "ko", "slug": world["campaign"].slug}
    for record in Report.objects.all() if "number" in arguments else [None]:
        yield reverse(name, kwargs={a: record.number if a == "number" else values[a] for a in arguments})


def records_in(value, path=""):
    """Where `value`, a context or part of one, holds a record or a way to records."""
    match value:
        case Model() | Manager() | QuerySet():
            yield f"{path}: {type(value).__name__}"
        case BaseForm() | str() | bytes() | None:
            return
        case dict():
            for key, part in value.items():
                yield from records_in(part, f"{path}.{key}")
        case PublicRow():
            yield from records_in(value._values, path)
        case _ if hasattr(value, "object_list"):
            yield from records_in(value.object_list, f"{path}.object_list")
        case list() | tuple() | set():
            for part in value:
                yield from records_in(part, path)


@pytest.mark.parametrize("name", sorted((PUBLIC | CITIZENS) - PRIVATE))
def test_no_public_page_receives_a_record(client, world, name):
    for address in addresses(name, world):
        response = client.get(address)
        assert not list(records_in([part for context in response.context or () for part in context])), address


def test_a_row_shows_what_its_layer_allows_and_nothing_else(world):
    row = LAYERS["reports"].public(Report.objects.public().get(number=world["report"].number))
    assert row.title == world["report"].title
    assert row.department.name == "공원과"
    assert row.campaign is None
    for secret in ("text_original", "private_answers", "key_hash", "contact", "network_hash", "device"):
        with pytest.raises(AttributeError):
            getattr(row, secret)
    with pytest.raises(AttributeError):
        row.title = "다른 제목"


def test_a_record_is_no_public_value(world):
    with pytest.raises(TypeError):
        PublicRow({"department": world["report"].department})


@pytest.mark.parametrize("name", LAYERS)
def test_every_layer_leads_to_public_rows(world, name):
    layer = LAYERS[name]
    for record in layer.rows()[:5]:
        assert isinstance(layer.public(record), PublicRow)
