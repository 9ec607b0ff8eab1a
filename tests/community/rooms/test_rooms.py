"""A shared room: who is in it, what comes in, what everybody sees of it, and what nobody can overwrite."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.gis.geos import Polygon
from django.db import transaction
from django.db.utils import IntegrityError
from django.urls import reverse
from django.utils import timezone

from community import workflow
from community.messaging import notify
from community.models import IncidentRoom, Report, ReportEvent, RoomEntry
from community.workflow import REPORTER, Status
from mapsite.accounts.models import Role
from tests.community.factories import CategoryFactory, ReportFactory, handler, place
from tests.factories import DepartmentFactory, UserFactory

pytestmark = pytest.mark.django_db
EULJIRO = Polygon.from_bbox((126.97, 37.56, 126.99, 37.57))


@pytest.fixture
def roads():
    return handler(DepartmentFactory(name="도로관리과"), name="이바다")


@pytest.fixture
def water():
    return handler(DepartmentFactory(name="물재생과"), name="김강")


@pytest.fixture
def report(roads):
    return ReportFactory(category=CategoryFactory(department=roads.department, name="도로 침수"))


@pytest.fixture
def room(roads, water, report):
    return IncidentRoom.objects.start(
        "을지로 침수", roads, text="배수펌프 두 대 가동", departments=[water.department], reports=[report.pk]
    )


@pytest.fixture
def browse(client):
    """browse(user): the client, signed in as this user."""

    def sign_in(user):
        client.force_login(user)
        return client

    return sign_in


def url(room, name="handling_room"):
    return reverse(f"community:{name}", args=[room.pk])


def act(client, room, action, **data):
    return client.post(url(room, "handling_room_act"), {"action": action} | data)


def heard(client, room, **query):
    return client.get(url(room, "handling_room_news"), query)


def arrived(report):
    """A new report, after its history row was announced by the worker."""
    notify.notify_of(report.record(ReportEvent.Kind.SUBMITTED, REPORTER).pk)
    return report


def kinds(room):
    return list(room.entries.order_by("at").values_list("kind", flat=True))


def test_it_is_open_to_its_departments_and_administrators_alone(browse, room, water):
    assert "을지로 침수" in browse(water).get(url(room)).content.decode()
    administrator = UserFactory(role=Role.ADMINISTRATOR, department=DepartmentFactory())
    assert browse(administrator).get(url(room)).status_code == 200
    stranger = browse(handler())
    assert stranger.get(url(room)).status_code == 404
    assert heard(stranger, room).status_code == 404
    assert act(stranger, room, "say", text="저도 봅니다").status_code == 404
    assert "을지로 침수" not in stranger.get(reverse("community:handling_rooms")).content.decode()
    colleague = UserFactory(department=water.department, role=Role.UPLOADER)
    assert browse(colleague).get(url(room)).status_code == 403


def test_citizens_find_no_trace_of_it(client, room, report):
    room.say("김 반장 010-1234-5678", room.opened_by)
    lists = ("/reports/", "/reports.geojson", "/api/community/reports")
    for page in (report.get_absolute_url(), report.private_url, *lists):
        html = client.get(page).content.decode()
        assert "을지로 침수" not in html
        assert "배수펌프" not in html
    assert client.get(url(room)).status_code == 302


def test_the_first_look_of_a_department_is_its_coming_in(browse, room, water):
    browse(water).get(url(room))
    browse(water).get(url(room))
    joined = room.entries.get(kind=RoomEntry.Kind.JOINED)
    assert joined.department == water.department


def test_reports_of_another_department_can_be_read_in_it_but_not_handled(browse, room, water, report):
    Report.objects.filter(pk=report.pk).update(text="010-****-5678", text_original="010-1234-5678로 전화 주세요")
    page = reverse("community:handling_report", args=[report.number])
    html = browse(water).get(page).content.decode()
    assert "다른 부서의 제보" in html
    assert "010-1234-5678" not in html
    answer = browse(water).post(
        reverse("community:handling_act", args=[report.number]),
        {"action": "move", "version": report.version, "status": "confirmed"},
    )
    assert answer.status_code in (400, 409)
    contact = {"action": "contact"}
    browse(water).post(reverse("community:handling_act", args=[report.number]), contact)
    assert not report.events.filter(kind=ReportEvent.Kind.CONTACT_SEEN).exists()
    assert report not in Report.objects.for_user(water)
    room.close("물이 빠졌습니다.", room.opened_by)
    assert browse(water).get(page).status_code == 404


def test_only_what_one_may_open_oneself_can_be_put_in(browse, room, water, report):
    foreign = ReportFactory()
    assert act(browse(water), room, "put-in", numbers=foreign.number).status_code == 409
    own = ReportFactory(category=CategoryFactory(department=water.department))
    numbers = f"{own.number}, {foreign.number} 그리고 2611-AAAA-AAAA"
    assert act(browse(water), room, "put-in", numbers=numbers).status_code == 302
    assert set(room.current()) == {report, own}


def test_a_report_is_in_once_leaves_and_comes_back(browse, room, roads, report):
    room.put_in([report.pk], roads)
    assert room.entries.filter(kind="added").count() == 1
    assert act(browse(roads), room, "take-out", report=report.number).status_code == 302
    assert not room.current().exists()
    report.move_to(Status.CONFIRMED, roads)
    assert not room.events().exists()
    room.put_in([report.pk], roads)
    report.move_to(Status.IN_PROGRESS, roads)
    assert [event.to_status for event in room.events()] == ["in_progress"]


def test_what_happens_to_its_reports_is_in_the_timeline_but_not_who_saw_a_contact(room, roads, water):
    report = ReportFactory(category=CategoryFactory(department=roads.department), email="hong@example.com")
    room.put_in([report.pk], roads)
    report.move_to(Status.CONFIRMED, roads)
    report.add_note("맨홀에서 역류", roads)
    report.see_contact(roads)
    report.give_task(water.department, "펌프 보내기", roads)
    entry = room.say("펌프 두 대 보냅니다.", water, point=place())
    lines = room.timeline()
    assert lines[0] == entry
    assert [line.kind for line in lines[1:4]] == ["task", "note", "status"]
    assert room.timeline(after=entry.at) == []


def test_new_reports_come_in_by_place_and_category_of_departments_that_came_in(browse, roads, water):
    flooding = CategoryFactory(slug="flooding", department=water.department)
    room = IncidentRoom.objects.start(
        "을지로 침수", roads, area=EULJIRO, category=flooding, departments=[water.department]
    )
    arrived(ReportFactory(category=flooding))
    assert not room.current().exists()
    browse(water).get(url(room))
    inside = arrived(ReportFactory(category=flooding))
    arrived(inside)
    arrived(ReportFactory(category=flooding, point=place(127.1, 37.5)))
    arrived(ReportFactory(category=CategoryFactory(slug="light", department=water.department)))
    arrived(ReportFactory(category=flooding, moderation="spam"))
    arrived(ReportFactory(category=CategoryFactory(slug="foreign")))
    nobodys = arrived(ReportFactory(category=flooding, department=None))
    assert set(room.current()) == {inside, nobodys}
    assert kinds(room).count("arrived") == 2
    room.take_out(inside, roads)
    arrived(inside)
    assert set(room.current()) == {nobodys}


def test_a_room_without_area_and_category_takes_nothing_by_itself(room, report):
    arrived(ReportFactory(category=report.category))
    assert list(room.current()) == [report]


def test_the_timeline_can_not_be_rewritten(room):
    entry = room.entries.first()
    for change in (lambda: RoomEntry.objects.filter(pk=entry.pk).update(text="x"), entry.delete):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change()


def test_two_who_write_at_once_are_both_read_and_a_second_try_is_one_line(browse, room, roads, water):
    seen_by_both = IncidentRoom.objects.get(pk=room.pk)
    room.say("3번 출구 통제", roads)
    seen_by_both.say("4번 출구 통제", water)
    key = str(uuid4())
    for _n in range(2):
        act(browse(water), room, "say", text="5번 출구 통제", client_id=key)
    texts = list(room.entries.filter(kind="note").values_list("text", flat=True))
    assert sorted(texts) == ["3번 출구 통제", "4번 출구 통제", "5번 출구 통제"]


def test_nothing_new_is_answered_with_nothing_and_news_with_what_is_new(browse, room, roads, water, report):
    first = heard(browse(water), room).json()
    assert heard(browse(water), room, state=first["state"], map=first["map"]).status_code == 204
    room.say("맨홀 뚜껑이 열렸습니다 <b>조심</b>", roads, situation=True, point=place(126.98, 37.565))
    report.move_to(Status.CONFIRMED, roads)
    news = heard(browse(water), room, **{k: first[k] for k in ("state", "map", "since")}).json()
    assert news["situation"]["text"] == "맨홀 뚜껑이 열렸습니다 <b>조심</b>"
    html = "".join(line["html"] for line in news["lines"])
    assert "&lt;b&gt;조심" in html
    assert "→ 확인" in html
    shown = {feature["id"]: feature["properties"] for feature in news["features"]}
    assert shown[report.number]["status"] == "확인"
    assert any(properties.get("note") for properties in shown.values())
    assert report.number in news["reports"]


@pytest.mark.parametrize("since", ["", "gestern", "2026-13-45T00:00:00Z", "2026-01-01", "1e9"])
def test_a_made_up_moment_is_answered_with_everything(browse, room, water, since):
    assert len(heard(browse(water), room, since=since).json()["lines"]) >= 4


def test_the_map_is_sent_again_only_when_it_changed(browse, room, roads, water):
    first = heard(browse(water), room).json()
    room.say("그대로입니다.", roads)
    news = heard(browse(water), room, **{k: first[k] for k in ("state", "map", "since")}).json()
    assert news["lines"]
    assert "features" not in news


def test_it_says_who_looks_at_it_now(browse, room, roads, water):
    browse(roads).get(url(room))
    assert heard(browse(water), room).json()["here"] == ["이바다"]
    room.visits.update(seen_at=timezone.now() - timedelta(minutes=5))
    assert heard(browse(water), room).json()["here"] == []


def test_what_others_did_is_unread_until_one_looks(browse, room, roads, water, report):
    def unread(user):
        return IncidentRoom.objects.unread(user).count()

    assert unread(water) == 1
    assert "안 읽은 소식이 있는 상황방" in browse(water).get(reverse("community:handling")).content.decode()
    browse(water).get(url(room))
    assert unread(water) == 0
    assert "안 읽은 소식이 있는 상황방" not in browse(water).get(reverse("community:handling")).content.decode()
    room.say("내가 쓴 것", water)
    assert unread(water) == 0
    report.move_to(Status.CONFIRMED, roads)
    assert unread(water) == 1
    assert unread(handler()) == 0


def test_it_is_closed_with_words_by_who_opened_it_and_can_only_be_read_then(browse, room, roads, water, report):
    assert act(browse(water), room, "close", summary="끝").status_code == 409
    assert act(browse(roads), room, "close", summary="  ").status_code == 409
    assert act(browse(roads), room, "close", summary="물이 빠지고 통제를 풀었습니다.").status_code == 302
    for action, data in {
        "say": {"text": "늦은 글"}, "put-in": {"numbers": report.number},
        "invite": {"departments": DepartmentFactory().pk},
        "take-out": {"report": report.number}, "close": {"summary": "다시"},
    }.items():  # fmt: skip
        answer = act(browse(roads), room, action, **data)
        assert answer.status_code == 409
        assert "이미 마친 상황방" in answer.content.decode()
        assert data.get("text", "") in answer.content.decode()
    room.refresh_from_db()
    assert room.summary == "물이 빠지고 통제를 풀었습니다."
    report.move_to(Status.CONFIRMED, roads)
    html = browse(water).get(url(room)).content.decode()
    assert "물이 빠지고 통제를 풀었습니다." in html
    assert 'id="say"' not in html
    assert not [line for line in room.timeline() if line.kind == "status"]
    assert heard(browse(water), room).json()["closed"] is True


def test_words_that_could_not_be_left_are_still_there(browse, room, water):
    answer = act(browse(water), room, "say", text="부산에서 씁니다", lon="129.0", lat="35.1")
    assert answer.status_code == 409
    assert "부산에서 씁니다" in answer.content.decode()
    answer = browse(water).post(
        url(room, "handling_room_act"), {"action": "say", "text": "  "}, headers={"Accept": "application/json"}
    )
    assert answer.status_code == 409
    assert answer.json()["error"]
    assert act(browse(water), room, "nonsense").status_code == 400


def test_opening_one_from_the_queue(browse, roads, water, report):
    other = ReportFactory(category=report.category)
    chosen = {"report": [report.number, other.number], "action": "room:new"}
    answer = browse(roads).post(reverse("community:handling_many"), chosen)
    assert answer.url.startswith(reverse("community:handling_room_new"))
    form = browse(roads).get(answer.url).context["form"]
    assert set(form.reports) == {report, other}
    data = {"title": "을지로 침수", "departments": [water.department.pk], "report": chosen["report"]}
    browse(roads).post(reverse("community:handling_room_new"), data)
    room = IncidentRoom.objects.get()
    assert set(room.current()) == {report, other}
    third = ReportFactory(category=report.category)
    browse(roads).post(reverse("community:handling_many"), {"report": [third.number], "action": f"room:{room.pk}"})
    assert third in room.current()


def test_opening_one_for_an_area_takes_what_is_open_there(browse, roads, report):
    ReportFactory(category=report.category, status="done")
    far = ReportFactory(category=report.category, point=place(127.1, 37.5))
    foreign = ReportFactory()
    data = {"title": "을지로 침수", "box": "126.970000,37.560000,126.990000,37.570000", "open_too": "on"}
    browse(roads).post(reverse("community:handling_room_new"), data)
    assert list(IncidentRoom.objects.get().current()) == [report]
    assert {far, foreign}.isdisjoint(IncidentRoom.objects.get().current())


@pytest.mark.parametrize(
    "data",
    [
        {"title": ""},
        {"title": "침수", "box": "1,2,3"},
        {"title": "침수", "box": "0.000000,0.000000,1.000000,1.000000"},
        {"title": "침수", "open_too": "on"},
        {"title": "침수", "departments": ["99999"]},
    ],
)
def test_a_room_that_makes_no_sense_is_not_opened_and_nothing_typed_is_lost(browse, roads, data):
    answer = browse(roads).post(reverse("community:handling_room_new"), data | {"text": "펌프 두 대"})
    assert answer.status_code == 400
    assert "펌프 두 대" in answer.content.decode()
    assert not IncidentRoom.objects.exists()


def test_from_a_report_into_a_room(browse, room, roads):
    other = ReportFactory(category=CategoryFactory(department=roads.department))
    data = {"action": "room", "version": other.version, "room": room.pk}
    assert browse(roads).post(reverse("community:handling_act", args=[other.number]), data).status_code == 302
    assert other in room.current()
    html = browse(roads).get(reverse("community:handling_report", args=[other.number])).content.decode()
    assert url(room) in html
    foreign = IncidentRoom.objects.start("남의 방", handler())
    assert browse(roads).post(
        reverse("community:handling_act", args=[other.number]), data | {"room": foreign.pk}
    ).status_code == 400  # fmt: skip


def test_page_data_holds_no_markup(browse, room, roads):
    room.say("</script><script>alert(1)</script>", roads, situation=True, point=place())
    html = browse(roads).get(url(room)).content.decode()
    assert "<script>alert(1)" not in html
    assert json.loads(html.split('id="room-data" type="application/json">')[1].split("</script>")[0])["features"]


def test_who_does_not_handle_reports_any_more_can_not_write(room, water):
    water.role = Role.UPLOADER
    water.save()
    with pytest.raises(workflow.ActionRefused):
        room.say("아직 여기", water)
