"""A department's campaigns: written, opened, their entries taken or not, downloaded."""

import json

import pytest
from django.contrib.gis.geos import MultiPolygon, Point, Polygon
from django.core.exceptions import ValidationError
from django.urls import reverse, reverse_lazy

from community.campaigns import proposals
from community.models import Campaign, Report
from community.protection.limits import Sender
from community.questions.answers import asked, clean_answers, validate_questions
from maptag.geocoding.models import District
from tests.community.factories import CampaignFactory, ReportFactory, handler

pytestmark = pytest.mark.django_db
DOOR = {
    "key": "step", "label": "문턱", "kind": "choice", "required": True,
    "choices": [{"value": "no", "label": "없음"}, {"value": "yes", "label": "있음"}],
}  # fmt: skip
FIELDS = {
    "title": "문턱 없는 가게 지도", "participation": "anyone", "moderation": "before", "confirmations": "2",
    "colour": "#008a5e", "icon": "wheelchair", "area_by": "whole", "questions": json.dumps([DOOR]),
}  # fmt: skip
SQUARE = "126.97, 37.56\n126.99, 37.56\n126.99, 37.57\n126.97, 37.57"

NEW = reverse_lazy("community:handling_campaign_new")


@pytest.fixture
def owner():
    return handler()


@pytest.fixture
def signed_in(client, owner):
    client.force_login(owner)
    return client


@pytest.fixture
def campaign(owner):
    return CampaignFactory(department=owner.department, questions=[DOOR])


def url(name, campaign):
    return reverse(f"community:handling_campaign{name}", args=[campaign.slug])


def test_a_campaign_is_written_and_opened(signed_in, owner):
    answer = signed_in.post(NEW, FIELDS | {"area_by": "drawn", "corners": SQUARE})
    campaign = Campaign.objects.get()
    assert answer.url == url("", campaign)
    assert (campaign.department, campaign.state, campaign.questions) == (owner.department, "draft", [DOOR])
    assert campaign.icon == "wheelchair"
    assert campaign.area.extent == (126.97, 37.56, 126.99, 37.57)
    signed_in.post(url("_state", campaign), {"state": "open"})
    assert Campaign.objects.public().get() == campaign


def test_districts_are_an_area(signed_in, addresses):
    gus = dict(District.objects.filter(kind="gu", abolished=None).values_list("gu", "code"))
    chosen = {"area_by": "districts", "districts": [gus["용산구"], gus["중구"]]}
    signed_in.post(NEW, FIELDS | chosen)
    area = Campaign.objects.get().area
    assert area.contains(Point(126.990, 37.532)), "용산구"
    assert area.contains(Point(126.997, 37.564)), "중구"
    assert not area.contains(Point(127.047, 37.517)), "강남구"
    outline = signed_in.get(reverse("community:handling_districts"), {"code": gus["중구"]}).json()
    assert outline["type"].endswith("Polygon")
    assert signed_in.get(reverse("community:handling_districts"), {"code": "x"}).json() is None


def test_corners_that_cross_are_mended(signed_in):
    crossing = "126.97,37.56\n126.99 37.57\n(126.99, 37.56)\n\n126.97, 37.57"
    signed_in.post(NEW, FIELDS | {"area_by": "drawn", "corners": crossing})
    area = Campaign.objects.get().area
    assert area.valid
    assert len(area) == 2


@pytest.mark.parametrize(
    ("corners", "said"),
    [
        ("126.97, 37.56\n126.99, 37.57", "셋 이상"),
        ("126.97, 37.56\n126.98, 37.56\n126.99, 37.56", "셋 이상"),
        ("126.97, 37.56\n시청\n126.99, 37.57", "2번째 꼭짓점"),
        ("37.56, 126.97\n37.56, 126.99\n37.57, 126.99", "경도와 위도가 바뀌었습니다"),
        ("129.0, 35.0\n129.1, 35.0\n129.1, 35.1", "밖의 위치"),
        ("\n".join(["126.97, 37.56"] * 201), "200개까지"),
    ],
)
def test_what_is_no_area_is_told_and_kept(signed_in, corners, said):
    answer = signed_in.post(NEW, FIELDS | {"area_by": "drawn", "corners": corners})
    assert answer.status_code == 400
    assert said in answer.content.decode()
    assert corners.splitlines()[0] in answer.content.decode()


