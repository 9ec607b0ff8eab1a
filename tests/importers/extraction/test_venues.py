"""Where sentences and lists of an office say that something is or happens."""

import pytest

from tests.importers.rows import found, keys, kinds_of, paragraph, row


def places(text):
    return [mention.key for mention in found(paragraph(text)) if mention.kind == "place"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("발대식 장소는 서울광장 서편입니다.", "서울광장 서편"),
        ("집결지는 국립중앙박물관 열린마당이며 10시까지 모입니다.", "국립중앙박물관 열린마당"),
        ("개막식은 뚝섬한강공원 수변무대에서 열린다.", "뚝섬한강공원 수변무대"),
        ("기념식은 탑골공원 팔각정에서 거행합니다.", "탑골공원 팔각정"),
        ("해양박물관에서 열리는 전시", "해양박물관"),
        ("이재민 3세대는 천호2동주민센터에 임시 대피하였음", "천호2동주민센터"),
        ("토론회는 국회의원회관 제2소회의실에서 개최한다.", "국회의원회관 제2소회의실"),
        ("서울시의회 별관 2층 제2대회의실", "서울시의회 별관 2층 제2대회의실"),
        ("SH공사 1층매입주택 공급부로 방문", "SH공사 1층매입주택 공급부"),
        ("의견 제출 : 강남서초교육지원청 2층 학교지원과", "강남서초교육지원청 2층 학교지원과"),
        ("종로1가역 정류소 무정차", "종로1가역 정류소"),
        ("개화육갑문 통제(8.4. 23:40~)", "개화육갑문"),
        ("남대문시장 5번 게이트 앞에서 화재", "남대문시장 5번 게이트 앞"),
        ("관악산 둘레길 초입에 위치", "관악산 둘레길 초입"),
        ("탄천 광평교 하부 체육시설", "광평교 하부"),
        ("불광천 해담는다리 아래에서", "해담는다리 아래"),
        ("DMC역 9번 출구 앞", "DMC역 9번 출구 앞"),
        ("숭실대입구역 도보 7분", "숭실대입구역"),
        ("세종문화회관 뒤편 정원", "세종문화회관 뒤편"),
        ("○ 종합상황실 : 정동 1928 아트센터 1층", "정동 1928 아트센터 1층"),
        ("일시·장소 : 2026. 10. 8.(목) 10:00, 강북구청 대강당", "강북구청 대강당"),
        ("사고지점: 잠수교 중간 지점", "잠수교 중간 지점"),
    ],
)
def test_places_that_a_sentence_points_at(text, place):
    assert place in places(text)


@pytest.mark.parametrize(
    "text",
    [
        "강남구청에서 개최하는 설명회",
        "미래청년기획관에서 개최하는 설명회, 청문감사관 앞",
        "문의처: 강남구청 5층 건축과",
        "아파트 101동 앞 화단",
        "장소는 추첨으로 정하며 추후 안내",
        "철거공사 3층, 다세대주택 2층",
        "주민센터 3층 회의실, 구청 대강당",
        "가까운 버스정류장 이용, 임시 정류소 설치",
        "지하철역 도보 5분, 환승역 도보 3분",
        "고객센터에서 열린 상담",
        "종합상황실 : 02-731-1234, 주차장 : 30면",
        "도로 통제, 교량 통제",
        "잠실종합운동장 주경기장 리모델링 설계비 12억",
        "동 행정복지센터 2층 대회의실",
    ],
)
def test_what_names_no_place(text):
    assert places(text) == []


def test_a_room_behind_an_address_is_a_detail_of_it():
    assert keys(paragraph("강남구 선릉로121길 12\nLH 서울지역본부 1층 고객상담실")) == ["강남구|선릉로121길|12-0"]


def test_further_places_behind_a_label():
    assert keys(paragraph("장소 : 강남구민회관, 국립정동극장")) == ["강남구민회관", "국립정동극장"]


