import base64
import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from altcha import PayloadV1, solve_challenge_v1
from django.contrib.gis.geos import GEOSGeometry, MultiPolygon, Point, Polygon
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from community.models import Block, Report, RoutingRule, Subscription
from community.protection import proof
from community.protection.limits import Sender, TooMany
from community.reports import hints, places
from community.reports.submission import Authority, Draft, submit
from mapsite.accounts import addresses
from maptag.geocoding.models import District
from tests.community.factories import QUESTIONS, CampaignFactory, CategoryFactory, ReportFactory, handler, place
from tests.factories import CITY_HALL, DepartmentFactory

SENDER = Sender("203.0.113.7", "device")


def solved() -> str:
    given = proof.challenge()
    found = solve_challenge_v1(given["challenge"], given["salt"], "SHA-256", given["maxnumber"])
    return PayloadV1("SHA-256", given["challenge"], found.number, given["salt"], given["signature"]).to_base64()


@pytest.fixture(autouse=True)
def cheap_proof(settings):
    settings.PROOF_OF_WORK_COST = 200


def draft(category=None, **fields) -> Draft:
    lon, lat = CITY_HALL
    if "campaign" not in fields:
        fields["category"] = category or CategoryFactory()
    defaults = {"lon": lon, "lat": lat, "text": "보도블록이 깨져 유모차가 지나가기 어렵습니다."}
    return Draft(**defaults | {"proof": solved()} | fields)


@pytest.mark.django_db
def test_a_report_is_placed_routed_and_given_a_deadline(addresses):
    street_lights = DepartmentFactory()
    category = CategoryFactory(working_days=3)
    RoutingRule.objects.create(category=category, gu="중구", department=street_lights)
    report = submit(draft(category), SENDER)
    assert (report.gu, report.department) == ("중구", street_lights)
    assert report.address.startswith("서울특별시 중구")
    assert report.due_on > timezone.localdate()
    assert report.events.get().kind == "submitted"
    assert Report.objects.by_key(report.key).get() == report


@pytest.mark.django_db
def test_the_offline_queue_may_send_twice():
    sent = draft(email="hong@example.com")
    first = submit(sent, SENDER)
    again = submit(sent, SENDER)  # with the same, spent, proof of work
    assert again == first
    assert again.key == first.key
    assert Subscription.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_draft_sent_at_once_from_two_tabs_is_one_report():
    one = draft()
    other = draft(one.category, client_id=one.client_id)

    def send(which):
        try:
            return submit(which, SENDER).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        assert len(set(pool.map(send, [one, other]))) == 1
    assert Report.objects.count() == 1


@pytest.mark.django_db
def test_personal_data_in_the_text_is_not_published():
    text = "주차된 차 때문에 못 나갑니다. 연락 010-9876-5432, hong@naver.com, 02-345-6789, 880101-1234567"
    report = submit(draft(text=text), SENDER)
    for secret in ("9876", "hong@", "345-6789", "1234567"):
        assert secret not in report.text
    assert report.text_original == text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "where"),
    [
        ({"lon": float("nan")}, "point"),
        ({"lon": 37.5665, "lat": 126.978}, "point"),
        ({"lon": 129.0756, "lat": 35.1796}, "point"),
        ({"text": " "}, "text"),
        ({"email": "hong@"}, "email"),
        ({"photos": [str(uuid4())]}, "photos"),
        ({"photos": ["../../etc/passwd"]}, "photos"),
        ({"honeypot": "http://spam.example"}, "honeypot"),
        ({"proof": "e30="}, "proof"),
        ({"proof": ""}, "proof"),
    ],
)
def test_what_is_wrong_is_said_where_it_is(fields, where):
    with pytest.raises(ValidationError) as error:
        submit(draft(**fields), SENDER)
    assert where in error.value.message_dict
    assert not Report.objects.exists()


@pytest.mark.django_db
def test_swapped_coordinates_are_named():
    with pytest.raises(ValidationError, match="경도와 위도가 바뀌"):
        submit(draft(lon=37.5665, lat=126.978), SENDER)


