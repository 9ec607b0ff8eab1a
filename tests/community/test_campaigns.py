from datetime import timedelta

import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon
from django.core import mail
from django.utils import timezone

from community import bulk, entries, leaders, overdue, routes
from community.models import IncidentRoom, Report
from community.workflow import Status

from .factories import CampaignFactory, CategoryFactory, ReportFactory, handler, place

pytestmark = pytest.mark.django_db
SQUARE = MultiPolygon(Polygon.from_bbox((126.97, 37.56, 126.99, 37.57)), srid=4326)
STEPS = [{"value": "no", "label": "없음"}, {"value": "yes", "label": "있음"}]
DOOR = [{"key": "step", "label": "문턱", "kind": "choice", "choices": STEPS}]


def entry(campaign, **fields):
    return ReportFactory(campaign=campaign, category=None, **fields)


def test_progress_shows_gaps_and_who_helped():
    campaign = CampaignFactory(area=SQUARE, leader_board=True, questions=DOOR)
    entry(campaign, nickname="걷는 사람", answers={"step": "no"})
    entry(campaign, nickname="걷는 사람", answers={"step": "no"}, point=place(126.985, 37.565))
    entry(campaign, nickname="유모차", answers={"step": "yes"}, moderation="pending")
    found = entries.progress(campaign)
    assert (found["entries"], found["contributors"], found["mapped_blocks"]) == (2, 1, 2)
    assert 25 <= found["blocks"] <= 60  # 1,770 m × 1,110 m in blocks of 250 m
    assert leaders.leaders(campaign) == [{"rank": 1, "nickname": "걷는 사람", "entries": 2}]
    assert entries.charts(campaign) == [{"label": "문턱", "rows": [("없음", 2)]}]


def test_a_withdrawn_campaign_takes_its_entries_along(client):
    campaign = CampaignFactory()
    found = entry(campaign)
    entry(campaign, moderation="pending")
    owner = handler(campaign.department)
    entries.set_state(campaign, "withdrawn", owner)
    assert not Report.objects.public().exists()
    assert client.get(f"/reports/{found.number}/").status_code == 404
    entries.set_state(campaign, "closed", owner)
    assert list(Report.objects.public()) == [found]


def test_a_route_has_no_crossings():
    stops = [(126.97, 37.56), (126.99, 37.57), (126.98, 37.56), (126.97, 37.57), (126.99, 37.56), (126.98, 37.57)]
    way = routes.order(stops)
    assert sorted(way) == list(range(6))
    assert routes.length(stops, way) < 5 * 1115
    assert routes.order(stops, start=(126.9901, 37.5601))[0] == 4
    assert routes.order([]) == []


def test_a_shortlist_is_put_into_walking_order():
    user = handler()
    for n in (0, 2, 1):
        user.shortlist.create(report=ReportFactory(point=place(126.97 + n * 0.01)))
    routes.arrange(user)
    assert [round(i.report.point.x, 2) for i in user.shortlist.all()] == [126.97, 126.98, 126.99]


def test_bulk_says_what_could_not_be_done():
    category = CategoryFactory()
    owner = handler(category.department)
    open_one, done = ReportFactory.create_batch(2, category=category)
    done.move_to(Status.DONE, owner, "끝")
    foreign = ReportFactory()
    outcome = bulk.move([open_one.pk, done.pk, foreign.pk], Status.REFUSED, owner, "{address}은 사유지입니다.")
    assert outcome.done == [open_one.number]
    assert [number for number, _why in outcome.refused] == [done.number]
    assert open_one.events.last().note == f"{open_one.address}은 사유지입니다."
    foreign.refresh_from_db()
    assert foreign.status == Status.RECEIVED


def test_what_is_late_is_said_once():
    category = CategoryFactory(warning_days=1)
    owner = handler(category.department)
    today = timezone.localdate()
    late = ReportFactory(category=category, due_on=today - timedelta(days=1))
    soon = ReportFactory(category=category, due_on=today)
    ReportFactory(category=category, due_on=today + timedelta(days=30))
    overdue.watch(today)
    overdue.watch(today)
    (sent,) = mail.outbox
    assert sent.to == [owner.email]
    assert late.number in sent.body
    assert soon.number in sent.body
    assert list(Report.objects.overdue()) == [late]
    assert late.events.filter(kind="deadline").count() == 1


def test_departments_share_one_timeline():
    roads, water = handler(), handler()
    category = CategoryFactory(department=roads.department)
    room = IncidentRoom.objects.create(title="강남역 침수", area=SQUARE[0])
    room.departments.add(roads.department, water.department)
    report = ReportFactory(category=category)
    ReportFactory(category=category, point=place(127.1, 37.5))
    assert list(room.all_reports()) == [report]
    assert room.may_enter(water)
    assert not room.may_enter(handler())
    report.move_to(Status.CONFIRMED, roads)
    entry = room.say("펌프 두 대 보냅니다.", water, place())
    timeline = room.timeline()
    assert timeline[0] == entry
    assert timeline[1].report == report
    assert room.timeline(after=entry.at) == []
