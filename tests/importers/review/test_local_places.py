"""What a department's people correct is offered to the department's next document, to nobody else, and never taken."""

import unicodedata

import pytest
from django.contrib.gis.geos import Point
from django.core.files.base import ContentFile
from django.utils import timezone

from importers.models import Mention
from importers.review import decisions
from importers.review.local_places import offers
from importers.uploads import intake, pipeline
from maptag.models import LocalPlace
from maptag.models.local_places import normal_form
from tests.factories import DepartmentFactory, UserFactory

HERE = (126.9751, 37.5531)
ELSEWHERE = (126.9902, 37.5507)
REGISTER = "연번,시설명,소재지 도로명주소\n1,남산도서관,서울특별시 용산구 소월로 109\n"
UNKNOWN = "연번,시설명,소재지 도로명주소\n1,없는도서관,용산구 없는로 99999\n"


@pytest.fixture
def clerk(db):
    return UserFactory(name="김지도", department=DepartmentFactory(name="도서관과"))


@pytest.fixture
def colleague(clerk):
    return UserFactory(name="이동료", department=clerk.department)


def imported(user, text=REGISTER, name="도서관.csv"):
    """The first mention of a document that has gone through the whole import; `name` makes it another document."""
    upload, _ = intake.receive(ContentFile(f"{text}\n\n{name}".encode()), name, user)
    pipeline.run(upload.pk)
    upload.refresh_from_db()
    assert upload.state == "ready"
    return upload.mentions.filter(tier="sure").first()


def corrected(user, point=HERE, **document):
    mention = imported(user, **document)
    return decisions.decide(mention, user, mention.version, "accepted", point=point, source="pin")


def place(candidate):
    return (candidate["lon"], candidate["lat"])


def test_a_correction_is_offered_to_the_next_document(addresses, clerk, colleague):
    corrected(clerk)
    mention = imported(colleague, name="다음 해.csv")
    offer = mention.candidates[0]
    assert place(offer) == pytest.approx(HERE)
    assert offer["reasons"] == [f"{timezone.localdate().isoformat()} 김지도님이 정한 자리"]


EVENTS = "연번,행사명,장소\n1,시상식,본관\n2,음악회,시청 앞\n"


def test_the_names_that_only_the_office_knows_are_learned_and_offered_first(client, addresses, clerk, colleague):
    main_building, square = imported(clerk, text=EVENTS).upload.mentions.order_by("number")
    for mention in (main_building, square):
        decisions.decide(mention, clerk, 0, "accepted", point=HERE, source="pin")
    again = imported(colleague, text=EVENTS.replace("시청 앞", "시청앞"), name="다음 달.csv")

    offered = [shown(client, mention)[0] for mention in again.upload.mentions.order_by("number")]

    assert [(one["is_offer"], one["reasons"][0].split()[1]) for one in offered] == [(True, "김지도님이")] * 2
    assert {mention.decision for mention in again.upload.mentions.all()} == {"open"}


def test_an_offer_is_not_taken_by_itself(addresses, clerk):
    before = corrected(clerk)
    untouched = imported(clerk, name="둘째.csv")
    assert (untouched.grade, untouched.decision, untouched.source) == (before.grade, "open", "automatic")
    assert (untouched.geometry.x, untouched.geometry.y) != pytest.approx(HERE, abs=1e-5)


def test_what_was_not_found_stays_not_found_but_has_an_offer(addresses, clerk):
    corrected(clerk, text=UNKNOWN)
    mention = imported(clerk, text=UNKNOWN, name="둘째.csv")
    assert (mention.grade, mention.geometry) == ("F", None)
    assert [place(candidate) for candidate in mention.candidates] == [pytest.approx(HERE)]


def test_other_departments_are_offered_nothing(addresses, clerk):
    corrected(clerk)
    stranger = UserFactory(department=DepartmentFactory(name="공원과"))
    mention = imported(stranger, name="공원과의 문서.csv")
    assert not [candidate for candidate in mention.candidates if candidate["flags"]]
    assert "김지도" not in str(mention.candidates)


def test_accepting_what_the_geocoder_found_teaches_nothing(addresses, clerk):
    mention = imported(clerk)
    decisions.decide(mention, clerk, 0, "accepted")
    assert not LocalPlace.objects.exists()


