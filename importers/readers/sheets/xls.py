"""XLS (BIFF 5 and 8) by xlrd; calamine turned one of ten real files into mojibake."""

import io
from collections.abc import Iterator

from importers.readers import tables
from importers.readers.characters import clean_spreadsheet
from importers.readers.faults import Unreadable
from importers.readers.sheets.cells import Format, Merges
from importers.records import Cell, DocumentRecord, Locator

MAX_BYTES = 64 * 1024 * 1024


def read(path, warn) -> Iterator[DocumentRecord]:
    """Yield a DocumentRecord per row of every sheet. Unreadable: broken, encrypted, too_large."""
    book = _open(path)
    lots: list[int] = []
    formats = [_format(book, xf) for xf in book.xf_list]
    for sheet in book.sheets():
        if sheet.visibility:
            warn("hidden_sheet", sheet=sheet.name)
        for record in _sheet_records(book, sheet, formats, on_lot=lambda: lots.append(1)):
            if record.hidden and not sheet.visibility:
                warn("hidden_rows", sheet=sheet.name)
            yield record
    if lots:
        warn("dates", count=len(lots))


def _format(book, xf) -> Format:
    return Format(book.format_map[xf.format_key].format_str if xf.format_key in book.format_map else "")


def _sheet_records(book, sheet, formats, on_lot) -> Iterator[DocumentRecord]:
    rows = _rows(book, sheet, formats)
    return tables.records(rows, lambda row: Locator(sheet=sheet.name, row=row), on_lot=on_lot)


def _open(path):
    import xlrd

    if path.stat().st_size > MAX_BYTES:
        raise Unreadable("too_large")
    try:
        return _workbook(path, formatting_info=True)
    except xlrd.XLRDError as error:
        if "ncrypt" in str(error) or "assword" in str(error):
            raise Unreadable("encrypted") from error
        raise Unreadable("broken") from error
    except Exception:
        try:
            return _workbook(path, formatting_info=False)
        except Exception as error:
            raise Unreadable("broken") from error


def _workbook(path, formatting_info):
    import xlrd

    return xlrd.open_workbook(str(path), formatting_info=formatting_info, ragged_rows=True, logfile=io.StringIO())


def _rows(book, sheet, formats) -> Iterator[tables.ReadRow]:
    merges = Merges((first + 1, last, left, right - 1) for first, last, left, right in sheet.merged_cells)
    hidden_columns = {column for column, info in sheet.colinfo_map.items() if info.hidden}
    for index in range(sheet.nrows):
        info = sheet.rowinfo_map.get(index)
        row = tables.ReadRow(index + 1, [], hidden=bool(sheet.visibility or (info and info.hidden)))
        for column, cell in enumerate(sheet.row(index)):
            text, lot = _value(book, cell, formats)
            if text:
                flags = ("hidden",) if column in hidden_columns else ()
                row.cells.append(Cell(text, column, flags=flags))
            if lot:
                row.lots[column] = lot
        row.cells = merges.apply(index + 1, row.cells)
        yield row


def _value(book, cell, formats) -> tuple[str, str]:
    import xlrd

    if cell.ctype == xlrd.XL_CELL_TEXT:
        return clean_spreadsheet(cell.value), ""
    if cell.ctype in (xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE):
        style = formats[cell.xf_index] if cell.xf_index is not None and cell.xf_index < len(formats) else Format("")
        formatted = style.show(cell.value, bool(book.datemode))
        return formatted.text, formatted.lot
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return ("TRUE" if cell.value else "FALSE"), ""
    return "", ""
