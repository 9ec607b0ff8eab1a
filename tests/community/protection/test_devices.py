"""Devices that the server knows: what counts voices, and who sees photos that were not sent yet."""

from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from community.models import Photo, Report
from community.reports import photos, retention
from tests.community.factories import CampaignFactory, ReportFactory
from tests.community.pictures import as_bytes
from tests.community.reports.test_submission import cheap_proof, solved  # noqa: F401 (a fixture)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cheap_proof")]


def support(client, report, **more):
    url = f"/api/community/reports/{report.number}/support"
    return client.post(url, {"proof": solved()}, content_type="application/json", **more)


def browser(**more) -> Client:
    """A new one, that has seen a page of ours."""
    client = Client(**more)
    client.get("/api/community/challenge")
    return client


def upload(client):
    file = ContentFile(as_bytes(), name="a.jpg")
    return client.post("/api/community/photos", {"file": file}).json()


def test_seventy_invented_devices_count_nothing(client):
    report = ReportFactory()
    answers = [support(client, report, headers={"X-Device": f"invented-{n}"}) for n in range(70)]
    assert {answer.status_code for answer in answers} == {422}
    report.refresh_from_db()
    assert report.support_count == 0


def test_seventy_browsers_at_one_address_count_as_a_household():
    report = ReportFactory()
    codes = [support(browser(), report).status_code for _n in range(70)]
    report.refresh_from_db()
    assert report.support_count == codes.count(200) == 3


def test_a_forged_cookie_counts_nothing():
    report, client = ReportFactory(), Client()
    for n in range(5):
        client.cookies["maptag_device"] = f"invented-{n}:signature"
        assert support(client, report).status_code == 422
    report.refresh_from_db()
    assert report.support_count == 0


def test_each_voice_costs_its_own_proof_of_work():
    report, client = ReportFactory(), browser()
    url = f"/api/community/reports/{report.number}/support"
    asked = client.post(url, {}, content_type="application/json")
    assert asked.status_code == 428
    assert asked.json()["challenge"]["challenge"]
    proof = solved()
    assert client.post(url, {"proof": proof}, content_type="application/json").status_code == 200
    other = browser()
    assert other.post(url, {"proof": proof}, content_type="application/json").status_code == 422


def test_junk_without_a_proof_leaves_the_voices_of_its_address_alone():
    """Two hundred requests of a neighbour who works for nothing: more than the address may send in an hour."""
    report, junk = ReportFactory(), browser()
    url = f"/api/community/reports/{report.number}/support"
    codes = {junk.post(url, {"proof": made}, content_type="application/json").status_code for made in ("", "x") * 100}
    assert codes == {428, 422, 429}
    assert support(browser(), report).json() == {"supported": True, "count": 1}


def test_a_voice_is_taken_back_by_the_same_browser_and_given_again():
    report, client = ReportFactory(), browser()
    for count in (1, 0, 1, 0, 1, 0, 1):
        assert support(client, report).json() == {"supported": count == 1, "count": count}


def test_the_page_of_a_report_gives_the_browser_its_id_once(client):
    report = ReportFactory()
    first = client.get(report.get_absolute_url())
    cookie = first.cookies["maptag_device"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert "maptag_device" not in client.get(report.get_absolute_url()).cookies


def test_invented_devices_confirm_an_entry_once_for_their_address(client):
    entry = ReportFactory(category=None, campaign=CampaignFactory(confirmations=3))
    url = f"/api/community/reports/{entry.number}/confirmations"
    for n in range(70):
        client.post(url, {"agrees": True}, content_type="application/json", headers={"X-Device": f"invented-{n}"})
    entry.refresh_from_db()
    assert entry.agree_count == 1


def test_a_photo_that_was_not_sent_is_shown_to_its_device_alone(client):
    photo = upload(client)
    assert client.get(photo["thumb"]).status_code == 200
    for stranger in (Client(), browser()):
        assert stranger.get(photo["thumb"]).status_code == 404
    assert Client(headers={"X-Device": "guess"}).get(photo["thumb"]).status_code == 404


def test_a_strangers_photo_can_not_be_sent_as_ones_own(client):
    photo = upload(client)
    stranger = browser()
    report = ReportFactory()
    given = {
        "client_id": "0b5e3b0e-0000-4000-8000-000000000001",
        "category": report.category.slug,
        "lon": 126.978,
        "lat": 37.5665,
        "text": "파였습니다",
        "photos": [photo["id"]],
        "proof": solved(),
    }
    answer = stranger.post("/api/community/reports", given, content_type="application/json")
    assert answer.status_code == 422
    assert "photos" in answer.json()["errors"]
    assert Photo.objects.get().report is None


def test_photos_that_are_never_sent_are_deleted_after_two_days(client):
    upload(client)
    young = photos.receive(ContentFile(as_bytes(), name="a.jpg"))
    old = Photo.objects.exclude(pk=young.pk).get()
    Photo.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(days=2, minutes=1))
    retention.forget_unsent()
    assert list(Photo.objects.all()) == [young]
    assert not old.original.storage.exists(old.path("thumb"))


# -- photo questions


QUESTION = {"key": "door", "label": "문 사진", "kind": "photo"}
SECRET = {"key": "inside", "label": "안쪽 사진", "kind": "photo", "private": True}


@pytest.fixture
def entry(client):
    campaign = CampaignFactory(questions=[QUESTION, SECRET])
    ids = [upload(client)["id"] for _n in range(2)]
    given = {
        "client_id": "0b5e3b0e-0000-4000-8000-000000000002",
        "campaign": campaign.slug,
        "lon": 126.978,
        "lat": 37.5665,
        "text": "문턱이 있습니다",
        "photos": ids,
        "answers": {"door": [ids[0]], "inside": [ids[1]]},
        "proof": solved(),
    }
    answer = client.post("/api/community/reports", given, content_type="application/json")
    assert answer.status_code == 201, answer.text
    return Report.objects.get(campaign=campaign)


def test_a_photo_keeps_the_question_that_it_answers(client, entry):
    from tests.community.factories import handler

    door = entry.photos.get(question="door")
    assert "문 사진" in client.get(entry.get_absolute_url()).text
    rows = client.get(reverse("community:entries_csv", args=[entry.campaign.slug]))
    text = b"".join(rows.streaming_content).decode()
    assert "문 사진" in text
    assert door.get_absolute_url() in text
    features = client.get(reverse("community:entries_geojson", args=[entry.campaign.slug])).json()["features"]
    assert door.get_absolute_url() in str(features[0]["properties"])
    client.force_login(handler(entry.department))
    staff = client.get(reverse("community:handling_campaign_download", args=[entry.campaign.slug]))
    text = b"".join(staff.streaming_content).decode()
    assert door.get_absolute_url() in text
    assert entry.photos.get(question="inside").get_absolute_url() in text
    assert "문 사진" in client.get(reverse("community:handling_campaign", args=[entry.campaign.slug])).text


def test_a_photo_for_a_private_question_is_shown_nowhere(client, entry):
    inside = entry.photos.get(question="inside")
    assert Client().get(inside.get_absolute_url()).status_code == 404
    assert inside.get_absolute_url() not in client.get(entry.get_absolute_url()).text
    rows = client.get(reverse("community:entries_csv", args=[entry.campaign.slug]))
    assert str(inside.pk) not in b"".join(rows.streaming_content).decode()
