"""RSS and Atom as feed readers read them: texts stay texts, nothing breaks them, nobody loads the same twice."""

import html
from datetime import timedelta

import feedparser
import pytest
from django.apps import apps
from django.db.models import CharField, JSONField, TextField
from lxml import etree

from community.encryption import EncryptedTextField
from community.models import Category, Report
from mapsite.characters import xml_safe
from maptag.models import Notice, Tag
from tests.community.factories import CampaignFactory, CategoryFactory, ReportFactory, handler

pytestmark = pytest.mark.django_db
FEEDS = pytest.mark.parametrize("path", ["/reports.rss", "/reports.atom"])
TEXT = "폭 <1.2 m <b>굵게</b> & <script>alert(1)</script>\n둘째 줄"
BROKEN = "가\uffff나\ufffe다\x0b라\x00마\ud800바"


def read(client, path, **query):
    body = client.get(path, query).content
    etree.fromstring(body)
    found = feedparser.parse(body)
    assert not found.bozo, found.bozo_exception
    return found


@FEEDS
def test_text_is_shown_as_it_was_written(client, path):
    ReportFactory(text=TEXT, address="<i>세종대로</i> 110")
    found = read(client, path)
    (entry,) = found.entries
    shown = entry.summary.replace("<br />", "\n").replace("<br>", "\n")
    assert "<" not in shown
    assert html.unescape(shown) == TEXT
    root = etree.fromstring(client.get(path).content)
    titles = [one.text for one in root.iter("{*}title")]
    assert "<i>세종대로</i> 110" in titles[1]
    if path.endswith("atom"):
        assert {one.get("type") for one in root.iter("{*}title", "{*}subtitle")} == {"text"}
    assert entry.author
    assert entry.id == entry.link
    assert entry.published_parsed


@FEEDS
def test_a_feed_is_sent_again_only_when_it_has_changed(client, path):
    report = ReportFactory(category=CategoryFactory())
    first = client.get(path)
    known = {"If-None-Match": first["ETag"]}
    assert client.get(path, headers=known).status_code == 304
    assert client.get(path, headers={"If-Modified-Since": first["Last-Modified"]}).status_code == 304
    Report.objects.update(updated_at=report.updated_at - timedelta(days=1))
    report.moderate("hidden", handler(report.department), "얼굴이 보입니다.")
    gone = client.get(path, headers=known)
    assert gone.status_code == 200
    assert report.number not in gone.text
    assert client.get(path, headers={"If-None-Match": gone["ETag"]}).status_code == 304


def test_feeds_have_ids_of_their_own(client):
    ReportFactory(category=CategoryFactory(slug="light"))
    whole, part = read(client, "/reports.atom"), read(client, "/reports.atom", category="light")
    assert whole.feed.id != part.feed.id
    assert whole.feed.updated
    assert whole.feed.author


@FEEDS
@pytest.mark.parametrize("query", ["category=nosuch", "gu=없는구", "campaign=nosuch", "status=lost", "since=soon"])
def test_an_unknown_filter_is_said_instead_of_an_empty_feed(client, path, query):
    ReportFactory()
    answer = client.get(f"{path}?{query}")
    assert answer.status_code in (400, 404)
    said = etree.fromstring(answer.content).findtext("error/description")
    assert query.split("=")[0] in said


@FEEDS
def test_one_record_breaks_no_feed(client, path):
    category = CategoryFactory(name=f"가로등{BROKEN}")
    ReportFactory(category=category, text=BROKEN, address=BROKEN)
    ReportFactory(category=None, campaign=CampaignFactory(slug="shade", title=BROKEN), text=BROKEN)
    assert read(client, path).entries[0].title.startswith("가나다라마바 – ")
    assert read(client, path, campaign="shade").entries
    etree.fromstring(client.get("/open311/v2/requests.xml").content)
    etree.fromstring(client.get("/open311/v2/services.xml").content)


def test_what_no_xml_holds_is_stored_nowhere():
    """By save, bulk statement and update; in JSON; and the instance says what was stored."""
    category = CategoryFactory(name=BROKEN, questions=[])
    assert category.name == "가나다라마바"
    Category.objects.filter(pk=category.pk).update(description=BROKEN, keywords=[BROKEN, {BROKEN: BROKEN}])
    category.refresh_from_db()
    assert category.description == "가나다라마바"
    assert category.keywords == ["가나다라마바", {"가나다라마바": "가나다라마바"}]
    assert Category.objects.filter(name=BROKEN).exists()
    notice = Notice.objects.create(department=category.department, title=BROKEN)
    Tag.objects.bulk_create(
        [Tag(notice=notice, number=1, title=BROKEN, geometry="POINT(1 1)", attributes=[[BROKEN, "\ud83d"]])]
    )
    assert Tag.objects.get().title == "가나다라마바"
    assert Tag.objects.get().attributes == [["가나다라마바", ""]]


def test_every_field_of_text_passes_the_filter():
    """A field that somebody adds tomorrow is seen here."""
    ours = ("accounts", "maptag", "importers", "community")
    plain = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in ours
        for field in model._meta.local_fields
        if isinstance(field, CharField | TextField | JSONField)
        and not isinstance(field, EncryptedTextField)
        and not any(kind.__module__ == "mapsite.fields" for kind in type(field).__mro__)
        and type(field).__name__ != "FileField"
    ]
    # Django's own columns of a user; they are in no document and no feed.
    assert set(plain) <= {"User.password", "User.first_name", "User.last_name", "User.username"}


@pytest.mark.parametrize(
    "number", [*range(0x20), 0x7F, 0x85, 0xD7FF, 0xD800, 0xDFFF, 0xE000, 0xFFFD, 0xFFFE, 0xFFFF, 0x10000, 0x1FFFE]
)
def test_the_filter_keeps_what_xml_holds_and_nothing_else(number):
    try:
        etree.fromstring(f"<a>&#{number};</a>".encode())
        holds = True
    except etree.XMLSyntaxError:
        holds = False
    assert bool(xml_safe(chr(number))) is holds