def test_a_column_of_ways_to_get_there_is_read_as_sentences():
    headers = ["단지명", "주소", "교통여건"]
    assert keys(row("행복주택", "강남구 테헤란로 152", "강남역 도보 4분", headers=headers)) == [
        "강남구|테헤란로|152-0",
        "강남역",
    ]


def test_a_column_of_what_is_cut_off_names_areas():
    headers = ["단수지역", "세대수", "급수차 배치장소"]
    assert keys(row("역삼동 일원", "3,105", "인헌초등학교 후문", headers=headers)) == [
        "역삼동 일원",
        "인헌초등학교 후문",
    ]


def test_columns_about_a_place_are_no_places():
    headers = ["단속구간번호", "설치위치", "설치장소유형", "위치구분"]
    assert keys(row("11680-1", "강남역 1번 출구", "지하철역", "보도", headers=headers)) == ["강남역 1번 출구"]


def test_things_of_a_kind_in_a_column_of_locations():
    headers = ["설치위치"]
    for cell in ("전봇대", "지상주차장 입구", "버스정류장", "가로등 12", "보도"):
        assert keys(row(cell, headers=headers)) == []


def test_names_listed_in_a_column_of_locations():
    assert keys(row("중명전, 국립정동극장, 배재학당역사박물관", headers=["장소"])) == [
        "중명전",
        "국립정동극장",
        "배재학당역사박물관",
    ]


def test_a_stop_in_an_address_column():
    assert keys(row("영등포시장 버스정류소", headers=["소재지"])) == ["영등포시장 버스정류소"]
    assert keys(row("정릉동 흥천사 경내", headers=["소재지"])) == ["정릉동 흥천사 경내"]


def test_a_short_cell_that_begins_with_its_gu_says_where():
    (mention,) = found(row("구로구 경인동(구로구청사거리)", "12", headers=["지점명", "사고건수"]))
    assert mention.kind == "intersection"


def test_a_short_phrase_is_no_name_of_a_row():
    cells = ["9", "인헌초등학교 맞은편 가로수 가지 접촉"]
    assert keys(row(*cells, headers=["연번", "민원 내용"])) == ["인헌초등학교 맞은편"]


def test_the_lots_before_and_after_belong_to_the_dong_beside_them():
    headers = ["연번", "소재지", "지번 당초", "지번 편입", "지목"]
    first = row("1", "개포동", "421-1", "421-18", "대", headers=headers)
    second = row("2", "〃", "산28-2", "산28-7", "임", headers=headers, number=3)
    assert keys(first, second) == ["|개포동|421-1", "|개포동|421-18", "|개포동|산28-2", "|개포동|산28-7"]


def test_lots_in_a_column_of_details_beside_the_dong():
    assert keys(row("강남구 역삼동", "737-12", headers=["주소(동)", "상세번지"]))[-1] == "강남구|역삼동|737-12"


def test_a_group_of_columns_is_read_by_the_lower_header():
    headers = ["허가번호", "대지위치 구", "대지위치 동", "대지위치 본번", "대지위치 부번"]
    assert keys(row("41", "성동구", "성수동2가", "299", "12", headers=headers)) == ["성동구|성수동2가|299-12"]


def test_a_dong_of_two_numbers_is_no_lot():
    assert keys(row("제3호", "서울특별시 중랑구 면목3·8동 지구단위계획구역")) == []


