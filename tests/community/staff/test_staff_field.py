"""What handlers see and do: the delivery of messages, one photo hidden; words at hand; the shortlist by hand."""

import io

import pytest
from django.urls import reverse

from community import tasks
from community.management.commands import demo_community
from community.messaging import outbox, texts
from community.models import AnswerTemplate, Message, MessageText, Report
from community.reports import photos, routes
from community.workflow import Status
from mapsite.accounts.models import Role
from tests.community.factories import CategoryFactory, ReportFactory, handler, place, subscription
from tests.community.pictures import as_bytes
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def send_all():
    for message in Message.objects.waiting():
        outbox.send(message.pk)


@pytest.fixture
def troubled(client):
    """A report whose reporter's mail failed and whose neighbour's is tried again; its handler is signed in."""
    report = ReportFactory(email="hong@example.com")
    subscription(report, "kim@example.com")
    client.force_login(handler(report.department))
    tasks.announce_event(report.move_to(Status.CONFIRMED, handler(report.department), "보러 갑니다.").pk)
    of = Message.objects.filter
    of(subscription__reporter=True).update(state="failed", attempts=1, error="550 no such user")
    of(subscription__reporter=False).update(state="queued", attempts=2, error="452 later")
    return report


def test_delivery_is_visible_without_addresses_and_can_be_repeated(client, troubled):
    url = reverse("community:handling_report", args=[troubled.number])
    page = client.get(url).content.decode()
    for text in ("보내지 못함", "550 no such user", "다시 보낼 예정", "2번 시도"):
        assert text in page
    assert "hong@example.com" not in page
    assert "kim@example.com" not in page
    failed = Message.objects.get(state="failed")
    act = reverse("community:handling_act", args=[troubled.number])
    client.post(act, {"action": "resend", "version": troubled.version, "message": failed.pk})
    send_all()
    assert "보낸 알림" in client.get(url).content.decode()
    failed.refresh_from_db()
    assert failed.state == "sent"
    assert client.post(act, {"action": "resend", "version": 1, "message": failed.pk}).status_code == 400


def test_one_photo_is_hidden_at_once_everywhere_and_shown_again(client, mailoutbox):
    report = ReportFactory(email="hong@example.com")
    hidden, other = (photos.receive(io.BytesIO(as_bytes()), report=report) for _n in range(2))
    url = hidden.get_absolute_url()
    assert client.get(url).status_code == 200
    owner = handler(report.department)
    client.force_login(owner)
    act = reverse("community:handling_act", args=[report.number])
    given = {"action": "photo", "version": report.version, "photo": hidden.pk, "hidden": "on"}
    assert "까닭을 적어" in client.post(act, given).content.decode()
    client.post(act, given | {"reason": "지나가는 분의 얼굴이 보입니다."})
    assert client.get(url).status_code == 200  # a handler can still look at it
    client.logout()
    assert client.get(url).status_code == 404
    assert client.get(url, {"key": report.key}).status_code == 404
    places = (
        report.get_absolute_url(),
        "/reports/",
        f"/api/community/reports/{report.number}",
        "/open311/v2/requests.json",
    )
    for path in places:
        body = client.get(path).content.decode()
        assert str(hidden.pk) not in body
        assert str(other.pk) in body
    event = report.events.get(kind="photo")
    assert (event.by, event.note) == (owner, "지나가는 분의 얼굴이 보입니다.")
    tasks.announce_event(event.pk)
    send_all()
    assert "지나가는 분의 얼굴이 보입니다." in mailoutbox[0].body
    assert "사진 한 장을 숨겼습니다." in client.get(report.private_url).content.decode()
    client.force_login(owner)
    client.post(act, given | {"hidden": ""})
    client.logout()
    assert client.get(url).status_code == 200


def test_another_department_can_not_hide_a_photo(client):
    report = ReportFactory()
    photo = photos.receive(io.BytesIO(as_bytes()), report=report)
    task_department = handler()
    report.give_task(task_department.department, "도와주세요", handler(report.department))
    client.force_login(task_department)
    given = {"action": "photo", "version": 1, "photo": photo.pk, "hidden": "on", "reason": "까닭"}
    assert client.post(reverse("community:handling_act", args=[report.number]), given).status_code == 409
    photo.refresh_from_db()
    assert not photo.hidden


