"""The word lists that the patterns of this package are made of."""


def one_of(words: str) -> str:
    """A group that matches one of the words; each is a regular expression without spaces."""
    return f"(?:{'|'.join(words.split())})"


CROSSING = one_of("사거리 네거리 삼거리 오거리 육거리 칠거리 [3-6]거리 교차로 교차점 교차지점 로터리 로타리")
EXIT = r"(?:\s?(?:제\s?)?\d{1,2}(?:\s?[-,·~]\s?\d{1,2})*\s?(?:번\s?)?(?:출입구|출구|出口?|번\s?게이트))"
# Between a station and the number of its exit.
TOWARDS = one_of("전면 후면 [동서남북]부 지하철 \\d호선 광장")
PARTICLE = one_of(
    "은 는 이 가 을 를 에 에서 의 과 와 도 로 으로 까지 부터 에는 에서는 에서의 으로부터 로부터 및"
    " 입니다 이며 이고 이다 이나"
)
WORD_ENDS = rf"(?={PARTICLE}?(?![가-힣]))"
GATE = one_of("정문 후문 [동서남북]문 \\d{1,2}문 주출입구 주출입문 입구")
_BESIDE = one_of("앞 옆 뒤편? 뒷편 맞은편 건너편 인근 부근 근처 주변 일대 일원 하부(?:도로|공간)? 아래")
RELATION = (
    rf"(?:\s?{GATE}?\s?(?:바로\s)?{_BESIDE}"
    rf"{WORD_ENDS}"
    rf"|\s?{one_of('입구 초입 정문 후문 남단 북단 동단 서단 진[입출]램프 진[입출]로')}{WORD_ENDS})"
)

# The same where it is searched for: what none of its words begins with is passed over, in half the time.
SOUGHT_RELATION = rf"(?=\s?[\d정후동서남북주입바앞옆뒤맞건인부근일하아초진]){RELATION}"

