import unicodedata

import pytest

from tests.importers.rows import found, keys, paragraph, row


def kinds(text):
    return [(mention.kind, mention.key) for mention in found(paragraph(text))]


def test_the_span_is_that_of_the_text_as_written():
    written = unicodedata.normalize("NFD", "주소: (06236) 서울특별시 강남구 테헤란로 １５２ (역삼동) 3층")
    (mention,) = found(paragraph(written))
    assert mention.text == written[mention.start : mention.end]
    assert unicodedata.normalize("NFKC", mention.text) == "서울특별시 강남구 테헤란로 152 (역삼동)"


def test_road_and_lot_in_parentheses_are_two():
    assert kinds("강남구 테헤란로 152(역삼동 737)에서 열립니다.") == [
        ("road", "강남구|테헤란로|152-0"),
        ("lot", "강남구|역삼동|737-0"),
    ]


def test_an_address_broken_over_lines_is_one():
    assert kinds("제출처: 서울시 강남구 선릉로\n121길 12") == [("road", "강남구|선릉로121길|12-0")]
    assert keys(paragraph("제출처: 서울시 강남구"), paragraph("테헤란로 152, 3층")) == ["강남구|테헤란로|152-0"]


def test_a_building_name_glued_to_the_gu_does_not_hide_it():
    assert kinds("리버캐슬용산구 동자동 14-151") == [("lot", "용산구|동자동|14-151")]


def test_two_syllable_dongs_count_in_parentheses_only():
    assert kinds("진영주택(길동 140외)") == [("lot", "|길동|140-0")]
    assert kinds("그 길동 140 사람") == []


def test_a_range_of_lots_is_an_area():
    assert kinds("개포동 12~18번지 단수") == [("area", "|개포동|12-18")]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("나. 장    소: 강남구청 3층 재난안전상황실", "강남구청 3층 재난안전상황실"),
        ("집결지 : 서울역 광장 (우천 시 취소)", "서울역 광장"),
        ("시청역 3번 출구 앞에서 모입니다", "시청역 3번 출구 앞"),
        ("시청역(1km) 주변", "시청역"),
        ("시청역 2,3번 출구 앞에서", "시청역 2,3번 출구 앞"),
        ("낙성벤처타운역 1번 출구로 나와", "낙성벤처타운역 1번 출구"),
        ("강남역 신논현 방면 승강장", "강남역"),
        ("잠수교 남단에서 진입 불가", "잠수교 남단"),
        ("지하철 1호선 시청역 이용", "1호선 시청역"),
        ("인근에 인헌초등학교가 있습니다", "인헌초등학교"),
        ("인헌초등학교 맞은편 공사", "인헌초등학교 맞은편"),
        ("한남대교 북단 교통통제", "한남대교 북단"),
        ("강남구청 앞 보도", "강남구청 앞"),
        ("보신각 앞에서 타종행사", "보신각 앞"),
        ("강남구청 동문 앞 버스 정차", "강남구청 동문 앞"),
        ("접수처: 강남구청 5층 건축과", "강남구청 5층 건축과"),
        ("시청역으로부터 가까운 곳", "시청역"),
    ],
)
def test_places_in_prose(text, place):
    assert kinds(text) == [("place", place)]


def test_schools_listed_beside_a_known_one_are_found_with_it():
    assert keys(paragraph("인근 인헌초등학교, 낙성중학교, 봉천고등학교 등")) == [
        "인헌초등학교",
        "낙성중학교",
        "봉천고등학교",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "인헌초등학교 6학년",
        "인헌초등학교는 공모에 참여했다",
        "낙성초등학교는 공모에 참여했다",
        "해양박물관이나 수족관",
        "장소 : 나라장터 시스템",
        "장소: 추후 공지",
        "서울역 센트럴캐슬 입주자",
        "회전교차로 설치 기준",
        "삼거리 교차로 설치",
        "강남구청장 귀하",
        "공사 홈페이지 → 청약 → 신청",
        "동일유형(국민↔국민)의 신청",
        "반경 500m 이내 금지",
        "개별적으로(오전~오후) 안내",
        "구청에서 신청서를 받아 접수까지",
        "초등학교에서 중학교까지 무상",
        "위치: 화면 상단",
        "위    치: ****************",
        "제2조의2제3호",
        "출입문 앞, 송전탑 앞, 안내문 앞",
        "주차장 앞, 경로당 옆 금연",
        "접수처: 인터넷 또는 우편",
        "문의처: 강남구청 5층 건축과",
        "장소: 추첨은 구청 홈페이지에서 생중계",
        "위치: 1층 로비 및 각 층 복도",
        "중구 정동 1928 아트센터에서 개최",
        "서울특별시 강남구 공고 제2025-12호",
    ],
)
def test_what_only_looks_like_a_place(text):
    assert kinds(text) == []


