"""The selectors and classes of static/css, and the classes that templates and scripts give to elements."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import leaflet
import tinycss2

ROOT = Path(__file__).resolve().parents[3]
CSS = sorted((ROOT / "static/css").glob("*.css"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "static/js").rglob("*.js"))
MODULES = [p for app in ("community", "importers", "maptag", "mapsite") for p in sorted((ROOT / app).rglob("*.py"))]
# A name that is written out only in part: is-{{ state }}, is-${kind}, has-{flag} of an f-string.
PARTIAL = re.compile(r"([\w-]+-)(?:\{\{|\$\{|\{\w)")
CLASS_NAME = re.compile(r"[a-zA-Z][\w-]*")
# By what a script gives a class.
GIVEN = re.compile(r"className(?::| =) ([^\n,}]*)|classList\.(?:add|toggle)\(([^\n,)]*)")
STRING = re.compile(r"([\"'`])((?:(?!\1).)*)\1")


def selectors(sheet: Path) -> set[str]:
    """Every selector of a stylesheet, also those within @media."""
    return {tinycss2.serialize(part).strip() for rule in _rules(_parsed(sheet)) for part in _parts(rule.prelude)}


def styled_classes(sheet: Path) -> set[str]:
    return {name for rule in _rules(_parsed(sheet)) for name in _classes(rule.prelude)}


def classes_of_template(path: Path) -> set[str]:
    """The names that stand in class attributes, those in every branch of an {% if %} too, but no partial ones."""
    source = re.sub(r"\{% comment %\}.*?\{% endcomment %\}", "", path.read_text(), flags=re.DOTALL)
    # A tag's own quotes would end the attribute; what it inserts in a name makes that name partial.
    source = re.sub(r"\{\{.*?\}\}", "\0", source)
    source = re.sub(r"\{[%#].*?[%#]\}", " ", source)
    values = re.findall(r"\bclass=(?:\"([^\"]*)\"|'([^']*)')", source)
    return {name for pair in values for name in "".join(pair).split() if "\0" not in name}


def classes_of_script(path: Path) -> set[str]:
    values = ["".join(parts) for parts in GIVEN.findall(path.read_text())]
    texts = [re.sub(r"[\w-]*\$\{.*?\}[\w-]*", " ", text) for value in values for _quote, text in STRING.findall(value)]
    return {name for text in texts for name in text.split() if CLASS_NAME.fullmatch(name)}


@cache
def words_of(paths: tuple[Path, ...]) -> tuple[set[str], set[str]]:
    """Every name that could be a class's, and the beginnings of those that are written out only in part."""
    sources = [path.read_text() for path in paths]
    names = {name for source in sources for name in CLASS_NAME.findall(source)}
    return names, {beginning for source in sources for beginning in PARTIAL.findall(source)}


@cache
def vendor_classes() -> set[str]:
    """Those of the design system and of the map library, as their stylesheets name them."""
    sheets = [*(ROOT / "static/vendor").rglob("*.css"), *Path(leaflet.__file__).parent.rglob("*.css")]
    return {name for sheet in sheets for name in re.findall(r"\.([a-zA-Z][\w-]*)", sheet.read_text())}


def _parsed(sheet: Path) -> list:
    return tinycss2.parse_stylesheet(sheet.read_text(), skip_comments=True, skip_whitespace=True)


def _rules(nodes: list) -> Iterator:
    for node in nodes:
        if node.type == "qualified-rule":
            yield node
        elif node.type == "at-rule" and node.content and node.lower_at_keyword in ("media", "supports", "container"):
            yield from _rules(tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True))


def _parts(prelude: list) -> list[list]:
    parts: list[list] = [[]]
    for token in prelude:
        if token == ",":
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _classes(tokens: list) -> Iterator[str]:
    for before, token in zip([None, *tokens], tokens, strict=False):
        if token.type == "ident" and before is not None and before == ".":
            yield token.value
        elif token.type == "function":
            yield from _classes(token.arguments)
