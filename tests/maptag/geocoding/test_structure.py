"""The shape of geocoding: folders and imports between them, words as data, one home for metres and for keys."""

import ast
import re
from collections import Counter
from pathlib import Path

import pytest

from maptag.geocoding import vocabulary
from maptag.geocoding.resolve import pipeline
from maptag.geocoding.types import Certainty, Precision, grade

ROOT = Path(__file__).resolve().parents[3]
GEOCODING = ROOT / "maptag/geocoding"
MOST_MODULES = 18

# What each may import of the others: nothing that stands behind it.
LAYERS = (
    "vocabulary",
    "types",
    "geodesy",
    "language",
    "models",
    "sql",
    "gazetteer",
    "parsing",
    "tables",
    "resolve",
    "typeahead",
    "second_opinions",
    "management",
)
# What knows no database can be tried on any text, anywhere.
PURE = ("vocabulary", "types.py", "geodesy.py", "language", "parsing/grammar.py", "gazetteer/lexicon.py")
HANGUL = re.compile("[가-힣]")


def sources(*places) -> list[Path]:
    paths = [GEOCODING / place for place in places or (".",)]
    files = (file for path in paths for file in ([path] if path.suffix else path.rglob("*.py")))
    return [file for file in files if "migrations" not in file.parts]


def layer_of(file: Path) -> str:
    return file.relative_to(GEOCODING).parts[0].removesuffix(".py")


def imports(file: Path):
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("layer", LAYERS)
def test_imports_between_the_folders_point_one_way(layer):
    behind = LAYERS[LAYERS.index(layer) + 1 :]
    for file in sources():
        if layer_of(file) == layer:
            theirs = [name.split(".")[2] for name in imports(file) if name.startswith("maptag.geocoding.")]
            assert not set(theirs) & set(behind), f"{file.relative_to(ROOT)} imports what stands behind {layer}"


def test_every_folder_has_its_place_in_the_order():
    assert {layer_of(file) for file in sources()} - {"__init__", "apps"} == set(LAYERS)


def test_no_folder_holds_more_than_a_person_takes_in():
    modules = Counter(file.parent for file in sources())
    assert not {str(folder): count for folder, count in modules.items() if count > MOST_MODULES}


@pytest.mark.parametrize("place", PURE)
def test_reading_knows_no_database(place):
    for file in sources(place):
        names = [name for name in imports(file) if name.startswith("django.") or ".models" in name]
        assert not names, file


def test_the_pipeline_lists_every_pass():
    """What stands in a step's module and takes resolutions is in the list, once."""
    listed = [step.__name__ for step in pipeline.STEPS]
    taking = re.compile(r"^def ([a-z]\w*)\(resolutions: list\[Resolution\], context: ResolveContext\)", re.MULTILINE)
    found = [name for file in sources("resolve/steps") for name in taking.findall(file.read_text())]
    assert sorted(found) == sorted(listed)
    assert len(set(listed)) == len(listed)


@pytest.mark.parametrize("file", sorted((GEOCODING / "vocabulary").glob("*.tsv")), ids=lambda file: file.stem)
def test_a_vocabulary_explains_its_columns_and_names_nothing_twice(file):
    lines = file.read_text(encoding="utf-8").splitlines()
    head = next(line for line in lines if not line.startswith("#")).split("\t")
    explained = [line[2:].split(":")[0] for line in lines if re.match(r"# \w+:", line)]
    assert lines[0].startswith("# ")
    assert explained == head
    rows = vocabulary.rows(file.stem)
    named = Counter(next(iter(row.values())) for row in rows)
    assert not [word for word, count in named.items() if count > 1]
    assert all(None not in row for row in rows), "more fields than columns"


def test_every_vocabulary_is_read_by_somebody():
    code = "\n".join(file.read_text() for app in ("maptag", "importers") for file in (ROOT / app).rglob("*.py"))
    unread = [
        file.stem for file in (GEOCODING / "vocabulary").glob("*.tsv") if not re.search(rf"[\"']{file.stem}[\"']", code)
    ]
    assert not unread


def alternatives(text: str):
    """Lists of what stands between bars, for each group of a regular expression."""
    plain = re.sub(r"\\.|\[[^\]]*\]", "~", text)
    while group := re.search(r"\(([^()]*)\)", plain):
        yield group[1].split("|")
        plain = plain.replace(group[0], "~", 1)
    yield plain.split("|")


