"""manage.py geocode: one JSON line for each input, with the keys that operators rely on."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

KEYS = [
    "input", "grade", "position_type", "lon", "lat", "error_m", "road_address", "lot_address", "name", "flags",
    "candidates",
]  # fmt: skip


def answers(*arguments, **options):
    out = io.StringIO()
    call_command("geocode", *arguments, stdout=out, **options)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_every_line_is_answered_in_order_and_empty_ones_too(addresses, tmp_path):
    path = tmp_path / "list.txt"
    path.write_text("서울특별시 중구 을지로 281\n\n없는 주소\n", encoding="utf-8")

    lines = answers(str(path))

    assert [line["input"] for line in lines] == ["서울특별시 중구 을지로 281", "", "없는 주소"]
    assert [line["grade"] for line in lines] == ["A1", "F", "F"]
    assert all(list(line) == KEYS for line in lines)
    assert lines[0]["lon"] == pytest.approx(127.01, abs=0.01)
    assert (lines[2]["lon"], lines[2]["lat"]) == (None, None)


def test_a_csv_column_is_read_by_its_name(addresses, tmp_path):
    path = tmp_path / "list.csv"
    path.write_bytes('\ufeff시설,주소\n도서관,"중구 을지로 281"\n'.encode())

    assert answers(str(path), column="주소")[0]["road_address"] == "서울특별시 중구 을지로 281"
    with pytest.raises(CommandError, match="‘없는 열’ 열이 없습니다"):
        answers(str(path), column="없는 열")


@pytest.mark.django_db(transaction=True)
def test_several_processes_answer_in_the_order_of_the_lines(addresses, tmp_path, monkeypatch):
    monkeypatch.setattr("maptag.geocoding.management.commands.geocode.BATCH", 3)
    texts = [text for n in range(10) for text in ("서울특별시 중구 을지로 281", f"없는 주소 {n}")]
    path = tmp_path / "list.txt"
    path.write_text("\n".join(texts), encoding="utf-8")

    lines = answers(str(path), workers=2)

    assert [line["input"] for line in lines] == texts
    assert [line["grade"] for line in lines] == ["A1", "F"] * 10


def test_no_worker_at_all_is_refused(db):
    with pytest.raises(CommandError, match="1 이상"):
        answers("-", workers=0)
