"""What the documents say. People are not invented; every address is a row of an open register or a public office."""

from .blocks import DEMO_NOTE, BoxBlock, Heading, ParagraphBlock, TableBlock, merged_down
from .registers import at, lot, register, road

DISCLAIMER = (
    f"이 문서는 Maptag의 {DEMO_NOTE}입니다. 주소는 공개된 대장의 것이나, 시설의 지정·공사·운영 내용은 예시입니다."
)

NO_SMOKING = (
    "한강대로14길 9", "한강대로57길 33", "한강대로57길 5", "한강대로 112", "원효로64길 17-10", "원효로19길 49",
    "원효로90길 11", "두텁바위로 140", "두텁바위로1나길 19", "효창원로 228", "효창원로 137", "효창원로13길 38",
    "서빙고로51길 14", "녹사평대로 73",
)  # fmt: skip


def no_smoking() -> list:
    """용산구 금연구역 지정 안내"""
    rows = at(register("smoke_yongsan26"), *NO_SMOKING)
    table = [[str(number), row["dong"], road(row), f"{row['dong']} {lot(row)}", "출입구 경계 10m 이내"]
             for number, row in enumerate(rows, 1)]  # fmt: skip
    return [
        ParagraphBlock("용산구 금연구역 지정 안내", "center", title=True),
        ParagraphBlock(f"({DEMO_NOTE}) 2026. 6. 15. 보건의료과", "right"),
        Heading("1. 지정 취지"),
        ParagraphBlock(
            "「국민건강증진법」 제9조와 용산구 조례에 따라 2026년 7월 1일부터 사람이 많이 다니는 길 14곳을 "
            "금연구역으로 "
            "새로 지정합니다. 3개월의 계도 기간이 지나면 과태료 10만 원을 부과합니다."
        ),
        Heading("2. 새로 지정하는 곳"),
        ParagraphBlock(
            "한강로에서는 한강대로 14길 9 앞 보도와 신용산역 2번 출구 앞 광장이 포함됩니다. 원효로64길 "
            "17-10(원효로2가)과 "
            "원효로90길 11(원효로1가)에서는 건물 출입구로부터 10m 안에서 담배를 피울 수 없습니다."
        ),
        ParagraphBlock(
            "후암동에서는 두텁바위로 140(후암동)과 그 건너편 후암동 190-2번지 일대, 동자동 8번지를 지정합니다. "
            "서울특별시 "
            "용산구 이촌로 255의 산책로와 이촌로65가길 91의 놀이터 주변은 어린이가 많이 다녀 함께 지정합니다."
        ),
        ParagraphBlock(
            "이태원에서는 녹사평대로40길 19에서 시작하는 골목과 회나무로12길 27(이태원동)의 계단, 우사단로 "
            "20으로 올라가는 "
            "길을 지정합니다. 이태원역 1번 출구 앞은 2025년 4월에 이미 지정되었습니다."
        ),
        Heading("3. 금연구역 목록"),
        TableBlock([["연번", "법정동", "도로명주소", "지번주소", "범위"], *table], (8, 18, 28, 24, 22)),
        Heading("4. 흡연 시설과 문의"),
        ParagraphBlock(
            "흡연 시설은 한강대로23길 55(용산역)와 후암로 107에 있습니다. 의견은 용산구 녹사평대로 150, 용산구청 "
            "보건의료과로 보내 주십시오."
        ),
        ParagraphBlock(f"※ {DISCLAIMER}"),
    ]


SCHOOL_ZONES = (
    ("보도 신설", "길음로 33"), ("보도 신설", "길음로 92"), ("보도 신설", "삼양로 77"), ("보도 신설", "흥천사길 29"),
    ("보도 신설", "아리랑로16길 52"), ("방호울타리", "장위로 34"), ("방호울타리", "장월로8가길 41"),
    ("방호울타리", "월계로 124"), ("방호울타리", "돌곶이로8길 22"), ("방호울타리", "돌곶이로22길 21"),
    ("노면표시", "종암로23길 11"), ("노면표시", "종암로15길 1"), ("노면표시", "월곡로 74"),
    ("노면표시", "오패산로10길 27"), ("노면표시", "종암로40길 30"),
)  # fmt: skip


