"""Signing in and out, downloads and administration are written down, for auditors alone, and stay written."""

from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from community.models import CitizenGroup
from mapsite.accounts.models import AccessEvent, Department, Role
from mapsite.accounts.tasks import forget_access_events
from tests.factories import PASSWORD, UserFactory
from tests.mapsite.accounts.test_sign_in import change_in_admin, code_of

pytestmark = pytest.mark.django_db


def events():
    rows = AccessEvent.objects.order_by("pk")
    return [(event.kind, event.email, event.address) for event in rows]


def sign_in(client, user, password=PASSWORD, **headers):
    client.post(reverse("account_login"), {"login": user.email, "password": password}, **headers)


def test_signing_in_and_out_is_logged_with_the_address(client, settings):
    settings.TRUSTED_PROXIES = 1
    user = UserFactory()
    through_proxy = {"HTTP_X_FORWARDED_FOR": "198.51.100.7, 203.0.113.9", "REMOTE_ADDR": "10.0.0.1"}
    sign_in(client, user, "wrong", **through_proxy)
    sign_in(client, user, **through_proxy)
    client.post(reverse("account_logout"), **through_proxy)
    address = "203.0.113.9"
    assert events() == [(kind, user.email, address) for kind in ("refused", "sign_in", "sign_out")]


def test_what_is_no_account_is_not_kept(client):
    client.post(reverse("account_login"), {"login": "my-secret-password@x.kr", "password": "x"})
    assert [email for _kind, email, _address in events()] == [""]


def test_administration_is_logged(client):
    administrator, department = UserFactory(administrator=True), Department.objects.create(name="공원과", slug="parks")
    client.force_login(administrator)
    client.post(reverse("admin:accounts_department_change", args=[department.pk]), {"name": "녹지과", "slug": "parks"})
    others = [Department.objects.create(name=name, slug=name) for name in ("a", "b")]
    selected = [one.pk for one in others]
    action = {"action": "delete_selected", "_selected_action": selected, "post": "yes"}
    client.post(reverse("admin:accounts_department_changelist"), action)
    logged = AccessEvent.objects.filter(kind="administration").order_by("pk")
    assert len(logged) == 3
    assert {event.email for event in logged} == {administrator.email}
    assert "녹지과" in logged[0].detail


def test_letters_changed_outside_the_administration_are_logged(client):
    client.force_login(UserFactory(administrator=True))
    address = reverse("community:handling_text", args=["done"])
    client.post(address, {"subject": "제목", "text": "본문"})
    assert AccessEvent.objects.filter(kind="administration", detail__contains=address).count() == 1


def test_downloads_of_staff_are_logged_and_those_of_readers_are_not(client):
    client.get(reverse("community:csv"))
    assert not AccessEvent.objects.exists()
    client.force_login(UserFactory())
    client.get(reverse("community:csv"), {"category": ""})
    event = AccessEvent.objects.get(kind="download")
    assert "reports-" in event.detail
    assert reverse("community:csv") in event.detail


def test_an_auditor_reads_filters_and_takes_the_log(client):
    auditor = UserFactory(role=Role.AUDITOR, department=None)
    clerk = UserFactory(email="=cmd@city.example")
    sign_in(client, clerk)
    client.logout()
    sign_in(client, auditor)
    assert client.get(reverse("start")).url == reverse("access_log")
    page = client.get(reverse("access_log"), {"email": "=cmd", "kind": "sign_in"}).content.decode()
    assert "모두 1건" in page
    assert "맞는 기록이 없습니다" in client.get(reverse("access_log"), {"until": "2020-01-01"}).content.decode()
    assert "읽지 못해" in client.get(reverse("access_log"), {"since": "어제"}).content.decode()

    rows = b"".join(client.get(reverse("access_log_csv"))).decode("utf-8-sig").splitlines()
    assert rows[0] == "시각,한 일,계정,접속 주소,내용"
    assert any(",'=cmd@city.example," in row for row in rows)
    assert AccessEvent.objects.filter(kind="download", email=auditor.email).count() == 1


