"""What running text says of places: sure, suggested, or nothing; with which span, key and reason."""

import io
import json
import time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from importers.extraction.prose import training
from importers.extraction.prose.decide import SHIPPED
from importers.extraction.prose.examples import Example, bracketed, kept_aside, read
from importers.extraction.prose.model import Lattice
from importers.extraction.tiers import Tier
from importers.management.commands import train_prose
from importers.vocabulary import rows
from tests.importers.rows import LEXICON, believed, paragraph, row

LINES = Path(__file__).resolve().parents[3] / "data" / "prose" / "lines.txt"


def named(text: str) -> list[str]:
    return [mention.text for mention in believed(paragraph(text))]


def keys(text: str) -> list[str]:
    return [mention.key for mention in believed(paragraph(text))]


def sure(text: str) -> list[str]:
    return [mention.text for mention in believed(paragraph(text)) if mention.tier is Tier.SURE]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("서울갤러리 지하 1층 공연장에서 청년 음악회가 열린다.", "서울갤러리"),
        ("잠두봉유적지에 안내판을 새로 세웠다.", "잠두봉유적지"),
        ("하이브 정문 앞에서 집회가 이어졌다.", "하이브 정문 앞"),
        ("지하철 4·19기념관역 1번 출구에서 모인다.", "4·19기념관역 1번 출구"),
        ("솔빛공원 안에 새 화장실을 지었다.", "솔빛공원"),
        ("푸른마을아파트 정문에 쓰레기가 쌓여 있어요.", "푸른마을아파트 정문"),
        ("한빛아파트 104동 앞 가로등이 꺼졌습니다", "한빛아파트 104동 앞"),
    ],
)
def test_names_of_any_shape_are_at_least_suggested(text, place):
    assert place in named(text)


@pytest.mark.parametrize(
    "text",
    [
        "공사로 인해 도로가 통제됩니다.",
        "강남구청은 주민설명회를 개최한다고 밝혔다.",
        "신청 대상은 강남구에 사는 만 65세 이상 주민이다.",
        "예산 3억 원을 들여 하반기에 착공한다.",
        "인헌초등학교는 공모에 참여했다",
        "초등학교에서 중학교까지 무상",
        "주차장 앞, 경로당 옆 금연",
        "공공기관 주차장을 개방하고 기념관 주차장, 500원 주차장도 연다.",
    ],
)
def test_nothing_is_sure_where_no_place_is_named(text):
    assert sure(text) == []


def test_floors_and_rooms_are_no_part_of_a_place():
    assert named("장소: 강남구청 3층 대회의실") == ["강남구청"]
    assert named("· 장소: 강남구청 지하 1층 강당\n· 일시: 5월 3일")[0] == "강남구청"


def test_lots_that_are_counted_belong_to_the_address():
    assert named("강남구 개포동 12-3번지 외 2필지에 짓는다.") == ["강남구 개포동 12-3번지 외 2필지"]


def test_of_a_venue_that_moved_the_new_one_counts_and_the_old_one_is_former():
    mentions = believed(paragraph("행사 장소를 시청역 앞에서 → 강남구청 앞으로 변경합니다."))
    assert [(m.text, "former" in m.flags) for m in mentions] == [("시청역 앞", True), ("강남구청 앞", False)]
    assert mentions[0].tier is Tier.SUGGESTED


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("테헤란로(강남역~삼성역)에 이르는 구간을 통제한다.", ["테헤란로|강남역~삼성역"]),
        ("테헤란로 강남역 → 삼성역 구간 차량 통제", ["테헤란로|강남역~삼성역"]),
        (
            "테헤란로(강남역~역삼역, 선릉역~삼성역) 차량을 통제한다.",
            ["테헤란로|강남역~역삼역", "테헤란로|선릉역~삼성역"],
        ),
        ("시청역에서 서울역, 남대문을 지나 강남역까지 행진한다.", ["|시청역~서울역~남대문~강남역"]),
    ],
)
def test_stretches_are_whole_with_their_road_and_the_points_between(text, expected):
    assert keys(text) == expected


def test_roads_and_dong_as_the_object_of_closing_and_serving():
    assert [(m.kind, m.key) for m in believed(paragraph("테헤란로를 전면 통제한다."))] == [("segment", "테헤란로|~")]
    areas = believed(paragraph("단수 지역은 개포동, 역삼동이다."))
    assert [(m.kind, m.text) for m in areas] == [("area", "개포동"), ("area", "역삼동")]


def test_an_address_is_sure_and_says_why():
    (mention,) = believed(paragraph("설명회는 강남구 테헤란로 152에서 열린다."))
    assert (mention.tier, mention.belief) == (Tier.SURE, "address")


def test_every_belief_has_a_word_for_the_person_who_checks():
    words = dict(rows("beliefs"))
    texts = [example.text for example in read(LINES)[:120]]
    codes = {mention.belief for text in texts for mention in believed(paragraph(text))}
    assert len(codes) > 5
    assert codes <= set(words)