@pytest.mark.parametrize("decision", ["ignored", "not_place", "open"])
def test_what_is_left_out_teaches_nothing(addresses, clerk, decision):
    decisions.decide(imported(clerk), clerk, 0, decision, point=HERE)
    assert not LocalPlace.objects.exists()


def test_choosing_the_offer_counts_once_more(addresses, clerk, colleague):
    corrected(clerk)
    mention = imported(colleague, name="둘째.csv")
    chosen = decisions.decide(mention, colleague, 0, "accepted", candidate=0)
    assert (chosen.geometry.x, chosen.geometry.y) == pytest.approx(HERE)
    entry = LocalPlace.objects.get()
    assert (entry.times, entry.by, entry.department) == (2, colleague, clerk.department)


def test_another_candidate_than_the_first_is_a_correction(addresses, clerk):
    corrected(clerk)
    mention = imported(clerk, name="둘째.csv")
    assert len(mention.candidates) == 2
    decisions.decide(mention, clerk, 0, "accepted", candidate=1)
    entry = LocalPlace.objects.get()
    assert (entry.geometry.x, entry.geometry.y) == pytest.approx(place(mention.candidates[1]))
    assert (entry.times, entry.position_type) == (1, mention.candidates[1]["position_type"])


def test_where_the_geocoder_could_not_choose_the_choice_is_kept(addresses, clerk):
    mention = imported(clerk)
    Mention.objects.filter(pk=mention.pk).update(grade="E", certainty="ambiguous", geometry=None)
    decisions.decide(mention, clerk, 0, "accepted", candidate=0)
    again = imported(clerk, name="둘째.csv")
    assert again.candidates[0]["reasons"][0].endswith("김지도님이 정한 자리")
    assert len(again.candidates) == 1  # the same place is not offered twice


def test_undo_takes_the_entry_back(addresses, clerk):
    mention = corrected(clerk)
    decisions.undo(mention.upload, clerk)
    assert not LocalPlace.objects.exists()


def test_undo_brings_back_what_a_colleague_had_set(addresses, clerk, colleague):
    corrected(colleague)
    mention = corrected(clerk, ELSEWHERE, name="둘째.csv")
    decisions.undo(mention.upload, clerk)
    entry = LocalPlace.objects.get()
    assert (entry.geometry.x, entry.geometry.y) == pytest.approx(HERE)
    assert (entry.by, entry.times) == (colleague, 1)


def test_undo_leaves_what_a_colleague_has_set_since(addresses, clerk, colleague):
    mention = corrected(clerk)
    corrected(colleague, ELSEWHERE, name="둘째.csv")
    decisions.undo(mention.upload, clerk)
    assert LocalPlace.objects.get().by == colleague


def test_offers_of_a_batch_cost_one_query(addresses, clerk, django_assert_num_queries):
    corrected(clerk)
    rows = "".join(f"{n},도서관 {n},서울특별시 용산구 소월로 {n}\n" for n in range(100, 160))
    from_register = imported(clerk, text="연번,시설명,소재지 도로명주소\n" + rows, name="큰 표.csv")
    mentions = list(from_register.upload.mentions.all())
    assert len(mentions) == 60
    with django_assert_num_queries(1):
        found = pipeline.offers(clerk.department_id, mentions)
    assert len(found) == 1


def test_areas_keep_their_shape(addresses, clerk):
    mention = imported(clerk)
    outline = Point(*HERE, srid=4326).buffer(0.001)
    form = normal_form(mention.kind, mention.text, mention.key)
    entry = {"name": "소월로 일대", "kind": "area", "address": "", "position_type": "area", "error_m": None}
    LocalPlace.objects.learn(clerk.department_id, form, clerk, geometry=outline, **entry)
    again = imported(clerk, name="둘째.csv")
    chosen = decisions.decide(again, clerk, 0, "accepted", candidate=0)
    assert chosen.geometry.geom_type == "Polygon"
    assert chosen.address == "소월로 일대"


# -- documents that were imported before the correction