def school_zones() -> list:
    """성북구 어린이보호구역 정비공사 시행계획"""
    rows = at(register("std_zone26", gu="성북구"), *(address for _, address in SCHOOL_ZONES))
    table = [[work, row["dong"], road(row), lot(row)] for (work, _), row in zip(SCHOOL_ZONES, rows, strict=True)]
    head = [[BoxBlock("공사 내용", rows=2), BoxBlock("법정동", rows=2), BoxBlock("소재지", columns=2), None],
            [None, None, "도로명주소", "지번"]]  # fmt: skip
    return [
        ParagraphBlock("서울특별시 성북구", "center", title=True),
        ParagraphBlock("수신  내부결재"),
        ParagraphBlock(f"제목  2026년 어린이보호구역 정비공사 시행계획 ({DEMO_NOTE})"),
        Heading("1. 추진 근거"),
        ParagraphBlock("가. 「도로교통법」 제12조(어린이 보호구역의 지정·해제 및 관리)"),
        ParagraphBlock("나. 2026년 어린이보호구역 개선사업 기본계획(2026. 2. 9.)"),
        Heading("2. 공사 개요"),
        ParagraphBlock("가. 공사명: 2026년 성북구 어린이보호구역 정비공사"),
        ParagraphBlock("나. 공사 기간: 2026. 4. 6. ~ 2026. 8. 28.(145일간)"),
        ParagraphBlock("다. 소요 예산: 금482,000천원(시비 50%, 구비 50%)"),
        ParagraphBlock("라. 주요 구간: 종암사거리~길음역 구간 보도 확장, 돌곶이역에서 석계역까지 방호울타리 교체"),
        ParagraphBlock("마. 안심 통학로: 장위동 일대(보행등 12개소)"),
        ParagraphBlock("바. 제한 속도: 성북구 길음로 33 반경 300m 이내 시속 30km에서 20km로 조정"),
        Heading("3. 공사 대상"),
        TableBlock([*head, *merged_down(table, 0, 1)], (22, 22, 34, 22), head=2),
        Heading("4. 추진 일정"),
        TableBlock(
            [["기간", "할 일"], ["2026. 3.", "설계 완료, 주민 설명회(성북구 종암로 98-8 종암동주민센터)"],
             ["2026. 4.", "착공"], ["2026. 8.", "준공 검사"]],
            (30, 70),
        ),
        Heading("5. 행정 사항"),
        ParagraphBlock("가. 자재는 성북구 화랑로13길 17 앞 공터에 두고, 통학 시간(8시~9시)에는 차량을 들이지 않는다."),
        ParagraphBlock("나. 불편 신고는 보문로 168 성북구청 교통행정과에서 받는다."),
        ParagraphBlock(f"※ {DISCLAIMER}  끝."),
    ]  # fmt: skip


RIVERSIDE_TOILETS = {
    "안양천": ("안양천로 642", "안양천로 663", "안양천로 657", "안양천로 788", "안양천로 812", "안양천로 1171"),
    "중랑천": ("중랑천로 31", "중랑천로 69", "중랑천로 141", "중랑천로 197", "중랑천로 234", "중랑천서자전거길 97",
              "중랑천서자전거길 209", "중랑천동자전거길 366"),
    "양재천": ("양재천로 107-2", "양재천동자전거길 291", "양재천서자전거길 340", "양재천서자전거길 80"),
    "한강": ("강변북로 2210", "강변북로 2260", "뚝섬로 273", "여의동로 330", "여의동로 343", "노들로 221",
            "한강난지로 162", "한강남자전거길 3581"),
}  # fmt: skip


def riverside_toilets() -> list:
    """하천변 공중화장실 개방 공고"""
    toilets = register("toilet25")
    table = [
        [river, row["gu"], road(row), f"{row['dong']} {lot(row)}", "05:00~24:00" if river == "한강" else "06:00~22:00"]
        for river, addresses in RIVERSIDE_TOILETS.items()
        for row in sorted(at(toilets, *addresses), key=lambda row: row["gu"])
    ]
    address, hours = BoxBlock("소재지", columns=2), BoxBlock("개방 시간", rows=2)
    head = [
        [BoxBlock("하천", rows=2), BoxBlock("자치구", rows=2), address, None, hours],
        [None, None, "도로명주소", "지번주소", None],
    ]
    return [
        ParagraphBlock(f"공고 제2026-000호 ({DEMO_NOTE})"),
        ParagraphBlock("하천변 공중화장실 개방 공고", "center", title=True),
        ParagraphBlock(
            "「공중화장실 등에 관한 법률」에 따라 하천변 공중화장실의 여름철 개방 시간을 다음과 같이 "
            "공고합니다.", "left"
        ),
        ParagraphBlock("2026년 5월 18일  서울특별시 스마트도시과", "center"),
        Heading("1. 개방 대상"),
        ParagraphBlock("안양천, 중랑천, 양재천과 한강 둔치의 공중화장실 26곳(붙임 표)"),
        Heading("2. 알아 둘 일"),
        ParagraphBlock(
            "가. 영등포구 여의동로 330(여의도동)과 여의동로 343의 화장실은 행사 날 밤 12시 뒤에도 엽니다. "
            "여의나루역 2번 "
            "출구에서 걸어서 3분 거리입니다."
        ),
        ParagraphBlock("나. 광진구 자양동 97-5번지(강변북로 2210)의 화장실은 7월 10일까지 공사로 닫습니다."),
        ParagraphBlock(
            "다. 성동구 뚝섬로 273에서 가까운 대체 화장실은 뚝섬로 352(성수동1가)에 있고, 서울숲역 4번 "
            "출구에서도 가깝습니다."
        ),
        Heading("3. 개방 화장실"),
        TableBlock([*head, *merged_down(table, 0, 1)], (14, 16, 30, 22, 18), head=2),
        ParagraphBlock(f"※ {DISCLAIMER}"),
    ]  # fmt: skip


