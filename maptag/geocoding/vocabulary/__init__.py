"""Words as data: one file a concept, each with a header that says what its columns mean; each read once.

A file is tab-separated: lines that begin with "# " explain it, the next names the columns. `any_of` makes a regular
expression of the words of a file, in their order there.
"""

import csv
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent


@cache
def rows(concept: str) -> tuple[dict[str, str], ...]:
    """The rows of `concept`.tsv by the names of its columns."""
    lines = (_FOLDER / f"{concept}.tsv").read_text(encoding="utf-8").splitlines()
    table = (line for line in lines if not line.startswith("# "))
    return tuple(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE, restval=""))


def words(concept: str, use: str = "") -> tuple[str, ...]:
    """The first column of the rows; only those that have something in the column `use`, where one is named."""
    return tuple(next(iter(row.values())) for row in rows(concept) if not use or row[use])


def any_of(concept: str, use: str = "") -> str:
    """A group that matches any of the words."""
    return f"(?:{'|'.join(words(concept, use))})"