# What a name of one's own ends with. The first are sure enough to be looked for anywhere, the others need a relation.
INSTITUTION = one_of(
    "초등학교 중학교 고등학교 대학교 도서관 박물관 미술관 체육관 체육센터 공원 광장 운동장 경기장"
    " 기념관 문화회관 시장 병원 극장 해수욕장"
)
BUILDING = one_of(
    "대교 [구시군]청 주민센터 경찰서 소방서 파출소 지구대 우체국 보건소 아파트 빌딩 타워 병원 백화점"
    " 터미널 시장 성당 교회 호텔 문고 문화회관 회관 청사 센터 아트홀 플라자 프라자 스퀘어 오피스텔 상가 마트 은행"
    " 농협 주유소 대사관 법원 검찰청 세무서 사옥 본사"
    " 교육청 교육지원청 의회 복지관 수련관 연수원 전시장 공연장 체육센터"
    " 초교 초등교 배수장 펌프장 정수장 타운 동산 유치원 어린이집 터널 육교 지하차도 산성 유수지 유원지"
    " 야구장 축구장 빙상장"
    " [가-힣](?<![기보장차경당독현])관"
)
# A spot in the grounds of a park, a stadium or a hall: naming it says that the sentence speaks of where.
SPOT_INSIDE = one_of(
    "[가-힣]{0,4}무대 팔각정 매표소 [가-힣]{0,6}광장 [가-힣]{0,4}마당 마당 분수대 바닥분수 잔디밭 대강당 소강당 강당"
    " 대극장 소극장 시계탑 스탠드 주경기장 보조경기장 다목적홀 [동서남북]편 [동서남북]{1,2}측"
)
# 보신각, 숭례문, 석촌탑: a landmark when it is beside something, unless the word is one of these kinds.
LANDMARK = r"[가-힣]{2,7}[각궁탑문]"
NO_LANDMARK = one_of(
    "출입문 현관문 자동문 비상문 회전문 유리문 방화문 여닫이문 [정후동서남북옆뒷쪽창대철방교질논전신공]문"
    " (?:안내|공고|설명|경고|판결|주의|계약)문 (?:송전|급수|전파|통신|송신|관제|첨|철)탑 [총생조삼사직시감착]각"
)
# What the name of a spot ends with, where the text has said already that it names one.
SPOT_SHAPE = (
    rf"{INSTITUTION}|{BUILDING}|{CROSSING}|{EXIT}|{SPOT_INSIDE}"
    r"|주차장|운동장|경로당|선착장|나루터|둔치|[가-힣](?:역|관|홀|앞|옆|맞은편|건너편|입구|정문|후문|실|원|궁|문|길)"
)
# Kinds of things that some map lists without a name; beside one of them may be anywhere.
KINDS = one_of(
    "(?:공영|공용|노상|지하)?주차장 (?:공중|개방)?화장실 (?:어린이)?놀이터 경로당 어린이집 유치원 편의점"
    " (?:버스|임시)?정류[장소] 관리사무[소실] 경비실 사무실 운동장 테니스장 배드민턴장 약수터 분수대 전망대 휴게소 쉼터"
    " 매점 식당 구내식당 카페 교회 성당 병원 약국 은행 세탁소 미용실 부동산 슈퍼마켓 마트 문구점 서점 세차장 주유소"
    " 충전소 체육시설 관리동 출입구 횡단보도 지하차도 육교 차고지 도서관 체육관 강당 공원 시장 아파트 상가"
)
# Words that stand before such an ending without making it a name.
KIND_ONLY = one_of(
    "근린 어린이 도시 자연 역사 문화 체육 생태 소 수변 구립 시립 국립 공립 사립 작은 종합 해당 인근"
    " 주변 관내 본인 각급 각 재래 전통 일반 대학 요양 국공립 초·?중·? 동 관할 본 이 그 대형 고층 임대"
    " 신축 행복 주상복합 지하 행정복지 복지 시중 지역 주민 전통 관련 상기 위 동네 현지 유관 공공"
    " 아트 콜 고객 지원 상담 민원 안내 서비스 데이터 물류 커뮤니티 교육 연수 체험 복합 다목적 돌봄 청년 청소년 노인"
    " 여성 장애인 관광 정보 홍보 전시 국제 시민 구민 마을 거점 통합 광역 종합 실내 야외 대회 행사 공연 운영"
    " 관제 재활 치료 스포츠 임시"
)
# What follows the name of an institution that acts or is acted upon, and is no place in that sentence.
ACTING = one_of(
    r"\d학년 학년 학생 소속 산하 주관 주최 후원 학예 교장 교사 관장 이사장 총장 공고 장은 장이 재학"
    " 졸업 출신 사용 대관 조성 관리 정비 공사 운영 소관 측"
    " 리모델링 보수 설계 건립 입찰 위탁 용역 철거"
)
# What may follow a station in a sentence; any other word makes it part of a longer name ("서울역 센트럴자이").
AFTER_STATION = one_of(
    "및 또는 등 대신 에 까지 부터 방향 방면 이용 하차 승차 환승 도보 버스 근처 부근 주변 일대 반경 승강장"
    " 역사 대합실 광장 지하 약 [동서남북]{1,2}[측편쪽] [0-9(]"
    r" [가-힣]+\s?방[면향] [가-힣]+(?:은|는|을|를|에서|으로|합니다)(?![가-힣])"
)
# Crossings as a kind of thing: "회전교차로", "구간에서 교차로".
CROSSING_KIND = one_of(
    "\\d+개소? \\d+곳 앞 옆 뒤 [가-힣]+형 입체 평면 회전 주요 해당 각 인근 주변 일부 신호 무신호 대형"
    " 소형 전방 다음 첫 이면도로 [TYX십정형]+자?형?"
    " [가-힣]+(?:에서|의|는|은|을|를|및|내|인|된|한|할|로)"
)
# Spots within some building.
INDOORS = one_of(
    "(?:고객)?안내센터 안내데스크 안내소 역무실 매표창구 매표소 관리실 숙직실 당직실 교무실 행정실 보건실 경비실 방재실"
    " 중앙홀 현관 로비 복도 휴게실 대합실 개찰구 엘리베이터 에스컬레이터 계단 민원실"
)
# A cell of a location column, or a value behind "장소:", that says where in a place but not which, or no place at all.
NOWHERE = one_of(
    r"\d+호선 (?:교통섬|횡단보도)(?:\s?(?:앞|옆))? (?:지상|지하|옥상)?\s?(?:\d+|[BF]\d+)?층? 지상"
    r" 반?지하 실내 실외 옥상 내부 외부 옥내 옥외 야외 전역 전체 없음 무 유 미정 미설치 상동 동상 추후.* 별도.*"
    r" 해당\s?없음 기타 붙임.* 별첨.* 온라인 비대면 각\s.* 전\s?지역 [XxOo] [BF]\d+\s?주차장"
    r" (?:[A-Z]|\d+)동(?:\s?\d+층)? [\d\s.,:~()-]* [^가-힣A-Za-z]*"
    r" \(?(?:제\s?)?[\d~]+\s?(?:개소|개|곳|구간|분위|지점|단계)(?:\s.*)? [동서남북상하좌우]{1,2}[측편쪽] 온라인.*"
    r" 우천.* (?:좌측|우측)?\s?(?:상단|하단)? 좌측 우측 (?:지하|지상)?\s?(?:\d+|B\d)층\s.*"
    rf" (?:(?:지하|지상)?\s?\d층\s?)?{INDOORS}\s?(?:앞|옆|내|안|입구|맞은편)?"
    r" (?:[남여](?:자|성)?(?:장애인)?|장애인|남,?\s?여|가족|다목적)\s?화장실.* (?:문전|거점).*"
    r" (?:집|건물|상가|가게|점포|대문|업소|주택|세대|사업장)\s?(?:앞|옆|내)"
    # Also the kind of spot that a register of street furniture gives beside its place: 도로변(횡단보도 포함).
    rf" (?:(?:지상|지하|옥외|실내|건물|임시|노상|전면|후면)\s?)?(?:{KINDS}|도로변|보도변|가로변|마을버스\s?정류[장소]"
    r"|(?:버스\s)?중앙차로(?:\s버스정류장)?|지하철(?:역|\s\d호선)?|역사|지하보도|건널목|기타)"
    r"\s?(?:입구|앞|옆|내부?|안|주변)?(?:\s?(?:도로변?|보도|인도|골목))?\s?(?:\([^()]*(?:포함|등|제외|앞|옆|입구)\))?"
    r" (?:전봇대|전신주|통신주|가로등|가로등주|보안등|신호등주?|한전주)(?:\s?(?:앞|옆|\d+))? 보도 차도 도로 골목길?"
    r" (?:버스\s?)?정류[장소]\s?(?:ID|번호)\s?:?.*"
    r" (?:건물|주택|상가|점포|가게|대문|아파트|빌라|공원|학교|담장|도로|보도)\s?(?:앞|옆|뒤)?"
    r"\s?(?:도로변?|보도|인도|골목길?|이면도로|담장?)"
)
# Words that make it no place wherever they stand in it, or at its end. Each begins with a letter, to which a search
# skips: with ".*" before them, among the words above, a cell took 1.7 µs instead of 0.6.
NO_PLACE = one_of(
    "홈페이지 누리집 온라인 유튜브 거주지 관할 해당 가까운 인근의 자세한 각급 별도"
    " 시스템$ 사이트$ 포털$ 어플$ 앱$ 현장$ 참조$ 참고$ 취소$ 연기$ 미정$"
    r" 화면(?<!\S화면) 페이지(?<!\S페이지) %(?<=\d%) %(?<=\d\s%)"
)
AMOUNT = r"\d.*(?:이상|이하|초과|미만)"