# -- answer templates


@pytest.fixture
def owner():
    return handler()


def edit(client, pk=None, **fields):
    url = reverse("community:handling_template", args=[pk]) if pk else reverse("community:handling_template_new")
    return client.post(url, {"name": "보수 완료", "scope": "department", "text": "{address}을 고쳤습니다."} | fields)


def test_a_template_is_written_shared_and_found_at_a_report(client, owner):
    report = ReportFactory(category=CategoryFactory(department=owner.department))
    client.force_login(owner)
    assert edit(client, category=report.category.pk, status="done").status_code == 302
    made = AnswerTemplate.objects.get()
    assert (made.department, made.author, made.shared) == (owner.department, owner, True)
    colleague = handler(owner.department)
    client.force_login(colleague)
    page = client.get(reverse("community:handling_report", args=[report.number]))
    assert page.context["templates"] == [{"name": "보수 완료", "status": "done", "text": "{address}을 고쳤습니다."}]
    assert edit(client, made.pk, text="{address}을 다시 깔았습니다.").status_code == 302
    client.post(reverse("community:handling_template_delete", args=[made.pk]))
    assert not AnswerTemplate.objects.exists()


def test_ones_own_template_is_nobody_elses(client, owner):
    client.force_login(owner)
    edit(client, scope="own")
    made = AnswerTemplate.objects.get()
    assert made in AnswerTemplate.objects.for_user(owner)
    for other in (handler(owner.department), handler()):
        assert made not in AnswerTemplate.objects.for_user(other)
        client.force_login(other)
        assert edit(client, made.pk).status_code == 404
        assert client.post(reverse("community:handling_template_delete", args=[made.pk])).status_code == 404


def test_a_handler_can_not_write_for_the_whole_city(client, owner):
    client.force_login(owner)
    assert edit(client, scope="city").status_code == 400
    client.force_login(UserFactory(role=Role.ADMINISTRATOR, department=owner.department))
    assert edit(client, scope="city").status_code == 302
    assert AnswerTemplate.objects.for_user(handler()).count() == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{adress}을 고쳤습니다.", "{adress}"),
        ("{link}에서 보세요.", "{link}"),
        ("{ address } 완료", "중괄호의 짝"),
        ("{주소}", "{주소}"),
    ],
)
def test_an_unknown_placeholder_is_refused_by_its_name(client, owner, text, said):
    client.force_login(owner)
    page = edit(client, text=text).content.decode()
    assert said in page
    assert text in page
    assert not AnswerTemplate.objects.exists()


def test_the_preview_reads_like_the_answer_to_a_real_report(client, owner):
    report = ReportFactory(category=CategoryFactory(department=owner.department), address="서울특별시 중구 세종대로 1")
    foreign = ReportFactory(address="남의 부서")
    client.force_login(owner)
    url, headers = reverse("community:handling_template_new"), {"Accept": "application/json"}
    for example in (report.number, foreign.number):
        shown = client.post(url, {"text": "{address} 완료", "example": example}, headers=headers).json()
        assert shown["preview"] == "서울특별시 중구 세종대로 1 완료"
    assert not AnswerTemplate.objects.exists()


# -- the texts to citizens


@pytest.fixture
def administrator(client):
    user = UserFactory(role=Role.ADMINISTRATOR)
    client.force_login(user)
    return user


def test_every_default_text_may_be_saved_as_it_is():
    assert set(texts.USES) == set(texts.DEFAULTS)
    for slug, (subject, body) in texts.DEFAULTS.items():
        texts.check(subject, texts.USES[slug].allowed)
        texts.check(body, texts.USES[slug].allowed, texts.USES[slug].needed)


def test_a_text_is_edited_used_and_reset(client, administrator):
    report = ReportFactory(email="hong@example.com")
    url = reverse("community:handling_text", args=["status"])
    given = {"subject": "{number} 소식", "body": "{note} 고맙습니다. {link}"}
    assert client.post(url, given).status_code == 302
    tasks.announce_event(report.move_to(Status.CONFIRMED, handler(report.department), "보러 갑니다.").pk)
    message = Message.objects.get()
    assert message.subject == f"{report.number} 소식"
    assert message.body.startswith(f"[{report.department}의 답변]\n보러 갑니다. 고맙습니다.")
    assert "고친 글" in client.get(reverse("community:handling_texts")).content.decode()
    client.post(url, {"reset": "1"})
    assert not MessageText.objects.exists()


