"""Every finder's examples are its tests; the word lists are whole."""

from pathlib import Path

import pytest

from importers import vocabulary
from importers.extraction import pipeline
from importers.extraction.finders.finder import Finders
from tests.importers.rows import keys, paragraph

FINDERS = pipeline.OF_TEXT.order
EXAMPLES = [(finder.name, text, expected) for finder in FINDERS for text, expected in finder.examples]
TABLES = sorted(path.stem for path in Path(vocabulary.__file__).parent.glob("*.tsv"))


@pytest.mark.parametrize(("name", "text", "expected"), EXAMPLES)
def test_a_finder_finds_its_examples(name, text, expected):
    assert tuple(keys(paragraph(text))) == expected


@pytest.mark.parametrize("finder", FINDERS, ids=lambda finder: finder.name)
def test_an_example_holds_a_trigger_of_its_finder(finder):
    assert all(any(trigger in text for trigger in finder.triggers or ("",)) for text, _ in finder.examples)
    assert finder.examples or finder.name == "beside_label", "paragraphs have no cell to their left"


@pytest.mark.parametrize("table", TABLES)
def test_a_word_list_says_what_it_is_and_holds_nothing_twice(table):
    lines = (Path(vocabulary.__file__).parent / f"{table}.tsv").read_text().splitlines()
    assert lines[0].startswith("# ")
    assert lines[1].startswith("# ")
    rows = vocabulary.rows(table)
    assert len(set(rows)) == len(rows) > 0


def test_what_every_finder_finds_has_a_word_on_why():
    lists = [value for value in vars(pipeline).values() if isinstance(value, Finders)]
    words = dict(vocabulary.rows("beliefs"))
    beliefs = dict(pair.split() for pair in vocabulary.terms("finder_beliefs"))
    assert not [f.name for finders in lists for f in finders.order if beliefs.get(f.name) not in words]