@pytest.mark.django_db
def test_a_neighbours_boundary_does_not_make_its_streets_ours(addresses, settings):
    """A nation's tables hold the gu around the city too; server and phone refuse a pin there."""
    _west, south, east, _north = settings.CITY_BOUNDS
    corner = MultiPolygon(Polygon.from_bbox((east - 0.02, south, east, south + 0.02)), srid=4326)
    District.objects.create(code="4145000000", kind="gu", sido="경기도", gu="하남시", boundary=corner)
    there = (east - 0.01, south + 0.01)
    with pytest.raises(ValidationError, match="밖의 위치"):
        places.describe(*there)
    places._city_outline.cache_clear()
    outline = GEOSGeometry(json.dumps(places.city_outline()))
    assert not outline.contains(Point(*there))
    assert outline.contains(Point(*CITY_HALL))


@pytest.mark.django_db
def test_a_pin_in_the_river_beyond_the_boundary_is_outside(addresses):
    with pytest.raises(ValidationError, match="밖의 위치"):
        submit(draft(lon=127.19, lat=37.43), SENDER)


@pytest.mark.django_db
def test_a_proof_of_work_holds_once_and_not_for_ever(settings):
    first = draft()
    submit(first, SENDER)
    with pytest.raises(ValidationError, match="이미 쓴"):
        submit(draft(proof=first.proof), SENDER)
    proof.VALID, usual = timedelta(seconds=-5), proof.VALID
    try:
        stale = solved()
    finally:
        proof.VALID = usual
    with pytest.raises(ValidationError, match="만료"):
        submit(draft(proof=stale), SENDER)


@pytest.mark.django_db
def test_a_proof_of_our_own_making_is_refused():
    forged = json.loads(base64.b64decode(solved())) | {"salt": "0011?expires=99999999999&", "number": 1}
    with pytest.raises(ValidationError):
        submit(draft(proof=base64.b64encode(json.dumps(forged).encode()).decode()), SENDER)


@pytest.mark.django_db
def test_a_flood_from_one_address_ends_in_429(settings):
    settings.REPORTS_PER_ADDRESS, settings.REPORTS_PER_DEVICE = 3, 100
    category = CategoryFactory()
    for n in range(3):
        submit(draft(category, text=f"가로등 {n}번이 꺼졌습니다."), SENDER)
    with pytest.raises(TooMany) as error:
        submit(draft(category), Sender("203.0.113.7", "another"))
    assert 0 < error.value.retry_after <= 3600
    assert submit(draft(category), Sender("203.0.113.8", "another"))


@pytest.mark.django_db
def test_one_ipv6_subscriber_is_one_address(settings):
    settings.REPORTS_PER_ADDRESS = 1
    submit(draft(), Sender("2001:db8:1:2::1"))
    with pytest.raises(TooMany):
        submit(draft(), Sender("2001:db8:1:2:ffff::9"))


def test_a_forwarded_address_is_believed_only_from_our_proxy(rf, settings):
    request = rf.get("/", headers={"X-Forwarded-For": "1.1.1.1, 198.51.100.4"})
    assert addresses.address_of(request) == "127.0.0.1"
    settings.TRUSTED_PROXIES = 1
    assert addresses.address_of(request) == "198.51.100.4"


@pytest.mark.parametrize(
    ("forwarded", "proxies", "address"),
    [
        ("198.51.100.4", 0, "10.0.0.1"),
        ("198.51.100.4", 1, "198.51.100.4"),
        ("6.6.6.6, 198.51.100.4", 1, "198.51.100.4"),
        ("6.6.6.6, 198.51.100.4, 10.0.0.9", 2, "198.51.100.4"),
        ("198.51.100.4", 2, "10.0.0.1"),
        ("198.51.100.4:51234", 1, "198.51.100.4"),
        ("[2001:db8::7]:443", 1, "2001:db8::7"),
        ("2001:db8::7", 1, "2001:db8::7"),
        ("somebody", 1, "10.0.0.1"),
        ("", 1, "10.0.0.1"),
    ],
)
def test_each_citizen_behind_our_proxies_is_an_address_and_nobody_invents_one(settings, forwarded, proxies, address):
    settings.TRUSTED_PROXIES = proxies
    assert addresses.client_address("10.0.0.1", forwarded) == address


