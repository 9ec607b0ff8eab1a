import pytest
from django.contrib.gis.geos import MultiPolygon, Polygon

from community.campaigns import leaders, progress
from community.models import Report
from community.reports import bulk, routes
from community.workflow import Status
from maptag.geocoding.models import District
from tests.community.factories import CampaignFactory, CategoryFactory, ReportFactory, handler, place

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
    found = progress.progress(campaign)
    assert (found["entries"], found["contributors"], found["mapped_blocks"]) == (2, 1, 2)
    assert 25 <= found["blocks"] <= 60  # 1,770 m × 1,110 m in blocks of 250 m
    assert leaders.leaders(campaign) == [{"rank": 1, "nickname": "걷는 사람", "entries": 2}]
    (chart,) = progress.charts(campaign)
    assert (chart["label"], chart["answers"], chart["rows"]) == ("문턱", 2, [("없음", 2), ("있음", 0)])


def test_charts_count_what_each_kind_of_question_can_say():
    questions = [
        DOOR[0] | {"several": True},
        {"key": "width", "label": "문 너비", "kind": "number"},
        {"key": "kind", "label": "친절", "kind": "scale", "min": 1, "max": 3},
        {"key": "ramp", "label": "경사로", "kind": "yesno"},
        {"key": "who", "label": "가게 이름", "kind": "text"},
        {"key": "secret", "label": "비밀", "kind": "yesno", "private": True},
    ]
    campaign = CampaignFactory(questions=questions)
    entry(
        campaign, answers={"step": ["no", "yes"], "width": 80, "kind": 3, "ramp": True, "who": "빵집", "secret": True}
    )
    entry(campaign, answers={"step": ["yes"], "width": 95.5, "kind": 2})
    entry(campaign, answers={"width": 1000}, moderation="hidden")
    charts = {chart["label"]: chart for chart in progress.charts(campaign)}
    assert list(charts) == ["문턱", "문 너비", "친절", "경사로"]
    assert (charts["문턱"]["answers"], charts["문턱"]["rows"]) == (2, [("없음", 1), ("있음", 2)])
    assert [charts["문 너비"][name] for name in ("mean", "lowest", "highest")] == [87.75, 80, 95.5]
    assert charts["친절"]["rows"] == [("1", 0), ("2", 1), ("3", 1)]
    assert charts["경사로"]["rows"] == [("예", 1), ("아니요", 0)]


def test_dongs_that_nobody_has_been_to_are_named():
    campaign = CampaignFactory(area=SQUARE)
    for name, west in (("사직동", 126.97), ("삼청동", 126.98), ("먼동", 127.1)):
        boundary = MultiPolygon(Polygon.from_bbox((west, 37.56, west + 0.01, 37.57)), srid=4326)
        kind = District.Kind.ADMINISTRATIVE
        District.objects.create(code=name, kind=kind, sido="서울특별시", gu="종로구", dong=name, boundary=boundary)
    assert progress.quiet_dongs(campaign) == [("종로구", "사직동"), ("종로구", "삼청동")]
    entry(campaign, point=place(126.975, 37.565))
    entry(campaign, point=place(126.985, 37.565), moderation="pending")
    assert progress.quiet_dongs(campaign) == [("종로구", "삼청동")]
    assert progress.quiet_dongs(CampaignFactory()) == []


def test_a_large_area_has_larger_blocks():
    city = MultiPolygon(Polygon.from_bbox((126.8, 37.45, 127.15, 37.68)), srid=4326)
    campaign = CampaignFactory(area=city, block_m=100)
    entry(campaign)
    found = progress.gaps(campaign)
    assert found["block_m"] == 800
    assert 1000 < len(found["features"]) <= 1.2 * progress.MOST_BLOCKS
    assert sum(block["properties"]["entries"] for block in found["features"]) == 1


# -- results for everybody


def results(client, campaign, kind):
    return client.get(f"/campaigns/{campaign.slug}/{kind}")


@pytest.fixture
def asking(db):
    questions = [*DOOR, {"key": "phone", "label": "연락할 곳", "kind": "text", "private": True}]
    campaign = CampaignFactory(questions=questions)
    entry(campaign, nickname="걷는 사람", text="=HYPERLINK(1)", answers={"step": "no", "phone": "옆집"})
    entry(campaign, text="아직 확인 전", moderation="pending")
    return campaign


def test_the_results_are_open_data_without_what_is_private(client, asking):
    answer = results(client, asking, "entries.geojson")
    data = answer.json()
    assert "공공누리" in data["licence"]
    assert answer["Link"].endswith('rel="license"')
    (feature,) = data["features"]
    assert feature["properties"]["문턱"] == "없음"
    assert set(feature["properties"]) == {
        "number", "title", "created_at", "nickname", "address", "gu", "dong", "text", "demo", "문턱",
        "agree_count", "disagree_count", "confirmed",
    }  # fmt: skip
    text = b"".join(results(client, asking, "entries.csv").streaming_content).decode()
    head, line = text.strip().splitlines()
    assert "문턱" in head
    assert "없음" in line
    assert "'=HYPERLINK" in line
    assert "옆집" not in text + answer.content.decode()
    assert "연락할 곳" not in text


def test_an_embed_is_framed_by_configured_hosts_and_sets_no_cookie(client, asking, settings):
    response = results(client, asking, "embed")
    page = response.content.decode()
    assert f"frame-ancestors {' '.join(settings.EMBED_HOSTS)}" in response["Content-Security-Policy"]
    assert "X-Frame-Options" not in response
    assert not response.cookies
    assert "style=" not in page
    assert "아직 확인 전" not in page
    assert f"/campaigns/{asking.slug}/join/" in page


@pytest.mark.parametrize("kind", ["", "embed", "entries.csv", "entries.geojson", "gaps.json"])
def test_a_withdrawn_campaign_is_gone_everywhere_at_once(client, asking, kind):
    assert results(client, asking, kind).status_code == 200
    progress.set_state(asking, "withdrawn", handler(asking.department))
    assert results(client, asking, kind).status_code == 404


def test_the_map_shows_the_entries_of_several_campaigns(client, asking):
    other = CampaignFactory()
    entry(other)
    ReportFactory()
    view = "/api/community/map?bbox=126.9,37.5,127.1,37.6&zoom=15&campaign="
    both = client.get(f"{view}{asking.slug},{other.slug}").json()["pins"]["features"]
    assert {pin["properties"]["campaign__slug"] for pin in both} == {asking.slug, other.slug}
    assert client.get(f"{view}nothing").status_code == 404


def test_the_home_map_offers_running_campaigns_alone(client):
    CampaignFactory(title="그늘 지도", icon="shade")
    CampaignFactory(title="끝난 지도", state="closed")
    CampaignFactory(title="준비하는 지도", state="draft")
    page = client.get("/").content.decode()
    assert "그늘 지도" in page
    assert "#shade" in page
    assert "끝난 지도" not in page
    assert "준비하는 지도" not in page


def test_a_withdrawn_campaign_takes_its_entries_along(client):
    campaign = CampaignFactory()
    found = entry(campaign)
    entry(campaign, moderation="pending")
    owner = handler(campaign.department)
    progress.set_state(campaign, "withdrawn", owner)
    assert not Report.objects.public().exists()
    assert client.get(f"/reports/{found.number}/").status_code == 404
    progress.set_state(campaign, "closed", owner)
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
    assert outcome.changed == [open_one.number]
    assert [number for number, _why in outcome.refused] == [done.number, foreign.number]
    assert open_one.events.last().note == f"{open_one.address}은 사유지입니다."
    foreign.refresh_from_db()
    assert foreign.status == Status.RECEIVED
