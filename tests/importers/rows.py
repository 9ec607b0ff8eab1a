"""Records by hand, for the tests of extraction."""

from importers.extraction import DocumentContext, find, search
from importers.records import Cell, DocumentRecord, Locator
from maptag.geocoding.parsing.grammar import grammar
from tests.maptag.names import small_lexicon

LEXICON = small_lexicon()


def paragraph(text: str) -> DocumentRecord:
    return DocumentRecord("paragraph", Locator(paragraph=1), text)


def heading(text: str) -> DocumentRecord:
    return DocumentRecord("heading", Locator(paragraph=1), text)


def row(*cells, headers=(), title="", number=2, sheet=None) -> DocumentRecord:
    made = tuple(cell if isinstance(cell, Cell) else Cell(cell, column) for column, cell in enumerate(cells))
    return DocumentRecord("row", Locator(sheet=sheet, row=number), "", made, dict(enumerate(headers)), title)


def found(*records: DocumentRecord, filename: str = ""):
    """What the finders find, before the model decides on it."""
    context = DocumentContext.of_file(grammar(LEXICON), filename)
    context.down_to = None
    return [mention for _, mentions in search(records, context) for mention in mentions]


def believed(*records: DocumentRecord, filename: str = "", lexicon=LEXICON):
    """What is found, each with its tier."""
    return [mention for _, mentions in find(records, lexicon, filename) for mention in mentions]


def keys(*records: DocumentRecord, filename: str = "") -> list[str]:
    return [mention.key for mention in found(*records, filename=filename)]


def kinds_of(text):
    """The kinds of the mentions in a paragraph."""
    return [mention.kind for mention in found(paragraph(text))]