@pytest.mark.django_db
def test_junk_without_a_proof_leaves_the_limit_of_its_address_alone(settings):
    settings.REPORTS_PER_ADDRESS = 2
    for _n in range(10):
        with pytest.raises(ValidationError):
            submit(draft(proof="junk"), SENDER)
        with pytest.raises(ValidationError):
            submit(draft(honeypot="http://spam.example"), SENDER)
    assert submit(draft(), SENDER)


@pytest.mark.django_db
def test_a_flood_of_junk_gets_shorter_answers_while_others_of_its_address_go_on():
    category = CategoryFactory()

    def answer():
        try:
            submit(draft(category, proof="junk"), SENDER)
        except (ValidationError, TooMany) as error:
            return type(error)

    # More than twice as many as a minute has: it may end in between.
    assert TooMany in (answer() for _n in range(125))
    assert submit(draft(category), SENDER)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "value"),
    [("network", "203.0.113.0/24"), ("device", "device"), ("contact", "BAD@example.com"), ("word", "보도블록")],
)
def test_blocked_senders_are_refused_or_wait_for_a_person(kind, value):
    block = Block.objects.create(kind=kind, value=value)
    with pytest.raises(ValidationError, match="받을 수 없습니다"):
        submit(draft(email="bad@example.com"), SENDER)
    block.spam = True
    block.save()
    report = submit(draft(email="bad@example.com"), SENDER)
    assert report.moderation == "spam"
    assert not Report.objects.public().exists()


@pytest.mark.django_db
def test_advertisements_wait_in_the_spam_queue():
    report = submit(draft(text="최저가! https://a.example 그리고 www.b.example"), SENDER)
    assert list(Report.objects.spam()) == [report]


@pytest.mark.django_db
def test_the_questions_of_the_category_are_asked():
    category = CategoryFactory(questions=QUESTIONS)
    with pytest.raises(ValidationError) as error:
        submit(draft(category, answers={"size": "huge"}), SENDER)
    assert "answers.size" in error.value.message_dict
    report = submit(draft(category, answers={"size": "small", "traffic": "예", "evil": "x"}), SENDER)
    assert report.answers == {"size": "small"}  # the second question is not shown for small ones
    assert report.answer_rows() == [("얼마나 큰가요?", "손바닥만 해요")]


@pytest.mark.django_db
def test_a_closed_campaign_and_a_stranger_are_turned_away():
    campaign = CampaignFactory(participation="invited")
    invited = campaign.members.create(nickname="걷는 사람", state="active")
    with pytest.raises(ValidationError, match="초대받"):
        submit(draft(campaign=campaign), SENDER)
    entry = submit(draft(campaign=campaign, invitation=invited.token), SENDER)
    assert entry.member == invited
    assert entry.due_on is None
    campaign.state = "closed"
    with pytest.raises(ValidationError, match="참여를 받지 않는"):
        submit(draft(campaign=campaign, invitation=invited.token), SENDER)


@pytest.mark.django_db
def test_moderation_comes_first_where_the_category_says_so():
    report = submit(draft(CategoryFactory(moderation="before")), SENDER)
    assert not report.published
    staff = submit(
        draft(CategoryFactory(moderation="before"), proof=""), SENDER, Authority(Report.Source.STAFF, user=handler())
    )
    assert staff.published


@pytest.mark.django_db
def test_similar_reports_are_looked_for_in_all_categories():
    category = CategoryFactory()
    near = ReportFactory(category=category, point=place(126.9785, 37.5668))
    ReportFactory(category=category, point=place(126.99, 37.57))
    nearer = ReportFactory(point=place(126.9781, 37.5666))
    ReportFactory(category=category, point=place(126.9781, 37.5666), moderation="pending")
    for chosen in (category, None):
        found = list(hints.similar(chosen, *CITY_HALL))
        assert found == [nearer, near]
        assert 30 < found[1].distance.m < 70