def test_crossings_in_prose():
    assert kinds("사당사거리에서 서행") == [("intersection", "사당사거리")]
    assert kinds("세종대로와 율곡로 교차로 통제") == [("intersection", "세종대로×율곡로")]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("을지로(을지로3가~을지로5가) 전면 통제", "을지로|을지로3가~을지로5가"),
        ("종로 1가~3가 구간 하수관 정비", "종로|종로1가~종로3가"),
        ("한남대교 남단 ~ 신사역 교차로 통제", "|한남대교 남단~신사역 교차로"),
        ("테헤란로 152에서 180까지 보도 정비", "테헤란로|152~180"),
        ("강남역에서 신논현역까지 행진", "|강남역~신논현역"),
        ("테헤란로 12 ~ 테헤란로 30 보도 정비", "테헤란로|12~30"),
        ("테헤란로 101에서 테헤란로 151까지", "테헤란로|101~151"),
        ("강남역사거리 앞 ~ 월계1교", "|강남역사거리 앞~월계1교"),
        ("강남역~신논현역~사당사거리 행진", "|강남역~사당사거리"),
        ("세종대로(한남대교 남단~서해안고속도로 진입부) 통제", "세종대로|한남대교 남단~서해안고속도로 진입부"),
        ("테헤란로 50길 ~ 테헤란로 60길", "|테헤란로50길~테헤란로60길"),
        ("서울역광장 → 종로2R → 대한문 <세종대로 등>", "세종대로|서울역광장~대한문"),
    ],
)
def test_segments(text, key):
    assert kinds(text) == [("segment", key)]


def test_areas():
    assert kinds("중구 전역 단수") == [("area", "중구 전역")]
    assert kinds("개포동 일대") == [("area", "개포동 일대")]


@pytest.mark.parametrize(
    ("text", "circle", "key"),
    [
        (
            "강남구 테헤란로 152 반경 300m 이내 금연",
            "강남구 테헤란로 152 반경 300m 이내",
            "강남구|테헤란로|152-0 반경 300m 이내",
        ),
        ("시청역 앞에서 반경 500m", "시청역 앞에서 반경 500m", "시청역 앞 반경 500m"),
    ],
)
def test_a_radius_and_its_centre_are_one_area(text, circle, key):
    (mention,) = found(paragraph(text))
    assert (mention.kind, mention.text, mention.key) == ("area", circle, key)


def test_the_cell_beside_a_label_is_a_place():
    (mention,) = found(row("신청장소", "강남구민회관 2층 대강당"))
    assert (mention.kind, mention.key) == ("place", "강남구민회관 2층 대강당")


def test_what_follows_an_address_is_a_detail_of_it():
    assert kinds("강남구 테헤란로 152 인헌초등학교 앞") == [("road", "강남구|테헤란로|152-0")]


def test_a_document_gu_from_its_first_lines():
    assert keys(paragraph("강남구 공고 제2025-12호"), paragraph("대상지: 역삼동 12-3번지")) == ["강남구|역삼동|12-3"]


def test_a_letterhead_gives_the_gu():
    assert keys(paragraph("2026년 강남구 무더위쉼터 운영"), paragraph("역삼동 12-3번지")) == ["강남구|역삼동|12-3"]
    assert keys(row("서울특별시 강남구"), paragraph("역삼동 12-3번지")) == ["강남구|역삼동|12-3"]


def test_an_exit_behind_an_address_is_a_place_of_its_own():
    assert keys(paragraph("강남구 테헤란로 152, 강남역 1번 출구 앞입니다")) == [
        "강남구|테헤란로|152-0",
        "강남역 1번 출구 앞",
    ]


def test_an_address_of_another_city_is_not_given_the_document_gu():
    assert keys(paragraph("강남구 공고 제2025-12호"), paragraph("부산광역시 중앙대로 1001")) == ["|중앙대로|1001-0"]


def test_hostile_text_takes_no_longer_than_its_length():
    assert kinds("로" * 50_000 + "1" * 50_000) == []
    assert kinds("가" * 50_000 + "동 1") == []
    assert kinds("역삼동 1" + ", 2" * 3)[0] == ("lot", "|역삼동|1-0")


def test_a_label_gives_its_gu_to_what_follows():
    assert keys(paragraph("(강남구) 역삼동 12-3, 개포동 7 [중구] 정동 5-5")) == [
        "강남구|역삼동|12-3",
        "강남구|개포동|7-0",
        "중구|정동|5-5",
    ]
    assert keys(paragraph("강남구: 테헤란로 152")) == ["강남구|테헤란로|152-0"]


def test_a_move_from_one_road_to_another_is_two_addresses():
    assert keys(paragraph("이전: 중구 세종대로 110 → 강남구 테헤란로 152")) == [
        "중구|세종대로|110-0",
        "강남구|테헤란로|152-0",
    ]


def test_lots_from_to_are_an_area():
    (mention,) = found(paragraph("강남구 개포동 332-1번지~334-12번지 굴착"))
    assert (mention.kind, mention.text) == ("area", "강남구 개포동 332-1번지~334-12번지")


def test_a_road_listed_with_one_outside_the_city_need_not_be_known():
    assert keys(paragraph("충청남도 부여군 사비로 33, 계백대로 55 일원")) == [
        "부여군|사비로|33-0",
        "부여군|계백대로|55-0",
    ]


def test_roads_joined_by_a_middle_dot_are_two():
    assert keys(paragraph("강남구 테헤란로 145·세종대로 110 사이")) == ["강남구|테헤란로|145-0", "|세종대로|110-0"]


def test_numbers_of_one_road_before_a_word():
    assert keys(paragraph("강남구 테헤란로 150, 152, 154 상가 앞")) == [
        "강남구|테헤란로|150-0",
        "강남구|테헤란로|152-0",
        "강남구|테헤란로|154-0",
    ]