def test_a_march_may_begin_and_end_at_a_gate():
    headers = ["집회 장소(행진로)"]
    (mention,) = found(row("시청역 8出 → 대법원 정문\n<종로 등>", headers=headers))
    assert (mention.kind, mention.key) == ("segment", "종로|시청역 8出~대법원 정문")
    place, march = found(row("강남역 8出 앞 / 대한문 → 서울역12出 <종로>", headers=headers))
    assert (place.key, march.key) == ("강남역 8出 앞", "종로|대한문~서울역12出")


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("○ 임시주차장 운영 : 망원유수지 체육공원 주차장 40면", "망원유수지 체육공원 주차장"),
        ("나. 출 장 지 : 신설동역 보도육교 등 4개소", "신설동역 보도육교"),
        ("종합안내소는 장미터널 입구에 있습니다.", "장미터널 입구"),
        ("국립어린이과학관 후문 주차장 만차", "국립어린이과학관 후문"),
        ("건국대학교 새천년관 우곡국제회의장에서 개최되는 대회", "건국대학교 새천년관 우곡국제회의장"),
        ("왕십리광장 시계탑 앞에서 버스킹", "왕십리광장 시계탑 앞"),
        ("대회 본부석은 효창운동장 스탠드에 마련됩니다.", "효창운동장 스탠드"),
        ("뚝섬유원지역 나들목 진출입부 과속방지시설", "뚝섬유원지역 나들목"),
        ("임시주차장 : 중화중학교 운동장(120면), 묵동초등학교 운동장(60면)", "묵동초등학교 운동장"),
    ],
)
def test_more_places_that_a_sentence_points_at(text, place):
    assert place in places(text)


def test_a_house_with_its_address_in_parentheses_is_two():
    text = "광암정수센터(경기도 광주시 곤지암읍 상리 12), 뚝도정수센터(강남구 테헤란로 152)"
    assert keys(paragraph(text)) == [
        "광암정수센터",
        "광주시|곤지암읍 상리|12-0",
        "뚝도정수센터",
        "강남구|테헤란로|152-0",
    ]


def test_a_station_of_the_fire_brigade_is_no_address():
    assert keys(row("1", "세종로119안전센터", "", headers=["번호", "관할센터", "설치위치"])) == []
    assert keys(paragraph("종로1·2공단 근로자")) == []


def test_a_march_behind_its_meeting_place():
    march = "보신각 앞 집회 후 종각R→을지1가→한국은행R→남대문 행진"
    assert [mention.text for mention in found(row(march, headers=["장소 및 행진코스"]))] == [
        "보신각 앞",
        "종각R→을지1가→한국은행R→남대문",
    ]


def test_a_course_is_held_in_a_room():
    headers = ["과정명", "교육장"]
    assert keys(row("엑셀", "구로구청 전산교육장", headers=headers)) == ["구로구청 전산교육장"]
    assert keys(row("엑셀", "2층 컴퓨터실", headers=headers)) == []


def test_a_lot_before_a_station_whose_name_begins_like_a_unit():
    assert keys(row("종로구 종로3가 10-5종로3가역(1호선)", headers=["구주소"])) == ["종로구|종로3가|10-5"]


def test_a_glued_gu_whose_road_begins_with_the_syllable_of_an_office():
    assert keys(row("대구광역시북구청라라임로16번길18", headers=["주소"])) == ["북구|청라라임로16번길|18-0"]
    assert keys(row("경기도 수원시청로12", headers=["주소"])) == ["|수원시청로|12-0"]


def test_rooms_listed_behind_a_glued_number():
    assert keys(row("강남구테헤란로101,203,204호(역삼동)", headers=["주소"])) == ["강남구|테헤란로|101-0"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("개포동 개포지하차도도 양방향 모두 전면 통제되고 있다.", "개포지하차도"),
        ("여의상류IC도 교통상황에 따라 진입이 통제된다.", "여의상류IC"),
        ("장안1동주민센터 문화사랑방에서 개최된다.", "장안1동주민센터 문화사랑방"),
        ("여의문화공원 1문 앞 여의대로", "여의문화공원 1문 앞"),
        ("▲서울역 서부 지하철 3번 출구 앞 약 500㎡", "서울역 서부 지하철 3번 출구 앞"),
        ("대방초·영동초·선재어린이집 정문 앞에는 보행로를", "선재어린이집 정문 앞"),
        ("행당초등학교 앞 학생들의 통학로", "행당초등학교 앞"),
        ("장안근린공원(강남구 테헤란로 152)에 설치", "장안근린공원"),
    ],
)
def test_places_as_the_news_tell_them(text, place):
    assert place in places(text)


