"""Every URL × every role: closed unless it says otherwise."""

from uuid import uuid4

import pytest
from django.contrib.gis.geos import Point
from django.core.files.base import ContentFile
from django.urls import URLResolver, get_resolver, reverse

from community.models import AnswerTemplate, Campaign, Category, CitizenGroup, IncidentRoom, Report
from importers.models import Mention, Review, Upload, UploadRecord
from mapsite.accounts.models import Department, Role, User
from maptag.models import Notice
from maptag.publishing.content import NoticeContent, TagContent

PUBLIC = {
    "home", "home_tags", "words", "maptag:notice", "maptag:embed", "maptag:snapshot", "maptag:geojson", "maptag:csv",
    "favicon", "healthz", "readyz",
}  # fmt: skip
# Citizens need no account. What a link's key opens is tested in tests/community.
CITIZENS = {
    "community:form", "community:search", "community:manifest", "community:worker", "community:reports",
    "community:statistics", "community:campaigns", "community:campaign", "community:join", "community:gaps",
    "community:report", "community:mine", "community:address", "community:geojson", "community:csv",
    "community:campaign_embed", "community:entries_csv", "community:entries_geojson",
    "community:rss", "community:atom", "community:photo", "community:confirm", "community:unsubscribe",
    "community:propose", "community:member", "community:member_stop", "community:register",
    "community:follow", "community:follow_link", "community:following", "community:attachment", "community:pins",
}  # fmt: skip
# Signing in and out, and a forgotten password, are for those who are not signed in.
PUBLIC_ACCOUNTS = {
    "account_login", "account_logout", "account_signup", "account_inactive", "account_email_verification_sent",
    "account_confirm_email", "account_reset_password", "account_reset_password_done",
    "account_reset_password_from_key", "account_reset_password_from_key_done", "account_confirm_login_code",
    "account_request_login_code", "mfa_authenticate", "mfa_trust", "mfa_login_webauthn", "mfa_signup_webauthn",
    "openid_connect_login", "openid_connect_callback", "socialaccount_login_cancelled",
    "socialaccount_login_error", "socialaccount_signup",
}  # fmt: skip
IMPORT = {Role.UPLOADER, Role.PUBLISHER, Role.ADMINISTRATOR}
PUBLISH = {Role.PUBLISHER, Role.ADMINISTRATOR}
HANDLE = {Role.HANDLER, Role.ADMINISTRATOR}
EVERYONE = set(Role)

# URL name → roles that may; whoever else is signed in gets 403, and another department 404.
STAFF = {
    "start": EVERYONE,
    "account_session": EVERYONE,
    "account_renewed": EVERYONE,
    "coverage": {Role.ADMINISTRATOR},
    "coverage_refused": {Role.ADMINISTRATOR},
    "access_log": {Role.AUDITOR},
    "access_log_csv": {Role.AUDITOR},
    "importers:uploads": IMPORT,
    "importers:progress": IMPORT,
    "importers:search": IMPORT,
    "importers:reverse": IMPORT,
    "importers:review": IMPORT,
    "importers:chunk": IMPORT,
    "importers:find": IMPORT,
    "importers:picture": IMPORT,
    "importers:columns": IMPORT,
    "importers:details": IMPORT,
    "importers:mentions": IMPORT,
    "importers:mention": IMPORT,
    "importers:decide": IMPORT,
    "importers:add_span": IMPORT,
    "importers:add_shape": IMPORT,
    "importers:opinions": IMPORT,
    "importers:decide_many": IMPORT,
    "importers:accept_alike": IMPORT,
    "importers:undo": IMPORT,
    "importers:retry": IMPORT,
    "importers:by_hand": IMPORT,
    "importers:publish": PUBLISH,
    "maptag:manage": EVERYONE,
    "maptag:versions": EVERYONE,
    "maptag:withdraw": PUBLISH,
    "maptag:restore": PUBLISH,
    "community:handling": HANDLE,
    "community:handling_pins": HANDLE,
    "community:handling_many": HANDLE,
    "community:handling_save_filter": HANDLE,
    "community:handling_delete_filter": HANDLE,
    "community:handling_shortlist": HANDLE,
    "community:handling_arrange": HANDLE,
    "community:handling_clear": HANDLE,
    "community:handling_put": HANDLE,
    "community:handling_rooms": HANDLE,
    "community:handling_room_new": HANDLE,
    "community:handling_room": HANDLE,
    "community:handling_room_act": HANDLE,
    "community:handling_room_news": HANDLE,
    "community:handling_report": HANDLE,
    "community:handling_act": HANDLE,
    "community:handling_preview": HANDLE,
    "community:handling_version": HANDLE,
    "community:handling_toggle": HANDLE,
    "community:handling_templates": HANDLE,
    "community:handling_template_new": HANDLE,
    "community:handling_template": HANDLE,
    "community:handling_template_delete": HANDLE,
    "community:handling_texts": {Role.ADMINISTRATOR},
    "community:handling_text": {Role.ADMINISTRATOR},
    "community:handling_campaigns": HANDLE,
    "community:handling_campaign_new": HANDLE,
    "community:handling_campaign": HANDLE,
    "community:handling_campaign_edit": HANDLE,
    "community:handling_campaign_copy": HANDLE,
    "community:handling_campaign_preview": HANDLE,
    "community:handling_campaign_state": HANDLE,
    "community:handling_districts": HANDLE,
    "community:handling_campaign_decide": HANDLE,
    "community:handling_campaign_download": HANDLE,
    "community:handling_campaign_members": HANDLE,
    "community:handling_campaign_invite": HANDLE,
    "community:handling_campaign_rules": HANDLE,
    "community:handling_campaign_member": HANDLE,
    "community:handling_groups": HANDLE,
    "community:handling_group": HANDLE,
    "community:handling_group_act": HANDLE,
}
# Lists and searches show the own department's things, or no department's, instead of answering 404.
WITHOUT_OBJECT = {
    "start",
    "access_log",
    "access_log_csv",
    "account_session",
    "account_renewed",
    "coverage",
    "coverage_refused",
    "importers:uploads",
    "importers:progress",
    "importers:search",
    "importers:reverse",
    "maptag:manage",
    "community:handling",
    "community:handling_pins",
    "community:handling_many",
    "community:handling_save_filter",
    "community:handling_delete_filter",
    "community:handling_shortlist",
    "community:handling_arrange",
    "community:handling_clear",
    "community:handling_put",
    "community:handling_templates",
    "community:handling_template_new",
    "community:handling_texts",
    "community:handling_text",
    "community:handling_campaigns",
    "community:handling_campaign_new",
    "community:handling_groups",
    "community:handling_districts",
    "community:handling_rooms",
    "community:handling_room_new",
}