@pytest.mark.parametrize(
    "wrong",
    [
        {"questions": "{"},
        {"questions": '[{"key": "A b", "label": "x", "kind": "text"}]'},
        {"questions": '[{"key": "a", "label": "x", "kind": "choice"}]'},
        {"questions": json.dumps([DOOR | {"kind": "scale", "min": 0, "max": 1000000}])},
        {"questions": json.dumps([DOOR | {"choices": DOOR["choices"] * 2}])},
        {"area_by": "districts"},
        {"area_by": "somewhere"},
        {"icon": "../../x"},
        {"slug": "new"},
        {"colour": "#ffe14d"},
        {"starts": "2026-05-02", "ends": "2026-05-01"},
        {"colour": "red"},
        {"title": ""},
    ],
)
def test_what_makes_no_sense_is_not_stored(signed_in, wrong):
    assert signed_in.post(NEW, FIELDS | wrong).status_code == 400
    assert not Campaign.objects.exists()


def test_saving_leaves_the_area_and_the_address_as_they_were(signed_in, campaign):
    slug, campaign.area = campaign.slug, MultiPolygon(Polygon.from_bbox((126.97, 37.56, 126.99, 37.57)), srid=4326)
    campaign.save()
    signed_in.post(url("_edit", campaign), FIELDS | {"title": "새 이름", "area_by": "keep", "slug": "other"})
    before = campaign.area
    campaign.refresh_from_db()
    assert (campaign.title, campaign.slug, campaign.area) == ("새 이름", slug, before)


def test_two_clerks_do_not_overwrite_each_other_unawares(signed_in, campaign):
    seen = campaign.updated_at.isoformat()
    signed_in.post(url("_edit", campaign), FIELDS | {"title": "먼저", "seen": seen})
    answer = signed_in.post(url("_edit", campaign), FIELDS | {"title": "나중", "seen": seen})
    assert "다른 사람이 그 사이에" in answer.content.decode()
    campaign.refresh_from_db()
    assert campaign.title == "먼저"
    now = answer.context["form"]["seen"].value()
    signed_in.post(url("_edit", campaign), FIELDS | {"title": "나중", "seen": now})
    campaign.refresh_from_db()
    assert campaign.title == "나중"


# -- questions that have answers already


def entry_of(campaign, **answers):
    return ReportFactory(campaign=campaign, category=None, department=campaign.department, answers=answers)


def change(client, campaign, *questions):
    return client.post(url("_edit", campaign), FIELDS | {"questions": json.dumps(questions)})


def test_a_question_that_was_answered_is_asked_no_more_but_kept(signed_in, client, campaign):
    entry = entry_of(campaign, step="no")
    new = {"key": "q1", "label": "문의 너비(cm)", "kind": "number"}
    change(signed_in, campaign, new)
    campaign.refresh_from_db()
    assert [(q["key"], q.get("retired", False)) for q in campaign.questions] == [("step", True), ("q1", False)]
    assert entry.answer_rows() == [("문턱", "없음")]
    form = client.get(reverse("community:join", args=[campaign.slug])).context["config"]["campaign"]["questions"]
    assert [q["key"] for q in form] == ["q1"]
    page = client.get(campaign.get_absolute_url()).content.decode()
    assert "지금은 묻지 않는 질문" in page
    # What waited on somebody's phone while the question was taken away is not lost, and not asked for either.
    assert clean_answers(campaign.questions, {"step": "yes"}) == {"step": "yes"}
    assert clean_answers(campaign.questions, {}) == {}


def test_a_choice_that_was_chosen_keeps_its_words(signed_in, campaign):
    entry = entry_of(campaign, step="no")
    change(signed_in, campaign, DOOR | {"choices": [{"value": "c1", "label": "문턱이 있어요"}]})
    entry = Report.objects.get(pk=entry.pk)
    assert entry.answer_rows() == [("문턱", "없음")]
    (asked_now,) = asked(entry.campaign.questions)
    assert [choice["label"] for choice in asked_now["choices"]] == ["문턱이 있어요"]


@pytest.mark.parametrize("other", [{"kind": "text"}, {"kind": "scale"}, {"kind": "yesno"}])
def test_the_kind_of_an_answered_question_stays(signed_in, campaign, other):
    entry_of(campaign, step="no")
    answer = change(signed_in, campaign, DOOR | other)
    assert answer.status_code == 400
    assert "새 질문을 더해 주세요" in answer.content.decode()
    campaign.refresh_from_db()
    assert campaign.questions == [DOOR]


def test_a_draft_without_answers_forgets_what_is_taken_away(signed_in, campaign):
    Campaign.objects.update(state="draft")
    change(signed_in, campaign)
    campaign.refresh_from_db()
    assert campaign.questions == []