def test_nobody_changes_the_log(client):
    sign_in(client, UserFactory())
    for change in (lambda rows: rows.update(email="x"), lambda rows: rows.delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change(AccessEvent.objects.all())
    assert len(events()) == 1


def test_the_log_outlives_the_account(client):
    user = UserFactory()
    sign_in(client, user)
    email = user.email
    user.delete()
    assert ("sign_in", email, "127.0.0.1") in events()


def test_events_are_forgotten_when_their_time_is_over(client, settings):
    settings.ACCESS_LOG_DAYS = 400
    now = timezone.now()
    for days in (399, 401):
        event = AccessEvent(kind="sign_in", email=f"{days}@city.example")
        event.save()
        _age(event, now - timedelta(days=days))
    forget_access_events(timestamp=0)
    assert [email for _kind, email, _address in events()] == ["399@city.example"]


def _age(event, time):
    """The trigger refuses updates: the row is written again as an older one."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_accessevent DISABLE TRIGGER append_only")
        cursor.execute("UPDATE accounts_accessevent SET at = %s WHERE id = %s", [time, event.pk])
        cursor.execute("ALTER TABLE accounts_accessevent ENABLE TRIGGER append_only")


def test_a_change_of_rights_says_from_what_to_what(client):
    administrator, user = UserFactory(administrator=True), UserFactory(role="uploader")
    client.force_login(administrator)
    department = UserFactory().department
    answer = change_in_admin(client, user, role="publisher", department=department.pk, is_active="on")
    assert answer.status_code == 302
    detail = AccessEvent.objects.filter(kind="administration").latest("pk").detail
    assert "역할: 문서 담당 → 발행 담당" in detail
    assert f"부서: {user.department} → {department}" in detail


def test_a_wrong_code_of_the_second_factor_is_a_refused_sign_in(client):
    administrator = UserFactory(administrator=True)
    TOTP.activate(administrator, generate_totp_secret())
    sign_in(client, administrator)
    client.post(reverse("mfa_authenticate"), {"code": "000000"})
    event = AccessEvent.objects.latest("pk")
    assert (event.kind, event.email, event.detail) == ("refused", administrator.email, "2단계 인증 번호가 틀림")


@pytest.mark.django_db(transaction=True)
def test_what_opens_an_account_another_time_is_logged(client):
    administrator = UserFactory(administrator=True)
    sign_in(client, administrator)
    page = client.get(reverse("mfa_activate_totp"), follow=True)
    if page.redirect_chain:
        client.post(page.redirect_chain[-1][0], {"password": PASSWORD})
        page = client.get(reverse("mfa_activate_totp"))
    client.post(reverse("mfa_activate_totp"), {"code": code_of(page.context["form"].secret)})
    changed = {"oldpassword": PASSWORD, "password1": "another-long-one-7", "password2": "another-long-one-7"}
    client.post(reverse("account_change_password"), changed)
    details = list(AccessEvent.objects.filter(kind="administration").order_by("pk").values_list("detail", flat=True))
    assert details[-1] == "비밀번호 바꿈"
    assert details[0].startswith("2단계 인증 더함")


def test_who_stands_for_a_group_is_logged(client):
    handler = UserFactory(role="handler")
    client.force_login(handler)
    group = CitizenGroup.objects.create(name="골목 모임", department=handler.department)
    page = reverse("community:handling_group", args=[group.pk])
    client.post(page, {"email": "minji@example.com", "name": "민지"})
    user = group.users.get()
    client.post(reverse("community:handling_group_act", args=[group.pk]), {"step": "dismiss", "user": user.pk})
    details = list(AccessEvent.objects.filter(kind="administration").order_by("pk").values_list("detail", flat=True))
    assert details == ["골목 모임 대표로 둠: minji@example.com", "골목 모임 대표에서 뺌: minji@example.com"]