def patterns(resolver, namespace="", outer=frozenset()):
    """Yield (full name, names of its arguments) of every URL."""
    for entry in resolver.url_patterns:
        arguments = outer | set(entry.pattern.converters) | set(entry.pattern.regex.groupindex)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, f"{entry.namespace}:" if entry.namespace else namespace, arguments)
        elif entry.name:
            yield f"{namespace}{entry.name}", arguments


NAMES = dict(patterns(get_resolver()))
STAFFS = ("maptag:", "importers:", "community:handling")
OURS = sorted(name for name in NAMES if name in PUBLIC or name.startswith(STAFFS) or ":" not in name)


def is_account(name):
    return name.startswith(("account_", "mfa_", "socialaccount_", "openid_connect_", "usersessions_"))


@pytest.fixture
def world(db):
    """One department with an upload and a published notice, a user of each role, and a stranger."""
    ours = Department.objects.create(name="스마트도시과", slug="smart")
    users = {role: User.objects.create_user(f"{role}@city.example", department=ours, role=role) for role in Role}
    strangers = Department.objects.create(name="공원과", slug="park")
    users["stranger"] = User.objects.create_user("s@city.example", department=strangers, role=Role.ADMINISTRATOR)
    users["neighbour"] = User.objects.create_user("n@city.example", department=strangers, role=Role.HANDLER)
    users["homeless"] = User.objects.create_user("h@city.example", role=Role.PUBLISHER)
    notice = Notice.objects.create(department=ours)
    point = {"type": "Point", "coordinates": [126.978, 37.5665]}
    version = notice.publish(NoticeContent("도서관", tags=(TagContent("남산도서관", point),)), users[Role.PUBLISHER])
    upload = Upload(
        department=ours, sha256="0" * 64, name="도서관.csv", size=3, state=Upload.State.READY, records_read=1
    )
    upload.file.save("x", ContentFile(b"a,b"))
    Review.objects.create(upload=upload, notice=notice)
    record = {
        "kind": "paragraph",
        "locator": {},
        "text": "소월로 109",
        "cells": [],
        "headers": {},
        "title": "",
        "hidden": False,
    }
    record = UploadRecord.objects.create(upload=upload, number=1, content=record)
    mention = Mention.objects.create(
        upload=upload, record=record, number=1, start=0, end=7, text="소월로 109", kind="road",
        key="용산구|소월로|109-0", grade="A1", geometry=Point(126.981, 37.553, srid=4326),
    )  # fmt: skip
    digest = notice.snapshot.rsplit("/", 1)[1].split(".")[0]
    return users, {
        "notice": notice.pk,
        "upload": upload.pk,
        "number": version.number,
        "digest": digest,
        "mention": mention,
        "report": Report.objects.create(
            category=Category.objects.create(slug="road", name="도로 파임", department=ours),
            department=ours, point=Point(126.981, 37.553, srid=4326), text="보도블록이 빠졌습니다.",
        ),
        "room": IncidentRoom.objects.start("을지로 침수", users[Role.HANDLER]),
        "campaign": Campaign.objects.create(slug="shade", title="그늘 지도", department=ours),
        "group": CitizenGroup.objects.create(name="그늘 찾는 사람들", department=ours),
        "template": AnswerTemplate.objects.create(name="보수 완료", department=ours, text="고쳤습니다."),
    }  # fmt: skip


