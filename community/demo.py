"""What the demo is made of: categories as a city has them, what citizens write, two campaigns. Nobody real wrote it."""

import csv
from pathlib import Path

_SIZE = [
    {"value": "hand", "label": "손바닥만 해요"},
    {"value": "door", "label": "문짝만 해요"},
    {"value": "car", "label": "자동차만 해요"},
]

CATEGORIES = [
    {
        "slug": "road", "name": "도로·보도 파손", "group": "도로", "icon": "road", "colour": "#b4530a", "position": 10,
        "description": "파인 곳, 깨진 보도블록, 솟은 맨홀", "moderation": "after", "working_days": 5,
        "keywords": ["포트홀", "보도블록", "맨홀"], "department": ("roads", "도로관리과"),
        "emergency_words": ["땅이 꺼", "싱크홀"],
        "questions": [
            {"key": "size", "label": "얼마나 큰가요?", "kind": "choice", "choices": _SIZE},
            {"key": "hurt", "label": "다친 사람이 있었나요?", "kind": "yesno"},
        ],
    },
    {
        "slug": "light", "name": "가로등 고장", "group": "도로", "icon": "light", "colour": "#8a6d00", "position": 20,
        "description": "꺼지거나 깜빡이는 가로등·보안등", "moderation": "after", "working_days": 3,
        "keywords": ["보안등", "어두움"], "department": ("lights", "조명관리팀"),
        "questions": [
            {"key": "number", "label": "기둥에 적힌 번호", "kind": "text", "help": "예: 중구-1234"},
            {"key": "many", "label": "여러 개가 꺼졌나요?", "kind": "yesno"},
        ],
    },
    {
        "slug": "waste", "name": "쓰레기 무단투기", "group": "청소", "icon": "waste", "colour": "#3d6b35",
        "position": 30, "description": "버려진 가구, 봉투, 건축 폐기물", "moderation": "before", "working_days": 3,
        "keywords": ["불법투기", "청소"], "department": ("cleaning", "자원순환과"), "questions": [],
    },
    {
        "slug": "tree", "name": "가로수·공원", "group": "공원", "icon": "tree", "colour": "#1f7a4d", "position": 40,
        "description": "부러진 가지, 고장 난 의자와 놀이 기구", "moderation": "after", "working_days": 7,
        "keywords": ["나무", "놀이터", "벤치"], "department": ("parks", "공원녹지과"), "questions": [],
    },
    {
        "slug": "parking", "name": "불법 주정차", "group": "교통", "icon": "parking", "colour": "#7a3db8",
        "position": 50, "description": "소화전, 건널목, 어린이 보호구역의 주차", "moderation": "before",
        "working_days": 2,
        "keywords": ["주차", "소화전"], "department": ("traffic", "교통지도과"), "questions": [],
    },
    {
        "slug": "sign", "name": "표지·시설물", "group": "교통", "icon": "sign", "colour": "#256ef4", "position": 60,
        "description": "기울어진 표지판, 망가진 볼라드와 울타리", "moderation": "after", "working_days": 7,
        "keywords": ["표지판", "볼라드"], "department": ("traffic", "교통지도과"), "questions": [],
    },
]  # fmt: skip


