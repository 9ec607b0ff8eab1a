"""Danger to life is for the telephone, in whatever words; a lamp without light is not."""

import time

import pytest

from community.models import Category
from community.reports import hints
from community.reports.emergency import services

from .sentences import sentences


def known() -> list:
    return sentences("emergencies") + sentences("harmless")


def kept_aside() -> list:
    return sentences("aside")


@pytest.mark.parametrize("heard", [known, kept_aside])
def test_of_a_hundred_emergencies_ninety_five_are_recognised_and_two_of_a_hundred_complaints_alarm_at_most(heard):
    emergencies = [text for text, numbers in heard() if numbers]
    harmless = [text for text, numbers in heard() if not numbers]
    missed = [text for text in emergencies if not services(text)]
    alarmed = [text for text in harmless if services(text)]
    assert len(missed) <= 0.05 * len(emergencies), missed
    assert len(alarmed) <= 0.02 * len(harmless), alarmed


def test_words_that_no_sign_names_weigh_for_and_against_danger():
    """Shapes that the signs were not written for."""
    assert services("우리 딸이 숨을 몬 쉬어예") == ["119"]
    assert services("버스 기다리다 얼어 죽겠어요 온열의자 놔주세요") == []


def test_the_service_that_fits_is_named():
    wrong = [(text, services(text)) for text, numbers in sentences("emergencies") if not numbers & set(services(text))]
    assert not wrong


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("마포대교 위에 자살하려는 사람이 있어요", ["119", "109"]),
        ("남편이 저를 때려요", ["112", "1366"]),
        ("교통사고가 났는데 사람이 다쳤어요", ["119", "112"]),
        ("벤치가 부서졌어요", []),
    ],
)
def test_several_services_are_named_where_several_fit(text, numbers):
    assert services(text) == numbers


NOW = ["졌어요", "졌습니다", "졌음", "져_있어요", "졌다", "지고_있어요", "진_것_같아요"]
NOT_NOW = ["질까_봐_걱정돼요", "질_뻔했어요", "지면_안_되니까", "질_수_있어요", "지지_않게_해_주세요"]


@pytest.mark.parametrize("stem", ["사람이 쓰러", "할머니께서 계단에서 넘어", "건물이 무너", "아이가 물에 빠"])
def test_endings_decide_between_what_happens_and_what_might(stem):
    """Not a list of sentences: the same stem in other endings."""
    for endings, is_danger in ((NOW, True), (NOT_NOW, False)):
        texts = [stem + ending.replace("_", " ") for ending in endings]
        assert [text for text in texts if bool(services(text)) != is_danger] == []


def test_a_long_text_is_read_in_a_moment():
    started = time.perf_counter()
    services("보도블록이 깨져서 사람이 지나갈 때마다 불편하고 차가 " * 150)
    assert time.perf_counter() - started < 3


def test_an_offices_own_words_are_danger_too():
    category = Category(name="도로", emergency_words=["포트홀이 아주 깊"])
    hint = hints.emergency("포트홀이 아주 깊습니다", category)
    assert hint.data == {"calls": [{"number": "119", "name": "화재·구조·구급"}]}
    assert hints.emergency("포트홀이 아주 깊습니다") is None