def test_a_register_keeps_the_places_that_its_columns_tell():
    cells = row("1", "새빛공원 화장실", "강남구 테헤란로 152", headers=("연번", "시설명", "소재지"))
    assert [m.key for m in believed(cells)] == ["강남구|테헤란로|152-0"]


def test_what_was_sure_once_in_a_document_is_believed_again():
    mentions = believed(
        paragraph("장소: 강남구청 (역삼동)"), paragraph("강남구청 앞마당에서는 장터를 연다. 강남구청에서 만나요.")
    )
    again = [mention for mention in mentions if mention.text == "강남구청"]
    assert again[0].tier is Tier.SURE


def test_the_model_file_is_small_and_can_be_read_by_people():
    assert SHIPPED.stat().st_size < 5e6
    data = json.loads(SHIPPED.read_text())
    assert all(isinstance(weight, float | int) for weight in data["weights"].values())


def test_training_twice_gives_the_same_weights():
    examples = read(LINES)[:40]
    first, second = (training.as_json(training.learned(examples, LEXICON, seed=3, rounds=3)) for _ in range(2))
    assert first == second
    assert first != training.as_json(training.learned(examples, LEXICON, seed=4, rounds=3))


def test_examples_of_an_installation_teach_only_what_they_say(tmp_path):
    path = tmp_path / "examples.jsonl"
    answers = {
        "answers": [{"start": 0, "end": 4, "kind": "place", "sure": True}],
        "rejected": [{"start": 10, "end": 13}],
    }
    path.write_text(json.dumps({"text": "달빛마당에서 열고 시청역에 알린다.", **answers}, ensure_ascii=False) + "\n")
    (example,) = read(path)
    _, prepared, spans = training.with_candidates(example, LEXICON)
    lesson = training.lessons([(example, prepared, spans)], {})[0]
    answer = dict(zip(spans, lesson.answers, strict=True))
    assert answer[0, 4] is True
    assert answer[10, 13] is False
    assert None in answer.values() or len(answer) == 2


def test_the_same_fifth_is_kept_aside_whatever_the_order():
    lines = read(LINES)
    learned, aside = kept_aside(lines)
    assert {e.text for e in aside} == {e.text for e in kept_aside(reversed(lines))[1]}
    assert 0.1 < len(aside) / len(lines) < 0.3
    assert len(learned) + len(aside) == len(lines)


def test_brackets_mark_the_places_of_a_line():
    example = bracketed(r"\[강남구\] [달빛마당] 앞 [?옛 터]")
    assert example.text == "[강남구] 달빛마당 앞 옛 터"
    assert {example.text[a:b] for a, b in example.places} == {"달빛마당"}
    assert [example.text[a:b] for a, b in example.open_spans] == ["옛 터"]


def test_probabilities_of_spans_that_meet_share_one():
    own, _ = Lattice([(0, 2), (0, 4), (5, 7)]).marginals([1.0, 1.0, 0.0])
    assert own[0] == pytest.approx(own[1])
    assert own[0] + own[1] == pytest.approx(2 * 2.718281828 / (1 + 2 * 2.718281828))
    assert own[2] == pytest.approx(0.5)


@pytest.mark.parametrize(
    "again", ["가역~", "가 나 다 ", "시청역에서 ", "강남역 → ", "시청역, 강남역, ", "(", "테헤란로("]
)
def test_the_time_for_a_long_line_grows_with_its_length(again):
    begin = time.process_time()
    believed(paragraph(again * (12_000 // len(again))))
    assert time.process_time() - begin < 10


@pytest.fixture
def known_names(monkeypatch):
    monkeypatch.setattr(train_prose, "lexicon", lambda: LEXICON)


@pytest.mark.usefixtures("known_names")
def test_retraining_reports_before_and_after_and_writes_only_where_it_is_told(tmp_path, settings):
    examples, out = tmp_path / "examples.jsonl", io.StringIO()
    line = {"text": "달빛마당에서 장터를 연다.", "answers": [{"start": 0, "end": 4, "kind": "place", "sure": True}]}
    examples.write_text(json.dumps(line, ensure_ascii=False) + "\n")
    with pytest.raises(CommandError, match="PROSE_WEIGHTS"):
        call_command("train_prose", str(examples), stdout=out)
    settings.PROSE_WEIGHTS = str(tmp_path / "weights.json")
    call_command("train_prose", str(examples), rounds=1, stdout=out)
    assert "before: sure P" in out.getvalue()
    assert "after: sure P" in out.getvalue()
    assert json.loads((tmp_path / "weights.json").read_text())["weights"]


@pytest.mark.usefixtures("known_names")
def test_examples_that_cannot_be_read_are_named(tmp_path):
    broken = tmp_path / "broken.jsonl"
    broken.write_text("{")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("train_prose", str(broken), output=tmp_path / "weights.json", stdout=io.StringIO())


def test_an_empty_example_has_no_place():
    assert Example("").places == frozenset()