def address(name, things):
    arguments = NAMES[name]
    if name.startswith("community:"):
        values = {"pk": things["group"].pk, "number": things["report"].number, "slug": things["campaign"].slug}
        values |= {"pk": things["template"].pk} if name.startswith("community:handling_template") else {}
        values |= {"slug": "done"} if name == "community:handling_text" else {}
        values["room"] = things["room"].pk
        return reverse(name, kwargs={argument: values[argument] for argument in arguments})
    owner = things["upload"] if name.startswith("importers:") else things["notice"]
    number = things["mention"].number if name.startswith("importers:") else things["number"]
    values = {"pk": owner, "number": number, "digest": things["digest"], "language": "ko"}
    url = reverse(name, kwargs={argument: values[argument] for argument in arguments})
    return f"{url}?start=1" if name == "importers:chunk" else url


def status(client, url):
    """The answer to GET or, where only POST is allowed, to an empty POST."""
    response = client.get(url)
    return client.post(url).status_code if response.status_code == 405 else response.status_code


@pytest.mark.parametrize("name", sorted(CITIZENS))
def test_citizens_are_never_asked_to_sign_in(client, db, name):
    values = {"slug": "nothing", "number": "2511-AAAA-AAAA", "key": "x" * 40, "pk": 1, "edition": 0, "size": "thumb"}
    values["token"] = "x" * 24
    values["pk"] = uuid4() if name in ("community:photo", "community:attachment") else 1
    response = client.get(reverse(name, kwargs={argument: values[argument] for argument in NAMES[name]}))
    assert response.status_code in (200, 404, 405, 422)


def test_every_page_for_citizens_is_classified():
    community = {name for name in NAMES if name.startswith("community:")}
    assert {name for name in community if not name.startswith("community:handling")} == CITIZENS


def test_every_url_is_classified():
    known = PUBLIC | set(STAFF) | PUBLIC_ACCOUNTS
    assert not [name for name in OURS if name not in known and not is_account(name)]


@pytest.mark.parametrize("name", [name for name in OURS if name in PUBLIC])
def test_public_pages_are_open(client, world, name):
    _users, things = world
    assert status(client, address(name, things)) in (
        200,
        302,
        503,
    )  # /favicon.ico leads to a static file; /readyz misses a worker


@pytest.mark.parametrize("name", sorted(STAFF))
def test_staff_pages_ask_visitors_to_sign_in(client, world, name):
    _users, things = world
    response = client.get(address(name, things))
    assert response.status_code in (302, 401)
    assert response.status_code == 401 or response.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("name", sorted(STAFF))
@pytest.mark.parametrize("role", list(Role))
def test_staff_pages_are_for_their_roles(client, world, name, role):
    users, things = world
    client.force_login(users[role])
    answer = status(client, address(name, things))
    if role in STAFF[name]:
        # The upload has no page that lost text, and so no picture of one.
        assert answer in ((404,) if name == "importers:picture" else (200, 302, 400, 409))
    else:
        assert answer == 403


@pytest.mark.parametrize("name", sorted(set(STAFF) - WITHOUT_OBJECT))
@pytest.mark.parametrize("who", ["stranger", "homeless"])
def test_other_departments_see_nothing(client, world, name, who):
    users, things = world
    # An administrator handles the reports of all departments.
    of_all = who == "stranger" and name.startswith("community:")
    client.force_login(users["neighbour" if of_all else who])
    assert status(client, address(name, things)) in (403, 404)


@pytest.mark.parametrize("name", sorted(name for name in OURS if is_account(name) and name not in PUBLIC_ACCOUNTS))
def test_account_pages_ask_visitors_to_sign_in(client, db, name):
    response = client.get(reverse(name, kwargs=dict.fromkeys(NAMES[name], 1)))
    assert response.status_code in (302, 401, 403, 405)


def test_accounts_are_not_made_by_visitors(client, db):
    client.post(reverse("account_signup"), {"email": "new@city.example", "password1": "a-long-password-1"})
    assert not User.objects.exists()


@pytest.mark.parametrize("role", list(Role))
def test_administration_is_for_administrators(client, world, role):
    users, _things = world
    users[role].is_staff = role == Role.ADMINISTRATOR
    users[role].is_superuser = users[role].is_staff
    users[role].save()
    client.force_login(users[role])
    assert (client.get("/admin/").status_code == 200) is (role == Role.ADMINISTRATOR)