def test_a_correction_is_offered_to_a_document_that_waits(client, addresses, clerk, colleague):
    waiting = imported(colleague, name="둘째.csv")
    corrected(clerk)
    client.force_login(colleague, backend="allauth.account.auth_backends.AuthenticationBackend")
    for _again in range(2):
        client.get(f"/uploads/{waiting.upload_id}/")
    waiting.refresh_from_db()
    assert [place(one) for one in waiting.candidates[1:]] == [pytest.approx(HERE)]
    assert waiting.candidates[-1]["reasons"][0].endswith("김지도님이 정한 자리")
    assert (waiting.decision, waiting.version) == ("open", 0)


def test_who_confirmed_an_offer_last_is_said_once(client, addresses, clerk, colleague):
    corrected(clerk)
    waiting = imported(colleague, name="둘째.csv")
    corrected(colleague, name="셋째.csv")
    client.force_login(colleague, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get(f"/uploads/{waiting.upload_id}/")
    waiting.refresh_from_db()
    [offer] = [one for one in waiting.candidates if one["flags"]]
    assert offer["reasons"][0].endswith("이동료님이 정한 자리")


def shown(client, mention):
    client.force_login(mention.upload.uploaded_by, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client.get(f"/uploads/{mention.upload_id}/mentions/{mention.number}").json()["candidates"]


def test_a_place_that_was_deleted_is_offered_no_longer_and_cannot_be_chosen(client, addresses, clerk):
    corrected(clerk)
    mention = imported(clerk, name="둘째.csv")
    LocalPlace.objects.get().delete()

    gone, found = shown(client, mention)

    assert (gone["lon"], "김지도" in str(gone), found["lon"] is None) == (None, False, False)
    with pytest.raises(decisions.Invalid, match="그사이 지운 자리"):
        decisions.decide(mention, clerk, mention.version, "accepted", candidate=0)
    assert not LocalPlace.objects.exists()
    assert decisions.decide(mention, clerk, mention.version, "accepted", candidate=1).decision == "accepted"


def test_a_place_that_a_colleague_moved_is_offered_where_it_was_and_where_it_is_now(
    client, addresses, clerk, colleague
):
    corrected(clerk)
    mention = imported(clerk, name="둘째.csv")
    corrected(colleague, ELSEWHERE, name="셋째.csv")
    client.force_login(clerk, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get(f"/uploads/{mention.upload_id}/")
    mention.refresh_from_db()

    offered = [place(one) for one in shown(client, mention) if one["lon"] and "님이 정한" in str(one["reasons"])]

    assert offered == [pytest.approx(HERE), pytest.approx(ELSEWHERE)]


def test_a_deleted_place_holds_up_no_bulk(addresses, clerk):
    corrected(clerk)
    mention = imported(clerk, name="둘째.csv")
    LocalPlace.objects.get().delete()
    assert decisions.accept_standing(mention.upload, [mention.stands], clerk) == 1


def test_a_clerk_who_moves_takes_nothing_along_and_finds_what_is_there(client, addresses, clerk, colleague):
    corrected(clerk)
    left = imported(clerk, name="둘째.csv")
    clerk.department = DepartmentFactory(name="공원과")
    clerk.save()

    mention = imported(clerk, name="공원과의 문서.csv")

    assert not [one for one in mention.candidates if one["flags"]]
    client.force_login(clerk, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(f"/uploads/{left.upload_id}/mentions/1").status_code == 404
    assert imported(colleague, name="남은 이의 문서.csv").candidates[0]["reasons"][0].endswith("김지도님이 정한 자리")


@pytest.mark.parametrize("text", ["본관 앞", "본관앞", "본관　앞", unicodedata.normalize("NFD", "본관 앞")])
def test_a_name_is_offered_however_the_next_document_writes_it(addresses, clerk, text):
    form = normal_form("place", "본관 앞", "본관 앞")
    entry = {"name": "본관 앞", "kind": "place", "address": "", "position_type": "pin", "error_m": None}
    LocalPlace.objects.learn(clerk.department_id, form, clerk, geometry=Point(*HERE, srid=4326), **entry)
    mention = Mention(pk=1, kind="place", text=text, key=text)
    assert list(offers(clerk.department_id, [mention])) == [1]


def test_a_bulk_leaves_what_the_department_has_put_elsewhere(addresses, clerk):
    corrected(clerk)
    mention = imported(clerk, name="둘째.csv")
    assert decisions.accept_standing(mention.upload, [mention.stands], clerk) == 0
    mention.refresh_from_db()
    assert mention.decision == "open"


def test_a_bulk_takes_what_the_department_agreed_with(addresses, clerk):
    first = imported(clerk)
    corrected(clerk, point=(first.geometry.x, first.geometry.y), name="둘째.csv")
    mention = imported(clerk, name="셋째.csv")
    assert decisions.accept_standing(mention.upload, [mention.stands], clerk) == 1


# -- the same thing again in the same document

TWICE = "연번,시설명,소재지\n1,가람도서관,없는로 99999\n2,나래도서관,없는로 99999\n3,다솜도서관,다른없는로 5\n"


def test_what_is_written_alike_follows_on_request(addresses, clerk):
    first = corrected(clerk, text=TWICE)
    changed = decisions.accept_alike(first, clerk, first.version)
    assert changed == [2]
    assert [(one.decision, one.geometry and one.geometry.coords) for one in first.upload.mentions.all()] == [
        ("accepted", HERE), ("accepted", HERE), ("open", None),
    ]  # fmt: skip


def test_following_is_taken_back_in_one_step_and_the_correction_stays(addresses, clerk):
    first = corrected(clerk, text=TWICE)
    decisions.accept_alike(first, clerk, first.version)
    assert len(decisions.undo(first.upload, clerk)) == 1
    assert [one.decision for one in first.upload.mentions.all()] == ["accepted", "open", "open"]


def test_nothing_follows_a_place_that_was_not_decided(addresses, clerk):
    mention = imported(clerk, text=TWICE)
    with pytest.raises(decisions.Invalid):
        decisions.accept_alike(mention, clerk, mention.version)


def test_what_a_colleague_changed_since_is_not_followed(addresses, clerk, colleague):
    first = corrected(clerk, text=TWICE)
    decisions.decide(first, colleague, first.version, "accepted", point=ELSEWHERE)
    with pytest.raises(decisions.Conflict):
        decisions.accept_alike(first, clerk, first.version)


# -- what is the same thing


@pytest.mark.parametrize(
    "text",
    ["시청 앞", "시청앞", "시청　앞", unicodedata.normalize("NFD", "시청 앞"), "‘시청’ 앞", " 시청·앞 "],
)
def test_a_name_is_the_same_however_it_is_spaced(text):
    assert normal_form("place", text, text) == "시청앞"


@pytest.mark.parametrize("text", ["시청 뒤", "시청", "시청 본관", "시청(별관)", "시청역 3번 출구"])
def test_another_name_is_another_place(text):
    assert normal_form("place", text, text) not in (normal_form("place", "시청 앞", ""), "")


def test_full_width_digits_are_digits():
    assert normal_form("place", "시청역 ３번 출구", "") == normal_form("place", "시청역 3번 출구", "")


def test_a_lot_is_known_by_its_key_not_by_its_writing():
    full = normal_form("lot", "서울시 강남구 역삼동 12번지의 3", "강남구|역삼동|12-3")
    assert full == normal_form("lot", "역삼동 12-3", "|역삼동|12-3", near_gu="강남구")
    assert full != normal_form("lot", "역삼동 산12-3", "강남구|역삼동|산12-3")
    assert full != normal_form("lot", "역삼동 12-3", "|역삼동|12-3", near_gu="")


def test_a_name_without_letters_is_itself():
    assert normal_form("place", " ※ ", "") == "※"


# -- the administrator's list


def test_administrators_see_and_delete_but_do_not_invent(client, addresses, clerk):
    corrected(clerk)
    entry = LocalPlace.objects.get()
    client.force_login(UserFactory(administrator=True))
    listed = client.get("/admin/maptag/localplace/").content.decode()
    assert entry.name in listed
    assert "도서관과" in listed
    assert client.get("/admin/maptag/localplace/add/").status_code == 403
    client.post(f"/admin/maptag/localplace/{entry.pk}/delete/", {"post": "yes"})
    assert not LocalPlace.objects.exists()