def docstrings(tree: ast.AST) -> set[ast.AST]:
    bodies = (node.body for node in ast.walk(tree) if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef))
    return {body[0].value for body in bodies if body and isinstance(body[0], ast.Expr)}


def lists_of_words(tree: ast.AST):
    explaining = docstrings(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Tuple | ast.List | ast.Set):
            yield [item.value for item in node.elts if isinstance(item, ast.Constant)]
        elif isinstance(node, ast.Dict):
            yield [key.value for key in node.keys if isinstance(key, ast.Constant)]
            yield [value.value for value in node.values if isinstance(value, ast.Constant)]
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in explaining:
            yield from alternatives(node.value)


@pytest.mark.parametrize("file", sources(), ids=lambda file: str(file.relative_to(GEOCODING)))
def test_code_holds_no_list_of_more_than_three_korean_words(file):
    for words in lists_of_words(ast.parse(file.read_text())):
        korean = [word for word in words if isinstance(word, str) and HANGUL.search(word)]
        assert len(korean) <= 3, korean


def everywhere(*suffixes):
    for app in ("maptag", "importers", "community", "mapsite", "static/js", "templates", "script"):
        for file in (ROOT / app).rglob("*"):
            if file.suffix in suffixes and "migrations" not in file.parts and "vendor" not in file.parts:
                yield file, file.read_text(encoding="utf-8")


FACTOR = re.compile(r"\b(?:111_?[0-3]\d\d|111[0-3]\d\d\.\d|6_?37[18]_?\d{3}|6371|6378)\b")
PLANAR = re.compile(r"ST_(?:DWithin|Expand)\((?:[^()]|\([^()]*\))*,\s*0?\.\d+\)")
# The lines of official files have bars as well.
KEYED = {"types.py", "files.py"}
CUT_KEY = re.compile(r"(?:split|partition|startswith)\(\"\|\"")
LETTER = r"[\"'][A-F][12]?[\"']"
COMPARED = re.compile(
    rf"\bgrade\w*\s*(?:[!=]==?|[<>]=?|in|not in)\s*[(\[{{]?{LETTER}|{LETTER}\s*[!=]==?\s*\w*grade|max\([^)]*grade"
)


def test_metres_have_one_home():
    texts = everywhere(".py", ".sql", ".js", ".html")
    assert [file.name for file, text in texts if FACTOR.search(text)] == ["geodesy.py"]


def test_no_query_takes_degrees_for_metres():
    assert not [file.name for file, text in everywhere(".sql", ".py") if PLANAR.search(text)]


def test_keys_are_taken_apart_by_their_type_alone():
    files = [*sources(), *(ROOT / "importers").rglob("*.py"), ROOT / "maptag/models/local_places.py"]
    assert not [file.name for file in files if file.name not in KEYED and CUT_KEY.search(file.read_text())]


def test_no_letter_is_compared():
    texts = ((file, text) for file, text in everywhere(".py", ".js", ".html") if "benchmarks" not in file.parts)
    assert not [(file.name, match[0]) for file, text in texts for match in COMPARED.finditer(text)]


LETTERS = [
    (Certainty.AS_WRITTEN, Precision.EXACT, "A1"),
    (Certainty.BY_RULE, Precision.EXACT, "A2"),
    (Certainty.REPAIRED, Precision.EXACT, "B"),
    (Certainty.AS_WRITTEN, Precision.NEARBY, "C"),
    (Certainty.ESTIMATED, Precision.NEARBY, "C"),
    (Certainty.ESTIMATED, Precision.CENTRE, "D"),
    (Certainty.BY_NAME, Precision.SPOT, "D"),
    (Certainty.BY_NAME, Precision.EXTENT, "D"),
    (Certainty.AMBIGUOUS, Precision.EXACT, "E"),
    (Certainty.UNKNOWN, Precision.EXACT, "F"),
    (Certainty.BY_PERSON, Precision.SPOT, ""),
]


@pytest.mark.parametrize(("certainty", "precision", "letter"), LETTERS)
def test_the_printed_letter_follows_from_certainty_and_precision(certainty, precision, letter):
    assert grade(certainty, precision) == letter


def test_a_station_is_as_sure_as_a_building_and_the_middle_of_a_dong_is_not():
    assert Certainty.BY_NAME.is_sure
    assert not Certainty.ESTIMATED.is_sure
    assert Certainty.AS_WRITTEN.or_less(Certainty.REPAIRED) is Certainty.REPAIRED
    assert Certainty.AMBIGUOUS.or_less(Certainty.BY_RULE) is Certainty.AMBIGUOUS
