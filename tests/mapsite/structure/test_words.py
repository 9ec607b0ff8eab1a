"""The texts of static/js: marked in the source, and translated where a catalogue of the language is there."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.factories import NoticeFactory, content_of
from tests.mapsite.structure.catalogues import speak
from tests.mapsite.structure.javascript import literals

ROOT = Path(__file__).resolve().parents[3] / "static/js"
FILES = sorted(path for path in ROOT.rglob("*.js") if path != ROOT / "words.js")
HANGUL = re.compile("[가-힣]")
# The syllables whose glyphs the map's canvas waits for: nobody reads them.
NOT_READ = {"서울특별시강남구종로한동길역"}
MARKED = re.compile(r'\bgettext\(\s*"$|\bngettext\(\s*(?:"(?:\\.|[^"\\])*",\s*)?"$')
UNREADABLE_CALL = re.compile(r'\bn?gettext\((?!\s*")|\bngettext\(\s*"(?:\\.|[^"\\])*"(?!,\s*")')


def unmarked(source: str) -> list[str]:
    """The Korean texts of a script that makemessages would not find."""
    return [
        f"{one.line}: {one.text}"
        for one in literals(source)
        if HANGUL.search(one.text) and one.text not in NOT_READ and (one.is_template or not MARKED.search(one.before))
    ]


def marked(source: str) -> set[str]:
    return {one.text for one in literals(source) if not one.is_template and MARKED.search(one.before)}


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_korean_text_is_marked(path):
    source = path.read_text()
    assert not unmarked(source)
    assert not UNREADABLE_CALL.search(source)


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('say("보냈습니다.");', ["1: 보냈습니다."]),
        ("\nsay('보냈습니다.');", ["2: 보냈습니다."]),
        ("say(`${n}곳`);", ["1: 곳"]),
        ("say(`${gettext(\"곳\")}: ${{ a: `${'둘'}` }.a} 셋`);", ["1: 둘", "1:  셋"]),
        ('say(gettext("가")); say(ngettext("%(n)s곳", "%(n)s곳", n));', []),
        ('// "가"\n/* "나" */ x = y.match(/["`]/); say("다");', ["2: 다"]),
    ],
)
def test_what_is_not_marked_is_found(source, found):
    assert unmarked(source) == found


def test_placeholders_are_named_and_filled():
    """A translation may put them in another order; one without a value would be read as "undefined"."""
    call = re.compile(r'interpolate\(n?gettext\("((?:\\.|[^"\\])*)"[^{]*\{ ([^}]*) \}')
    for path in FILES:
        for text, values in call.findall(path.read_text()):
            names = re.findall(r"%\((\w+)\)s", text)
            assert names, text
            for name in names:
                assert re.search(rf"\b{name}\b", values), (path, text)


@pytest.mark.skipif(not shutil.which("xgettext"), reason="gettext is not installed")
def test_makemessages_finds_every_text():
    command = ["xgettext", "--language=JavaScript", "--from-code=UTF-8", "--no-wrap", "--output=-", *map(str, FILES)]
    pot = subprocess.run(command, capture_output=True, check=True, text=True).stdout
    extracted = {text.replace('\\"', '"') for text in re.findall(r'^msgid "(.+)"$', pot, re.MULTILINE)}
    assert extracted == set().union(*(marked(path.read_text()) for path in FILES))


def test_catalogue_of_another_language(client, settings, tmp_path):
    speak("en", {"닫기": "Close"}, settings, tmp_path)
    response = client.get("/words/en.js")
    assert response["Content-Type"].startswith("text/javascript")
    assert response["Cache-Control"] == "public, max-age=3600"
    assert '"\\ub2eb\\uae30": "Close"' in response.text
    assert not response.cookies
    assert client.get("/words/en.js", headers={"If-None-Match": response["ETag"]}).status_code == 304


def test_catalogue_of_a_language_that_the_site_does_not_speak(client):
    assert client.get("/words/en.js").status_code == 404


def test_korean_pages_ask_for_no_catalogue(client, db):
    notice = NoticeFactory()
    notice.publish(content_of(notice), None)
    for page in ("/", "/report/", notice.get_absolute_url(), f"/embed/{notice.pk}"):
        response = client.get(page)
        assert 'type="module"' in response.text
        assert "/words/" not in response.text


def test_other_pages_load_it_before_their_modules(client, db, settings, tmp_path):
    speak("en", {"닫기": "Close"}, settings, tmp_path)
    notice = NoticeFactory()
    notice.publish(content_of(notice), None)
    for page in ("/", "/report/", notice.get_absolute_url(), f"/embed/{notice.pk}"):
        text = client.get(page).text
        assert 0 < text.find('<script defer src="/words/en.js?v=') < text.find('type="module"')
    assert "/words/" not in client.get("/accounts/login/").text