@pytest.mark.parametrize(
    "when",
    [
        {"key": "later", "value": True},
        {"key": "step", "value": "maybe"},
        {"key": "gone", "value": True},
        {"key": "note", "value": "x"},
        {"key": "sure", "value": 1},
        "step",
    ],
)
def test_a_condition_must_be_able_to_come_true(when):
    questions = [
        DOOR,
        {"key": "note", "label": "메모", "kind": "text"},
        {"key": "sure", "label": "확실한가요?", "kind": "yesno"},
        {"key": "gone", "label": "옛 질문", "kind": "yesno", "retired": True},
        {"key": "ramp", "label": "경사로", "kind": "yesno", "shown_when": when},
        {"key": "later", "label": "나중", "kind": "yesno"},
    ]
    with pytest.raises(ValidationError):
        validate_questions(questions)


# -- preview, copy, embed code


def test_a_draft_is_previewed_by_its_department_alone(signed_in, client, campaign):
    Campaign.objects.update(state="draft")
    page = signed_in.get(url("_preview", campaign)).content.decode()
    assert "아직 시민에게는 보이지 않습니다" in page
    assert client.get(campaign.get_absolute_url()).status_code == 404
    client.force_login(handler())
    assert client.get(url("_preview", campaign)).status_code == 404


def test_a_copy_asks_the_same_and_has_no_entries(signed_in, campaign):
    campaign.questions = [DOOR, {"key": "old", "label": "옛 질문", "kind": "text", "retired": True}]
    campaign.save()
    entry_of(campaign, step="no")
    answer = signed_in.post(url("_copy", campaign))
    made = Campaign.objects.exclude(pk=campaign.pk).get()
    assert answer.url == url("_edit", made)
    assert (made.state, made.title, made.questions) == ("draft", f"{campaign.title} (사본)", [DOOR])
    assert not made.entries.exists()
    campaign.refresh_from_db()
    assert campaign.entries.count() == 1


def test_the_embed_code_stands_on_the_departments_page(signed_in, campaign, settings):
    settings.SITE_URL = "https://map.seoul.example"
    page = signed_in.get(url("", campaign)).content.decode()
    assert f"&lt;iframe src=&quot;https://map.seoul.example/campaigns/{campaign.slug}/embed&quot;" in page


def test_another_departments_campaign_is_not_there(client, campaign):
    client.force_login(handler())
    assert client.get(url("", campaign)).status_code == 404
    assert client.post(url("_state", campaign), {"state": "withdrawn"}).status_code == 404


def test_entries_are_taken_or_not_with_a_reason(signed_in, campaign):
    entry = ReportFactory(campaign=campaign, category=None, department=campaign.department, moderation="pending")
    assert entry.number in signed_in.get(url("", campaign)).content.decode()
    signed_in.post(url("_decide", campaign), {"entry": entry.number, "decision": "hidden"})
    assert not Report.objects.filter(moderation="hidden").exists()
    signed_in.post(url("_decide", campaign), {"entry": entry.number, "decision": "approved"})
    assert Report.objects.public().get() == entry


def test_an_entry_is_handled_like_a_report(signed_in, campaign):
    entry = ReportFactory(campaign=campaign, category=None, department=campaign.department, answers={"step": "no"})
    html = signed_in.get(reverse("community:handling_report", args=[entry.number])).content.decode()
    assert "<dt>문턱</dt>" in html
    data = {"action": "change", "version": entry.version, "text": "옆문에는 문턱이 없습니다."}
    signed_in.post(reverse("community:handling_act", args=[entry.number]), data)
    entry.refresh_from_db()
    assert entry.text == "옆문에는 문턱이 없습니다."


def test_a_proposed_change_is_accepted(signed_in, campaign):
    entry = ReportFactory(campaign=campaign, category=None, department=campaign.department, answers={"step": "yes"})
    proposal = proposals.propose(entry, {"answers": {"step": "no"}}, Sender(device="x"))
    signed_in.post(url("_decide", campaign), {"proposal": proposal.pk, "decision": "approved"})
    entry.refresh_from_db()
    assert entry.answers == {"step": "no"}


def test_the_download_opens_in_excel_and_runs_no_formula(signed_in, campaign):
    ReportFactory(campaign=campaign, category=None, answers={"step": "no"}, text="=HYPERLINK(1)")
    text = b"".join(signed_in.get(url("_download", campaign)).streaming_content).decode()
    head, line = text.strip().splitlines()
    assert head.startswith("\ufeff접수번호")
    assert "문턱" in head
    assert "없음" in line
    assert "'=HYPERLINK" in line
