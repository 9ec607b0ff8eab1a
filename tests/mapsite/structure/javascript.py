"""Just enough of JavaScript's grammar to find its string literals."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

TOKEN = re.compile(
    r"""//[^\n]*|/\*.*?\*/                                     # comments
    |"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'                   # strings
    |(?<=[(,=:\[!&|?{};>])\s*/(?![/*])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+/  # regular expressions
    |[`{}]""",
    re.DOTALL | re.VERBOSE,
)
TEMPLATE_PART = re.compile(r"\\.|\$\{|`", re.DOTALL)


@dataclass(frozen=True)
class Literal:
    """A string, or the text of a template literal between its ${…}; `before` is the source that leads to it."""

    line: int
    text: str
    before: str
    is_template: bool


def literals(source: str) -> list[Literal]:
    """Every piece of literal text, in order."""
    found = sorted(_code(source, 0))
    return [Literal(source.count("\n", 0, at) + 1, source[at:end], source[:at], is_t) for at, end, is_t in found]


def _code(source: str, at: int) -> Iterator[tuple[int, int, bool]]:
    """(start, end, is_template) of the literals from `at` on to the end of the source."""
    # For each template literal that is open: how many braces are open within its ${…}.
    open_templates: list[int] = []
    while match := TOKEN.search(source, at):
        token, at = match[0], match.end()
        if token[0] in "\"'":
            yield match.start() + 1, at - 1, False
        elif token == "{" and open_templates:
            open_templates[-1] += 1
        elif token == "}" and open_templates and open_templates[-1]:
            open_templates[-1] -= 1
        elif token == "`" or (token == "}" and open_templates):
            if token == "}":
                open_templates.pop()
            start = at
            at, is_open = _template_text(source, at)
            yield start, at - (2 if is_open else 1), True
            if is_open:
                open_templates.append(0)


def _template_text(source: str, at: int) -> tuple[int, bool]:
    """Where the text ends, behind its "${" (True) or its closing backtick (False)."""
    for match in TEMPLATE_PART.finditer(source, at):
        if match[0] in ("${", "`"):
            return match.end(), match[0] == "${"
    raise ValueError("a template literal without an end")
