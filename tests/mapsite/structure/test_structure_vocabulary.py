"""Words are data: in tables that explain themselves, not in the code."""

import ast
import re
from itertools import combinations

import pytest

from tests.mapsite.structure.test_structure import ROOT, SOURCES, sorted_modules

MOST_WORDS = 3
HANGUL = re.compile("[가-힣]")
# They print what they made, and make what is read by nobody but them.
TOOLS = "script"


def tables():
    for app in SOURCES:
        yield from (str(path.relative_to(ROOT)) for path in sorted((ROOT / app).rglob("*.tsv")))


def lines_of(name):
    """(comments at the head, names of the columns, rows)"""
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    comments = [line for line in lines if line.startswith("#")]
    columns, *rows = [line for line in lines if not line.startswith("#")]
    return "\n".join(comments), columns.split("\t"), rows


@pytest.mark.parametrize("name", list(tables()))
def test_a_table_explains_its_columns_and_repeats_nothing(name):
    comments, columns, rows = lines_of(name)
    assert not [column for column in columns if not re.search(rf"\b{column}\b", comments)]
    assert len(set(rows)) == len(rows)
    assert not [row for row in rows if row.count("\t") > len(columns) - 1]


OF_PLACES = ("importers/vocabulary/", "maptag/geocoding/vocabulary/")
# A word has several uses (가 is a particle, a unit and an area), a concept one table: two that share most of their
# words are one. Three pairs were so, with shares from .75 to .85.
MOST_SHARED, FEWEST_SHARED = 2 / 3, 4


def test_no_concept_stands_in_two_tables():
    words = {}
    for name in filter(lambda name: name.startswith(OF_PLACES), tables()):
        _comments, columns, rows = lines_of(name)
        column = columns.index("pattern") if "pattern" in columns else 0
        words[name] = {row.split("\t")[column] for row in rows}
    alike = [
        (first, second, sorted(words[first] & words[second]))
        for first, second in combinations(words, 2)
        if len(words[first] & words[second]) > MOST_SHARED * min(len(words[first]), len(words[second]))
    ]
    assert not [pair for pair in alike if len(pair[-1]) >= FEWEST_SHARED]


def words_of(node) -> int:
    """How many words in Hangul a node of the code lists."""
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        texts = [e.value for e in node.elts if isinstance(e, ast.Constant) and isinstance(e.value, str)]
        return sum(bool(HANGUL.search(text)) for text in texts)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "split":
        text = node.func.value.value if isinstance(node.func.value, ast.Constant) else ""
        return len(HANGUL.findall(text) and text.split())
    return 0


def test_no_words_are_listed_in_the_code():
    lists = {
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in sorted_modules()
        if path.relative_to(ROOT).parts[0] != TOOLS
        for node in ast.walk(ast.parse(path.read_text()))
        if words_of(node) > MOST_WORDS
    }
    assert not lists