def _texts(kind: str) -> dict[str, list[str]]:
    """{slug of what they are about: texts} of demo_texts.tsv"""
    texts: dict[str, list[str]] = {}
    with Path(__file__).with_name("demo_texts.tsv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader((line for line in file if not line.startswith("#")), delimiter="\t"):
            if row["kind"] == kind:
                texts.setdefault(row["about"], []).append(row["text"])
    return texts


TEXTS, ENTRIES = _texts("report"), _texts("entry")
NICKNAMES = _texts("nickname")[""]

CAMPAIGNS = [
    {
        "slug": "barrier-free-doors", "title": "문턱 없는 가게 지도", "colour": "#008a5e", "icon": "wheelchair",
        "gu": "종로구", "block_m": 250,
        "summary": "휠체어와 유모차로 들어갈 수 있는 가게를 함께 찾습니다.", "department": ("welfare", "장애인복지과"),
        "body": "가게 앞에서 문턱과 문의 너비를 보고 알려 주세요.", "moderation": "after", "confirmations": 2,
        "leader_board": True, "thanks": "덕분에 한 집을 더 알게 되었습니다. 고맙습니다!",
        "questions": [
            {
                "key": "step", "label": "문턱", "kind": "choice", "required": True,
                "choices": [
                    {"value": "none", "label": "없어요"},
                    {"value": "low", "label": "낮아요(2 cm 아래)"},
                    {"value": "high", "label": "높아요"},
                ],
            },
            {"key": "ramp", "label": "경사로가 있나요?", "kind": "yesno",
             "shown_when": {"key": "step", "value": "high"}},
            {"key": "kind", "label": "직원이 친절했나요?", "kind": "scale", "min": 1, "max": 5},
        ],
    },
    {
        "slug": "shade", "title": "여름 그늘 지도", "colour": "#0b78cb", "icon": "shade",
        "gu": "송파구", "block_m": 500,
        "summary": "걷다가 쉬어 갈 수 있는 그늘을 모읍니다.", "department": ("roads", "도로관리과"),
        "body": "나무 그늘, 차양, 정자를 알려 주세요.", "moderation": "after", "leader_board": False,
        "thanks": "시원한 곳을 알려 주셔서 고맙습니다.",
        "questions": [
            {
                "key": "what", "label": "무엇이 그늘을 만드나요?", "kind": "choice", "required": True,
                "choices": [
                    {"value": "tree", "label": "나무"},
                    {"value": "roof", "label": "지붕·차양"},
                    {"value": "wall", "label": "건물"},
                ],
            },
            {"key": "seat", "label": "앉을 곳이 있나요?", "kind": "yesno"},
        ],
    },
]  # fmt: skip

# The second campaign is a citizens' group's.
GROUP, REPRESENTATIVE = "그늘 찾는 동네 산책 모임", "group@demo.example"

# (department's slug or None for all, category's slug or None, status, name, text)
TEMPLATES = [
    ("roads", "road", "confirmed", "현장 확인 예정", "{address}의 현장을 {due}까지 살펴보고 다시 알려 드리겠습니다."),
    (
        "roads", "road", "done", "보수 완료",
        "{address}의 파손된 곳을 보수했습니다. 불편이 남아 있으면 다시 알려 주세요. 알려 주셔서 고맙습니다.",
    ),
    (
        "roads", None, "refused", "사유지",
        "{address} 자리는 개인 소유의 땅이라 시에서 고칠 수 없습니다. 소유자에게 정비를 요청했습니다.",
    ),
    ("lights", "light", "done", "가로등 교체", "{address}의 가로등을 새것으로 바꾸었습니다. 밤길이 다시 밝아졌습니다."),
    ("cleaning", "waste", "done", "수거 완료", "{address}에 버려진 것을 모두 치웠습니다. 다시 쌓이면 알려 주세요."),
    ("parks", "tree", "in_progress", "작업 일정", "{address}의 작업을 준비하고 있습니다. {due}까지 마치겠습니다."),
    ("traffic", None, "done", "계도·단속", "{address} 둘레를 점검하고 계도했습니다. 앞으로도 자주 살피겠습니다."),
    (
        None, None, "transferred", "다른 기관으로 넘김",
        "‘{title}’ 제보({number})는 다른 기관이 맡고 있어 그곳으로 넘겼습니다. 처리 결과는 그 기관에서 알려 드립니다.",
    ),
]  # fmt: skip
SPAM = ["대출 상담 환영!! 문의는 누리집으로", "ㅋㅋㅋㅋㅋㅋㅋㅋ"]