def test_columns_of_standard_registers_that_say_where_in_a_house():
    headers = ["화장실명", "소재지도로명주소", "비상벨설치장소", "기저귀교환대장소"]
    cells = ["공원", "강남구 테헤란로 152", "여자화장실", "남자화장실+여자화장실"]
    assert keys(row(*cells, headers=headers)) == ["강남구|테헤란로|152-0"]
    headers = ["배출장소유형", "배출장소"]
    assert keys(row("문전수거", "집 앞", headers=headers)) == []
    assert keys(row("거점수거", "상가 앞 지정장소", headers=headers)) == []


def test_one_header_over_the_dong_and_its_lot():
    headers = ["구분", "위치", "위치", "면적"]
    assert keys(row("폐지", "강남구 역삼동", "337-9", "919", headers=headers)) == ["강남구|역삼동|337-9"]


def test_the_direction_at_a_crossing_is_part_of_it():
    (mention,) = found(row("신답사거리(군자교→신답역)", headers=["설치장소"]))
    assert mention.kind == "intersection"


def test_what_a_row_is_called_is_no_venue_of_its_address():
    headers = ["단지 이름(위치)", "세대수"]
    assert keys(row("파크타워(강남구 역삼동 12-3)", "30", headers=headers)) == ["강남구|역삼동|12-3"]


def test_the_gu_column_counts_beside_columns_of_addresses_and_lots():
    headers = ["자치구", "소재지", "지번"]
    assert keys(row("성동구", "성수동2가", "299-12", headers=headers)) == ["성동구|성수동2가|299-12"]
    headers = ["자치구", "소재지", "지번주소"]
    cells = ["강남구", "테헤란로 152", "역삼동 737"]
    assert keys(row(*cells, headers=headers)) == ["강남구|테헤란로|152-0", "강남구|역삼동|737-0"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("△숭인공원(동망봉)(종로구 숭인동) △남산 팔각광장", "숭인공원"),
        ("△용왕산 용왕정(관악구 신림동)", "용왕산 용왕정"),
        ("서대문구 안산 봉수대는 누구나 오를 수 있다", "안산 봉수대"),
        ("마포구 하늘공원에서는 대북 공연이 펼쳐진다.", "하늘공원"),
        ("동대문구 장안2동주민센터에서 불이 났다.", "장안2동주민센터"),
        ("외대역 지하차도 등 5곳에 카메라를 설치한다.", "외대역 지하차도"),
        ("6. 임시주차 : 면목유수지 공영주차장 이용", "면목유수지 공영주차장"),
    ],
)
def test_places_with_their_dong_or_on_a_hill(text, place):
    assert place in places(text)