@pytest.mark.parametrize(
    ("body", "said"),
    [("{note} {count}", "{count}"), ("고맙습니다.", "{note}"), ("{note} {", "중괄호의 짝")],
)
def test_a_text_that_would_say_nothing_is_refused(client, administrator, body, said):
    response = client.post(reverse("community:handling_text", args=["status"]), {"subject": "소식", "body": body})
    assert response.status_code == 400
    assert said in response.content.decode()
    assert not MessageText.objects.exists()


def test_saving_the_default_stores_nothing(client, administrator):
    subject, body = texts.DEFAULTS["done"]
    url = reverse("community:handling_text", args=["done"])
    assert client.post(url, {"subject": subject, "body": body.replace("\n", "\r\n")}).status_code == 302
    assert not MessageText.objects.exists()


# -- the shortlist


@pytest.fixture
def stops(client, owner):
    """Four reports on a line, on the list from west to east."""
    category = CategoryFactory(department=owner.department)
    reports = [ReportFactory(category=category, point=place(126.96 + n * 0.01)) for n in range(4)]
    for n, report in enumerate(reports):
        owner.shortlist.create(report=report, position=n)
    client.force_login(owner)
    return [report.number for report in reports]


def way(owner):
    return [item.report.number for item in routes.stops(owner)]


def put(client, **fields):
    return client.post(reverse("community:handling_put"), fields)


def test_the_order_by_hand_stays_until_it_is_arranged_again(client, owner, stops):
    a, b, c, d = stops
    put(client, stop=d, step="up")
    assert way(owner) == [a, b, d, c]
    put(client, order=f"{c},{a},unknown")
    assert way(owner) == [c, a, b, d]
    put(client, stop=c, step="up")
    client.post(reverse("community:handling_toggle", args=[b]))
    client.post(reverse("community:handling_toggle", args=[b]))
    assert way(owner) == [c, a, d, b]
    client.post(reverse("community:handling_arrange"))
    assert way(owner) in ([a, b, c, d], [d, c, b, a], [c, d, b, a], [c, b, a, d])
    assert sorted(way(owner)) == sorted(stops)


def test_anchored_ends_stay_when_the_rest_is_arranged(client, owner, stops):
    a, b, c, d = stops
    put(client, stop=c, step="start")
    put(client, stop=a, step="end")
    assert way(owner) == [c, b, d, a]
    client.post(reverse("community:handling_arrange"))
    assert (way(owner)[0], way(owner)[-1]) == (c, a)
    put(client, order=",".join([a, b, d, c]))
    assert (way(owner)[0], way(owner)[-1]) == (c, a)
    put(client, stop=d, step="end")
    assert way(owner)[-1] == d
    put(client, stop=c, step="free")
    assert owner.shortlist.exclude(anchor="").count() == 1


def test_nobody_orders_anothers_list(client, owner, stops):
    client.force_login(handler(owner.department))
    put(client, stop=stops[3], step="up")
    put(client, stop=stops[3], step="start")
    assert way(owner) == stops


def test_the_demo_leaves_no_handlers_page_empty(client, addresses):
    demo = UserFactory(email="handler@demo.example", role=Role.HANDLER, department__slug="roads")
    demo_community.Command().handle()
    client.force_login(demo)
    reports = Report.objects.for_user(demo).filter(campaign=None)
    assert reports.to_moderate().exists()
    assert reports.spam().exists()
    assert AnswerTemplate.objects.for_user(demo).exists()
    for name in ("handling", "handling_shortlist", "handling_templates", "handling_campaigns"):
        assert 'class="empty"' not in client.get(reverse(f"community:{name}")).content.decode()
    for view in ("mine", "overdue", "moderate", "spam"):
        assert 'class="empty"' not in client.get(reverse("community:handling"), {"view": view}).content.decode()
