"""Writes blocks as DOCX with python-docx."""

import io
from datetime import datetime

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Pt

from .archive import undated
from .blocks import Heading, TableBlock

FACE = "맑은 고딕"
ALIGN = {"left": WD_ALIGN_PARAGRAPH.LEFT, "right": WD_ALIGN_PARAGRAPH.RIGHT, "center": WD_ALIGN_PARAGRAPH.CENTER}
MADE = datetime(2026, 6, 15, 9)  # noqa: DTZ001 - the format holds no zone


def docx_document(blocks: list, title: str) -> bytes:
    document = docx.Document()
    properties = document.core_properties
    properties.title, properties.author = title, "Maptag"
    properties.created = properties.modified = MADE
    for style in ("Normal", "Heading 1"):
        font = document.styles[style].font
        font.name = FACE
        font.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), FACE)
    for block in blocks:
        _add(document, block)
    buffer = io.BytesIO()
    document.save(buffer)
    return undated(buffer.getvalue())


def _add(document, block):
    if isinstance(block, Heading):
        document.add_heading(block.text, 1)
    elif isinstance(block, TableBlock):
        _add_table(document, block)
    else:
        paragraph = document.add_paragraph()
        run = paragraph.add_run(block.text)
        run.bold, run.font.size = block.title, Pt(18 if block.title else 11)
        paragraph.alignment = ALIGN[block.align]


def _add_table(document, table):
    grid = document.add_table(len(table.rows), len(table.widths), style="Table Grid")
    for row in range(len(table.rows)):
        cells = grid.rows[row].cells
        for column, box in table.boxes(row):
            cell = cells[column]
            if box.rows * box.columns > 1:
                cell = cell.merge(grid.cell(row + box.rows - 1, column + box.columns - 1))
            cell.text = box.text
            cell.paragraphs[0].runs[0].bold = row < table.head
