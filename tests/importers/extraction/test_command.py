import io
import json

import pytest
from django.core.management import CommandError, call_command

from importers.management.commands import extract
from tests.importers.rows import LEXICON


@pytest.fixture
def names(monkeypatch):
    monkeypatch.setattr(extract, "lexicon", lambda: LEXICON)


@pytest.mark.usefixtures("names")
def test_one_json_line_a_mention_in_reading_order(tmp_path):
    path = tmp_path / "강남구_쉼터.csv"
    path.write_bytes("연번,시설명,소재지\n1,행복쉼터,테헤란로 152\n2,나눔쉼터,개포동 12-3\n".encode("cp949"))
    out = io.StringIO()
    call_command("extract", str(path), stdout=out)
    first, second = map(json.loads, out.getvalue().splitlines())
    assert first == {
        "file": str(path),
        "locator": {"row": 2, "column": "C", "cell": "C2"},
        "start": 0,
        "end": 8,
        "text": "테헤란로 152",
        "kind": "road",
        "key": "강남구|테헤란로|152-0",
        "flags": ["gu_from_context"],
        "tier": "sure",
        "belief": "address",
    }
    assert second["key"] == "강남구|개포동|12-3"


@pytest.mark.usefixtures("names")
def test_a_file_that_cannot_be_read_does_not_stop_the_others(tmp_path):
    broken, good = tmp_path / "깨진.hwp", tmp_path / "좋은.csv"
    broken.write_bytes(b"MZ\x90\x00 not a document")
    good.write_text("주소\n강남구 테헤란로 152\n")
    out, err = io.StringIO(), io.StringIO()
    call_command("extract", str(broken), str(good), stdout=out, stderr=err)
    assert json.loads(out.getvalue())["key"] == "강남구|테헤란로|152-0"
    assert "깨진.hwp" in err.getvalue()


@pytest.mark.usefixtures("names")
def test_nothing_readable_is_an_error(tmp_path):
    with pytest.raises(CommandError):
        call_command("extract", str(tmp_path / "없음.csv"), stderr=io.StringIO())
