"""Writes blocks as PDF: an HTML page printed by a headless Chromium, with a Hangul font (fonts-nanum)."""

import shutil
import subprocess
from html import escape
from pathlib import Path
from tempfile import TemporaryDirectory

from .blocks import Heading, TableBlock

STYLE = """
@page { size: A4; margin: 18mm }
body { font: 11pt/1.7 "NanumGothic", "Noto Sans CJK KR", sans-serif; word-break: keep-all }
h1 { font-size: 19pt; text-align: center } h2 { font-size: 13pt; margin: 1.2em 0 .3em }
p { margin: .3em 0 } .right { text-align: right } .center { text-align: center }
table { width: 100%; border-collapse: collapse; margin: .5em 0 }
tr { break-inside: avoid } th, td { border: 1px solid #444; padding: .35em .6em; text-align: left }
th { background: #e8eff5 }
"""


def chromium() -> str | None:
    return shutil.which("chromium") or shutil.which("chromium-browser")


def pdf_document(blocks: list, title: str) -> bytes:
    """CalledProcessError: Chromium could not print."""
    body = "".join(_html(block) for block in blocks)
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{STYLE}</style>'
    page = f'<!doctype html><html lang="ko">{head}{body}'
    with TemporaryDirectory() as folder:
        source, target = Path(folder, "page.html"), Path(folder, "page.pdf")
        source.write_text(page, encoding="utf-8")
        options = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-pdf-header-footer",
            f"--user-data-dir={folder}/p",
        ]
        subprocess.run(
            [chromium(), *options, f"--print-to-pdf={target}", source.as_uri()],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        return target.read_bytes()


def _html(block) -> str:
    if isinstance(block, TableBlock):
        return "<table>" + "".join(_row(block, row) for row in range(len(block.rows))) + "</table>"
    if isinstance(block, Heading):
        return f"<h2>{escape(block.text)}</h2>"
    return f"<h1>{escape(block.text)}</h1>" if block.title else f'<p class="{block.align}">{escape(block.text)}</p>'


def _row(table, row) -> str:
    tag = "th" if row < table.head else "td"
    cells = (
        f'<{tag} colspan="{box.columns}" rowspan="{box.rows}" '
        f'style="width: {sum(table.widths[column : column + box.columns])}%">{escape(box.text)}</{tag}>'
        for column, box in table.boxes(row)
    )
    return f"<tr>{''.join(cells)}</tr>"