PARKS = (
    ("서울숲", "성동구", "뚝섬로 273"), ("보라매공원", "동작구", "여의대방로20길 33"),
    ("서울어린이대공원", "광진구", "능동로 216"), ("여의도공원", "영등포구", "여의공원로 68"),
    ("영등포공원", "영등포구", "신길로 275"), ("천호공원", "강동구", "올림픽로 702"),
    ("길동생태공원", "강동구", "천호대로 1291"), ("간데메공원", "동대문구", "서울시립대로2길 59"),
    ("배봉산공원", "동대문구", "한천로43길 12-14"), ("방화공원", "강서구", "금낭화로 176"),
    ("궁동공원", "서대문구", "성산로7길 19-24"), ("고척공원", "구로구", "고척로45길 39"),
    ("오금근린공원", "송파구", "오금로 363"), ("파리공원", "양천구", "목동동로 363"),
    ("도산공원", "강남구", "도산대로45길 20"), ("손기정공원", "중구", "손기정로 101"),
    ("서울창포원", "도봉구", "마들로 916"), ("북서울꿈의숲", "강북구", "월계로 173"),
)  # fmt: skip
LOTS = (("강남구", "청담동 66"), ("마포구", "상암동 1761"), ("강동구", "상일동 135"), ("광진구", "광장동 370"))


def water_playgrounds() -> list:
    """공원 물놀이장 안내"""
    parks = [
        [str(number), gu, name, f"서울특별시 {gu} {address}"] for number, (name, gu, address) in enumerate(PARKS, 1)
    ]
    lots = [[gu, f"{gu} {address}", "발 담그는 물길"] for gu, address in LOTS]
    return [
        ParagraphBlock("2026년 여름 공원 물놀이장 안내", "center", title=True),
        ParagraphBlock(f"({DEMO_NOTE}) 2026. 6. 22. 푸른도시과", "right"),
        Heading("1. 여는 때"),
        ParagraphBlock(
            "2026년 7월 4일부터 8월 30일까지 공원 18곳의 물놀이장을 엽니다. 시간은 오전 10시부터 오후 "
            "5시까지이고, 45분 "
            "놀고 15분 쉽니다. 월요일과 비 오는 날은 쉽니다."
        ),
        Heading("2. 오시는 길"),
        ParagraphBlock(
            "서울숲은 성동구 뚝섬로 273에 있으며 서울숲역 3번 출구에서 걸어서 5분입니다. 여의도공원(영등포구 "
            "여의공원로 68)은 "
            "주차장이 좁으니 여의도역에서 걸어오시기 바랍니다. 어린이대공원은 능동로 216의 정문 쪽 물놀이장만 엽니다."
        ),
        ParagraphBlock(
            "보라매공원의 물놀이장은 공사로 자리를 옮겨 올해는 동작구 여의대방로20길 33의 후문 안쪽에 있고, "
            "오금근린공원은 "
            "송파구 오금로 363, 오금역 1번 출구 앞입니다."
        ),
        Heading("3. 지킬 일"),
        ParagraphBlock("가. 수영복과 모자를 쓰고, 4세 아래 어린이는 방수 기저귀를 합니다."),
        ParagraphBlock("나. 먹을거리와 반려동물은 물가에서 2m 이상 떨어진 곳에 둡니다."),
        Heading("4. 물놀이장 목록"),
        TableBlock([["연번", "자치구", "공원", "주소"], *parks], (10, 18, 27, 45)),
        Heading("5. 번지로 찾는 곳"),
        TableBlock([["자치구", "위치", "시설"], *lots], (20, 50, 30)),
        ParagraphBlock("문의: 서울특별시청 푸른도시과(중구 세종대로 110)"),
        ParagraphBlock(f"※ {DISCLAIMER}"),
    ]