@pytest.mark.parametrize("text", ["홍길동(강남구 역삼동)", "예산 전망대, 생산 운동장", "대모산(강남구 일원동)"])
def test_people_and_words_with_their_dong_are_no_places(text):
    assert kinds_of(text) == []


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("축제로 보라매공원 주변 도로를 통제한다.", "보라매공원 주변"),
        ("15일 서동공원 일대에서 축제를 연다.", "서동공원 일대"),
        ("공유 자전거는 보신각 일대에서 반납할 수 없다.", "보신각 일대"),
        ("폐쇄 정류장은 여의도순복음교회, 여의도공원 앞이다.", "여의도순복음교회"),
        ("시내버스가 도마교와 태평교로 우회 운행한다.", "도마교"),
        ("종점 방향으로 도마시장, 도마네거리를 미정차 운행한다.", "도마시장"),
        ("참가자는 서울어린이대공원에서 출발해 천호대로를 달린다.", "서울어린이대공원"),
        ("축제가 열리는 송도달빛공원에는 체험부스가 선다.", "송도달빛공원"),
        ("송도국제어린이도서관(110면), 새아침공원(20면)을 주차장으로 연다.", "송도국제어린이도서관"),
        ("학교 주차장 △강남초등학교 △대방중학교 등을 이용한다.", "대방중학교"),
        ("덕의근린공원(신림동) 물놀이장", "덕의근린공원"),
        ("먼저 신가초(역삼동), 문덕초(신림동) 앞에 설치한다.", "신가초"),
        ("동호대교에서 나가는 차량은 우회한다.", "동호대교"),
        ("사직 1호 터널이 세척작업으로 통제됩니다.", "사직 1호 터널"),
        ("현저고가차도 하행선 1개 차로를 통제한다.", "현저고가차도"),
        ("7월에는 한울근린공원, 백석어린이공원 등 물놀이터 4곳의 문을 연다.", "한울근린공원"),
        ("상일2동주민센터 부설주차장 7면을 개방한다.", "상일2동주민센터 부설주차장"),
        ("덕정초등학교 뒷편, 덕천배수장 입구에서 통제", "덕천배수장 입구"),
    ],
)
def test_places_of_notices_about_traffic_and_feasts(text, place):
    assert place in places(text)


@pytest.mark.parametrize(
    "text",
    [
        "시는 서대문구청 주변 지구단위계획 결정을 고시했다.",
        "이번 사업은 금화터널 보수 공사로 통행이 제한된다.",
        "주요 지하차도의 통행을 통제한다.",
        "공공기관 주차장을 개방하고 기념관 주차장, 500원 주차장도 연다.",
        "강남구청, 강남경찰서 등 기관 5곳이 협약을 맺었다.",
        "△강남구청 △강남경찰서 △한국도로공사 등과 협의한다.",
        "서울시는 임시청사(추후 안내)로 옮긴다.",
        "교통경찰을 도심권 38개 교차로에 배치한다.",
    ],
)
def test_plans_works_and_offices_are_no_places(text):
    assert kinds_of(text) == []


def test_a_crossing_may_bear_the_name_of_its_road():
    assert [m.key for m in found(paragraph("테헤란로 사거리와 숭례문 로터리는 직진만"))] == [
        "테헤란로 사거리",
        "숭례문 로터리",
    ]
    assert kinds_of("도로 사거리를 새로 사거리로 바꾼다.") == []


def test_a_crossing_in_front_of_a_building_is_named_whole():
    assert keys(paragraph("KB국민은행 앞 교차로는 직진을 금지한다.")) == ["KB국민은행 앞 교차로"]
    assert kinds_of("앞 교차로에서 좌회전") == []


def test_a_press_release_says_whose_it_is():
    assert keys(paragraph("서울 강남구(구청장 홍길동)가 역삼동 737-1 일대를 정비한다.")) == ["강남구|역삼동|737-1"]
    assert keys(paragraph("강남구가 7월 1일 도서관을 연다."), paragraph("역삼동 737-1에 있다.")) == [
        "강남구|역삼동|737-1"
    ]


def test_a_lot_before_and_is_no_section_of_an_office():
    assert keys(paragraph("강남구 역삼동 5-1과 강남구 개포동 494-1을 잇는다.")) == [
        "강남구|역삼동|5-1",
        "강남구|개포동|494-1",
    ]


def test_two_syllables_with_an_extent_are_a_lot():
    assert keys(paragraph("공공재개발은 길동 470 일대다.")) == ["|길동|470-0"]


def test_names_listed_in_a_table_are_its_rows():
    assert "롯데캐슬타워" in places("강남역 3번 출구, 롯데캐슬타워")
    assert keys(row("강남역 3번 출구 앞 단지, 인헌초등학교 옆, 롯데캐슬타워", "59", "12")).count("롯데캐슬타워") == 0
